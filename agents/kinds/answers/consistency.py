"""Whether a text gives another number than the résumé does for the same change."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from agents.evidence.quantities import quantities
from agents.kinds.answers.overlap import FIGURE, marks_of
from agents.kinds.answers.telling import Sentence, is_change
from agents.results.types import Evidence

_SMALL = 10
"""Counts up to this meet by chance."""
_LED = 6
"""Characters around two numbers in which stands that one became the other."""


class _Change(NamedTuple):
    """A number that became another, of one kind: from 18 % to 26 %."""

    kind: str
    before: float
    after: float


def differing(
    sentences: Sequence[Sentence], lines: Sequence[Evidence]
) -> list[tuple[Sentence, Evidence]]:
    """The sentences that tell a change of which a line of the résumé has one end otherwise."""
    known = [(change, line) for line in lines for change in _changes(line.quote)]
    found = []
    for one in sentences:
        for told in _changes(one.text):
            same = [(was, line) for was, line in known if was.kind == told.kind]
            if any(was == told for was, _ in same):
                continue
            other = next(
                (
                    line
                    for was, line in same
                    if _is_half(was, told) and _share(one.text, line.quote)
                ),
                None,
            )
            if other is not None:
                found.append((one, other))
    return found


def _is_half(was: _Change, told: _Change) -> bool:
    return (was.before == told.before) != (was.after == told.after)


def _share(first: str, second: str) -> bool:
    """Whether two texts speak of the same thing: they have a word in common."""
    both = marks_of(first).keys() & marks_of(second).keys()
    return any(not mark.startswith(FIGURE) for mark in both)


def _changes(text: str) -> list[_Change]:
    if not is_change(text):
        return []
    numbers = [one for one in quantities(text) if not one.is_year]
    return [
        _Change(one.kind, one.value, two.value)
        for one, two in pairwise(numbers)
        if one.kind == two.kind
        and (one.kind != "count" or max(one.value, two.value) > _SMALL)
        and is_change(text[max(0, one.start - _LED) : two.end + _LED])
    ]
