"""`/v1/sessions/{id}/export`: a session as a file."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute

from agents.errors import TimedOut
from agents.kind.exports import ALWAYS, FIELDS, HANDED_IN, SET_HERE, Format
from agents.kind.kind import Kind
from agents.models.request import Caller
from protocol.catalogue import LANGUAGES, Text, lookup
from protocol.errors import (
    Malformed,
    NotAcceptable,
    NotFinished,
    NotFound,
    Overloaded,
    RateLimited,
    RemoteProtocolError,
    Unavailable,
)
from server.admission.identities import Identities
from server.admission.reads import Reads
from server.admission.tokens import Identity
from server.exports import session as documents
from server.exports import table
from server.exports.calendar import Made, calendar
from server.exports.fonts import NoFont
from server.exports.formats import (
    CALENDAR,
    CSV,
    DOCX,
    FILES,
    HTML,
    JSON,
    MARKDOWN,
    PDF,
    FileType,
    file_name,
    formats_here,
)
from server.exports.handed_in.handed import is_handed_in, resume_named
from server.exports.html import SIZES, Look, Paper, paper_for, policy
from server.exports.json_resume import json_resume
from server.http.accept import chosen
from server.http.file_names import attachment
from server.http.http_protocol import CUT_OFF
from server.http.languages import current_language
from server.http.operations import CONTENT_LANGUAGE, SCHEMAS, VARY, Answer, Field, Operation
from server.http.requests import NO_SESSION, SESSION_ID, resource, session_id
from server.items import AT_ONCE, Item, items_of, with_results
from server.logs import get_logger
from server.runs.helper import Helper
from server.stored import LastRun, country_of, fold_of, language_of
from store.sessions.types import AtRest, Info, Snapshot
from store.store import Store

MESSAGES = 200
PIECE = 64 * 1024
"""How many messages, and bytes of them, are read at a time; a longer one comes alone."""

BUSY_MS = 5_000
TOO_BUSY = Text("runs.busy")

FORMAT = Field(
    "format",
    "Which form of it; without one `Accept` chooses",
    Literal[tuple(FILES)],
)
PAPER = Field(
    "paper",
    "Of HTML, DOCX and PDF: for which paper; else what the input says, or that of its country",
    Literal[tuple(SIZES)],
)
LANGUAGE = Field("language", "A language tag (BCP 47) of its titles; else the session's")
DISPOSITION = Field("Content-Disposition", "That it is a file, and its name (RFC 6266)")

HANDED: Mapping[str, Callable[..., documents.HandedFile]] = {
    "html": documents.handed_page,
    "docx": documents.handed_docx,
    "pdf": documents.handed_pdf,
}
"""What writes what is handed in."""

T = TypeVar("T")

log = get_logger(__name__)


class ExportedSession(msgspec.Struct, rename="camel"):
    """A session as its finished runs have left it, with all of its messages, and of a batch all
    items with their results.
    """

    id: str
    kind: str
    title: str
    status: str
    created_at: int
    updated_at: int
    language: str | None
    input: Any
    options: Any
    last_run: LastRun | None
    state: Any
    messages: list[
        Annotated[Any, msgspec.Meta(extra_json_schema={"$ref": f"{SCHEMAS}ConversationMessage"})]
    ]
    items: list[Item] | msgspec.UnsetType = msgspec.UNSET


def _json_schema() -> dict[str, Any]:
    """What JSON may be: the session or, in `resume.json`, a résumé."""
    template = SCHEMAS + "{name}"
    _, found = msgspec.json.schema_components([ExportedSession], ref_template=template)
    return {"anyOf": [found[ExportedSession.__name__], {"type": "object", "required": ["meta"]}]}


ExportedJson = Annotated[Any, msgspec.Meta(extra_json_schema=_json_schema())]


def routes(
    identities: Identities, reads: Reads, store: Store, kinds: Iterable[Kind], helper: Helper
) -> list[BaseRoute]:
    """The routes of this resource."""
    exports = Exports(identities, reads, store, {kind.name: kind for kind in kinds}, helper)
    get = Operation(
        exports.get,
        scope="sessions:write",
        query=(FORMAT, PAPER, LANGUAGE),
        answers=(
            Answer(
                200,
                "The file",
                {
                    JSON: ExportedJson,
                    MARKDOWN: str,
                    HTML: str,
                    DOCX: bytes,
                    PDF: bytes,
                    CALENDAR: str,
                    CSV: str,
                },
                (DISPOSITION, CONTENT_LANGUAGE, VARY),
            ),
        ),
        errors=(
            Malformed,
            NotFound,
            NotAcceptable,
            NotFinished,
            RateLimited,
            Overloaded,
            Unavailable,
        ),
    )
    return [resource("/sessions/{id}/export", SESSION_ID, GET=get)]


class Exports:
    """The handlers. Each checks who asks; what belongs to another does not exist."""

    def __init__(
        self,
        identities: Identities,
        reads: Reads,
        store: Store,
        kinds: Mapping[str, Kind],
        helper: Helper,
    ) -> None:
        self._identities = identities
        self._reads = reads
        self._store = store
        self._kinds = kinds
        self._helper = helper

    async def get(self, request: Request) -> Response:
        """A session as a file: what its runs that have ended left, in one of the kind's forms.

        `json` is all of it, `md` the result and the conversation; others are made of the result. It
        comes piece by piece, and ends in the midst where the session changes meanwhile.
        """
        caller = await self._identities.caller(request, safe=True)
        session = session_id(request)
        paper = _paper(request.query_params.get("paper"))
        self._reads.admit(caller)
        found = await self._store.sessions.at_rest(session, caller.user)
        if found is None:
            raise NotFound(NO_SESSION)
        kind = self._kinds.get(found.info.kind)
        form = wanted(request, kind.formats if kind else ALWAYS)
        export = Export.of(found, kind, _language(request, found.info))
        handed = await self._handed_in(form, export, caller, paper)
        pieces: Pieces = (
            _each(handed.data) if handed else await self._pieces(form, export, caller, paper)
        )
        headers = {
            "Cache-Control": "no-store",
            "Content-Disposition": attachment(export.name(FILES[form], handed)),
            "Vary": "Accept, Accept-Language",
        }
        if form in ("md", "html", "ics"):
            headers["Content-Language"] = handed.language if handed else export.head.language
        if form == "html":
            look: Look = "handed" if handed else "report"
            headers["Content-Security-Policy"] = policy(paper or export.paper, look)
        if request.method == "HEAD":
            await pieces.aclose()
            pieces = _each()
        cut_off = request.scope.get("extensions", {}).get(CUT_OFF)
        content = self._told(pieces, session, caller, cut_off)
        return StreamingResponse(content, headers=headers, media_type=FILES[form].media_type)

    async def _handed_in(
        self, form: Format, export: "Export", caller: Identity, paper: Paper | None
    ) -> documents.HandedFile | None:
        """The document that is handed in, where the form is that. Raises NotFinished and
        NotAcceptable.
        """
        if form not in HANDED or not export.is_handed_in:
            return None
        if export.part(form) is None:
            raise NotFinished(Text("errors.not_finished.export", format=form))
        ref = resume_named(export.result or {}, export.info.input)
        resume = ref and await self._store.holdings.get("resumes", caller.user, ref.id, ref.version)
        stored = resume.entry.head if resume else None
        given = (export.head, export.result, export.info.input, paper, stored)
        try:
            return await self._made(caller, export, HANDED[form], *given)
        except NoFont:
            raise NotAcceptable(Text("errors.not_acceptable.letters")) from None

    async def _pieces(
        self, form: Format, export: "Export", caller: Identity, paper: Paper | None
    ) -> "Pieces":
        """The file piece by piece; whatever may be refused is refused before the first."""
        if form not in ALWAYS and export.part(form) is None:
            raise NotFinished(Text("errors.not_finished.export", format=form))
        head, kind = export.head, export.kind
        schema = kind.result_schema() if kind else None
        match form:
            case "json":
                return self._json(export, caller)
            case "csv":
                return self._csv(export, caller)
            case "md":
                first = await self._made(
                    caller, export, documents.opening, head, export.result, schema
                )
                return self._markdown(first, export, caller)
            case "html":
                size = paper or export.paper
                made = await self._made(
                    caller, export, documents.printed, head, export.result, schema, size
                )
            case "ics":
                made = await self._made(
                    caller, export, calendar, export.result, export.made, head.names
                )
            case _:
                made = await self._made(caller, export, json_resume, export.part(form), head.day)
        return _each(made)

    async def _made(
        self, caller: Identity, export: "Export", make: Callable[..., T], *given: Any
    ) -> T:
        """What `make` makes, in another process: a result may be large. Raises Overloaded."""
        asker = Caller(user=caller.user, session=export.info.id)
        try:
            return await self._helper.call(asker, make, *given, slow=True)
        except TimedOut as error:
            raise Overloaded(error.text, retry_ms=BUSY_MS) from None
        except OSError:
            raise Overloaded(TOO_BUSY, retry_ms=BUSY_MS) from None

    async def _json(self, export: "Export", caller: Identity) -> "Pieces":
        yield export.opening()
        between = b""
        async for messages in self._messages(export, caller):
            yield between + b",".join(messages)
            between = b","
        if not export.items:
            yield b"]}\n"
            return
        yield b'],"items":['
        between = b""
        async for items in self._items(export, caller):
            yield between + b",".join(items)
            between = b","
        yield b"]}\n"

    async def _csv(self, export: "Export", caller: Identity) -> "Pieces":
        fields = table.columns(self._schema_of_items(export))
        yield table.heading(fields)
        async for items in self._items(export, caller):
            yield await self._made(caller, export, table.rows, items, fields)

    def _schema_of_items(self, export: "Export") -> Mapping[str, Any] | None:
        """What the results of a batch's items look like; None where their kind is no more."""
        given = msgspec.json.decode(export.info.input, type=_Batched)
        kind = self._kinds.get(given.kind)
        return kind.result_schema() if kind else None

    async def _items(self, export: "Export", caller: Identity) -> AsyncIterator[list[bytes]]:
        """All items with their results, encoded, a few at a time."""
        for first in range(0, len(export.items), AT_ONCE):
            some = export.items[first : first + AT_ONCE]
            read = await with_results(self._store, caller.user, some)
            yield [msgspec.json.encode(item) for item in read]

    async def _markdown(self, first: bytes, export: "Export", caller: Identity) -> "Pieces":
        yield first
        language = export.head.language
        async for messages in self._messages(export, caller):
            try:
                yield await self._made(caller, export, documents.transcript, messages, language)
            except Overloaded:  # what is not read in time stands there as it was written
                yield documents.transcript_as_written(messages, language)

    async def _messages(self, export: "Export", caller: Identity) -> AsyncIterator[list[bytes]]:
        """All messages, a few at a time. Raises Changed where they are not what they were."""
        at, last, count = 0, None, export.count
        while at < count:
            most = min(MESSAGES, count - at)
            messages = await self._store.sessions.messages(
                export.info.id, caller.user, at, last, most, PIECE
            )
            if not messages:
                raise Changed
            yield messages
            at, last = at + len(messages), messages[-1]

    async def _told(
        self,
        pieces: "Pieces",
        session: str,
        caller: Identity,
        cut_off: Callable[[], None] | None,
    ) -> AsyncIterator[bytes]:
        """The pieces, each charged as it goes. Where there are no more of them before the end, the
        connection is cut off: nobody is to take a part for the whole.
        """
        try:
            async for piece in pieces:
                self._reads.charge(caller, size=len(piece))
                if piece:
                    yield piece
        except (Changed, RemoteProtocolError) as error:
            log.warning("export_ended", session=session, why=type(error).__name__)
            if cut_off is None:
                raise
            cut_off()


