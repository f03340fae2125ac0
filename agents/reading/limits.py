"""How much of a file is read, and how large it may be."""

import msgspec

from agents.reading.errors import ReadingError
from protocol.catalogue import Text


class ReadingLimits(msgspec.Struct, frozen=True):
    """Limits of one file. What is over `pages` and `characters` is left out, else it is refused."""

    bytes: int = 10_000_000
    unpacked: int = 60_000_000
    """Bytes that a compressed file may unpack to, in all."""
    pages: int = 30
    """Pages whose text is read."""
    pages_most: int = 100
    """Pages that a file may have."""
    characters: int = 200_000
    pixels: int = 6_000_000
    """Pixels of a page that is rendered. 1.5 million are an A4 page at twice its size in points."""

    def check_size(self, size: int) -> None:
        """Raises ReadingError where a file of so many bytes is too large."""
        if size > self.bytes:
            text = Text("reading.megabytes", megabytes=f"{self.bytes / 1e6:g}")
            raise ReadingError("too_large", text)


LIMITS = ReadingLimits()
"""What holds where nothing else is set."""

PLENTY = 5
"""So many times the characters that are kept is more than their marks and links come to."""
MAX_DEPTH = 200
"""How deep elements may be nested. Word and LibreOffice stay below 50."""
NESTED = Text("reading.nested")
MAX_MEMBERS = 2_000
"""Files in a compressed one. A long report with a picture on each page has some hundred."""
MAX_RATIO = 200
"""How many times its size a file may unpack to: XML comes to 20, repeated tables to 100."""
