"""Headers that bind browsers: what our page may do, and what others may do with it."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.http.schemes import is_secure

POLICY = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'; frame-src blob:"
)
"""What our page may load. It frames nothing but the PDF that its user has just chosen, from an
address that none but its own scripts can make, under a type by which nothing in it runs as ours
(server/page/views/drawing.js); what is shown there inherits the policy."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    # Unless an answer says that it may be kept.
    "Cache-Control": "no-cache",
}
TLS_HEADERS = {
    # For a year nobody in between can have a browser ask without TLS. Other names of the site, and
    # what is below this one, are not ours to bind (RFC 6797 §6.1).
    "Strict-Transport-Security": "max-age=31536000",
}


class SecurityHeaders:
    """Headers that keep a browser from doing with our page what others ask of it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers to every HTTP response."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                bound = HEADERS | TLS_HEADERS if is_secure(scope) else HEADERS
                for name, value in bound.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)
