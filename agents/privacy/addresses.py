"""Postal addresses: streets with numbers, postcodes with towns, and what labels call so."""

import re
from collections.abc import Iterator

from agents.privacy.patterns import pattern, small
from agents.privacy.span import Span
from agents.resume.places import country_of

_STREETS = tuple(
    pattern(__name__, name)
    for name in (
        "numbered", "box", "weak", "german", "german_weak", "romance", "romance_weak", "italian",
        "slavic", "northern", "turkish", "indian",
    )
)  # fmt: skip
"""Streets with numbers, as one kind of language writes them."""
_EASTERN = tuple(pattern(__name__, name) for name in ("korean", "japanese", "chinese"))
_TAIL = pattern(__name__, "tail")
"""Postcode and town, as they follow on a street."""
_COUNTRY = re.compile(r"[ ,]{1,3}\n?\s?([^\W\d_]{2,20}(?: [^\W\d_]{2,20}){0,3})(?!\w)")
_ALONE = pattern(__name__, "alone")
"""Postcode and town that nothing else looks like."""
_WITH_TOWN = re.compile(r"(?<![\w.,/-])(?:[A-Z]{1,2}-)?\d{4,5} ([A-ZÀ-Ž][^\W\d_]{2,24}(?:[ -][A-ZÀ-Ž]?[^\W\d_]{1,20}){0,2})")
"""A postcode before a name, which is to be that of a town."""
_LABEL = pattern(__name__, "label")
_VALUE = re.compile(r"[^\n|•\t]{2,160}")
_NEXT = pattern(__name__, "next")
"""A line that goes on with the address of the line above."""
_PLACED = re.compile(r"\d|(?:[동로길읍면리가]|番地|丁目|路|街)(?=\s|$)")


def addresses(text: str) -> Iterator[Span]:
    """The postal addresses in a text."""
    for one in _STREETS:
        for match in one.finditer(text):
            yield _whole(text, match.start(), match.end())
    if not text.isascii():
        for one in _EASTERN:
            yield from (_span(text, *match.span()) for match in one.finditer(text))
    for match in _ALONE.finditer(text):
        yield _span(text, *match.span())
    for match in _WITH_TOWN.finditer(text):
        words = match[1].split(" ")
        known = (" ".join(words[:n]) for n in range(len(words), 0, -1))
        if town := next((name for name in known if country_of(name)), None):
            yield _span(text, match.start(), match.start(1) + len(town))
    yield from _labelled(text)


def _labelled(text: str) -> Iterator[Span]:
    """What stands behind labels, where it is more than a town."""
    lowered = small(text)
    for label in _LABEL.finditer(lowered):
        value = _VALUE.match(text, label.end())
        if value is None:
            continue
        end = value.end()
        while (more := _NEXT.match(text, end)) and more.end() - label.end() < 240:
            end = more.end()
        said = text[value.start() : end].rstrip(' ,;"}]')
        if _PLACED.search(said) and "@" not in said:
            yield _span(text, value.start(), value.start() + len(said))


def _whole(text: str, start: int, end: int) -> Span:
    """A street with the postcode, the town and the country that follow on it."""
    if tail := _TAIL.match(text, end):
        end = tail.end()
        country = _COUNTRY.match(text, end)
        if country and country_of(country[1]):
            end = country.end(1)
    return _span(text, start, end)


def _span(text: str, start: int, end: int) -> Span:
    said = text[start:end]
    start += len(said) - len(said.lstrip(" ,;\n"))
    end -= len(said) - len(said.rstrip(" ,;\n"))
    return Span(start, end, "ADDRESS", " ".join(small(text[start:end]).split()))
