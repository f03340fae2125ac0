"""A request id for every HTTP request and WebSocket: taken from the proxy, or made here."""

import re
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars, get_contextvars, reset_contextvars

HEADER = "X-Request-ID"

_USABLE = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestIds:
    """ASGI middleware: binds `request_id` for the logs, and answers it in `X-Request-ID`.

    A caller's own id is kept where it is 8 to 64 characters of [A-Za-z0-9._-]: nothing else may
    reach the logs by this way.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        request_id = given if _USABLE.fullmatch(given) else new_id()
        # A WebSocket is sent to for each token, so nothing is put in between there.
        send = _with_id(send, request_id) if scope["type"] == "http" else send
        # Not by `bound_contextvars`, whose frames would live as long as the connection.
        tokens = bind_contextvars(request_id=request_id)
        try:
            await self.app(scope, receive, send)
        finally:
            reset_contextvars(**tokens)


def new_id() -> str:
    """An id for a request that brings none."""
    return uuid.uuid4().hex


def current_id() -> str | None:
    """The id of the request that is being answered; None outside of one."""
    return get_contextvars().get("request_id")


def _with_id(send: Send, request_id: str) -> Send:
    """`send`, with the id in the head of the response."""

    async def send_with_id(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)[HEADER] = request_id
        await send(message)

    return send_with_id
