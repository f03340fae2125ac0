"""The type of a file, told by what stands in it and not by its name."""

import re
from collections.abc import Mapping

PDF = "application/pdf"
RTF = "application/rtf"
ZIP = "application/zip"
OLE = "application/x-ole-storage"
HTML = "text/html"
MARKDOWN = "text/markdown"
PLAIN = "text/plain"
JSON = "application/json"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
HWPX = "application/hwp+zip"
LINKEDIN = "application/vnd.linkedin.export+zip"

PDF_WITHIN = 1024
"""Bytes in which a PDF's mark may stand: readers allow so much before it."""

MAGIC: Mapping[bytes, str] = {
    b"{\\rtf": RTF, b"PK\3\4": ZIP, b"PK\5\6": ZIP, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": OLE,
    b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif",
    b"BM": "image/bmp", b"II*\0": "image/tiff", b"MM\0*": "image/tiff",
    b"\0\0\0\x0cjP": "image/jp2", b"8BPS": "image/vnd.adobe.photoshop",
    b"%!PS": "application/postscript", b"Rar!": "application/vnd.rar",
    b"7z\xbc\xaf\x27\x1c": "application/x-7z-compressed", b"\x1f\x8b": "application/gzip",
    b"BZh": "application/x-bzip2", b"\xfd7zXZ": "application/x-xz",
    b"MZ": "application/vnd.microsoft.portable-executable", b"\x7fELF": "application/x-elf",
    b"OggS": "audio/ogg", b"ID3": "audio/mpeg", b"fLaC": "audio/flac",
    b"SQLite format 3\0": "application/vnd.sqlite3", b"wOFF": "font/woff", b"wOF2": "font/woff2",
    b"HWP Document File": "application/x-hwp", b"\0asm": "application/wasm",
    b"bplist": "application/x-plist",
}  # fmt: skip
"""What files of a type begin with."""

_BOXED = {b"heic", b"heix", b"mif1", b"msf1", b"avif", b"hevc"}
_HTML = re.compile(rb"(?is)<(?:!doctype\s+html|html|head|body|title|meta|table|div|p|h[1-6])\b")
_MARKDOWN = re.compile(
    r"(?m)^(?:#{1,6} \S|```|[*-] \[.\] )|\*\*\S[^*\n]{0,200}\*\*"
    r"|\[[^\]\n]{1,200}\]\([^)\s]{1,500}\)"
)


def type_of_bytes(data: bytes) -> str | None:
    """The media type by what the file begins with; None where that may be any text."""
    head = data[:PDF_WITHIN].lstrip(b"\xef\xbb\xbf\r\n\t \0")
    for magic, media_type in MAGIC.items():
        if head.startswith(magic) and not (len(magic) == 2 and _is_text(data[:PDF_WITHIN])):
            return media_type
    if b"%PDF-" in data[:PDF_WITHIN]:
        return PDF
    if data[4:8] == b"ftyp":
        return "image/heif" if data[8:12] in _BOXED else "video/mp4"
    if data[:4] == b"RIFF":
        return "image/webp" if data[8:12] == b"WEBP" else "audio/wav"
    return None


def _is_text(head: bytes) -> bool:
    """Whether it has no byte that is in no text: two letters alone are no mark of anything."""
    return not re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head)


def is_html(data: bytes) -> bool:
    """Whether it is a page: its first sign is that of an element."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf\r\n\t \0")
    return head.startswith(b"<") and bool(_HTML.search(data[:4096]))


def is_markdown(text: str) -> bool:
    """Whether a text has marks that are Markdown's and hardly stand in any other."""
    return bool(_MARKDOWN.search(text[:50_000]))