class _Batched(msgspec.Struct):
    """What the input of a batch says of its items."""

    kind: str = ""


class Changed(Exception):
    """The session changed, or was deleted, while it was exported."""


Pieces = Any
"""An asynchronous generator of bytes."""


@dataclass(frozen=True, slots=True)
class Export:
    """What is known of the session that is exported, but for its messages."""

    info: Info
    kind: Kind | None
    state: Mapping[str, Any]
    last_run: LastRun | None
    given: Any
    count: int
    head: documents.Head
    items: list[Item]

    @classmethod
    def of(cls, found: AtRest, kind: Kind | None, language: str) -> "Export":
        """Of what the store has; titles are in that language."""
        info = found.info
        fold = fold_of(Snapshot([], found.checkpoint, None, []), [])
        day = datetime.fromtimestamp(info.updated / 1000, UTC).date().isoformat()
        kind_title = kind.words("title", language) if kind else info.kind
        head = documents.Head(info.title, info.kind, kind_title, day, language)
        state = fold.state if isinstance(fold.state, dict) else {}
        return cls(
            info,
            kind,
            state,
            LastRun.of(fold),
            msgspec.Raw(info.input),
            found.count,
            head,
            items_of(found),
        )

    @property
    def result(self) -> Mapping[str, Any] | None:
        """What it came to; None as long as it came to nothing."""
        result = self.state.get("result")
        return result if isinstance(result, dict) else None

    @property
    def paper(self) -> Paper:
        """The paper of the country that its input names."""
        if self.is_handed_in and self.result:
            return documents.handed_paper(self.result, self.info.input)
        return paper_for(country_of(self.info))

    @property
    def is_handed_in(self) -> bool:
        """Whether its result is a document that people hand in."""
        return self.kind is not None and HANDED_IN in self.kind.formats

    def part(self, form: Format) -> Mapping[str, Any] | None:
        """Of what a form is made: the result, or a field of it; None where it is not there."""
        if form in HANDED and self.is_handed_in:
            return self.result if is_handed_in(self.result or {}) else None
        field = FIELDS.get(form)
        part = self.result.get(field) if self.result and field else self.result
        return part if isinstance(part, dict) else None

    @property
    def made(self) -> Made:
        """Which session it is of, and when that began and was changed."""
        return Made(self.info.id, self.info.title, self.info.created, self.info.updated)

    def name(self, file: FileType, handed: documents.HandedFile | None) -> str:
        """What the file is called; what is handed in, by whoever gets it."""
        if handed:
            return file_name("", handed.title, "", file.ending)
        return file_name(self.head.kind_title, self.head.title, self.head.day, file.ending)

    def opening(self) -> bytes:
        """The session as JSON, up to its messages."""
        info = self.info
        session = ExportedSession(
            id=info.id,
            kind=info.kind,
            title=info.title,
            status=info.status,
            created_at=info.created,
            updated_at=info.updated,
            language=info.language or None,
            input=self.given,
            options=msgspec.Raw(info.options or b"null"),
            last_run=self.last_run,
            state=self.state or None,
            messages=[],
        )
        return msgspec.json.encode(session).removesuffix(b"]}")


