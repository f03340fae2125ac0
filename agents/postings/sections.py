"""The parts of a posting, told by their headings: what is asked, what is only welcome, the rest.

A posting's list may be set with marks or without, as a table with a column that says how much each
thing counts, or as prose. What comes out are blocks: items, rows and paragraphs, each with the part
that it is in.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from agents.career.titles import title_words
from agents.postings.conditions import is_condition, is_language, named_topic, years_in
from agents.postings.fields.labels import defined, label_of
from agents.postings.headings import (
    LABEL,
    Part,
    below,
    heading_of,
    is_sign,
    kind_of_heading,
    says_it,
)
from agents.postings.layout import layout
from agents.postings.phrases import pattern, phrases
from agents.resume.lines import Line, Slice

_LEAST_ITEMS = 2
_TOP = 3
"""Lines in which the job's title stands."""
_MOST_OF = 0.6
"""Share of a list's items by which it is told what it is of."""
_MOST_LABEL = 45
_IN_LABEL = 0.3
"""Share of a label that the words are that tell what it is of."""
_IN_COLUMN = 0.6
_OF_COLUMN = frozenset(("criteria", "criterion", "skills", "experience", "qualifications"))
_NOTHING = frozenset(("none", "n/a", "keine", "nil", "없음"))
_MAY_LEAD: frozenset[Part] = frozenset({"head", "must", "nice", "mixed", "other"})
_ASKED: frozenset[Part] = frozenset({"must", "nice", "mixed"})
_CUED: tuple[Literal["nice", "must"], ...] = ("nice", "must")
_SENTENCE = re.compile(r"[.!?]\s{1,3}(?=[^\W_a-z])")
_TICK = re.compile(r"[xX✓✔●•○√◯∨]|yes|Yes|YES|예|ja|[oO]")
_ASKS = re.compile(r"[^.!?:\n]{3,44}[?:]\s{1,3}(?=\S)")
_BRACKETED = re.compile(r"[\[(【〈<]\s?([^\])】〉>]{1,20})\s?[\])】〉>]\s{0,3}")
_GRADED = re.compile(r"\s{0,2}[(（\[]\s?([^\W\d]{1,12})\s?[)）\]]$")
"""What says behind a thing how much it counts: "Praxisanleitung (Kann)"."""
_KOREAN_CALL = pattern("hiring")
_HANGUL = re.compile(r"[가-힣]")
_DASHED = re.compile(r"[-=_*~\s|+:]{3,}")
_PARTED = re.compile(r"\t|\s{0,9}\|\s{0,9}")
_GAPS = re.compile(r"\t+| {2,}|\s{0,9}\|\s{0,9}")


class Block(Struct, frozen=True):
    """An item, a row or a paragraph: what it says, and the part of the posting that it is in.

    `own` says that the block itself says what it is (by a label, or a column of its table).
    """

    said: Slice
    part: Part
    item: bool
    own: bool = False


def blocks(text: str) -> list[Block]:
    """The blocks of a posting, in its order; headings are none."""
    joined = [line for line in layout(text) if not _DASHED.fullmatch(line.text)]
    shouts = _shouts(text)
    found: list[Block] = []
    part: Part = "head"
    listed = False
    sign = ""
    number = 0
    columns: list[Part | None] = []
    begun = 0
    named = defined(joined)
    for at, line in enumerate(joined):
        after = joined[at + 1] if at + 1 < len(joined) else None
        if part == "head" and named & {at, at - 1}:
            found.append(Block(line.said, part, item=False))
            continue
        if heads := _columns(line):
            columns = heads
            continue
        row = _row(line, columns)
        if row is not None:
            found += row
            listed = listed or not columns
            continue
        kind = heading_of(line, joined[at - 1] if at else None, after, shouts=shouts)
        if kind is not None and not _is_of_job(line.text, kind, at):
            found[begun:] = _told_by_items(found[begun:])
            begun = len(found)
            part, listed, columns = below(_wished(line.text, kind, found), part), False, []
            sign = line.mark if is_sign(line.mark) else ""
            number = _number(line) or number
            continue
        if led := _led(line, after, part):
            part, begins = led
            if begins:
                found += _labelled(replace(line, said=line.said.part(0, begins)), part, sign)
            listed = False
            continue
        if listed and not line.item and line.gap:
            part, listed = "other", False
        listed = listed or line.item
        if next_part := _next_part(line, number):
            part, number, sign = next_part, number + 1, line.mark
        found += _labelled(line, part, sign)
    found[begun:] = _told_by_items(found[begun:])
    return found


