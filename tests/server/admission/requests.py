"""Requests as an application sees them, with the headers that say who asks, and from where."""

from typing import Any

Header = tuple[bytes, bytes]

HOST = "pilot.example:8000"


def bearer(token: str) -> Header:
    """The token in the header that is for it."""
    return b"authorization", f"Bearer {token}".encode()


def cookies(pairs: str) -> Header:
    """What a browser sends along."""
    return b"cookie", pairs.encode()


def origin(text: str) -> Header:
    """From which page a browser asks."""
    return b"origin", text.encode("latin-1")


def request(*headers: Header, scheme: str = "http", host: str = HOST) -> dict[str, Any]:
    """The ASGI scope of a request to `host`; without a Host where that is empty."""
    named = [(b"host", host.encode())] if host else []
    kind = "websocket" if scheme.startswith("ws") else "http"
    return {"type": kind, "scheme": scheme, "headers": [*named, *headers]}
