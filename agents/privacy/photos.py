"""Pictures of people inside of texts: as data, or as links that say what they show."""

import re
from collections.abc import Iterator
from hashlib import sha256

from agents.privacy.patterns import pattern, small
from agents.privacy.span import Span

_REST = r"(?:[A-Za-z0-9+/=%_-]|\r?\n(?=[A-Za-z0-9+/=]{40}))"
"""What base64 goes on with; a line of it is long, so that a word on the next line is none."""
_DATA = re.compile(rf"data:image/[\w.+-]{{1,20}}(?:;[\w=-]{{1,40}}){{0,3}},{_REST}{{0,8000000}}")
_RAW = re.compile(rf"(?:/9j/|iVBORw0KGgo|R0lGOD|UklGR){_REST}{{80,8000000}}")
"""JPEG, PNG, GIF and WebP as base64."""
_LINK = re.compile(r"https?://[^\s\"'<>)\]]{4,500}")
_LABEL = pattern(__name__, "label")
_FILE = re.compile(r"(?i)\.(?:jpe?g|png|gif|webp|heic|bmp|tiff?)(?:[?#]|$)")
_BEFORE = 40


def photos(text: str) -> Iterator[Span]:
    """The pictures in a text."""
    if "data:image/" in text:
        yield from (_span(match) for match in _DATA.finditer(text))
    yield from (_span(match) for match in _RAW.finditer(text))
    if "://" not in text:
        return
    for match in _LINK.finditer(text):
        line = small(text[max(0, match.start() - _BEFORE) : match.start()]).rpartition("\n")[2]
        if _LABEL.search(line) or (_FILE.search(match.group()) and "![" in line):
            yield _span(match)


def _span(match: re.Match[str]) -> Span:
    return Span(*match.span(), "PHOTO", sha256(match.group().encode()).hexdigest())
