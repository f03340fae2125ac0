"""A document that a conversation may use, as it is kept and shown."""

import msgspec
from msgspec import UNSET, UnsetType

from agents.reading.document import Document, ReadingWarning
from protocol.frames import Problem
from server.holdings.holdings import Contents, Failure, Listed
from server.holdings.sources import Source, title_of
from store.holdings.types import Holding

UNTITLED = "Document"

DATA_TYPES = {
    "application/json": "application/json",
    "text/csv": "text/csv",
    "text/tab-separated-values": "text/tab-separated-values",
    "json": "application/json",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
"""Types of data, whose text is kept as it is, by media type and by a name's ending."""


class ListedDocument(Listed, kw_only=True):
    """A document as listings show it. `vision`: a model may be shown the file as it is."""

    source: Source
    warnings: list[ReadingWarning]
    vision: bool


class DocumentDocument(ListedDocument, kw_only=True):
    """A document; of an image, and where it was not read, there is no text."""

    text: str | None


class DocumentList(msgspec.Struct, omit_defaults=True):
    """Documents, newest first; `cursor` where there are more."""

    documents: list[ListedDocument]
    cursor: str | None = None


class DocumentResult(msgspec.Struct, omit_defaults=True):
    """What became of one file of several: the status that it would have by itself."""

    name: str | None
    status: int
    document: ListedDocument | UnsetType = UNSET
    error: Problem | UnsetType = UNSET


class DocumentResults(msgspec.Struct):
    """What became of several files."""

    results: list[DocumentResult]


class DocumentHead(msgspec.Struct, frozen=True):
    """What listings show of a document. `vision`: a model may be shown the file as it is.

    `error` is there where it could not be read.
    """

    source: Source
    warnings: list[ReadingWarning]
    vision: bool
    error: Failure | UnsetType = UNSET


class DocumentBody(msgspec.Struct, frozen=True):
    """What they do not show; of an image there is no text."""

    text: str | None


def data_type(name: str | None, media_type: str) -> str | None:
    """The type of a file of data, by what it is sent as; None for others."""
    ending = (name or "").rpartition(".")[2].lower() if "." in (name or "") else ""
    return DATA_TYPES.get(ending) or DATA_TYPES.get(media_type.lower())


def document_contents(source: Source, document: Document, *, vision: bool) -> Contents:
    """A document that was read."""
    title = title_of(source.name, document.text) or UNTITLED
    return _contents(title, DocumentHead(source, document.warnings, vision), document.text)


def image_contents(source: Source, data: bytes, *, vision: bool) -> Contents:
    """An image, which is kept as it is."""
    title = title_of(source.name) or UNTITLED
    return _contents(title, DocumentHead(source, [], vision), None, data)


def unread_document(source: Source, failure: Failure | None = None, *, vision: bool) -> Contents:
    """A document that is still being read, or, with a reason, could not be."""
    title = title_of(source.name) or UNTITLED
    return _contents(title, DocumentHead(source, [], vision, failure or UNSET), None)


def with_consent(holding: Holding) -> Contents | None:
    """The same document, which a model may be shown from now on; None where it might before."""
    head = msgspec.json.decode(holding.entry.head, type=DocumentHead)
    if head.vision or holding.entry.status != "ready":
        return None
    head = msgspec.structs.replace(head, vision=True)
    return Contents(holding.entry.title, msgspec.json.encode(head), holding.body)


def _contents(
    title: str, head: DocumentHead, text: str | None, data: bytes | None = None
) -> Contents:
    body = DocumentBody(text)
    return Contents(title, msgspec.json.encode(head), msgspec.json.encode(body), data)
