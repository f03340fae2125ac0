"""A session as a file, piece by piece: what whoever hands out sessions has in common.

What belongs to whom is asked of the store with every piece, and what takes a while is made in
another process.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

import msgspec

from agents.errors import TimedOut
from agents.kind.exports import FIELDS, HANDED_IN, Format
from agents.kind.kind import Kind
from agents.models.request import Caller
from protocol.catalogue import Text
from protocol.errors import Overloaded
from server.exports import session as documents
from server.exports import table
from server.exports.calendar import Made
from server.exports.formats import FileType, file_name
from server.exports.handed_in.handed import is_handed_in
from server.exports.html import Paper, paper_for
from server.http.operations import SCHEMAS
from server.items import AT_ONCE, Item, items_of, with_results
from server.runs.helper import Helper
from server.stored import LastRun, country_of, fold_of
from store.sessions.types import AtRest, Info, Snapshot
from store.store import Store

MESSAGES = 200
PIECE = 64 * 1024
"""How many messages, and bytes of them, are read at a time; a longer one comes alone."""

BUSY_MS = 5_000
TOO_BUSY = Text("runs.busy")

HANDED: Mapping[str, Callable[..., documents.HandedFile]] = {
    "html": documents.handed_page,
    "docx": documents.handed_docx,
    "pdf": documents.handed_pdf,
}
"""What writes what is handed in."""

T = TypeVar("T")


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
    def schema(self) -> Mapping[str, Any] | None:
        """What its result looks like; None where its kind is no more."""
        return self.kind.result_schema() if self.kind else None

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


async def each(*pieces: bytes) -> AsyncIterator[bytes]:
    """Pieces that are there."""
    for piece in pieces:
        yield piece


class SessionFiles:
    """Makes files of sessions."""

    def __init__(self, store: Store, kinds: Mapping[str, Kind], helper: Helper) -> None:
        self._store = store
        self._kinds = kinds
        self._helper = helper

    async def made(self, user: str, export: Export, make: Callable[..., T], *given: Any) -> T:
        """What `make` makes, in another process: a result may be large. Raises Overloaded."""
        asker = Caller(user=user, session=export.info.id)
        try:
            return await self._helper.call(asker, make, *given, slow=True)
        except TimedOut as error:
            raise Overloaded(error.text, retry_ms=BUSY_MS) from None
        except OSError:
            raise Overloaded(TOO_BUSY, retry_ms=BUSY_MS) from None

    async def json(self, export: Export, user: str) -> Pieces:
        """All of it as JSON."""
        yield export.opening()
        between = b""
        async for messages in self.messages(export, user):
            yield between + b",".join(messages)
            between = b","
        if not export.items:
            yield b"]}\n"
            return
        yield b'],"items":['
        between = b""
        async for items in self.items(export, user):
            yield between + b",".join(items)
            between = b","
        yield b"]}\n"

    async def csv(self, export: Export, user: str) -> Pieces:
        """The items of a batch as a table."""
        fields = table.columns(self._schema_of_items(export))
        yield table.heading(fields)
        async for items in self.items(export, user):
            yield await self.made(user, export, table.rows, items, fields)

    def _schema_of_items(self, export: Export) -> Mapping[str, Any] | None:
        """What the results of a batch's items look like; None where their kind is no more."""
        given = msgspec.json.decode(export.info.input, type=_Batched)
        kind = self._kinds.get(given.kind)
        return kind.result_schema() if kind else None

    async def items(self, export: Export, user: str) -> AsyncIterator[list[bytes]]:
        """All items with their results, encoded, a few at a time."""
        for first in range(0, len(export.items), AT_ONCE):
            some = export.items[first : first + AT_ONCE]
            read = await with_results(self._store, user, some)
            yield [msgspec.json.encode(item) for item in read]

    async def markdown(self, export: Export, user: str) -> Pieces:
        """It as Markdown: the result, and what was said. Raises Overloaded."""
        head = (export.head, export.result, export.schema)
        return self._markdown(await self.made(user, export, documents.opening, *head), export, user)

    async def _markdown(self, first: bytes, export: Export, user: str) -> Pieces:
        yield first
        language = export.head.language
        async for messages in self.messages(export, user):
            try:
                yield await self.made(user, export, documents.transcript, messages, language)
            except Overloaded:  # what is not read in time stands there as it was written
                yield documents.transcript_as_written(messages, language)

    async def messages(self, export: Export, user: str) -> AsyncIterator[list[bytes]]:
        """All messages, a few at a time. Raises Changed where they are not what they were."""
        at, last, count = 0, None, export.count
        while at < count:
            most = min(MESSAGES, count - at)
            messages = await self._store.sessions.messages(
                export.info.id, user, at, last, most, PIECE
            )
            if not messages:
                raise Changed
            yield messages
            at, last = at + len(messages), messages[-1]
