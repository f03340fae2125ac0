"""Compressed files: documents of word processors, and exports."""

from collections.abc import Callable, Mapping

from agents.reading.document import Document
from agents.reading.docx import read_docx
from agents.reading.errors import ReadingError
from agents.reading.hwpx import read_hwpx
from agents.reading.limits import ReadingLimits
from agents.reading.linkedin import is_export, read_linkedin
from agents.reading.media_type import DOCX, HWPX, ODT
from agents.reading.odt import read_odt
from agents.reading.zip_files import ZipFile
from protocol.catalogue import Text

_OFFICE: Mapping[str, tuple[str, Callable[[ZipFile, ReadingLimits], Document]]] = {
    DOCX: ("word/", read_docx),
    HWPX: ("Contents/section", read_hwpx),
}
"""Types of compressed files by what the names of their members begin with."""
_OTHER_OFFICE: Mapping[str, Text] = {
    "xl/": Text("reading.a_spreadsheet"), "ppt/": Text("reading.a_presentation"),
    "Payload/": Text("reading.a_program"), "META-INF/MANIFEST.MF": Text("reading.a_program"),
    "AndroidManifest.xml": Text("reading.a_program"), "Index/": Text("reading.a_pages_document"),
}  # fmt: skip


def read_archive(data: bytes, limits: ReadingLimits) -> Document:
    """What stands in a compressed file, by what its members are called. Raises ReadingError."""
    file = ZipFile(data, limits)
    if b"encryption-data" in (file.read("META-INF/manifest.xml") or b""):
        raise ReadingError("encrypted")
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
            raise ReadingError("unsupported", what)
    raise ReadingError("unsupported", Text("reading.archive"))
