"""Any file, read by the reader of its type."""

from collections.abc import Callable

import msgspec

from agents.reading.characters import unknown_script
from agents.reading.document import Document
from agents.reading.errors import ReadingError
from agents.reading.limits import LIMITS, ReadingLimits
from agents.reading.media_type import OLE, PDF, RTF, ZIP, type_of_bytes
from agents.reading.warnings import script
from protocol.catalogue import Text

Reader = Callable[[bytes, str, ReadingLimits], Document]
"""Reads the bytes of a file of a name within limits. Raises ReadingError."""

MAX_HIDDEN, MAX_HIDDEN_LENGTH = 100, 25_000
"""Passages that nobody sees which are kept, and characters of each."""

_OLD_WORD = Text("reading.old_formats")
_PICTURE = Text("reading.picture")


def read(data: bytes, *, name: str | None = None, limits: ReadingLimits = LIMITS) -> Document:
    """What stands in a file, of whatever type its bytes are.

    `name` only tells Markdown from plain text. Raises ReadingError, and MemoryError where a file
    needs more memory than there is.
    """
    limits.check_size(len(data))
    if not data.strip(b"\0\t\n\r "):
        raise ReadingError("no_text", Text("reading.empty"))
    document = reader_of(data)(data, name or "", limits)
    other = unknown_script(document.text)
    hidden = [
        msgspec.structs.replace(passage, text=passage.text[:MAX_HIDDEN_LENGTH])
        for passage in document.hidden[:MAX_HIDDEN]
    ]
    warnings = [*document.warnings, *([script(other)] if other else [])]
    return msgspec.structs.replace(document, hidden=hidden, warnings=warnings)


def reader_of(data: bytes) -> Reader:
    """The reader of the type that a file begins as: it is loaded, and nothing is read yet.

    Each is loaded when it is needed, as that takes longer than reading a short file.
    """
    media_type = type_of_bytes(data)
    if media_type == PDF:
        from agents.reading.pdf.reader import read_pdf

        return lambda data, _, limits: read_pdf(data, limits)
    if media_type == ZIP:
        from agents.reading.archive import read_archive

        return lambda data, _, limits: read_archive(data, limits)
    if media_type == RTF:
        from agents.reading.rtf import read_rtf

        return lambda data, _, limits: read_rtf(data, limits)
    if media_type is None:
        from agents.reading.text_file import read_text_file

        return read_text_file
    return lambda data, _, limits: _refused(data, media_type)


def _refused(data: bytes, media_type: str) -> Document:
    """Raises why a file of such a type is not read."""
    # A DOCX with a password is a container of the old kind; it names its parts in UTF-16.
    if media_type == OLE and "EncryptedPackage".encode("utf-16-le") in data:
        raise ReadingError("encrypted")
    if media_type in (OLE, "application/x-hwp"):
        raise ReadingError("unsupported", _OLD_WORD)
    if media_type.startswith("image/"):
        raise ReadingError("no_text", _PICTURE)
    raise ReadingError("unsupported")
