"""Where somebody learnt, what, when, and with which degree."""

import re
from collections.abc import Sequence
from functools import cache

import msgspec

from agents.data_files import listed
from agents.resume import heads
from agents.resume.dates import Period, periods
from agents.resume.lines import Slice, fold
from agents.resume.patterns import pattern
from agents.resume.places import place
from agents.resume.sections import Placed

_CUTS = re.compile(r"\t+| {3,}|\s*[|¦•·∙;]\s*|\s+[-–—/]\s+|\s*[,，、]\s*|\s*[(（]|[)）]")
_LINE_CUTS = re.compile(r"\t+| {3,}|\s*[|¦•·∙;]\s*|\s+[–—-]\s+|\s*[(（]|[)）]")
_IN = pattern(__name__, "in")
_OF_DEGREE = pattern(__name__, "of_degree")
_TAIL = re.compile(
    r"(?i)\s*(?:\((?:hons?\.?|honours)\))?\s*[,:–-]?\s*"
    r"(?:in der|in|en|of|im fach|im|zum|zur|als|mention|inom|em|di)?\s+"
)
"""What stands between a degree and what it was taken in."""
_GRADE = pattern(__name__, "grade")
_EMPTY = re.compile(r"^[\W\d_]*$")


class Schooling(msgspec.Struct, frozen=True):
    """A time of learning. What the resume does not say is None."""

    institution: Slice | None
    area: Slice | None
    degree: Slice | None
    period: Period | None


def education(run: Sequence[Placed]) -> list[Schooling]:
    """The entries of a section on education."""
    return [found for group in _groups(run) if (found := _entry(group))]


def names_school(text: str) -> bool:
    """Whether the text names a school or university."""
    words = [word.strip(".,()'’") for word in fold(text).split()]
    endings = tuple(_folded("school_endings"))
    return any(
        word in _folded("schools")
        or (word.endswith(endings) and (len(word) > 3 or not word.isascii()))
        for word in words
    )


def names_degree(text: str) -> bool:
    """Whether the text names a degree, or a certificate that ends a school."""
    plain = fold(text)
    words = [word.strip(",()'’:") for word in plain.split()]
    joined = [" ".join(words[at : at + 2]) for at in range(len(words))]
    known, endings = _folded("degrees"), tuple(_folded("degree_endings"))
    # "be", "as", "ma" and "ba" are words, too, unless they are written in capitals
    short = {w.strip(",()") for w in text.split() if len(w.strip(".,()")) <= 2 and not w.isupper()}
    return any(
        (word in known and word not in {s.lower() for s in short})
        or word.rstrip(".") in known - {s.lower() for s in short}
        or (len(word) > 3 and word.endswith(endings))
        for word in [*words, *joined]
    )


def _groups(run: Sequence[Placed]) -> list[list[Placed]]:
    """The lines of each entry: a new one begins where a second school, degree or time does."""
    groups: list[list[Placed]] = []
    seen: set[str] = set()
    dated_first: bool | None = None
    for placed in run:
        if placed.label or heads.columns(placed.said):
            continue
        text = placed.said.text
        marks = _marks(placed)
        if placed.line.item and groups and not marks & {"school", "time"}:
            groups[-1].append(placed)
            continue
        repeated = bool(marks & seen)
        apart = placed.line.gap and bool(marks) and ("time" in seen or len(seen) > 1)
        if dated_first and "time" in marks and "time" in seen:
            repeated = True
        if (
            not groups
            or repeated
            or apart
            or (placed.line.gap and not marks and len(text) < 60 and len(seen) > 1)
        ):
            if groups and not seen and not repeated:
                groups[-1].append(placed)
            else:
                groups.append([placed])
                seen = set()
        else:
            groups[-1].append(placed)
        if dated_first is None and marks:
            dated_first = marks == {"time"}
        seen |= marks
    return groups


def _marks(placed: Placed) -> set[str]:
    text = placed.said.text
    if len(text) > 160 or (placed.line.item and len(text) > 100):
        return set()
    found = set()
    if periods(placed.said):
        found.add("time")
    if names_school(text):
        found.add("school")
    if names_degree(text):
        found.add("degree")
    return found


