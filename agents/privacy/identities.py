"""Numbers that states, banks and insurers give to people."""

import re
from collections.abc import Iterator
from functools import cache

import msgspec

from agents.data_files import read
from agents.privacy.checksums import CHECKS, Row, iban, numbers
from agents.privacy.patterns import pattern, small
from agents.privacy.phones import OTHER
from agents.privacy.span import Kind, Span

_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ \xa0-]?[A-Z0-9]){11,34}")
_LABELLED = pattern(__name__, "labelled")
"""A label that calls what follows a number of this kind, and what follows."""
_LABEL = pattern(__name__, "label")
_BEFORE = 60
"""Characters before a number in which its label stands."""
_LEAST = 5
"""Digits of a number that only a label tells."""


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """A number of one state: how it is written, and what makes sure that it is one.

    `rows` and `check` are its check digits. `month` and `day` are the places of two digits, among
    the letters and digits, that say when somebody was born; to the day 40 or 60 may be added, to
    the month 20 or 50 and more. With `labelled` it is one only behind a label.
    """

    pattern: str
    rows: tuple[Row, ...] = ()
    check: str | None = None
    month: int | None = None
    day: int | None = None
    labelled: bool = False

    def fits(self, text: str) -> bool:
        """Whether the text, which the pattern matches, has the digits that it should have."""
        plain = "".join(char for char in text if char.isalnum())
        if self.month is not None and not 1 <= _two(plain, self.month) % 50 % 20 <= 12:
            return False
        if self.day is not None and not 1 <= _two(plain, self.day) % 60 % 40 <= 31:
            return False
        digits = numbers(text) if self.rows else []
        return all(row.fits(digits) for row in self.rows) and (
            self.check is None or CHECKS[self.check](text)
        )


def _two(plain: str, at: int) -> int:
    two = plain[at : at + 2]
    return int(two) if two.isdigit() else 0


class _Known(msgspec.Struct, frozen=True):
    lengths: dict[str, int]
    identities: dict[str, Identity]


@cache
def _known() -> _Known:
    return msgspec.convert(read(__package__, "identities"), _Known)


def identities() -> dict[str, Identity]:
    """The kinds of number that are known, by country and name."""
    return _known().identities


_WRITTEN = {
    name: re.compile(rf"(?:{one.pattern})(?![\w]|[.,/-]\d)") for name, one in identities().items()
}
_ANY = re.compile("|".join(f"(?:{one.pattern})" for one in identities().values()))
"""What none of them can begin where this does not match."""
_START = re.compile(r"(?<![\w+])(?<!\d[.,/-])[\dA-Z*●•xX]")
"""Where a number begins: with a digit, a capital, or a sign that hides a digit."""
_REACH = 32
_LEAST_SIGNS = 4
"""Of the characters that a number has, so many are digits, or hidden."""
_SIGN = re.compile(r"[\d*●•]")


def numbers_of_people(text: str) -> Iterator[Span]:
    """The numbers of people and of their accounts in a text."""
    if not any(char.isdigit() for char in text):
        return
    yield from _ibans(text)
    lowered = small(text)
    for start in _starts(text):
        if not _ANY.match(text, start):
            continue
        before = lowered[max(0, start - _BEFORE) : start]
        called: bool | None = None
        for name, written in _WRITTEN.items():
            if not (match := written.match(text, start)):
                continue
            one = identities()[name]
            if called is None:
                called = _LABEL.search(before) is not None
            may_be = called or not (one.labelled or OTHER.search(before))
            if may_be and one.fits(match.group()):
                yield _span(text, *match.span(), "ID")
                break
    for match in _LABELLED.finditer(lowered):
        if sum(char.isdigit() for char in match["number"]) >= _LEAST:
            yield _span(text, *match.span("number"), "ID")


def _starts(text: str) -> Iterator[int]:
    """Where a number of somebody's may begin: before as many digits as the shortest of them has."""
    signs = [match.start() for match in _SIGN.finditer(text)]
    at = 0
    for match in _START.finditer(text):
        start = match.start()
        while at < len(signs) and signs[at] < start:
            at += 1
        if at + _LEAST_SIGNS <= len(signs) and signs[at + _LEAST_SIGNS - 1] < start + _REACH:
            yield start


def _ibans(text: str) -> Iterator[Span]:
    for match in _IBAN.finditer(text):
        length = _known().lengths.get(match.group()[:2])
        if length is None:
            continue
        end, left = match.start(), length
        while left and end < match.end():
            left -= text[end].isalnum()
            end += 1
        if not left and iban(text[match.start() : end], length):
            yield _span(text, match.start(), end, "IBAN")


def _span(text: str, start: int, end: int, kind: Kind) -> Span:
    key = "".join(char for char in text[start:end].upper() if char.isalnum() or char == "*")
    return Span(start, end, kind, key)
