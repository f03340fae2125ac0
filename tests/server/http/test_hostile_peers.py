"""What peers that keep to no rule cost a server: memory and time, measured. None is signed in."""

import contextlib
import os
import resource
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.processes import Server, eventually
from tests.server.calls import Caller, new_id
from tests.server.raw import Raw

pytestmark = [pytest.mark.slow, pytest.mark.timing]

MIB = 1024 * 1024
ESTABLISHED = "01"
"""In the kernel's table of connections."""


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


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    return {"CAREERPILOT_HEARTBEAT_MS": "1000", "CAREERPILOT_COMMANDS_PER_SECOND": "1000"}


@pytest.fixture(scope="module")
def large(running: Server) -> tuple[Caller, str]:
    """A session of some MB."""
    caller = Caller(running)
    session = str(caller.create()["id"])
    with caller.dial(session) as ws:
        for n in range(60):
            ws.send({"type": "message", "id": f"m{n}", "text": "x" * 80_000})
            ws.until_run_ends()
    return caller, session


def held(server: Server, raws: Sequence[Raw]) -> int:
    """How many of these connections the server still has: others of its process do not count."""
    ours = {f"{raw.socket.getsockname()[1]:04X}" for raw in raws}
    rows = [row.split() for row in Path(f"/proc/{server.pid}/net/tcp").read_text().splitlines()[1:]]
    return sum(
        row[1].endswith(f":{server.port:04X}")
        and row[2].rpartition(":")[2] in ours
        and row[3] == ESTABLISHED
        for row in rows
    )


@pytest.mark.parametrize("path", ["", "/events", "/events?wait=1"])
def test_answers_that_nobody_reads_end_after_two_heartbeats_and_are_dropped(
    path: str, server: Server, large: tuple[Caller, str]
) -> None:
    caller, session = large
    accept = "Accept: application/json" if "wait" in path else "Accept: text/event-stream"
    before = memory(server)
    with contextlib.ExitStack() as stack:
        raws = [stack.enter_context(Raw(server, room=4096)) for _ in range(5)]
        for raw in raws:
            raw.ask("GET", f"/v1/sessions/{session}{path}", caller, accept)
        assert not raws[0].was_cut_off(1)
        assert held(server, raws) == len(raws)
        # What the system itself holds for a peer, a document of a megabyte, it drops silently.
        eventually(lambda: not held(server, raws), "all are dropped", seconds=8)
    assert memory(server) < before + 60 * MIB


def test_answer_that_is_read_slowly_goes_on(server: Server, large: tuple[Caller, str]) -> None:
    caller, session = large
    with Raw(server, room=65536) as raw:
        raw.ask("GET", f"/v1/sessions/{session}", caller, "Connection: close")
        for _ in range(10):
            assert not raw.was_cut_off(0.5)
            raw.socket.recv(65536)
        assert raw.rest()[-1:] == b"}"


def test_websocket_that_nobody_reads_ends_within_two_heartbeats(
    server: Server, large: tuple[Caller, str]
) -> None:
    caller, session = large
    with Raw(server, room=4096) as raw:
        raw.shake_hands(caller, session)
        assert not raw.was_cut_off(1)
        assert raw.was_cut_off(6)


def test_websocket_that_is_read_slowly_goes_on(server: Server, large: tuple[Caller, str]) -> None:
    caller, session = large
    with Raw(server, room=65536) as raw:
        raw.shake_hands(caller, session)
        for _ in range(10):
            assert not raw.was_cut_off(0.5)
            raw.socket.recv(65536)