async def _each(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


def _language(request: Request, info: Info) -> str:
    """In which language titles are: what is asked for, else the session's, else the caller's."""
    asked = request.query_params.get("language") or language_of(info)
    return (lookup(asked, LANGUAGES) if asked else None) or current_language()


def _paper(asked: str | None) -> Paper | None:
    """The paper that is asked for, if any. Raises Malformed."""
    if asked is None:
        return None
    found = next((paper for paper in SIZES if paper == asked), None)
    if found is None:
        raise Malformed(Text("errors.malformed.paper", names=", ".join(SIZES)))
    return found


def wanted(request: Request, formats: Iterable[Format]) -> Format:
    """The form that is asked for. Raises NotAcceptable."""
    known = {name: FILES[name] for name in formats_here(tuple(formats))}
    asked = request.query_params.get("format")
    if asked is None:
        types = {file.media_type: name for name, file in known.items() if file.negotiable}
        media_type = chosen(list(types), request.headers.getlist("accept"))
        found = types.get(media_type) if media_type else None
    else:
        found = next((name for name in known if name == asked), None)
    if found is None:
        names = ", ".join(known)
        why = Text("errors.not_acceptable.export", names=names)
        if asked == SET_HERE and HANDED_IN in known:
            why = Text("errors.not_acceptable.pdf", names=names)
        raise NotAcceptable(why, details={"formats": list(known)})
    return found
