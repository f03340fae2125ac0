"""The credentials that a request brings: `Authorization: Bearer` (RFC 6750), `X-API-Key`, or our
cookie.

Never the URL, which ends in logs; but for a ticket, which is worth nothing by then.
"""

from collections.abc import Sequence
from typing import NamedTuple

from starlette.responses import Response

from protocol.catalogue import Text
from protocol.errors import NotSignedIn

COOKIE = "careerpilot"
HOST_COOKIE = f"__Host-{COOKIE}"
"""Our cookie where browsers come over https: they take one of that name only from this very host,
over TLS (RFC 6265bis §4.1.3.2). The plain one any host of the same site may set."""

API_KEY_FIELD = "X-API-Key"
"""Where an API key may stand besides, as many programs have it."""

API_KEY_START = "cp_"
"""How an API key begins. No token does: it begins with the Base64 of a brace."""

REFRESH_COOKIE = f"{COOKIE}-refresh"
SECURE_REFRESH_COOKIE = f"__Secure-{REFRESH_COOKIE}"
"""The cookie of refresh tokens, which is sent to one path alone: `__Host-` is for all."""

REFRESH_PATH = "/v1/auth"
"""That path."""

Headers = Sequence[tuple[bytes, bytes]]


class Credential(NamedTuple):
    """A token or an API key, and the cookie that it came in, if it did."""

    token: str
    cookie: str | None = None

    @property
    def is_api_key(self) -> bool:
        """Whether it is an API key; one that came in a cookie is none."""
        return self.cookie is None and self.token.startswith(API_KEY_START)


def header(headers: Headers, name: bytes) -> str | None:
    """The first value of an ASGI header, or None."""
    for key, value in headers:
        if key == name:
            return value.decode("latin-1")
    return None


def credential_of(headers: Headers) -> Credential:
    """The caller's: of the bearer, else an API key's own header, else the cookie.

    Raises NotSignedIn.
    """
    authorization = header(headers, b"authorization")
    if authorization is not None:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise NotSignedIn(Text("errors.not_signed_in.header"))
        return Credential(token.strip())
    api_key = header(headers, API_KEY_FIELD.lower().encode())
    if api_key is not None:
        shown = Credential(api_key.strip())
        if not shown.is_api_key:
            raise NotSignedIn(Text("errors.not_signed_in.api_key"))
        return shown
    found = cookie_of(headers)
    if found is None or not found.token:
        raise NotSignedIn(Text("errors.not_signed_in.first"))
    return found


def names_itself(headers: Headers) -> bool:
    """Whether the request has a credential that no browser sends along unasked."""
    fields = (b"authorization", API_KEY_FIELD.lower().encode())
    return any(header(headers, field) is not None for field in fields)


def shows_api_key(headers: Headers) -> bool:
    """Whether what counts of the request is an API key, or is meant to be one."""
    try:
        return credential_of(headers).is_api_key
    except NotSignedIn:
        return False


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


def forget_cookies(response: Response, *, secure: bool) -> None:
    """Take back the cookies of who is signed in no more."""
    access = HOST_COOKIE if secure else COOKIE
    refresh = SECURE_REFRESH_COOKIE if secure else REFRESH_COOKIE
    response.delete_cookie(access, httponly=True, samesite="lax", secure=secure)
    response.delete_cookie(
        refresh, path=REFRESH_PATH, httponly=True, samesite="strict", secure=secure
    )
