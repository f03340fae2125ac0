"""`/v1/sessions`: made, listed, shown, renamed, deleted."""

import asyncio
import re
import uuid
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Annotated, Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from agents.kind.kind import Kind
from protocol.catalogue import Text
from protocol.commands import FirstMessage, Object, Start, check_document
from protocol.cursor import Cursor
from protocol.errors import (
    Conflict,
    Malformed,
    NotFound,
    Overloaded,
    QuotaExceeded,
    RateLimited,
    StorageFull,
    Unavailable,
)
from server.admission.admission import Admission, now_ms
from server.admission.identities import Identities
from server.admission.reads import Reads
from server.admission.tokens import Identity
from server.followers.tail import NOWHERE
from server.http.accept import asks_for
from server.http.operations import (
    JSON,
    LIMIT_LEFT,
    LIMIT_POLICY,
    SCHEMAS,
    Answer,
    ByValue,
    Field,
    Operation,
    as_json,
)
from server.http.requests import (
    CURSOR,
    LIMIT,
    NO_SESSION,
    SESSION_ID,
    address_of,
    body_of,
    decode,
    json,
    limit_of,
    resource,
    session_id,
    uuid_of,
)
from server.message_page import MAX_MESSAGES, MessagePage, most_of
from server.stored import LastRun, folded
from server.streams.poll import poll
from server.streams.sse import ACCEL_BUFFERING, EVENT_STREAM, EventStream, FrameStream
from server.streams.stream import StreamContext
from store.sessions.types import Info, Opened, Summary
from store.store import Store

MAX_TITLE = 200

WAIT_S = 60.0
"""How long a creation waits for its first run: less than a proxy gives it (nginx.conf: 75 s)."""

POLL_S = 25.0
"""How long one look at a session lasts meanwhile."""


AnyMessage = Annotated[
    msgspec.Raw,
    msgspec.Meta(extra_json_schema={"$ref": f"{SCHEMAS}ConversationMessage"}),
]
"""A message of the conversation, encoded."""


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
    messages: list[AnyMessage] | msgspec.UnsetType = msgspec.UNSET
    before: str | None = None
    state: Any = msgspec.UNSET
    last_run: LastRun | msgspec.UnsetType | None = msgspec.UNSET

    @classmethod
    def of(cls, info: Info | Summary, **more: Any) -> "SessionDocument":
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
    message: FirstMessage | None = None

    def __post_init__(self) -> None:
        check_document(self.input)
        check_document(self.options)


class SessionList(msgspec.Struct, omit_defaults=True):
    """Sessions without what is in them, newest first; `cursor` where there are more."""

    sessions: list[SessionDocument]
    cursor: str | None = None


class Rename(msgspec.Struct, forbid_unknown_fields=True):
    """The body of PATCH /v1/sessions/{id}."""

    title: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_TITLE)]


def routes(
    identities: Identities,
    admission: Admission,
    reads: Reads,
    streams: StreamContext,
    store: Store,
    kinds: Iterable[Kind],
) -> list[BaseRoute]:
    """The routes of this resource."""
    sessions = Sessions(identities, admission, reads, streams, store)
    found = Answer(200, "The session", as_json(SessionDocument))
    list_ = Operation(
        sessions.list,
        scope="sessions:read",
        query=(Field("kind", "Only those of this kind"), LIMIT, CURSOR),
        answers=(Answer(200, "The sessions", as_json(SessionList)),),
        errors=(Malformed, RateLimited, Unavailable),
    )
    inputs = {kind.name: {"input": kind.input_type} for kind in kinds}
    create = Operation(
        sessions.create,
        scope="sessions:write",
        headers=(Field("Prefer", "`wait`: answer when the first run has ended"),),
        body=as_json(ByValue(NewSession, "kind", inputs)),
        answers=(
            Answer(
                201,
                "The session, or its frames",
                {JSON: SessionDocument, EVENT_STREAM: FrameStream},
                (
                    Field("Location", "Where the session is; not with its frames"),
                    ACCEL_BUFFERING,
                    LIMIT_POLICY,
                    LIMIT_LEFT,
                ),
            ),
        ),
        errors=(
            NotFound, Conflict, QuotaExceeded, StorageFull, RateLimited, Overloaded, Unavailable,
        ),
    )  # fmt: skip
    get = Operation(
        sessions.get,
        scope="sessions:read",
        query=(
            Field(
                "messages",
                "How many messages there are to be at most",
                Annotated[int, msgspec.Meta(ge=1, le=MAX_MESSAGES)],
            ),
            Field("before", "Only messages before the one of this id"),
        ),
        answers=(found,),
        errors=(NotFound, Malformed, RateLimited, Overloaded, Unavailable),
    )
    rename = Operation(
        sessions.rename,
        scope="sessions:write",
        body=as_json(Rename),
        answers=(found,),
        errors=(NotFound, RateLimited, Overloaded, Unavailable),
    )
    delete = Operation(
        sessions.delete,
        scope="sessions:write",
        answers=(Answer(204, "It is gone"),),
        errors=(NotFound, Unavailable),
    )
    return [
        resource("/sessions", GET=list_, POST=create),
        resource("/sessions/{id}", SESSION_ID, GET=get, PATCH=rename, DELETE=delete),
    ]


