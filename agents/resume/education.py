"""Where somebody learnt, what, when, and with which degree."""

import re
from collections.abc import Sequence

import msgspec

from agents.resume import forms, heads
from agents.resume.dates import Period, periods
from agents.resume.lines import Slice
from agents.resume.patterns import pattern
from agents.resume.places import place
from agents.resume.schools import is_degree, names_degree, names_school
from agents.resume.sections import Placed

_CUTS = re.compile(
    r"\t+| {3,}|\s{0,9}[|¦•·∙;]\s{0,9}|\s{1,9}[-–—/]\s{1,9}|\s{0,9}[,，、]\s{0,9}"
    r"|\s{0,9}[(（]|[)）]"
)
_IN = pattern(__name__, "in")
_OF_DEGREE = pattern(__name__, "of_degree")
_TAIL = re.compile(
    r"(?i)\s{0,9}(?:\((?:hons?\.?|honours)\))?\s{0,9}[,:–-]?\s{0,9}"
    r"(?:in der|in|en|of|im fach|im|zum|zur|als|mention|inom|em|di)?\s{1,9}"
)
"""What stands between a degree and what it was taken in."""
_GRADE = pattern(__name__, "grade")
_SCORE = re.compile(
    r"(?:[^\W\d_]{2,20}[\s:=]{0,3}(?:of\s)?)?"
    r"(?P<value>\d{1,3}(?:[.,:]\d{1,2})?(?:\s?/\s?\d{1,3}(?:[.,]\d{1,2})?)?\s?%?(?![\w.,:]{0,9}\d)"
    r"|[A-F][+-]?(?![\w*–-]))"
)
"""What was reached, behind the word for it."""
_WORDED = pattern(__name__, "worded")
_AT = re.compile(r"\s{1,9}(?:at|an der|@)\s{1,9}(?=[^\W\da-z_])")
_BLANKS = re.compile(r"\s+")
_HONOURS = re.compile(r"(?i)(?:hons?\.?|honours|(?:magna |summa )?cum laude|with distinction)$")
_FACULTY = re.compile(r"전공|학과$|학부$|공학$|学科|学部|専攻|专业|系$|[가-힣]과$")
_TOLD: tuple[heads.Role, ...] = ("employer", "title", "period")
"""What labels of forms tell of a school, the name first."""
_EMPTY = re.compile(r"^[\W\d_]*$")


class Schooling(msgspec.Struct, frozen=True):
    """A time of learning. What the resume does not say is None."""

    institution: Slice | None
    area: Slice | None
    degree: Slice | None
    period: Period | None
    score: Slice | None = None


class _Row(msgspec.Struct):
    """A line with the times that it names."""

    placed: Placed
    times: list[Period]


def education(run: Sequence[Placed]) -> list[Schooling]:
    """The entries of a section on education."""
    told = forms.filled_in([one.said for one in run])
    rows = [
        _Row(one, [time] if (time := told.get(at)) else periods(one.said))
        for at, one in enumerate(run)
        if told.get(at, True)
    ]
    return [found for group in _groups(rows) if (found := _entry(group))]


def _groups(rows: Sequence[_Row]) -> list[list[_Row]]:
    """The lines of each entry: a new one begins where a second school, degree or time does."""
    groups: list[list[_Row]] = []
    seen: set[str] = set()
    dated_first: bool | None = None
    for row in rows:
        placed = row.placed
        if placed.label or heads.columns(placed.said):
            continue
        text = placed.said.text
        marks = _marks(row)
        if placed.line.item and groups and not marks & {"school", "time"}:
            groups[-1].append(row)
            continue
        goes_on = marks == {"school"} and not placed.line.gap
        is_next = bool(marks and groups) and not goes_on and _is_whole(groups[-1])
        repeated = bool(marks & seen) or is_next
        apart = placed.line.gap and bool(marks) and ("time" in seen or len(seen) > 1)
        apart = apart and (dated_first is True or "time" in seen or marks != {"time"})
        if dated_first and "time" in marks and "time" in seen:
            repeated = True
        if (
            not groups
            or repeated
            or apart
            or (placed.line.gap and not marks and len(text) < 60 and len(seen) > 1)
        ):
            if groups and not seen and not repeated:
                groups[-1].append(row)
            else:
                groups.append([row])
                seen = set()
        else:
            groups[-1].append(row)
        if dated_first is None and marks:
            dated_first = marks == {"time"}
        seen |= marks
    return groups


def _is_whole(group: Sequence[_Row]) -> bool:
    """Whether an entry is one line that says what and when, and neither a school nor a degree."""
    first = group[0]
    if len(group) != 1 or _marks(first) != {"time"} or heads.labelled(first.placed.said):
        return False
    return bool(_cells(first.placed.said, first.times))


def _marks(row: _Row) -> set[str]:
    placed = row.placed
    text = placed.said.text
    if len(text) > 160 or (placed.line.item and len(text) > 100):
        return set()
    found = set()
    if row.times:
        found.add("time")
    if names_school(text):
        found.add("school")
    if names_degree(text):
        found.add("degree")
    return found


