"""Mail addresses, also those that are written so that machines do not find them."""

import re
from collections.abc import Iterator

from agents.privacy.patterns import pattern, small
from agents.privacy.span import Span

_AT = re.compile("[@＠]")
_DOMAIN = re.compile(
    r"(?:[A-Za-z0-9-]{1,63}\.){1,6}(?:xn--[A-Za-z0-9-]{2,40}|[A-Za-z]{2,24})"
    r"|(?:[\w-]{1,63}\.){1,6}[^\W\d_]{2,24}"
)
_INNER = frozenset(".+%'’-_")
"""Signs of the part before the @ that are taken for one; others are allowed, and never used."""
_LONGEST = 64
"""Characters of the part before the @ (RFC 5321, section 4.5.3.1)."""
_HIDDEN = pattern(__name__, "hidden")
_CUES = (
    "(at",
    "[at",
    "{at",
    "<at",
    "( at",
    "[ at",
    "(@",
    "[@",
    " dot ",
    "arroba",
    "ät",
    "chez",
    "골뱅이",
    "собака",
)
"""One of them stands where an address is written for people alone."""
_HIDDEN_SIGNS = pattern(__name__, "hidden_signs")


def emails(text: str) -> Iterator[Span]:
    """The mail addresses in a text."""
    for at in _AT.finditer(text):
        start = _local(text, at.start())
        domain = _DOMAIN.match(text, at.end())
        if start < at.start() and domain:
            yield Span(start, domain.end(), "EMAIL", small(text[start : domain.end()]))
    lowered = small(text)
    if not any(cue in lowered for cue in _CUES):
        return
    for match in _HIDDEN.finditer(lowered):
        plain = _HIDDEN_SIGNS.sub(lambda sign: "@" if sign["at"] else ".", match.group())
        yield Span(match.start(), match.end(), "EMAIL", "".join(plain.split()))


def _local(text: str, at: int) -> int:
    """Where the part before the @ begins; a word of another script before it is none of it."""
    start, plain = at, text[at - 1 : at].isascii()
    while start and at - start < _LONGEST:
        char = text[start - 1]
        if not (char.isalnum() or char in _INNER) or (plain and not char.isascii()):
            break
        start -= 1
    while start < at and text[start] in _INNER and text[start] != "_":
        start += 1
    return start