def _told_by_items(found: list[Block]) -> list[Block]:
    """A list below a heading that no list has: if its items are what is asked of people, it may be
    asked, or only welcome."""
    items = [one for one in found if one.item and one.part in {"head", "other"}]
    asks = sum(_asks(one.said.text) for one in items)
    if len(items) < _LEAST_ITEMS or asks < _MOST_OF * len(items):
        return found
    return [
        replace(one, part="mixed") if one.item and one.part in {"head", "other"} else one
        for one in found
    ]


def _wished(text: str, kind: Part, found: Sequence[Block]) -> Part:
    """What stands below a heading: below a wish it is only welcome, if something is asked above."""
    is_wish = kind == "must" and phrases("headings", "wished").in_(text)
    return "nice" if is_wish and any(one.part == "must" for one in found) else kind


def _number(line: Line) -> int:
    """The number that is a line's mark; 0 where it has none."""
    digits = line.mark.strip("(). ")
    return int(digits) if digits.isdecimal() and len(digits) <= 2 else 0


def _is_of_job(text: str, kind: Part, at: int) -> bool:
    """Whether a line at the top with a heading's words is the job's: "콘텐츠 마케터를 찾습니다"."""
    is_korean = at < _TOP and _HANGUL.search(text) is not None
    is_call = kind in {"about", "must", "benefits"} and _KOREAN_CALL.search(text) is not None
    is_title = kind == "other" and at < _TOP and title_words(text) > 0
    return (is_korean and is_call) or is_title or (kind in {"group", "other"} and not at)


def _next_part(line: Line, number: int) -> Part | None:
    """The part that a line is of itself which has a label, and the next number after a heading's:
    "4. Hours: 40 a week". None where it is no such line."""
    label = LABEL.match(line.text)
    if not number or _number(line) != number + 1 or label is None:
        return None
    return kind_of_heading(label.group()) or "other"


def _led(line: Line, after: Line | None, part: Part) -> tuple[Part, int] | None:
    """The part that a sentence begins which leads to a list, and where in the line it begins.

    It goes on with the part, unless it says itself that what follows is asked, or welcome; it is
    asked itself where it has a condition, or years, in it. None where no list follows.
    """
    if line.item or after is None or not after.item or not line.text.endswith((":", "：")):
        return None
    begins = max((one.end() for one in _SENTENCE.finditer(line.text)), default=0)
    text = line.text[begins:]
    if part not in _MAY_LEAD or is_condition(text) or years_in(text) is not None:
        return None
    says = kind_of_heading(text)
    if says not in {"must", "nice", "denied"}:
        says = next((one for one in _CUED if phrases("cues", one).in_(text)), None)
    if says is None and part == "head":
        return None
    return (part if says is None or (says == "must" and part == "nice") else says), begins


def _asks(text: str) -> bool:
    """Whether an item is of what is asked of somebody."""
    return (
        phrases("cues", "asks").in_(text)
        or named_topic(text) in {"education", "licence", "permit", "clearance"}
        or years_in(text) is not None
        or is_language(text)
    )


def _labelled(line: Line, part: Part, sign: str) -> Iterator[Block]:
    """A line that is no heading, by the label or the question that it begins with, if any.

    `sign` is the one that the part's heading had: a line with it, and a label, is another part.
    """
    said = line.said
    if mark := _BRACKETED.match(said.text):
        kind = kind_of_heading(mark[1])
        if kind in {"must", "nice"} and mark.end() < len(said.text):
            yield Block(said.part(mark.end()), kind, line.item, own=True)
            return
    behind = _GRADED.search(said.text) if part in _ASKED else None
    if behind and (grade := _GRADES.get(behind[1].lower())):
        yield Block(said.part(0, behind.start()), grade, line.item, own=True)
        return
    label = LABEL.match(said.text) or _ASKS.match(said.text)
    if label and label.end() < len(said.text) and len(label.group()) <= _MOST_LABEL:
        name = label.group().strip(" :：\t?*")
        is_part = bool(sign) and line.mark == sign
        kind = _labelled_kind(name, part, item=line.item and not is_part)
        if kind is None and is_part:
            kind = "other"
        if kind is not None:
            yield Block(said.part(label.end()), kind, line.item, own=True)
            return
    yield Block(said, part, line.item)


