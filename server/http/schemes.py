"""Whether browsers came over TLS, also where a proxy ended it."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from server.http.hosts import name_of

_SECURE = {"http": "https", "ws": "wss"}


def is_secure(scope: Scope) -> bool:
    """Whether the client's request came over TLS."""
    return scope["scheme"] in _SECURE.values()


class Schemes:
    """ASGI middleware: a request to the host of an https `url` was made over TLS, by whatever way.

    A proxy that ends TLS may not say so, or its word may not be believed. For other hosts what the
    proxy says counts, where it is believed.
    """

    def __init__(self, app: ASGIApp, url: str | None) -> None:
        self.app = app
        scheme, host = urlsplit(url or "")[:2]
        self._name = name_of(host) if scheme == "https" else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on, with the scheme that the browser knows."""
        if self._name is not None and scope["type"] != "lifespan" and self._is_named(scope):
            scope["scheme"] = _SECURE.get(scope["scheme"], scope["scheme"])
        await self.app(scope, receive, send)

    def _is_named(self, scope: Scope) -> bool:
        return name_of(Headers(scope=scope).get("host", "")) == self._name