class Sessions:
    """The handlers. Each checks who asks; what belongs to another does not exist."""

    def __init__(
        self,
        identities: Identities,
        admission: Admission,
        reads: Reads,
        streams: StreamContext,
        store: Store,
    ) -> None:
        self._identities = identities
        self._admission = admission
        self._reads = reads
        self._streams = streams
        self._store = store

    async def list(self, request: Request) -> Response:
        """The caller's sessions, newest first."""
        caller = await self._identities.caller(request, safe=True)
        query = request.query_params
        limit = limit_of(query.get("limit"))
        self._reads.admit(caller)
        try:
            listed = await self._store.sessions.list(
                caller.user, query.get("kind"), limit, query.get("cursor")
            )
        except ValueError:
            raise Malformed(Text("errors.malformed.cursor")) from None
        self._reads.charge(caller, scanned=listed.scanned)
        found = [SessionDocument.of(session) for session in listed.sessions]
        return json(SessionList(found, listed.cursor))

    async def create(self, request: Request) -> Response:
        """Makes a session, whose first run begins at once.

        The answer is the session. With `Accept: text/event-stream` it is the session's frames until
        that run ends; with `Prefer: wait` the session when it has ended, or after a minute as it is
        then, and no question is put first unless `options.clarify` is true, as nobody is there to
        answer it. The same id with the same content again is the same session.
        """
        caller = await self._identities.caller(request, safe=False)
        new: NewSession = decode(await body_of(request), NewSession)
        session = _new_id(new.id)
        # The command's id follows from the session's, so that the same POST twice is one start.
        command = Start(f"start-{session}", new.kind, new.input, new.options, new.message)
        accept = request.headers.getlist("accept")
        streams = asks_for("text/event-stream", "application/json", accept)
        waits = _prefers_to_wait(request.headers.getlist("prefer"))
        if streams or waits:
            # Who is sent away for this comes again: nothing must have begun by then.
            self._streams.connections.check_room(caller)
        await self._admission.submit(
            session, caller, command, address_of(request.scope), answered=streams or not waits
        )
        if streams:
            cursor = Cursor(None, 0)
            return EventStream(
                self._streams, session, caller, cursor, until_idle=True, status_code=201
            )
        if waits:
            with suppress(Overloaded, RateLimited):  # it is made, whatever became of the wait
                await self._ended(session, caller, request)
        location = {"Location": f"/v1/sessions/{session}"}
        return json(await self._document(session, caller), 201, location)

    async def _ended(self, session: str, caller: Identity, request: Request) -> None:
        """Wait until the first run has ended, for WAIT_S at most: RFC 7240 §2 leaves that to us.

        Raises ClientDisconnect when the client does not wait so long.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + WAIT_S
        while (left := deadline - loop.time()) > 0:
            page = await self._store.sessions.read(session, NOWHERE, 1)
            if page is None or (page.status == "idle" and page.head):
                return
            cursor = Cursor(page.epoch, page.head)
            look = min(POLL_S, left)
            await poll(self._streams, session, caller, cursor, look, request.receive)

    async def get(self, request: Request) -> Response:
        """A session, with its messages: all of them, or the newest where they are many."""
        caller = await self._identities.caller(request, safe=True)
        session = session_id(request)
        query = request.query_params
        self._reads.admit(caller)
        return await self._answer(
            session, caller, most_of(query.get("messages")), query.get("before")
        )

    async def _answer(
        self, session: str, caller: Identity, most: int | None = None, before: str | None = None
    ) -> Response:
        """The session's document, for a read that was admitted."""
        answer = json(await self._document(session, caller, most, before))
        self._reads.charge(caller, size=len(answer.body))
        return answer

    async def _document(
        self, session: str, caller: Identity, most: int | None = None, before: str | None = None
    ) -> SessionDocument:
        opened = await self._store.sessions.open(session, caller.user, None, None, 0)
        if not isinstance(opened, Opened):
            raise NotFound(NO_SESSION)
        if opened.snapshot is None:
            return SessionDocument.of(opened.info, messages=[], state=None, last_run=None)
        async with self._streams.unfolding.turn(caller.user, opened.snapshot):
            fold = await folded(opened.snapshot)
            page = MessagePage.of(fold.messages, most, before)
        return SessionDocument.of(
            opened.info,
            messages=page.messages,
            before=page.before,
            state=fold.state or None,
            last_run=LastRun.of(fold),
        )

    async def rename(self, request: Request) -> Response:
        """Gives a session another title."""
        caller = await self._identities.caller(request, safe=False)
        session = session_id(request)
        change: Rename = decode(await body_of(request), Rename)
        self._reads.admit(caller)
        if not await self._store.sessions.rename(session, caller.user, change.title, now_ms()):
            raise NotFound(NO_SESSION)
        return await self._answer(session, caller)

    async def delete(self, request: Request) -> Response:
        """Deletes a session, and all that belongs to it."""
        caller = await self._identities.caller(request, safe=False)
        session = session_id(request)
        if not await self._store.sessions.delete(session, caller.user):
            raise NotFound(NO_SESSION)
        # The bus says so, too, but perhaps after whoever asks this worker next.
        self._streams.tails.deleted(session)
        return Response(status_code=204)


def _prefers_to_wait(values: Sequence[str]) -> bool:
    """Whether `wait` is among the preferences (RFC 7240 §2)."""
    preferences = ",".join(values).split(",")
    return any(re.split("[=;]", p, maxsplit=1)[0].strip().lower() == "wait" for p in preferences)


def _new_id(given: str | None) -> str:
    if given is None:
        return str(uuid.uuid4())
    session = uuid_of(given)
    if session is None:
        raise Malformed(Text("errors.malformed.session_id"))
    return session
