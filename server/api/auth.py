"""`/v1/auth`: how one becomes somebody. Guests, today."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from server.admission.credentials import COOKIE
from server.admission.identities import Identities
from server.http.requests import json, resource


def routes(identities: Identities) -> list[BaseRoute]:
    """The routes of this resource."""
    return [resource("/auth/guest", POST=Auth(identities).guest)]


class Auth:
    """The handlers."""

    def __init__(self, identities: Identities) -> None:
        self._identities = identities

    async def guest(self, request: Request) -> Response:
        """POST /v1/auth/guest: makes a guest; who is one already stays the same, for longer."""
        self._identities.check_origin(request, safe=True)
        token, identity = await self._identities.guest(request)
        response = json(
            {
                "accessToken": token,
                "expiresIn": self._identities.token_s,
                "user": {"id": identity.user, "guest": identity.guest},
            }
        )
        response.set_cookie(
            COOKIE,
            token,
            max_age=self._identities.cookie_s,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return response
