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

from agents.postings.phrases import phrases
from agents.resume.lines import Line, Slice, lines

Part = Literal[
    "head", "must", "nice", "mixed", "group", "cued", "duties", "benefits", "about", "apply",
    "other",
]  # fmt: skip
"""The head is what stands before the first heading; "mixed" is headed as must and as nice, and
below "cued" only what says itself that it is asked is.

A "group" is a heading of some of what is asked: "Education". No block is in one.
"""

_KINDS: tuple[Part, ...] = (
    "cued",
    "mixed",
    "nice",
    "apply",
    "benefits",
    "must",
    "duties",
    "group",
    "about",
)
_LEADS = (
    "【",
    "[",
    "<",
    "〈",
    "《",
    "〔",
    "「",
    ">",
    "#",
    "=",
    "~",
    "■",
    "□",
    "◆",
    "▶",
    "●",
    "★",
    "※",
    "▣",
    "◎",
)
_SIGNS = frozenset("■□◆◇▶►▣◎▪★☆●○❖◼◾⬛")
_MOST_HEADING = 70
_MOST_WORDS = 9
_MOST_LABEL = 45
_LONG = 55
"""Characters from which on a line may have been broken because it was full."""
_BOLD = re.compile(r"(?:\*\*|__)(.{1,120}?)(?:\*\*|__):?")
_LABEL = re.compile(r"[^:：\t]{1,44}?\s?[:：](?!//)\s{0,9}|[^\t]{1,44}?\t+")
_ASKS = re.compile(r"[^.!?:\n]{3,44}[?:]\s{1,3}(?=\S)")
_BRACKETED = re.compile(r"[\[(【〈<]\s?([^\])】〉>]{1,20})\s?[\])】〉>]\s{0,3}")
_ENDS_SENTENCE = re.compile(r"[.!?。…]['\"”’)*]{0,3}$")
_GOES_ON = re.compile(
    r"(?i)(?:,|;|&|\b(?:and|or|of|the|a|an|with|in|to|for|on|at|by|from|as|is|are|und|oder|mit|der|die|das|et|ou|de|y|o|con))$"
    r"|(?:및|와|과|을|를|의|에|또는|이나)$"
)
_MORE_MARKS = re.compile(
    r"(?:[가나다라마바사아자차카타파하][.)]\s|[①-⑳ⅰ-ⅹㅇㅁ❍☞☑✅]\s?|[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?\s?)\s{0,3}"
)
_PICTURE = re.compile(r"[\u2600-\u27bf\U0001f300-\U0001faff]")
_DASHED = re.compile(r"[-=_*~\s|+:]{3,}")
_GAPS = re.compile(r"\t+| {2,}|\s{0,9}\|\s{0,9}")
_WORDS = re.compile(r"\S+")


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
    joined = list(_joined(text, lines(text)))
    shouts = _shouts(text)
    found: list[Block] = []
    part: Part = "head"
    listed = False
    columns: list[Part | None] = []
    for at, line in enumerate(joined):
        after = joined[at + 1] if at + 1 < len(joined) else None
        if _DASHED.fullmatch(line.text):
            continue
        if heads := _columns(line):
            columns = heads
            continue
        kind = _heading(line, after, shouts=shouts)
        if kind is not None:
            part, listed, columns = _below(kind, part), False, []
            continue
        row = _row(line, columns) or _graded(line)
        if row:
            found += row
            listed = True
            continue
        if listed and not line.item and line.gap:
            part, listed = "other", False
        listed = listed or line.item
        found += _labelled(line, part)
    return found


def kind_of_heading(text: str) -> Part | None:
    """What a posting's part is of that has this heading; None where no list has such words."""
    if _is_mixed(text):
        return "mixed"
    return next((kind for kind in _KINDS if phrases("headings", kind).in_(text)), None)


def _below(kind: Part, part: Part) -> Part:
    """What stands below a heading of that kind in a part: groups of what is asked go on with it."""
    if kind != "group":
        return kind
    return part if part in {"must", "nice", "mixed"} else "must"


def _is_mixed(text: str) -> bool:
    parts = re.split(r"\s?(?:[/&,+|·]|\band\b|\bund\b|및|와|과)\s?", text)
    kinds = {kind for kind in ("must", "nice") for p in parts if phrases("headings", kind).in_(p)}
    is_negated = re.search(r"(?i)\bnot\b|\bno\b", text)
    return (
        len(parts) > 1
        and kinds == {"must", "nice"}
        and not is_negated
        and not any(
            phrases("headings", "nice").in_(p) and phrases("headings", "must").in_(p) for p in parts
        )
    )


def _joined(text: str, found: Sequence[Line]) -> Iterator[Line]:
    """The lines, those that were broken because they were full put together again."""
    waiting: Line | None = None
    for line in map(_marked, found):
        bold = _BOLD.fullmatch(line.text)
        if bold:
            said = line.said.part(bold.start(1), bold.end(1))
            line = replace(line, said=said, prominent=True)
        if waiting is not None and _continues(text, waiting, line):
            whole = Slice(text[waiting.said.start : line.said.end], waiting.said.start)
            waiting = replace(waiting, said=whole)
            continue
        if waiting is not None:
            yield waiting
        waiting = line
    if waiting is not None:
        yield waiting


def _marked(line: Line) -> Line:
    """A line without the marks of lists that only postings have: "가.", "①", "ㅇ", pictures."""
    mark = _MORE_MARKS.match(line.text)
    if mark is None or mark.end() == len(line.text):
        return line
    said = line.said.part(mark.end())
    return replace(line, said=said, item=True, mark=mark.group().strip())


