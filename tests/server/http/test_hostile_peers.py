"""What peers that keep to no rule cost a server: memory and time, measured. None is signed in."""

import contextlib
import os
import resource
from pathlib import Path

import pytest

from tests.processes import Server
from tests.server.calls import Caller, new_id
from tests.server.raw import Raw

pytestmark = [pytest.mark.slow, pytest.mark.timing]

MIB = 1024 * 1024


def memory(server: Server) -> int:
    """The bytes that its process has in memory."""
    pages = int(Path(f"/proc/{server.pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def cpu_s(server: Server) -> float:
    """The seconds that its process has worked."""
    fields = Path(f"/proc/{server.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def frame(opcode: int, payload: bytes = b"", fin: bool = True) -> bytes:
    """A masked frame of less than 126 bytes (RFC 6455 §5.2)."""
    return bytes([0x80 * fin | opcode, 0x80 | len(payload)]) + bytes(4) + payload


def pour(raw: Raw, data: bytes, times: int) -> None:
    """Send it again and again, until the server has enough of it."""
    raw.socket.settimeout(3)
    with contextlib.suppress(OSError):
        for _ in range(times):
            raw.socket.sendall(data)


@pytest.mark.parametrize(
    "flood",
    [frame(0, fin=False), frame(0, b"a", fin=False), frame(9), frame(10), frame(9, bytes(125))],
    ids=["empty", "small", "pings", "pongs", "long pings"],
)
def test_flood_of_frames_costs_little_and_is_ended(flood: bytes, server: Server) -> None:
    caller = Caller(server)
    with caller.http, Raw(server) as raw:
        raw.shake_hands(caller, new_id())
        raw.socket.sendall(frame(1, b"a", fin=False))
        before = memory(server), cpu_s(server)
        pour(raw, flood * (MIB // len(flood)), 16)
        assert raw.was_cut_off(5)
        assert caller.http.get("/health/live").status_code == 200
        assert memory(server) < before[0] + 10 * MIB
        assert cpu_s(server) < before[1] + 1


def test_pipelined_requests_cost_little_and_leave_nothing(server: Server, nobody: Caller) -> None:
    request = b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"
    before = memory(server)
    for _ in range(5):
        with Raw(server) as raw:
            raw.socket.sendall(request * (4 * MIB // 16 // len(request)))
            raw.socket.recv(100)
            assert nobody.http.get("/health/live").status_code == 200
    assert memory(server) < before + 10 * MIB
