"""What people are told whose file is not read, or not kept."""

from collections.abc import Mapping

from agents.reading.errors import ReadingCode, ReadingError
from protocol.catalogue import Text
from protocol.errors import (
    Damaged,
    Encrypted,
    NoText,
    QuotaExceeded,
    RemoteProtocolError,
    StorageFull,
    TooLarge,
    TooManyPages,
    Unsupported,
)
from server.admission.admission import FULL_MS
from store.quotas.types import Refusal

TOO_MANY = Text("errors.quota_exceeded.holdings")
NO_ROOM = Text("errors.quota_exceeded.held")
FULL = Text("errors.storage_full")

_UNREAD: Mapping[ReadingCode, type[RemoteProtocolError]] = {
    "too_large": TooLarge,
    "unsupported": Unsupported,
    "encrypted": Encrypted,
    "damaged": Damaged,
    "no_text": NoText,
    "too_many_pages": TooManyPages,
}


def not_read(error: ReadingError) -> RemoteProtocolError:
    """Why a file is not read, as its sender is told."""
    details = {"seers": error.seers} if error.seers else None
    return _UNREAD[error.code](error.text, details=details)


def not_kept(why: Refusal) -> RemoteProtocolError:
    """Why something is not kept."""
    if why == "too_many":
        return QuotaExceeded(TOO_MANY)
    if why == "quota":
        return QuotaExceeded(NO_ROOM)
    return StorageFull(FULL, retry_ms=FULL_MS)
