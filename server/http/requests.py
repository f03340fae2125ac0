"""What all resources of the API have in common: methods, bodies, ids, limits, JSON answers."""

import asyncio
import re
import uuid
from typing import Annotated, Any, cast

import msgspec
from msgspec import Meta
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from protocol.catalogue import Text, misfit
from protocol.codec import MAX_CLIENT_FRAME
from protocol.errors import Malformed, NotFound, TooLarge, TooSlow
from server.admission.scopes import NEEDED
from server.http.operations import JSON, Field, Handler, Operation

NO_SESSION = Text("errors.not_found.session")

BODY_S = 30.0
"""How long a request's body may take."""

PAGE = 50
MAX_PAGE = 200
"""How many a listing has where no limit is asked for, and at most."""

SESSION_ID = Field("id", "The session's id", uuid.UUID)
"""Of paths that name a session."""

LIMIT = Field("limit", "How many there are to be at most", Annotated[int, Meta(ge=1, le=MAX_PAGE)])
CURSOR = Field("cursor", "The `cursor` of the answer before: the listing goes on there")
"""Of the query of listings."""


class Resource:
    """Whatever answers at one path, each method by its operation; HEAD is GET without the body.

    An ASGI application, so that a response which streams sends through nothing of ours.
    """

    def __init__(self, path: tuple[Field, ...], operations: dict[str, Operation]) -> None:
        self.path = path
        self.operations = operations
        self._handlers = {name: cast("Handler", each.handler) for name, each in operations.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. What is raised before the response begins is answered outside."""
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        scope[NEEDED] = self.operations[method].scope
        response = await self._handlers[method](Request(scope, receive))
        await response(scope, receive, send)


def resource(path: str, *fields: Field, head: bool = True, **operations: Operation) -> Route:
    """The route of a resource; any other method is answered with those that there are.

    `fields` are those in the path, in its order. What streams without end is to have no HEAD.
    """
    route = Route(path, Resource(fields, operations), methods=list(operations))
    if not head:
        route.methods = set(operations)
    return route


def address_of(scope: Scope) -> str:
    """Where a request comes from, as far as proxies are believed; "" where that is not known."""
    client = scope.get("client")
    return client[0] if client else ""


def session_id(request: HTTPConnection) -> str:
    """The session in the path. What is not a UUID names no session: NotFound."""
    return uuid_of(request.path_params["id"]) or _no_session()


def _no_session() -> str:
    raise NotFound(NO_SESSION)


def uuid_of(text: str) -> str | None:
    """The canonical form of a UUID of version 4 or 7 (RFC 9562), else None."""
    try:
        parsed = uuid.UUID(text)
    except ValueError:
        return None
    return str(parsed) if parsed.version in (4, 7) and str(parsed) == text.lower() else None


def json(document: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A JSON answer that no cache keeps."""
    return Response(
        msgspec.json.encode(document),
        status,
        {"Cache-Control": "no-store", **(headers or {})},
        media_type=JSON,
    )


async def body_of(request: Request, most: int = MAX_CLIENT_FRAME) -> bytes:
    """The request's body. Raises TooLarge where it has over `most` bytes, TooSlow after BODY_S."""
    chunks = bytearray()
    try:
        async with asyncio.timeout(BODY_S):
            async for chunk in request.stream():
                chunks += chunk
                if len(chunks) > most:
                    raise TooLarge(Text("errors.too_large.body", bytes=most))
    except TimeoutError:
        raise TooSlow(Text("errors.too_slow.body", seconds=f"{BODY_S:.0f}")) from None
    return bytes(chunks)


def decode(raw: bytes, type_: Any) -> Any:
    """The typed body. Raises Malformed."""
    try:
        return msgspec.json.decode(raw, type=type_)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError, ValueError) as exc:
        raise Malformed(misfit(exc)) from None


def limit_of(value: str | None) -> int:
    """How many a listing is to have at most. Raises Malformed."""
    if value is None:
        return PAGE
    if not re.fullmatch(r"[0-9]{1,9}", value) or not 1 <= int(value) <= MAX_PAGE:
        raise Malformed(Text("errors.malformed.limit", most=MAX_PAGE))
    return int(value)
