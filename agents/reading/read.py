"""Any file, read by the reader of its type."""

from collections.abc import Callable, Mapping

import msgspec

from agents.reading.characters import unknown_script
from agents.reading.document import Document
from agents.reading.docx import read_docx
from agents.reading.errors import ReadingError
from agents.reading.html import read_html
from agents.reading.hwpx import read_hwpx
from agents.reading.json_resume import decoded as json_value
from agents.reading.json_resume import read_resume, resume_of
from agents.reading.limits import LIMITS, ReadingLimits
from agents.reading.linkedin import is_export, read_linkedin
from agents.reading.media_type import (
    DOCX,
    HWPX,
    JSON,
    ODT,
    OLE,
    PDF,
    RTF,
    ZIP,
    is_html,
    is_markdown,
    type_of_bytes,
)  # fmt: skip
from agents.reading.odt import read_odt
from agents.reading.pdf.reader import read_pdf
from agents.reading.plain import decoded, read_markdown, read_plain
from agents.reading.rtf import read_rtf
from agents.reading.warnings import script
from agents.reading.zip_files import ZipFile

_OFFICE: Mapping[str, tuple[str, Callable[[ZipFile, ReadingLimits], Document]]] = {
    DOCX: ("word/", read_docx),
    HWPX: ("Contents/section", read_hwpx),
}
"""Types of compressed files by what the names of their members begin with."""
_OTHER_OFFICE: Mapping[str, str] = {
    "xl/": "a spreadsheet", "ppt/": "a presentation", "Payload/": "a program",
    "META-INF/MANIFEST.MF": "a program", "AndroidManifest.xml": "a program",
    "Index/": "a document of Pages",
}  # fmt: skip
_OLD_WORD = (
    "Files of the old formats of Word and Hangul (DOC, HWP) are not read. Save the file as DOCX or "
    "PDF, and try again."
)
_PICTURE = (
    "The file is a picture: it has no text that could be read. Send the document itself, as PDF or "
    "DOCX, or paste its text."
)


def read(data: bytes, *, name: str | None = None, limits: ReadingLimits = LIMITS) -> Document:
    """What stands in a file, of whatever type its bytes are.

    `name` only tells Markdown from plain text. Raises ReadingError, and MemoryError where a file
    needs more memory than there is.
    """
    if len(data) > limits.bytes:
        raise ReadingError(
            "too_large",
            f"The file has {len(data) / 1e6:.1f} MB; at most {limits.bytes / 1e6:g} MB are taken. "
            "Remove pictures or pages, and try again.",
        )
    if not data.strip(b"\0\t\n\r "):
        raise ReadingError("no_text", "The file is empty. Send the one that has your text.")
    document = _read(data, name or "", limits)
    other = unknown_script(document.text)
    if other is None:
        return document
    return msgspec.structs.replace(document, warnings=[*document.warnings, script(other)])


def _read(data: bytes, name: str, limits: ReadingLimits) -> Document:
    media_type = type_of_bytes(data)
    if media_type == PDF:
        return read_pdf(data, limits)
    if media_type == ZIP:
        return _compressed(data, limits)
    if media_type == RTF:
        return read_rtf(data[data.index(b"{\\rtf") :], limits)
    if media_type == OLE:
        # A DOCX with a password is such a container as well; it names its parts in UTF-16.
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise ReadingError("encrypted")
        raise ReadingError("unsupported", _OLD_WORD)
    if media_type == "application/x-hwp":
        raise ReadingError("unsupported", _OLD_WORD)
    if media_type and media_type.startswith("image/"):
        raise ReadingError("no_text", _PICTURE)
    if media_type:
        raise ReadingError("unsupported")
    return _text(decoded(data), data, name.lower(), limits)


def _compressed(data: bytes, limits: ReadingLimits) -> Document:
    file = ZipFile(data, limits)
    for start, reader in _OFFICE.values():
        if any(member.startswith(start) for member in file.names):
            return reader(file, limits)
    if "content.xml" in file.names:
        kind = (file.read("mimetype") or b"").decode("ascii", "replace").strip()
        if kind in (ODT, f"{ODT}-template", ""):
            return read_odt(file, limits)
    if is_export(file):
        return read_linkedin(file, limits)
    for start, what in _OTHER_OFFICE.items():
        if any(member.startswith(start) for member in file.names):
            raise ReadingError("unsupported", f"The file is {what}. Save it as DOCX or PDF.")
    raise ReadingError(
        "unsupported", "The file is an archive. Send the document that is in it by itself."
    )


def _text(text: str, data: bytes, name: str, limits: ReadingLimits) -> Document:
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start in ("{", "["):
        value = json_value(text.lstrip("\ufeff \t\r\n"))
        resume = resume_of(value)
        if resume is not None:
            return read_resume(resume, limits)
        if value is not None:
            return msgspec.structs.replace(read_plain(text, limits), media_type=JSON)
    if start == "<" and is_html(data if b"\0" not in data[:100] else text.encode()):
        return read_html(text, limits)
    if start == "<" and text.lstrip()[:5] == "<?xml":
        raise ReadingError("unsupported")
    if name.endswith((".md", ".markdown")) or is_markdown(text):
        return read_markdown(text, limits)
    return read_plain(text, limits)
