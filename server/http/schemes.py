"""Whether browsers came over TLS, also where a proxy ended it."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from server.http.host_field import name_of

_SECURE = ("https", "wss")


def is_secure(scope: Scope) -> bool:
    """Whether the client's request came over TLS; it did not where the scope has no scheme."""
    return scope.get("scheme") in _SECURE


class Schemes:
    """ASGI middleware: what was asked of an https `url` came over TLS, by whatever way.

    A proxy that ends TLS may not say so, or its word may not be believed. Requests to the host of
    `url` were made there, and so were those of its own pages where the proxy puts another Host. For
    all others what the proxy says counts, where it is believed.
    """

    def __init__(self, app: ASGIApp, url: str | None) -> None:
        self.app = app
        scheme, host = urlsplit(url or "")[:2]
        self._url = url if scheme == "https" else None
        self._name = name_of(host)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on, with the scheme that the browser knows."""
        if self._url is not None and scope["type"] != "lifespan" and self._is_meant(scope):
            scope["scheme"] = "wss" if scope["type"] == "websocket" else "https"
        await self.app(scope, receive, send)

    def _is_meant(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        asked = name_of(headers.get("host", "")) == self._name
        return asked or headers.get("origin", "") == self._url
