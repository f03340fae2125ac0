"""What a posting says behind a label: "Location: Leeds", "勤務地", "■ 급여 | 월 250만원"."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from msgspec import Struct

from agents.postings.phrases import lists_in, phrases
from agents.resume.lines import Line, Slice

Field = Literal[
    "title", "employer", "place", "salary", "posted", "deadline", "employment", "remote",
    "experience", "education", "documents", "other",
]  # fmt: skip
_FIELDS: tuple[Field, ...] = (
    "deadline", "posted", "salary", "place", "employment", "remote", "experience", "education",
    "documents", "title", "employer", "other",
)  # fmt: skip
"""What a label may be of; of those that are as much of it the one that comes first holds."""
_LISTS = frozenset({"labels", "head"})
_IN_HEAD = frozenset({"title", "employer"})
_NOT_BELOW = frozenset({"other", "documents", "experience", "education", "title"})
"""What is a heading rather than a label where it stands by itself."""
_MOST_BELOW = 160
_MOST_TOP = 40
"""Lines of the top in which labels stand above their values."""
_MOST_DEFINED = 70
_IS_LABEL = 0.75
_LEAST_SHARE = 0.6
_MOST_LABEL = 48
_MOST_WORDS = 5
_MOST_LINES = 600
_MOST_LINE = 5_000
_MOST_VALUE = 400
_SIGNS = " \t*_[]【】〈〉<>《》「」■□▶▷●○◆◇◎※★☆▪#|:：?？-–—・·"
_SENTENCE_ENDS = re.compile(
    r"(?<=[^\W\d]{3})[.!?](?=\s+[A-ZÀ-ÞŁŚŻŹĆ])|(?<=[)%€\d])\.(?=\s+[A-ZÀ-ÞŁŚŻŹĆ]\w)|(?<=[。！？])(?=\S)"
)
_CELLS = re.compile(r"\s{0,4}[|｜]\s{0,4}|\t+|\s{1,4}[·•]\s{1,4}| {4,}")
_PAIR = re.compile(
    r"\s{0,3}(?:[:：](?!//)|[?？](?=\s)|\t+|\s[|｜]|\s[–—-](?=\s)"
    r"|(?<=[\u3040-\u9fff]) +(?=\S)|(?<=[가-힣]) {2,}(?=\S))\s{0,6}"
)
_BRACKETED = re.compile(
    r"[■▶●◆◇○\s]{0,3}(?:\[([^\]]{1,24})\]|【([^】]{1,24})】|〈([^〉]{1,24})〉|《([^》]{1,24})》|\*\*([^*]{1,44})\*\*)"
    r"\s{0,3}[:：]?\s{0,3}"
)
_INNER = re.compile(
    r"(?:^|(?<=[\s.,;|，。；、]))([^\W\d_][^:：|\t.,;\n，。；、]{1,40})(?:[:：]\s|：|:(?=[^\x00-\x7f]))"
)


class Fact(Struct, frozen=True):
    """What stands behind a label: the words of both, and what it is of."""

    field: Field
    label: Slice
    value: Slice


def facts(found: Sequence[Line]) -> list[Fact]:
    """What the lines of a posting say behind labels, in their order."""
    told: list[Fact] = []
    pairs = defined(found)
    for at, line in enumerate(found[:_MOST_LINES]):
        own = list(_in_line(line.said))
        field = label_of(line.text) if at in pairs else None
        if field:
            own = [Fact(field, line.said, _limited(found[at + 1].said))]
        elif not own and at + 1 < len(found):
            own = list(_below(line, found[at + 1]))
        told += own
    return told


def defined(found: Sequence[Line]) -> frozenset[int]:
    """The numbers of the lines at the top that are labels with their value in the line below.

    Such come in a row: one by itself may be a heading.
    """
    names = [at for at in range(min(len(found) - 1, _MOST_TOP)) if _is_defined(found, at)]
    return frozenset(at for at in names if {at - 2, at + 2} & set(names))


def _is_defined(found: Sequence[Line], at: int) -> bool:
    """Whether a line is nothing but a label, and the one below it a value of a few words."""
    line, after = found[at], found[at + 1]
    bare = line.text.strip(_SIGNS)
    if line.item or after.item or len(after.text) > _MOST_DEFINED or label_of(after.text):
        return False
    field = label_of(bare)
    return field is not None and _share(field, bare) >= _IS_LABEL


def said_of(told: Iterable[Fact], *fields: Field) -> Iterator[Fact]:
    """The facts of these fields."""
    return (one for one in told if one.field in fields)


def label_of(name: str) -> Field | None:
    """What a label is of; None where no list has its words."""
    bare = name.strip(_SIGNS)
    if not bare or len(bare) > _MOST_LABEL or any(map(str.isdigit, bare)):
        return None
    if not lists_in(bare) & _LISTS:
        return None
    best = max(_FIELDS, key=lambda field: _share(field, bare))
    return best if _share(best, bare) >= _LEAST_SHARE else None


def _share(field: Field, name: str) -> float:
    listed = phrases("head", field) if field in _IN_HEAD else phrases("labels", field)
    return listed.share(name) if listed.in_(name) else 0.0


def _in_line(said: Slice) -> Iterator[Fact]:
    """What one line says behind one or more labels; of a very long one its beginning."""
    said = said.part(0, _MOST_LINE)
    if bracket := _BRACKETED.match(said.text):
        name = next(filter(None, bracket.groups()))
        field = label_of(name)
        if field and bracket.end() < len(said.text):
            yield Fact(field, said.part(0, bracket.end()), _limited(said.part(bracket.end())))
            return
    cells = said.split(_CELLS)
    if len(cells) > 1:
        own = [fact for cell in cells for fact in _pair(cell)]
        if own:
            yield from own
            return
        if field := label_of(cells[0].text):
            value = said.part(cells[1].start - said.start)
            yield Fact(field, cells[0], _limited(value))
        return
    yield from _pair(said)


def _pair(said: Slice) -> Iterator[Fact]:
    """A label and what is behind it; in a line of several, each with its own."""
    inner = [(m, field) for m in _INNER.finditer(said.text) if (field := _inner_field(m[1]))]
    if len(inner) > 1 or (inner and inner[0][0].start() > 0):
        starts = [m.start(1) + _skipped(m[1]) for m, _ in inner]
        for number, (match, field) in enumerate(inner):
            end = starts[number + 1] if number + 1 < len(inner) else None
            value = said.part(match.end(), end).stripped("|;,")
            if value.text:
                yield Fact(field, said.part(starts[number], match.end()), _limited(value))
        return
    joint = _PAIR.search(said.text)
    if joint is None or joint.start() > _MOST_LABEL + 6 or joint.end() >= len(said.text):
        return
    if field := label_of(said.text[: joint.start()]):
        value = _limited(said.part(joint.end()))
        if value.text:
            yield Fact(field, said.part(0, joint.start()), value)


def _inner_field(name: str) -> Field | None:
    """What the last words before a colon are a label of."""
    return label_of(name[_skipped(name) :])


def _skipped(name: str) -> int:
    """How many characters before a colon are no part of the label: the end of another's value."""
    if label_of(name):
        return 0
    for blank in list(re.finditer(r"\s", name))[-_MOST_WORDS:]:
        if label_of(name[blank.end() :]):
            return blank.end()
    return 0


def _below(line: Line, after: Line) -> Iterator[Fact]:
    """What stands below a line that is nothing but a label."""
    field = label_of(line.text)
    is_label = field is not None and _share(field, line.text.strip(_SIGNS)) >= _IS_LABEL
    if not is_label or field is None or field in _NOT_BELOW or len(after.text) > _MOST_BELOW:
        return
    if label_of(after.text) is None and not list(_in_line(after.said)):
        yield Fact(field, line.said, _limited(after.said))


def _limited(value: Slice) -> Slice:
    """What a value says in its first sentence."""
    end = _SENTENCE_ENDS.search(value.text, 0, _MOST_VALUE)
    return value.part(0, end.start() if end else _MOST_VALUE)