def _entry(group: Sequence[_Row]) -> Schooling | None:
    times: list[Period] = []
    parts: list[Slice] = []
    for number, row in enumerate(group[:5]):
        placed, found = row.placed, row.times
        if number and placed.line.item and not _marks(row):
            break
        given = dict(heads.labelled(placed.said))
        said = next((given[role] for role in _TOLD if role in given), placed.said)
        times += found
        if len(placed.said.text) > 160 or (number > 1 and placed.line.item):
            continue
        parts += _cells(said, found)
    school = _school(parts)
    degree = _degree([part for part in parts if part != school])
    if school is None and degree is None:
        return None
    if school is None and len(parts) > 1:
        school = next((part for part in parts if part != degree and _may_be_school(part)), None)
    rest = [part for part in parts if part not in (school, degree)]
    if degree:
        rest.sort(key=lambda part: part.start < degree.start)  # what it was in mostly follows it
    area, kind = _area(degree, rest)
    ranged = [time for time in times if time.ranged]
    time = next(iter(ranged or times), None)
    if len(times) == 2 and not ranged:
        time = Period(times[0].said, times[0].start, times[1].end)
    if time and not time.ranged and len(times) != 2:
        time = Period(time.said, None, time.end, current=False, ranged=False)
    scores = (_score(row.placed.said) for row in group[:5] if not row.placed.line.item)
    return Schooling(school, area, kind, time, next(filter(None, scores), None))


def _score(said: Slice) -> Slice | None:
    """How well it was finished, as it stands there without the word for it."""
    for found in _GRADE.finditer(said.text):
        value = _SCORE.match(said.text, found.start())
        if value:
            return said.part(*value.span("value"))
        if worded := _WORDED.match(said.text, found.start()):
            return said.part(*worded.span())
    return None


def _cells(said: Slice, found: list[Period]) -> list[Slice]:
    """The parts of a line without its times, grades and honours."""
    cells, begun = [], 0
    for period in found:
        cells.append(said.part(begun, period.said.start - said.start))
        begun = period.said.end - said.start
    cells.append(said.part(begun))
    parts = [part for cell in cells for part in cell.split(_CUTS)]
    words = [word for part in parts for word in _words(_ungraded(part))]
    bare = [word.stripped(" ,;:·|–—-()（）[]*_") for word in words]
    return [part for part in bare if not _EMPTY.match(part.text) and not _HONOURS.match(part.text)]


def _ungraded(part: Slice) -> Slice:
    grade = _GRADE.search(part.text)
    return part.part(0, grade.start()) if grade else part


def _words(part: Slice) -> list[Slice]:
    """A part; where blanks stand between a school, its faculty and the degree, each of them."""
    if not part.text:
        return []
    if re.search(r"[\uac00-\ud7a3\u4e00-\u9fff]", part.text):
        return part.split(_BLANKS)
    at = _AT.search(part.text)
    if at and not names_school(part.text[: at.start()]):
        return [part.part(0, at.start()), part.part(at.end())]
    return [part]


def _school(parts: list[Slice]) -> Slice | None:
    named = [part for part in parts if names_school(part.text)]
    return next((part for part in named if not names_degree(part.text)), next(iter(named), None))


def _degree(parts: list[Slice]) -> Slice | None:
    return next((part for part in parts if names_degree(part.text) and not place(part)), None)


def _area(degree: Slice | None, rest: list[Slice]) -> tuple[Slice | None, Slice | None]:
    """What was learnt, and the degree without it."""
    if degree is None:
        return next((part for part in rest if _FACULTY.search(part.text)), None), None
    for split in (_after_degree, _before_degree):
        found = split(degree)
        if found:
            return found
    faculty = next((part for part in rest if _FACULTY.search(part.text)), None)
    return faculty or next(filter(_may_be_area, rest), None), degree


def _after_degree(degree: Slice) -> tuple[Slice, Slice] | None:
    """ "Master of Science in Physics" as what was learnt and the degree."""
    known = _OF_DEGREE.match(degree.text)
    if known and known.end() < len(degree.text):
        tail = _TAIL.match(degree.text[known.end() :] + " ")
        area = degree.part(known.end() + (tail.end() if tail else 0)).stripped(" ,;:()–-")
        if len(area.text) > 1:
            return area, degree.part(0, known.end()).stripped(" ,;:–-")
    cut = _IN.search(degree.text)
    if cut and cut.start() and names_degree(degree.text[: cut.start()]):
        return degree.part(cut.end()), degree.part(0, cut.start())
    return None


def _before_degree(degree: Slice) -> tuple[Slice, Slice] | None:
    """ "Physics BSc" as what was learnt and the degree."""
    words = degree.split(_BLANKS)
    if is_degree(degree.text):
        return None
    if len(words) < 2 or names_degree(words[0].text) or not names_degree(words[-1].text):
        return None
    cut = words[-1].start - degree.start
    return degree.part(0, cut), degree.part(cut)


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
