"""What people are told whose file is not read, or not kept."""

from collections.abc import Mapping

from agents.reading.errors import ReadingCode, ReadingError
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

TOO_MANY = "You have as many of these as you may. Delete some to add others."
NO_ROOM = "What you have takes all the room that is yours. Delete some of it to add more."
FULL = (
    "There is no room for anything new at the moment. What you have can be read and deleted. "
    "Try again in a minute."
)

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
    return _UNREAD[error.code](str(error))


def not_kept(why: Refusal) -> RemoteProtocolError:
    """Why something is not kept."""
    if why == "too_many":
        return QuotaExceeded(TOO_MANY)
    if why == "quota":
        return QuotaExceeded(NO_ROOM)
    return StorageFull(FULL, retry_ms=FULL_MS)