def _labelled_kind(name: str, part: Part, *, item: bool) -> Part | None:
    """What a line is of that has this label; None where the label says nothing of it."""
    named = kind_of_heading(name)
    if part == "head" and named == "group" and label_of(name) is not None:
        return None  # a field of the head: "经验: 1-3年"
    kind = below(named, part) if named else None
    if named is None or kind is None or not (part == "head" or says_it(name, named, _IN_LABEL)):
        return None
    if item and part in {"must", "nice", "mixed"} and kind not in {"must", "nice"}:
        return None
    return part if kind == "must" and part == "nice" else kind


_GRADES: dict[str, Part] = {
    "e": "must", "essential": "must", "required": "must", "must": "must", "must have": "must",
    "m": "must", "mandatory": "must", "yes": "must", "필수": "must", "muss": "must",
    "d": "nice", "desirable": "nice", "preferred": "nice", "nice": "nice", "nice to have": "nice",
    "n": "nice", "optional": "nice", "우대": "nice", "선택": "nice", "kann": "nice",
}  # fmt: skip
"""What a column says of how much the thing in its row counts."""


def _graded(line: Line) -> list[Block]:
    """A row whose first or last cells say whether the thing is a must: "A degree   E"."""
    cells = line.said.split(_GAPS)
    if not 2 <= len(cells) <= 5:
        return []
    for at in (len(cells) - 1, len(cells) - 2, 0):
        grade = _GRADES.get(cells[at].text.strip("()[] .").lower())
        others = [cell for number, cell in enumerate(cells) if number != at and len(cell.text) > 1]
        if grade and others:
            said = max(others, key=lambda cell: len(cell.text))
            return [Block(said, grade, item=True, own=True)]
    return []


def _columns(line: Line) -> list[Part | None]:
    """What the columns of a table are of, if the line is its head: "Essential", "Desirable"."""
    if not _PARTED.search(line.text):
        return []
    cells = [cell.strip() for cell in _PARTED.split(line.text.strip("|"))]
    kinds = [_kind_of_column(cell.strip("*:() ")) for cell in cells]
    if kinds.count("must") > 1:  # the first one has names: "Requirement"
        kinds[0] = None
    return kinds if {"must", "nice"} <= set(kinds) else []


def _kind_of_column(name: str) -> Part | None:
    """What a column is of that has this name; only what is asked, or welcome, is looked for."""
    first, _, others = name.lower().partition(" ")
    graded = _GRADES.get(first if others in _OF_COLUMN else name.lower())
    named = kind_of_heading(name) if len(name) <= _MOST_LABEL else None
    is_asked = named in {"must", "nice"} and says_it(name, named, _IN_COLUMN)
    return graded or (named if is_asked else None)


def _row(line: Line, columns: Sequence[Part | None]) -> list[Block] | None:
    """The cells of a row by the columns that they stand in, or by what one of them says of the
    others; None where it is no row."""
    if not columns:
        return _graded(line) or None
    cells: list[Slice] = []
    begun = 0
    for cut in [*_PARTED.finditer(line.text), None]:
        cells.append(line.said.part(begun, cut.start() if cut else None))
        begun = cut.end() if cut else 0
    if line.text.startswith("|"):
        cells = cells[1:]
    if len(cells) < 2:
        return _graded(line) or None
    ticked = next(
        (kind for cell, kind in zip(cells, columns, strict=False)
         if kind and _TICK.fullmatch(cell.text)), None,
    )  # fmt: skip
    if ticked:
        said = max(cells, key=lambda cell: len(cell.text))
        return [Block(said, ticked, item=True, own=True)] if len(said.text) > 2 else []
    return [
        Block(cell, kind, item=True, own=True)
        for cell, kind in zip(cells, columns, strict=False)
        if kind and any(c.isalpha() for c in cell.text) and cell.text.lower() not in _NOTHING
    ]


def _shouts(text: str) -> bool:
    """Whether most of the text is in capitals, so that they set nothing off."""
    sample = [c for c in text[:4000] if c.isalpha() and c.isascii()]
    return bool(sample) and sum(map(str.isupper, sample)) > 0.6 * len(sample)
