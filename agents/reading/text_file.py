"""Files that are text: data, pages, Markdown, or nothing but text."""

import re

import msgspec

from agents.reading.document import Document
from agents.reading.errors import ReadingError
from agents.reading.html import read_html
from agents.reading.json_resume import decoded as json_value
from agents.reading.json_resume import read_resume, resume_of
from agents.reading.limits import PLENTY, ReadingLimits
from agents.reading.media_type import JSON, is_html, is_markdown
from agents.reading.plain import decoded, read_markdown, read_plain
from protocol.catalogue import Text

_DATA = re.compile(r'[\ufeff \t\r\n]{0,9}(?:\{\s{0,9}"|\[\s{0,9}[\[{"])')
"""How JSON begins, and hardly any text."""


def read_text_file(data: bytes, name: str, limits: ReadingLimits) -> Document:
    """What stands in a text; `name` only tells Markdown from plain text. Raises ReadingError."""
    text = decoded(data)
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start in ("{", "["):
        value = json_value(text.lstrip("\ufeff \t\r\n"))
        resume = resume_of(value)
        if resume is not None:
            if len(text) > PLENTY * limits.characters:
                raise ReadingError("too_large", Text("reading.far_too_long"))
            return read_resume(resume, limits)
        if value is None and _DATA.match(text):
            raise ReadingError("damaged")
        if value is not None:
            return msgspec.structs.replace(read_plain(text, limits), media_type=JSON)
    if start == "<" and is_html(data if b"\0" not in data[:100] else text.encode()):
        return read_html(text, limits)
    if start == "<" and text.lstrip()[:5] == "<?xml":
        raise ReadingError("unsupported")
    if name.lower().endswith((".md", ".markdown")) or is_markdown(text):
        return read_markdown(text, limits)
    return read_plain(text, limits)