def _continues(text: str, before: Line, line: Line) -> bool:
    """Whether a line goes on with what stands above it."""
    if line.gap or line.item or line.prominent or before.prominent or "\t" in line.text:
        return False
    last = before.text.rsplit("\n", 1)[-1]
    if _ENDS_SENTENCE.search(last) or last.endswith((":", "：")) or "   " in line.text:
        return False
    indent = line.said.start - text.rfind("\n", 0, line.said.start) - 1
    if line.text[:1].islower() and (len(last) >= _LONG or before.item):
        return True
    if before.item and indent >= 2 and not _LABEL.match(line.text):
        return True
    return len(last) >= _LONG and _GOES_ON.search(last) is not None


def _heading(line: Line, after: Line | None, *, shouts: bool) -> Part | None:
    """What part a line begins that is nothing but its heading; None where it is none."""
    text = line.text.strip(" *_")
    count = len(_WORDS.findall(text))
    if len(text) > _MOST_HEADING or count > _MOST_WORDS or not text or "\n" in text:
        return None
    is_numbered = line.mark[:1].isdigit() or _PICTURE.match(line.mark) is not None
    if line.item and line.mark not in _SIGNS and not is_numbered:
        return None
    bare = text.strip("[]【】<>〈〉《》「」#=~■□◆▶●★※▣◎:： ")
    is_led = text.startswith(_LEADS) or line.mark in _SIGNS
    is_upper = bare.isupper() and not shouts and any(c.isalpha() for c in bare[1:])
    asks = text.endswith((":", "：", "?"))
    is_set = line.prominent or is_led or is_upper or asks
    ends = _ENDS_SENTENCE.search(text) is not None and not text.endswith(("?", "…", "..."))
    leads_on = after is not None and (not after.gap or after.item or line.gap)
    kind = kind_of_heading(bare)
    if kind is not None:
        is_plain = not ends and leads_on and (line.gap or (after is not None and after.item))
        share = _share(bare, kind)
        if line.item and is_numbered and not line.gap and not asks and share < 0.5:
            return None
        if share >= 0.75 and count <= 4 and not ends and after is not None:
            return kind
        is_short = count <= 4 and kind != "group"
        says_it = share >= 0.4 or is_short or (after is not None and after.item)
        if is_set or (is_plain and says_it and not _LABEL.match(text)):
            return kind
        return None
    if after is None or ends or (line.item and line.mark not in _SIGNS):
        return None
    if line.prominent or (is_led and len(bare) <= 30) or (is_upper and line.gap):
        return "other"
    stands_apart = line.gap and not after.gap and count <= 5 and "," not in text and not line.item
    return "other" if stands_apart and (after.item or _is_prose(after.text)) else None


def _share(text: str, kind: Part) -> float:
    """How much of a heading the words are that tell its kind."""
    if kind == "mixed":
        return 1.0
    return phrases("headings", kind).share(text)


def _labelled(line: Line, part: Part) -> Iterator[Block]:
    """A line that is no heading, by the label or the question that it begins with, if any."""
    said = line.said
    if mark := _BRACKETED.match(said.text):
        kind = kind_of_heading(mark[1])
        if kind in {"must", "nice"} and mark.end() < len(said.text):
            yield Block(said.part(mark.end()), kind, line.item, own=True)
            return
    label = _LABEL.match(said.text) or _ASKS.match(said.text)
    if label and label.end() < len(said.text) and len(label.group()) <= _MOST_LABEL:
        name = label.group().strip(" :：\t?*")
        named = kind_of_heading(name)
        kind = _below(named, part) if named else None
        if kind is not None and (_share(name, kind) >= 0.3 or part == "head"):
            is_of_list = line.item and part in {"must", "nice", "mixed"}
            if not is_of_list or kind in {"must", "nice"}:
                keeps = kind == "must" and part == "nice"
                yield Block(said.part(label.end()), part if keeps else kind, line.item, own=True)
                return
    yield Block(said, part, line.item)


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
        others = [cell for number, cell in enumerate(cells) if number != at and len(cell.text) > 3]
        if grade and others:
            said = max(others, key=lambda cell: len(cell.text))
            return [Block(said, grade, item=True, own=True)]
    return []


def _columns(line: Line) -> list[Part | None]:
    """What the columns of a table are of, if the line is its head: "Essential", "Desirable"."""
    cells = [cell.strip() for cell in re.split(r"\t|\s{0,9}\|\s{0,9}", line.text.strip("|"))]
    kinds = [_GRADES.get(cell.strip("*:() ").lower().removesuffix(" criteria")) for cell in cells]
    return kinds if {"must", "nice"} <= set(kinds) else []


def _row(line: Line, columns: Sequence[Part | None]) -> list[Block]:
    """The cells of a row by the columns that they stand in."""
    cells: list[Slice] = []
    begun = 0
    for cut in [*re.finditer(r"\t|\s{0,9}\|\s{0,9}", line.text), None]:
        cells.append(line.said.part(begun, cut.start() if cut else None))
        begun = cut.end() if cut else 0
    if line.text.startswith("|"):
        cells = cells[1:]
    if len(cells) < 2 or not columns:
        return []
    return [
        Block(cell, kind, item=True, own=True)
        for cell, kind in zip(cells, columns, strict=False)
        if kind and len(cell.text) > 3
    ]


def _is_prose(text: str) -> bool:
    return len(_WORDS.findall(text)) >= 5 and _ENDS_SENTENCE.search(text) is not None


def _shouts(text: str) -> bool:
    """Whether most of the text is in capitals, so that they set nothing off."""
    sample = [c for c in text[:4000] if c.isalpha() and c.isascii()]
    return bool(sample) and sum(map(str.isupper, sample)) > 0.6 * len(sample)
