"""Security events: what was refused, and to whom, under names that stay.

Each is one line of the log. Those who cause them are strangers, so of each name only so many lines
a minute are written; the rest is counted (server.logs).
"""

from typing import Any

from starlette.types import Scope

from protocol.errors import CLOSING, Malformed, RateLimited, RemoteProtocolError, TooLarge
from server.logs import get_logger

EVENTS = {
    "token_refused": "An access token that is forged, foreign or has run out.",
    "origin_refused": "A page of another origin, or a request with the cookie that names none.",
    "host_refused": "A request to a name that is not this server's (421).",
    "access_refused": "A session that is another user's, or does not exist.",
    "limit_reached": "Too many, too large or too slow; `code` says which kind of limit.",
    "malformed_input": "What is no request, no frame and no command.",
    "handshake_refused": "A WebSocket's handshake that is none.",
}
"""Every security event of this package, and what it means."""

AUDITED = frozenset({"origin_refused", "limit_reached"})
"""Those that the application's audit is told of, too (server.audit)."""

USER = "careerpilot.user"
"""Where a scope has the user's id, once it is known."""

MAX_WHY = 200

_OF_CODES = {
    "not_found": "access_refused",
    "too_large": "limit_reached",
    "too_slow": "limit_reached",
    "rate_limited": "limit_reached",
    "session_full": "limit_reached",
    "quota_exceeded": "limit_reached",
    "storage_full": "limit_reached",
    "overloaded": "limit_reached",
    "malformed": "malformed_input",
    "bad_request": "malformed_input",
    "misdirected": "host_refused",
}
"""What an error is as a security event. Other errors are none, or are told where more is known."""

_OF_CLOSING: dict[int | None, str] = {
    error.close_code: error.code for error in (Malformed, RateLimited, TooLarge)
}

log = get_logger(__name__)


def security_event(name: str, scope: Scope, why: str, **values: Any) -> None:
    """Log one of EVENTS: who (the address, as far as proxies are believed, and the user), and why.

    `scope` is the ASGI scope of the request, or as much of one as there is.
    """
    client = scope.get("client")
    audit = getattr(getattr(scope.get("app"), "state", None), "audit", None)
    if name in AUDITED and audit is not None:
        code = values.get("code", "")
        user = scope.get(USER) or ""
        audit.record(name, user=user, scope=scope, outcome="refused", code=code)
    log.warning(
        name,
        address=client[0] if client else None,
        user=scope.get(USER),
        path=scope.get("path"),
        why=why[:MAX_WHY],
        **values,
    )


def refused(scope: Scope, error: RemoteProtocolError) -> None:
    """Log an error of the protocol, where it is a security event."""
    refused_as(scope, error.code, error.message)


def refused_as(scope: Scope, code: str, why: str) -> None:
    """Log what was answered with this code, where that is a security event."""
    if name := _OF_CODES.get(code):
        security_event(name, scope, why, code=code)


def closed(scope: Scope, close_code: int) -> None:
    """Log that a WebSocket was closed with this code, where that is a security event."""
    if code := _OF_CLOSING.get(close_code):
        refused_as(scope, code, CLOSING[close_code][0])
