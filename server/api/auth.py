"""`/v1/auth`: how one becomes somebody. Guests, today."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from protocol.errors import Forbidden, RateLimited
from server.admission.credentials import COOKIE, HOST_COOKIE
from server.admission.identities import Identities
from server.http.operations import Answer, Field, Operation, as_json
from server.http.requests import body_of, decode, json, resource
from server.http.schemes import is_secure

MAX_BODY = 1024
"""Bytes that may be said by who is not signed in."""


class NewGuest(msgspec.Struct, forbid_unknown_fields=True):
    """The body of POST /v1/auth/guest, which may be empty.

    With `cookie` the token comes in the cookie alone, where no script can read it.
    """

    cookie: bool = False


class User(msgspec.Struct):
    """Who is signed in."""

    id: str
    guest: bool


class SignedIn(msgspec.Struct, rename="camel", omit_defaults=True):
    """A sign-in: the token, unless it is in the cookie alone, and for how many seconds it holds."""

    expires_in: int
    user: User
    access_token: str | None = None


SET_COOKIE = Field("Set-Cookie", "The token, as a cookie that no script can read")


def routes(identities: Identities) -> list[BaseRoute]:
    """The routes of this resource."""
    auth = Auth(identities)
    guest = Operation(
        auth.guest,
        body=as_json(NewGuest),
        may_be_empty=True,
        answers=(Answer(200, "The guest is signed in", as_json(SignedIn), (SET_COOKIE,)),),
        errors=(Forbidden, RateLimited),
        signed_in=False,
    )
    return [resource("/auth/guest", POST=guest)]


class Auth:
    """The handlers."""

    def __init__(self, identities: Identities) -> None:
        self._identities = identities

    async def guest(self, request: Request) -> Response:
        """Makes a guest; who is one already stays the same, for longer."""
        self._identities.check_origin(request, safe=True)
        asked: NewGuest = decode(await body_of(request, MAX_BODY) or b"{}", NewGuest)
        token, identity, expires_in = await self._identities.guest(request)
        user = User(identity.user, identity.guest)
        response = json(SignedIn(expires_in, user, None if asked.cookie else token))
        secure = is_secure(request.scope)
        response.set_cookie(
            HOST_COOKIE if secure else COOKIE,
            token,
            max_age=expires_in + self._identities.late_s,
            httponly=True,
            samesite="lax",
            secure=secure,
        )
        return response
