"""What all holdings have in common: how they are shown, and when one is given up."""

from contextlib import suppress
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from agents.reading.warnings import text_of
from protocol.catalogue import ENGLISH, Text, told
from protocol.errors import RemoteProtocolError
from store.holdings.types import Entry, Standing


class Failure(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why a file was not read: a code of errors, a sentence, and what else the error says."""

    code: str
    message: str
    details: Any = None

    @classmethod
    def of(cls, error: RemoteProtocolError, language: str) -> "Failure":
        """Why, as an error says it."""
        return cls(error.code, told(error.text, language), error.details)

    @classmethod
    def lost(cls, language: str) -> "Failure":
        """Its worker has ended, in whose memory alone its bytes were."""
        return cls("lost", Text("reading.lost").to(language))


WAIT_S = 45.0
"""How long a file may wait for its turn to be read."""
MARGIN_S = 15.0
"""What clocks, and a worker that is busy, may take beside that."""

Fields = dict[str, Any]

UNSHOWN = "measured"
"""What is kept of a holding for those who work with it, and shown to nobody."""


SEEING_S = 180.0
"""How long a model may take to copy the text of a scan."""


def patience_ms(reading_s: float) -> int:
    """After so long a file is read by nobody any more, where reading takes at most `reading_s`."""
    return round((reading_s + SEEING_S + WAIT_S + MARGIN_S) * 1000)


class Listed(msgspec.Struct, rename="camel", kw_only=True):
    """What is shown of anything that is kept. Times are ms since 1970.

    `hash` is SHA-256 of the bytes that it was made of; `error` says why it has failed.
    """

    id: str
    title: str
    status: Standing
    hash: str
    version: int
    created_at: int
    updated_at: int
    error: Failure | UnsetType = UNSET


class Contents(msgspec.Struct, frozen=True):
    """What a holding is to have: its title, what listings show of it as JSON, and the rest.

    `data` are bytes that are kept as they are.
    """

    title: str
    head: bytes
    body: bytes
    data: bytes | None = None


def standing_of(entry: Entry, now_ms: int, patience_ms: int) -> Standing:
    """How it stands: what has been read for longer than reading lasts is read by nobody."""
    if entry.status == "reading" and now_ms - entry.updated > patience_ms:
        return "failed"
    return entry.status


def shown(entry: Entry, standing: Standing, *parts: bytes, language: str = ENGLISH) -> Fields:
    """The document of a holding, of the JSON objects kept of it, in the reader's language."""
    document: Fields = {}
    for part in parts:
        document |= msgspec.json.decode(part, type=dict[str, msgspec.Raw])
    document.pop(UNSHOWN, None)
    if "warnings" in document:
        warnings = msgspec.json.decode(document["warnings"], type=list[Fields])
        document["warnings"] = [_warning(one, language) for one in warnings]
    if standing == "failed" and entry.status == "reading":
        document["error"] = Failure.lost(language)
    return {
        **document,
        "id": entry.id,
        "title": entry.title,
        "status": standing,
        "hash": entry.hash,
        "version": entry.version,
        "createdAt": entry.created,
        "updatedAt": entry.updated,
    }


def _warning(kept: Fields, language: str) -> Fields:
    """A warning as it is shown. One of another release, or without words, is as it was kept."""
    values = kept.pop("values", {})
    if "message" in kept:
        with suppress(LookupError):
            kept["message"] = text_of(kept["code"], values).to(language)
    return kept
