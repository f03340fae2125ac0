"""The credentials that a request brings: `Authorization: Bearer` (RFC 6750), or our cookie.

Never the URL, which ends in logs.
"""

from collections.abc import Sequence

from starlette.requests import cookie_parser

from protocol.errors import NotSignedIn

COOKIE = "careerpilot"

Headers = Sequence[tuple[bytes, bytes]]


def header(headers: Headers, name: bytes) -> str | None:
    """The first value of an ASGI header, or None."""
    for key, value in headers:
        if key == name:
            return value.decode("latin-1")
    return None


def token_of(headers: Headers) -> str:
    """The caller's token, from the header, else from the cookie. Raises NotSignedIn."""
    authorization = header(headers, b"authorization")
    if authorization is not None:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise NotSignedIn("The Authorization header must be 'Bearer TOKEN'.")
        return token.strip()
    from_cookie = cookie_of(headers)
    if not from_cookie:
        raise NotSignedIn("Sign in first: POST /v1/auth/guest makes a guest.")
    return from_cookie


def cookie_of(headers: Headers) -> str | None:
    """Our cookie's value, whatever others of this host look like: not all keep to RFC 6265."""
    for key, value in headers:
        if key == b"cookie":
            found = cookie_parser(value.decode("latin-1")).get(COOKIE)
            if found is not None:
                return found
    return None
