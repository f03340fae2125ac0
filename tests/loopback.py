"""No test talks to anybody but this machine: a model that was not faked would cost money."""

import ipaddress
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_EVENTS = {"socket.connect": 1, "socket.sendto": 1, "socket.getaddrinfo": 0}
"""What CPython reports (PEP 578) before it connects, sends or looks up; where the address is."""

_guarding = 0


class Escaped(AssertionError):
    """Something would have left this machine."""


@contextmanager
def guarded() -> Iterator[None]:
    """Raises Escaped in whoever connects, sends or looks up anything but a loopback address."""
    global _guarding
    _guarding += 1
    try:
        yield
    finally:
        _guarding -= 1


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if _guarding and event in _EVENTS:
        address = arguments[_EVENTS[event]]
        host = address[0] if isinstance(address, tuple) else address
        if not _is_here(host, is_path=event != "socket.getaddrinfo" and host is address):
            raise Escaped(f"{event} to {host!r}")


def _is_here(host: object, *, is_path: bool) -> bool:
    text = host.decode() if isinstance(host, bytes) else host
    if is_path or text is None or text == "localhost":
        return True
    try:
        return ipaddress.ip_address(str(text)).is_loopback
    except ValueError:
        return False


# A hook can't be taken back; it does nothing while nobody asks for it.
sys.addaudithook(_hook)
