"""The credentials that a request brings: `Authorization: Bearer` (RFC 6750), or our cookie.

Never the URL, which ends in logs.
"""

from collections.abc import Sequence
from typing import NamedTuple

from protocol.catalogue import Text
from protocol.errors import NotSignedIn

COOKIE = "careerpilot"
HOST_COOKIE = f"__Host-{COOKIE}"
"""Our cookie where browsers come over https: they take one of that name only from this very host,
over TLS (RFC 6265bis §4.1.3.2). The plain one any host of the same site may set."""

REFRESH_COOKIE = f"{COOKIE}-refresh"
SECURE_REFRESH_COOKIE = f"__Secure-{REFRESH_COOKIE}"
"""The cookie of refresh tokens, which is sent to one path alone: `__Host-` is for all."""

Headers = Sequence[tuple[bytes, bytes]]


class Credential(NamedTuple):
    """A token, and the cookie that it came in, if it did."""

    token: str
    cookie: str | None = None


def header(headers: Headers, name: bytes) -> str | None:
    """The first value of an ASGI header, or None."""
    for key, value in headers:
        if key == name:
            return value.decode("latin-1")
    return None


def credential_of(headers: Headers) -> Credential:
    """The caller's, from the header, else from the cookie. Raises NotSignedIn."""
    authorization = header(headers, b"authorization")
    if authorization is not None:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise NotSignedIn(Text("errors.not_signed_in.header"))
        return Credential(token.strip())
    found = cookie_of(headers)
    if found is None or not found.token:
        raise NotSignedIn(Text("errors.not_signed_in.first"))
    return found


def cookie_of(headers: Headers) -> Credential | None:
    """What our cookie holds, whatever others of this host look like: not all keep to RFC 6265."""
    found = _cookies(headers)
    for cookie in (HOST_COOKIE, COOKIE):
        if cookie.encode() in found:
            return Credential(found[cookie.encode()].decode("latin-1"), cookie)
    return None


def refresh_cookie_of(headers: Headers, *, secure: bool) -> str:
    """What the cookie of refresh tokens holds, '' where there is none; over TLS that for TLS."""
    cookie = SECURE_REFRESH_COOKIE if secure else REFRESH_COOKIE
    return _cookies(headers).get(cookie.encode(), b"").decode("latin-1")


def _cookies(headers: Headers) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    for key, value in headers:
        if key == b"cookie":
            for pair in value.split(b";"):
                # Blanks and tabs only: with other white space before it a name would be another's.
                name, _, text = pair.strip(b" \t").partition(b"=")
                found.setdefault(name, text)
    return found
