"""What peers that keep to no rule cost a server: memory and time, measured. None is signed in."""

import resource
from pathlib import Path

import pytest

from tests.processes import Server
from tests.server.calls import Caller
from tests.server.raw import Raw

pytestmark = [pytest.mark.slow, pytest.mark.timing]

MIB = 1024 * 1024


def memory(server: Server) -> int:
    """The bytes that its process has in memory."""
    pages = int(Path(f"/proc/{server.pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def test_pipelined_requests_cost_little_and_leave_nothing(server: Server, nobody: Caller) -> None:
    request = b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"
    before = memory(server)
    for _ in range(5):
        with Raw(server) as raw:
            raw.socket.sendall(request * (4 * MIB // 16 // len(request)))
            raw.socket.recv(100)
            assert nobody.http.get("/health/live").status_code == 200
    assert memory(server) < before + 10 * MIB
