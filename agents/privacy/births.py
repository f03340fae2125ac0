"""Dates of birth: dates that a label calls so, or the words beside them."""

import re
from collections.abc import Iterator

from agents.privacy.patterns import pattern, small
from agents.privacy.span import Span

_LABEL = pattern(__name__, "label")
_AFTER = pattern(__name__, "after")
_YEAR_AFTER = pattern(__name__, "year_after")
_SAID = pattern(__name__, "said")
"""Dates whose own words say that somebody was born then: "1990년생", "1990年5月3日生"."""
_STAR = re.compile(
    r"(?<=[\w,;|(•] )\*\s?\d{1,2}\.\s?\d{1,2}\.\s?(?:19|20)\d\d|(?<=[(,])\*\s?(?:19|20)\d\d"
)
"""As German writes it."""
_REACH = 110
"""Characters behind a label in which the date stands, the place of birth before it."""


def births(text: str) -> Iterator[Span]:
    """The dates of birth in a text."""
    lowered = small(text)
    for label in _LABEL.finditer(lowered):
        window = lowered[label.end() : label.end() + _REACH]
        match = _AFTER.match(window) or _YEAR_AFTER.match(window)
        if match:
            start, end = (label.end() + at for at in match.span("date"))
            yield _span(lowered, start, end)
    for pattern_ in (_SAID, _STAR):
        for match in pattern_.finditer(lowered):
            yield _span(lowered, *match.span())


def _span(text: str, start: int, end: int) -> Span:
    return Span(start, end, "BIRTHDATE", " ".join(text[start:end].split()))
