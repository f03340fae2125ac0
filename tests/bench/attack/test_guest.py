"""A hostile guest goes when its time is over, and counts what it was told."""

import struct
import threading
from contextlib import closing

import pytest

from bench.attack import guest as module
from bench.attack.guest import Guest, close_code
from tests.processes import Servers


def frame(opcode: int, payload: bytes) -> bytes:
    """A server's frame (RFC 6455 §5.2)."""
    size = len(payload)
    if size < 126:
        return bytes((0x80 | opcode, size)) + payload
    form, mark = ("!BBH", 126) if size < 65536 else ("!BBQ", 127)
    return struct.pack(form, 0x80 | opcode, mark, size) + payload


CLOSE = frame(8, struct.pack("!H", 4429) + b"too many")


@pytest.mark.parametrize("before", [0, 5, 126, 65536])
def test_close_is_found_behind_other_frames(before: int) -> None:
    assert close_code(frame(1, b"x" * before) + frame(10, b"") + CLOSE) == 4429


@pytest.mark.parametrize("frames", [b"", CLOSE[:3], frame(1, CLOSE), frame(8, b"")], ids=len)
def test_frames_without_a_close_have_no_code(frames: bytes) -> None:
    assert close_code(frames) is None


def test_guest_whose_time_is_over_ends_all_that_it_does() -> None:
    guest, calm = Guest(1, "", 0.2), threading.Event()
    guest.do(*[lambda: calm.wait(0.01)] * 3)
    assert not guest.has_time


def test_guest_who_was_told_enough_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 10)
    guest = Guest(1, "", 3600)
    guest.do(lambda: guest.note("200"))
    assert guest.told == {"200": 10}


def test_guest_counts_connections_that_fail() -> None:
    guest = Guest(1, "", 0.05)
    guest.do(lambda: guest.ask("GET", "/"))
    assert set(guest.told) == {"ConnectionRefusedError"}


@pytest.mark.slow
def test_guest_counts_statuses_with_the_errors_codes(servers: Servers) -> None:
    server = servers.start()
    with closing(Guest(server.port, "", 10)) as guest:
        guest.ask("GET", "/health/live")
        guest.ask("GET", "/v1/sessions")
    assert guest.told == {"200": 1, "401 not_signed_in": 1}
