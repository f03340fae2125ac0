"""`/v1/auth`: how one becomes somebody. Guests, today."""

from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from server.admission.credentials import COOKIE, HOST_COOKIE
from server.admission.identities import Identities
from server.http.requests import body_of, decode, json, resource
from server.http.schemes import is_secure

MAX_BODY = 1024
"""Bytes that may be said by who is not signed in."""


def routes(identities: Identities) -> list[BaseRoute]:
    """The routes of this resource."""
    return [resource("/auth/guest", POST=Auth(identities).guest)]


class NewGuest(msgspec.Struct, forbid_unknown_fields=True):
    """The body of POST /v1/auth/guest, which may be empty.

    With `cookie` the token comes in the cookie alone, where no script can read it.
    """

    cookie: bool = False


class Auth:
    """The handlers."""

    def __init__(self, identities: Identities) -> None:
        self._identities = identities

    async def guest(self, request: Request) -> Response:
        """POST /v1/auth/guest: makes a guest; who is one already stays the same, for longer."""
        self._identities.check_origin(request, safe=True)
        asked: NewGuest = decode(await body_of(request, MAX_BODY) or b"{}", NewGuest)
        token, identity, expires_in = await self._identities.guest(request)
        document: dict[str, Any] = {} if asked.cookie else {"accessToken": token}
        document["expiresIn"] = expires_in
        document["user"] = {"id": identity.user, "guest": identity.guest}
        response = json(document)
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