def _entry(group: Sequence[Placed]) -> Schooling | None:
    times: list[Period] = []
    parts: list[tuple[Slice, int]] = []
    for row, placed in enumerate(group[:5]):
        if row and placed.line.item and not _marks(placed):
            break
        given = dict(heads.labelled(placed.said))
        said = given.get("employer") or given.get("title") or placed.said
        found = periods(placed.said)
        times += found
        if len(placed.said.text) > 160 or (row > 1 and placed.line.item):
            continue
        parts += [(cell, row) for cell in _cells(said, found)]
    school = _school(parts)
    degree = _degree([part for part, _ in parts if part != school])
    if school is None and degree is None:
        return None
    if school is None and len(parts) > 1:
        school = next(
            (p for p, row in parts if p != degree and row <= 1 and _may_be_school(p)), None
        )
    rest = [part for part, _ in parts if part not in (school, degree)]
    area, kind = _area(degree, rest)
    ranged = [time for time in times if time.ranged]
    time = next(iter(ranged or times), None)
    if len(times) == 2 and not ranged:
        time = Period(times[0].said, times[0].start, times[1].end)
    if time and not time.ranged and len(times) != 2:
        time = Period(time.said, None, time.end, current=False, ranged=False)
    return Schooling(school, area, kind, time)


def _cells(said: Slice, found: list[Period]) -> list[Slice]:
    """The parts of a line without its times."""
    cells, begun = [], 0
    for period in found:
        cells.append(said.part(begun, period.said.start - said.start))
        begun = period.said.end - said.start
    cells.append(said.part(begun))
    parts = [
        part.stripped(" ,;:·|–—-()（）[].") for cell in cells for part in cell.split(_LINE_CUTS)
    ]
    return [
        part
        for part in parts
        if part.text and not _EMPTY.match(part.text) and not _GRADE.search(part.text)
    ]


def _school(parts: list[tuple[Slice, int]]) -> Slice | None:
    for part, _ in parts:
        if not names_school(part.text):
            continue
        pieces = part.split(re.compile(r"\s*[,，、]\s*|\s+at\s+(?=[A-Z])|\s+an der\s+|\s+@\s+"))
        named = [piece for piece in pieces if names_school(piece.text)]
        if not named:
            return part
        best = next((piece for piece in named if not names_degree(piece.text)), named[0])
        at = pieces.index(best)
        following = pieces[at + 1 : at + 2]
        joined = following and best.text.lower().endswith(("of", "university of california"))
        best = part.part(best.start - part.start, following[0].end - part.start) if joined else best
        korean = [
            part.part(m.start() + best.start - part.start, m.end() + best.start - part.start)
            for m in re.finditer(r"\S+", best.text)
        ]
        if len(korean) > 1 and re.search(r"[가-힣一-龥]", best.text):
            return next((word for word in korean if names_school(word.text)), best)
        return best
    return None


def _degree(parts: list[Slice]) -> Slice | None:
    for part in parts:
        if names_degree(part.text):
            pieces = part.split(re.compile(r"\s*[,，]\s*|\s+at\s+(?=[A-Z])"))
            kept = [
                p
                for p in pieces
                if not (names_school(p.text) and not names_degree(p.text)) and not place(p)
            ]
            if not kept:
                continue
            first = next((p for p in kept if names_degree(p.text)), kept[0])
            at = kept.index(first)
            return part.part(
                first.start - part.start, kept[min(at + 1, len(kept) - 1)].end - part.start
            )
    return None


def _area(degree: Slice | None, rest: list[Slice]) -> tuple[Slice | None, Slice | None]:
    """What was learnt, and the degree without it."""
    if degree is None:
        words = [
            part
            for part in rest
            if not place(part)
            and len(part.text) < 60
            and re.search(r"전공|학과|学科|専攻|专业|과$", part.text)
        ]
        return (words[0] if words else None), None
    known = _OF_DEGREE.match(degree.text)
    if known and known.end() < len(degree.text):
        tail = _TAIL.match(degree.text[known.end() :] + " ")
        begun = known.end() + (tail.end() if tail else 0)
        area = degree.part(begun).stripped(" ,;:()–-.")
        if len(area.text) > 1:
            return area, degree.part(0, known.end()).stripped(" ,;:–-")
    cut = _IN.search(degree.text)
    if cut and cut.start() and names_degree(degree.text[: cut.start()]):
        return degree.part(cut.end()), degree.part(0, cut.start())
    before = re.match(
        r"(.{2,60}?)\s+(?=(?:전문학사|학사|석사|박사|졸업|수료|재학|중퇴)"
        r"|(?:BSc|MSc|BA|MA|PhD|MBA|BEng|MEng)\b)",
        degree.text,
    )
    if before:
        return degree.part(0, before.end(1)), degree.part(before.end())
    return next(filter(_may_be_area, rest), None), degree


def _may_be_area(part: Slice) -> bool:
    text = part.text
    plain = 2 < len(text) < 60 and text[:1].isalpha() and not re.search(r"[.!?:]", text)
    return plain and not place(part) and not names_school(text)


def _may_be_school(part: Slice) -> bool:
    return (
        not place(part)
        and not names_degree(part.text)
        and 2 < len(part.text) < 70
        and part.text[:1].isupper()
    )


@cache
def _folded(key: str) -> frozenset[str]:
    return frozenset(map(fold, listed(__package__, "education", key)))
