"""The HTTP resources: kinds, sessions and their commands, guests."""

import asyncio
import re
import uuid
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, Any

import msgspec
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from protocol.codec import MAX_CLIENT_FRAME, decode_command
from protocol.commands import Object, Start, check_document
from protocol.cursor import Cursor
from protocol.errors import (
    Malformed,
    NotFound,
    Overloaded,
    RateLimited,
    RemoteProtocolError,
    TooLarge,
    TooSlow,
)
from protocol.frames import Ack, Ping, Pong, Problem
from protocol.messages import Message
from server.admission.admission import NO_SESSION, Desk, now_ms
from server.admission.identities import COOKIE, Identity, check_origin
from server.stored import fold_of
from store.sessions.types import Info, Opened

PAGE = 50
MAX_PAGE = 200
MAX_TITLE = 200

WAIT_S = 60.0
"""How long a creation waits for its first run: less than a proxy gives it (nginx.conf: 75 s)."""

BODY_S = 30.0
"""How long a request's body may take."""

POLL_S = 25.0
"""How long one look at a session lasts meanwhile."""


class SessionDocument(msgspec.Struct, rename="camel", omit_defaults=True):
    """A session, as PROTOCOL.md §3 has it. Times are ms since the Unix epoch."""

    id: str
    kind: str
    title: str
    status: str
    epoch: str
    head: int
    created_at: int
    updated_at: int
    messages: list[Message] | msgspec.UnsetType = msgspec.UNSET
    state: Any = msgspec.UNSET

    @classmethod
    def of(cls, info: Info, **more: Any) -> "SessionDocument":
        """The document of what the store knows."""
        return cls(
            info.id,
            info.kind,
            info.title,
            info.status,
            info.epoch,
            info.head,
            info.created,
            info.updated,
            **more,
        )


class NewSession(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """The body of POST /v1/sessions."""

    kind: str
    input: Object
    id: str | None = None
    options: Object | None = None

    def __post_init__(self) -> None:
        check_document(self.input)
        check_document(self.options)


class Rename(msgspec.Struct, forbid_unknown_fields=True):
    """The body of PATCH /v1/sessions/{id}."""

    title: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_TITLE)]


def session_id(request: HTTPConnection) -> str:
    """The session in the path. What is not a UUID names no session: NotFound."""
    return _uuid(request.path_params["id"]) or _no_session()


def _no_session() -> str:
    raise NotFound(NO_SESSION)


def _uuid(text: str) -> str | None:
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
        media_type="application/json",
    )


async def body_of(request: Request) -> bytes:
    """The request's body. Raises TooLarge before it is all read, TooSlow after BODY_S."""
    chunks = bytearray()
    try:
        async with asyncio.timeout(BODY_S):
            async for chunk in request.stream():
                chunks += chunk
                if len(chunks) > MAX_CLIENT_FRAME:
                    raise TooLarge(f"A request may have {MAX_CLIENT_FRAME} bytes.")
    except TimeoutError:
        raise TooSlow(f"A request's body must come within {BODY_S:.0f} seconds.") from None
    return bytes(chunks)


def decode(raw: bytes, type_: Any) -> Any:
    """The typed body. Raises Malformed."""
    try:
        return msgspec.json.decode(raw, type=type_)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError, ValueError) as exc:
        raise Malformed(str(exc)[:200]) from None


