"""Where a holding comes from: a file that was sent."""

from pathlib import PurePath

import msgspec

from agents.reading.document import Document

LONGEST_TITLE = 200
_LONGEST_LINE = 80
"""Characters of a text's first line that are a title."""


class Source(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """A file: what it is called, if anything, its type, and how large it is."""

    name: str | None
    media_type: str
    bytes: int
    pages: int | None = None

    def known(self, document: Document) -> "Source":
        """The same file, of which it is known by now what it is."""
        return msgspec.structs.replace(self, media_type=document.media_type, pages=document.pages)


def title_of(name: str | None, *others: str | None) -> str:
    """What it is listed as: its file's name without the ending, else the first there is.

    People look for what they called it. Of a text that is a title, the first line is one.
    """
    stem = PurePath(name).stem.replace("_", " ").strip() if name else ""
    for text in (stem, *others):
        line = next(iter((text or "").strip().splitlines()), "").strip()
        if line:
            return line[:LONGEST_TITLE] if text == stem else line[:_LONGEST_LINE]
    return ""
