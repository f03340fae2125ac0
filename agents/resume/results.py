"""What somebody achieved, measured: the sentences of a resume that hold a figure that says so."""

import re
from collections.abc import Iterator

from agents.resume.facts import Reading
from agents.resume.lines import Line, Slice
from agents.resume.patterns import pattern

_LONGEST = 300
"""Characters of a result: a sentence or two, not a page."""
_LEAST, _LEAST_WITHOUT_BLANKS = 20, 10
_FIGURE = pattern(__name__, "figure")
_SENTENCE_END = pattern(__name__, "sentence_end")
_MARKS = " \t\r\n-–—*·▪●○>.;"


def results(reading: Reading) -> list[Slice]:
    """The sentences with a measured result, each a verbatim part of the resume, in its order.

    Those of sections that tell of no deeds, such as education or a summary, are left out.
    """
    return [piece for said in _told(reading) for piece in _sentences(said) if _is_result(piece)]


def is_measured(text: str) -> bool:
    """Whether the text has a figure that measures something: a share, money, people, time saved."""
    return _FIGURE.search(text) is not None


def _told(reading: Reading) -> Iterator[Slice]:
    """What was done: each item with the lines that go on with it."""
    begun: Slice | None = None
    before: Line | None = None
    bare = not reading.sections.kinds
    for one in reading.sections.placed:
        deeds = one.section in {"experience", "projects", "volunteering"} or (
            bare and one.section == "head"
        )
        if not deeds or one.label:
            if begun:
                yield begun
            begun, before = None, None
            continue
        goes_on = (
            begun is not None and before is not None and _goes_on(before, one.line, reading.text)
        )
        if begun is not None and goes_on:
            begun = Slice(reading.text[begun.start : one.said.end], begun.start)
        else:
            if begun:
                yield begun
            begun = one.said
        before = one.line
    if begun:
        yield begun


def _goes_on(before: Line, line: Line, text: str) -> bool:
    """Whether a line is the rest of the one above."""
    return (
        "|" not in text[before.said.end : line.said.start]
        and not line.item
        and not line.gap
        and line.text[:1].islower()
    )


def _sentences(said: Slice) -> list[Slice]:
    return [piece.stripped(_MARKS) for piece in said.split(_SENTENCE_END)]


def _is_result(said: Slice) -> bool:
    blanks = re.search(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]", said.text) is None
    least = _LEAST if blanks else _LEAST_WITHOUT_BLANKS
    return least <= len(said.text) <= _LONGEST and is_measured(said.text)