class Sessions:
    """The handlers. Each checks who asks; what belongs to another does not exist."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._store = desk.worker.store

    def _caller(self, request: Request, *, safe: bool) -> Identity:
        check_origin(request.scope["headers"], self._desk.origins, safe=safe)
        return self._desk.identify(request)

    async def kinds(self, request: Request) -> Response:
        """GET /v1/kinds"""
        kinds = [
            {
                "name": kind.name,
                "title": kind.title,
                "description": kind.description,
                "input": kind.input_schema(),
                "result": kind.result_schema(),
                "graph": kind.graph(),
            }
            for kind in self._desk.worker.kinds.values()
        ]
        return json({"kinds": kinds})

    async def list(self, request: Request) -> Response:
        """GET /v1/sessions"""
        caller = self._caller(request, safe=True)
        query = request.query_params
        limit = _limit(query.get("limit"))
        try:
            listed = await self._store.sessions.list(
                caller.user, query.get("kind"), limit, query.get("cursor")
            )
        except ValueError:
            raise Malformed("cursor is not one that a listing gave.") from None
        document: dict[str, Any] = {"sessions": [SessionDocument.of(i) for i in listed.sessions]}
        if listed.cursor is not None:
            document["cursor"] = listed.cursor
        return json(document)

    async def create(self, request: Request) -> Response:
        """POST /v1/sessions"""
        from server.api.streams.streams import serve_sse

        caller = self._caller(request, safe=False)
        new: NewSession = decode(await body_of(request), NewSession)
        session = _new_id(new.id)
        # The command's id follows from the session's, so that the same POST twice is one start.
        command = Start(f"start-{session}", kind=new.kind, input=new.input, options=new.options)
        streams = "text/event-stream" in request.headers.get("accept", "")
        waits = _prefers_to_wait(request.headers.getlist("prefer"))
        if streams or waits:
            # Who is sent away for this comes again: nothing must have begun by then.
            self._desk.check_room(caller.user)
        await self._desk.take(session, caller, command)
        if streams:
            await serve_sse(
                self._desk,
                session,
                caller,
                Cursor(None, 0),
                request,
                request._send,  # noqa: SLF001 - Starlette hands the channel out nowhere else
                until_idle=True,
                status=201,
            )
            return Sent()
        if waits:
            with suppress(Overloaded, RateLimited):  # it is made, whatever became of the wait
                await self._ended(session, caller, request)
        location = {"Location": f"/v1/sessions/{session}"}
        return json(await self._document(session, caller), 201, location)

    async def _ended(self, session: str, caller: Identity, request: Request) -> None:
        """Wait until the first run has ended, for WAIT_S at most: RFC 7240 §2 leaves that to us.

        Raises ClientDisconnect when the client does not wait so long.
        """
        from server.api.streams.streams import poll
        from server.followers.tail import NOWHERE

        loop = asyncio.get_running_loop()
        deadline = loop.time() + WAIT_S
        while (left := deadline - loop.time()) > 0:
            page = await self._store.sessions.read(session, NOWHERE, 1)
            if page is None or (page.status == "idle" and page.head):
                return
            cursor = Cursor(page.epoch, page.head)
            look = min(POLL_S, left)
            await poll(self._desk, session, caller, cursor, look, request.receive)

    async def get(self, request: Request) -> Response:
        """GET /v1/sessions/{id}"""
        caller = self._caller(request, safe=True)
        return json(await self._document(session_id(request), caller))

    async def _document(self, session: str, caller: Identity) -> SessionDocument:
        opened = await self._store.sessions.open(session, caller.user, None, None, 0)
        if not isinstance(opened, Opened):
            raise NotFound(NO_SESSION)
        if opened.snapshot is None:
            return SessionDocument.of(opened.info, messages=[], state=None)
        fold = fold_of(opened.snapshot)
        return SessionDocument.of(opened.info, messages=fold.messages, state=fold.state or None)

    async def rename(self, request: Request) -> Response:
        """PATCH /v1/sessions/{id}"""
        caller = self._caller(request, safe=False)
        session = session_id(request)
        change: Rename = decode(await body_of(request), Rename)
        if not await self._store.sessions.rename(session, caller.user, change.title, now_ms()):
            raise NotFound(NO_SESSION)
        return json(await self._document(session, caller))

    async def delete(self, request: Request) -> Response:
        """DELETE /v1/sessions/{id}"""
        caller = self._caller(request, safe=False)
        if not await self._store.sessions.delete(session_id(request), caller.user):
            raise NotFound(NO_SESSION)
        return Response(status_code=204)

    async def command(self, request: Request) -> Response:
        """POST /v1/sessions/{id}/commands"""
        caller = self._caller(request, safe=False)
        session = session_id(request)
        command = decode_command(await body_of(request))
        if isinstance(command, Ping | Pong):
            raise Malformed("This is not a command.")
        try:
            status = await self._desk.take(session, caller, command)
        except RemoteProtocolError as exc:
            if exc.status != 409:
                raise
            return json(Ack(command.id, "rejected", Problem.of(exc)), exc.status)
        return json(Ack(command.id, status), 202)

    async def guest(self, request: Request) -> Response:
        """POST /v1/auth/guest: makes a guest; who is one already stays the same, for longer."""
        check_origin(request.scope["headers"], self._desk.origins, safe=True)
        token, identity = self._desk.guest(request)
        ttl = self._desk.tokens.ttl_s
        response = json(
            {
                "accessToken": token,
                "expiresIn": ttl,
                "user": {"id": identity.user, "guest": identity.guest},
            }
        )
        response.set_cookie(
            COOKIE,
            token,
            max_age=ttl + self._desk.guest_session_s,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return response


class Sent(Response):
    """Stands for an answer that has gone out already."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Nothing is left to send."""


def _prefers_to_wait(values: Sequence[str]) -> bool:
    """Whether `wait` is among the preferences (RFC 7240 §2)."""
    preferences = ",".join(values).split(",")
    return any(re.split("[=;]", p, maxsplit=1)[0].strip().lower() == "wait" for p in preferences)


def _new_id(given: str | None) -> str:
    if given is None:
        return str(uuid.uuid4())
    session = _uuid(given)
    if session is None:
        raise Malformed("id must be a UUID of version 4 or 7.")
    return session


def _limit(value: str | None) -> int:
    if value is None:
        return PAGE
    if not re.fullmatch(r"[0-9]{1,9}", value) or not 1 <= int(value) <= MAX_PAGE:
        raise Malformed(f"limit is a number from 1 to {MAX_PAGE}.")
    return int(value)
