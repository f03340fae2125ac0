"""The points of a résumé: what each of its lines tells, when that was, and in which connection.

A point is a verbatim part of the text. An entry is what a dated head begins: a job, a project, a
time of service. Where the reader of facts found jobs and bullets, points point to them.
"""

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Literal, TypeAlias, cast

import msgspec
from msgspec import Struct

from agents.assessment.words import pattern
from agents.career.titles import title_words
from agents.data_files import read
from agents.evidence.hollow import hollow
from agents.resume.dates import Period, periods
from agents.resume.experience import month_of
from agents.resume.facts import Facts, Reading
from agents.resume.lines import Slice, fold
from agents.resume.schools import names_degree
from agents.resume.sections import Placed, Section

Context: TypeAlias = Literal["job", "project", "training", "listed", "claim"]
"""Where something stands: in a job; in a project, as a volunteer or of one's own; as a course or a
licence; in a list; or in what somebody says of oneself."""

_OF_SECTION: dict[Section, Context] = {
    "experience": "job", "projects": "project", "volunteering": "project", "education": "training",
    "skills": "listed", "languages": "listed", "summary": "claim", "head": "claim",
    "contact": "claim", "other": "claim",
}  # fmt: skip
_MOST_HEAD = 110
"""Characters of a line that heads an entry."""
_MOST_ABOVE = 3
"""Lines of a head above its time."""
_MOST_POINTS = 2_000
_MOST_LINE = 120
"""Characters from which on a line is a paragraph."""
_MOST_SENTENCE = 600
"""Characters of a sentence that are looked at."""
_YEAR = 12
_SHORT = 40
_LEFT = 16
"""Characters that may stand behind a time that ends a row."""
_LEAST_NAME = 5
_MOST_ENTRIES = 60
_FEW = 4
"""Items from which on a line of a section on skills is a list, whatever it lists."""
_STUFFED = 40
"""Items from which on a list shows nothing."""
_LEAST_LIST = 9
"""Items from which on a line of a job is a list of words, not a deed."""
_ITEM = re.compile(r"[,，、;·|•/]")
_SIGNS = "> \t-–—*•·=#_~|"
_TRAINING = pattern("training")
_CERTIFIED = pattern("certified")
_DEED = pattern("deed")
_RESULT = pattern("result")
_BREAK = pattern("no_work")
_UNPAID = pattern("unpaid")
_TO_COME = pattern("to_come_heading")
_PROSE_JOB = pattern("prose_job")
_OWN = re.compile(r"(?i)\b(?:i|my|we|our)\b")
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+(?=[^\W\da-z])|(?<=다\.)\s*")
_HEADING = re.compile(r"[^a-z\d.:]{4,40}")
_OPEN = re.compile(
    r"(?i)(?:\bsince|\bfrom|\bstarted(?: in)?|\bjoined(?: in)?|\bseit|\bdepuis|\bdesde)\W{1,3}$"
)
_WIDE_GAP = re.compile(r"\s{2,}|\t")


class Point(Struct, frozen=True):
    """What a part of the text tells: verbatim, with its characters.

    `begins` and `ends` are months counted from the year 0, those of its entry or its own; None
    where nothing says when. `is_head`: it names an entry.
    """

    text: str
    span: tuple[int, int]
    context: Context
    entry: int | None = None
    begins: int | None = None
    ends: int | None = None
    is_head: bool = False
    is_list: bool = False
    is_empty: bool = False
    """Whether it counts for nothing: praise of oneself, or a list without end."""
    is_certified: bool = False
    """Whether it is a certificate or a licence, by its words or its heading."""
    path: str | None = None
    row: int = 0
    """Which paragraph, or line, of the text it is of."""


class Entry(Struct, frozen=True):
    """A job, a project or another time: its kind, its first and last month, and its head."""

    context: Context
    begins: int | None
    ends: int | None
    head: str


class Outline(Struct, frozen=True):
    """The points of a text in their order, and the entries they belong to."""

    points: tuple[Point, ...] = ()
    entries: tuple[Entry, ...] = ()

    def of(self, entry: int) -> list[Point]:
        """The points of an entry."""
        return [point for point in self.points if point.entry == entry]


def outline_of(reading: Reading, facts: Facts, today: dt.date) -> Outline:
    """The outline of a text that was read, as of a day."""
    return _Builder(reading, facts, month_of(today)).outline()


class _Row(Struct):
    """One or more lines that say one thing."""

    said: Slice
    section: Section
    is_item: bool
    gap: bool
    is_loud: bool
    label: str
    heading: str
    times: list[Period]

    @property
    def ranged(self) -> list[Period]:
        return [time for time in self.times if time.ranged]


class _Begun(Struct):
    """An entry that is being read: the month it began and ended, and its head's words."""

    number: int
    context: Context
    begins: int | None
    ends: int | None


class _Builder:
    def __init__(self, reading: Reading, facts: Facts, now: int) -> None:
        self._reading = reading
        self._now = now
        self._bare = not reading.sections.kinds - {"contact", "summary", "languages"}
        self._paths = _paths(facts)
        self._starts = [span[0] for span, _ in self._paths]
        self._entries: list[Entry] = []
        self._points: list[Point] = []
        self._row = 0
        self._to_come = False
        """Whether a heading has said that what stands below is not there yet."""

    def outline(self) -> Outline:
        rows = _headed(_rows(self._reading)[:_MOST_POINTS])
        heads = self._heads(rows)
        begun: _Begun | None = None
        section: Section | None = None
        for at, row in enumerate(rows):
            self._row = at
            if row.section != section:
                begun, section, self._to_come = None, row.section, False
            if at in heads:
                self._to_come = False
                if heads[at] or begun is None:
                    begun = self._begin(rows, at, heads)
                self._add(row, begun, is_head=True)
                continue
            if begun and self._ends(row):
                begun = None
            if _TO_COME.fullmatch(row.said.text):
                begun, self._to_come = None, True
            begun = self._of_name(row) or begun
            self._add(row, begun)
        return Outline(tuple(self._points), tuple(self._entries))

    def _of_name(self, row: _Row) -> _Begun | None:
        """The entry whose employer, or title, a row names again: what was done there follows."""
        text = row.said.text.strip(_SIGNS)
        if row.is_item or not _LEAST_NAME <= len(text) <= _SHORT:
            return None
        for number, entry in enumerate(self._entries[:_MOST_ENTRIES]):
            if text in entry.head:
                return _Begun(number, entry.context, entry.begins, entry.ends)
        return None

    def _heads(self, rows: Sequence[_Row]) -> dict[int, bool]:
        """The rows that name entries, and whether one begins there."""
        found: dict[int, bool] = {}
        for at, row in enumerate(rows):
            if not self._is_dated_head(row):
                continue
            alone = not title_words(row.said.text[:_MOST_HEAD])
            if at - 1 in found and (alone or not row.gap) and _is_within(row, rows[at - 1]):
                found[at] = False
                continue
            first = at
            while (
                first > 0
                and at - first < _MOST_ABOVE
                and not rows[first].gap
                and first - 1 not in found
                and self._may_head(rows[first - 1], row)
            ):
                first -= 1
            for number in range(first, at + 1):
                found[number] = number == first
        return found

    def _is_dated_head(self, row: _Row) -> bool:
        text = row.said.text
        if row.section == "projects" and row.times and not row.is_item and not row.ranged:
            return len(text) <= _MOST_HEAD
        whole = _is_whole(row)
        if not row.ranged or row.section in {"skills", "languages"}:
            return False
        if row.is_item and (not whole or _DEED.match(text)):
            return False  # what somebody did since some year is a deed of the entry above
        if _BREAK.search(text[:_MOST_HEAD]):
            return False
        named = title_words(text[:_MOST_HEAD]) > 0 or bool(_PROSE_JOB.match(text))
        if row.section in {"experience", "projects", "volunteering"}:
            return whole or len(text) <= _MOST_HEAD or named
        if row.section == "education":
            return named and not names_degree(text[:_MOST_HEAD])
        if row.section == "summary" and "experience" in self._reading.sections.kinds:
            return False
        if names_degree(text[: _MOST_LINE * 2]) or (_TRAINING.search(text) and not named):
            return False
        if len(text) > _MOST_HEAD:
            return named
        begins = title_words(" ".join(text.split()[:_FEW])) > 0
        return begins or (whole and (named or "experience" not in self._reading.sections.kinds))

    def _may_head(self, above: _Row, row: _Row) -> bool:
        text = above.said.text
        return (
            above.section == row.section
            and not above.is_item
            and not above.ranged
            and len(text) <= _MOST_HEAD
            and not text.rstrip().endswith((".", "!", "다"))
            and not _DEED.match(text)
            and (row.section == "experience" or not _TRAINING.search(text))
        )

    def _begin(self, rows: Sequence[_Row], at: int, heads: dict[int, bool]) -> _Begun:
        last = at
        while heads.get(last + 1) is False:
            last += 1
        heading = rows[at : last + 1]
        ranged = [time for row in heading for time in row.ranged]
        times = ranged or [time for row in heading for time in row.times]
        exact = [t for t in times if t.start and t.start.first] or times
        # "Nurse from October 2019, charge nurse from June 2022 to date": the first stands before.
        earlier = [t for row in heading for t in _before_range(row)]
        begins = min((t.start.begins for t in (*exact, *earlier) if t.start), default=None)
        ends = [self._now if t.current or t.end is None else t.end.ends for t in exact]
        section = rows[at].section
        own = section in {"projects", "volunteering"}
        context: Context = _OF_SECTION[section] if own else "job"
        # What follows the time in the same block may still be the title and the employer.
        head = " ".join(row.said.text for row in heading)
        if _UNPAID.search(head):
            context = "project"
        until = min(self._now, max(ends)) if ends else None
        self._entries.append(Entry(context, begins, until, head))
        return _Begun(len(self._entries) - 1, context, begins, until)

    def _ends(self, row: _Row) -> bool:
        """Whether a row is no part of the entry above it."""
        text = row.said.text
        if _HEADING.fullmatch(text) and not row.is_item and text.isupper():
            return True
        if row.section == "experience" or row.is_item or text[:1].islower():
            return False
        if not row.gap:
            return len(text) < _SHORT and bool(_TRAINING.search(text)) and not _DEED.search(text)
        is_told = bool(_DEED.search(text)) or _OWN.search(text) or text.endswith((".", ":", "다"))
        return bool(_TRAINING.search(text)) or not is_told

    def _add(self, row: _Row, begun: _Begun | None, *, is_head: bool = False) -> None:
        if row.is_loud and not is_head and not row.times:
            return
        for number, said in enumerate(_sentences(row.said)):
            self._add_point(row, said, begun, is_head=is_head and not number)

    def _add_point(self, row: _Row, said: Slice, begun: _Begun | None, *, is_head: bool) -> None:
        items = len(_ITEM.findall(said.text)) + 1
        context = begun.context if begun else self._context(row, said.text, items)
        listed = items >= _LEAST_LIST and len(said.text.split()) < items * 3
        begins, ends = (begun.begins, begun.ends) if begun else self._own_time(periods(said))
        certified = context == "training" and _CERTIFIED.search(f"{row.heading} {said.text}")
        self._points.append(
            Point(
                said.text,
                (said.start, said.end),
                "listed" if listed and not certified else context,
                begun.number if begun else None,
                begins,
                ends,
                is_head,
                listed,
                items >= _STUFFED or (context == "claim" and bool(hollow(said.text))),
                bool(certified),
                self._path(said, context),
                self._row,
            )
        )

    def _context(self, row: _Row, text: str, items: int) -> Context:
        """The connection of what belongs to no entry, by what it says where its section says
        nothing."""
        context = _OF_SECTION[row.section]
        if self._to_come:
            return "claim"
        if context == "job":
            # What stands among the jobs and is of none of them.
            return "project"
        if row.section == "skills" and items >= _FEW:
            return context
        if names_degree(text[:_MOST_LINE]) and context == "claim" and not _DEED.search(text):
            return "training"
        if context in {"listed", "claim"} and row.section not in {"summary", "contact"}:
            if _TRAINING.search(f"{row.heading} {row.label} {text}"):
                return "training"
            is_deed = _DEED.search(text) or _RESULT.search(text[:_MOST_SENTENCE])
            if row.section in {"other", "head"} and is_deed and not self._is_top(row):
                return "project"
        return context

    def _is_top(self, row: _Row) -> bool:
        """Whether it stands where somebody says who they are."""
        return row.section == "head" and not self._entries

    def _own_time(self, times: Sequence[Period]) -> tuple[int | None, int | None]:
        starts = [time.start.begins for time in times if time.start]
        ends = [self._now if time.current or time.end is None else time.end.ends for time in times]
        return min(starts, default=None), max(ends, default=None)

    def _path(self, said: Slice, context: Context) -> str | None:
        """Where in the résumé as data the fact is that this part tells."""
        at = max(0, bisect_left(self._starts, said.start) - 1)
        best: tuple[int, str] | None = None
        for (start, end), path in self._paths[at : bisect_right(self._starts, said.end)]:
            shared = min(end, said.end) - max(start, said.start)
            if context != "claim" and path.startswith("/basics"):
                continue
            if shared > 0 and (best is None or shared > best[0]):
                best = (shared, path)
        return best[1] if best else None


def _paths(facts: Facts) -> list[tuple[tuple[int, int], str]]:
    """The facts' places by JSON Pointers into JSON Resume, in the order of the text."""
    found = []
    for path, place in facts.places.items():
        if pointer := _pointer(path):
            found.append((place.span, pointer))
    return sorted(found)


_FIELDS = {
    "employer": "name", "title": "position", "start": "startDate", "end": "endDate",
    "location": "location", "bullets": "highlights", "institution": "institution", "area": "area",
    "studyType": "studyType", "language": "language", "fluency": "fluency",
    "score": "score",
}  # fmt: skip
_LISTS = {"jobs": "work", "education": "education", "languages": "languages"}


def _pointer(path: str) -> str | None:
    """The place in JSON Resume of a fact of this path."""
    _, first, *rest = path.split("/")
    if first == "skills":
        return f"/skills/{rest[0]}/name"
    if first in _LISTS and len(rest) > 1:
        tail = "/".join([_FIELDS[rest[1]], *rest[2:]])
        return f"/{_LISTS[first]}/{rest[0]}/{tail}"
    if first in {"name", "email", "phone"}:
        return f"/basics/{first}"
    return "/basics/location/city" if first == "location" else None


def _rows(reading: Reading) -> list[_Row]:
    """The lines, each with those that go on with it."""
    rows: list[_Row] = []
    before: Placed | None = None
    headings = _headings(reading)
    heading = ""
    for one in reading.sections.placed:
        said = one.said
        heading = headings.get(one.line.number, heading)
        is_item = one.line.item or one.line.text.startswith(">")
        if before and rows and _goes_on(rows[-1], before, one):
            whole = Slice(reading.text[rows[-1].said.start : said.end], rows[-1].said.start)
            rows[-1].said = whole
            rows[-1].times += _times(said)
        elif said.text.strip(_SIGNS):
            rows.append(
                _Row(
                    said,
                    one.section,
                    is_item,
                    one.line.gap,
                    one.line.prominent and not one.line.item and len(said.text) < 40,
                    one.label,
                    heading,
                    _times(said),
                )
            )
        before = one
    return rows


def _times(said: Slice) -> list[Period]:
    """The times of a line; a date after "since" or "started" goes on until today."""
    return [
        msgspec.structs.replace(time, end=None, current=True, ranged=True)
        if not time.ranged and _OPEN.search(said.text[: time.said.start - said.start])
        else time
        for time in periods(said)
    ]


def _headings(reading: Reading) -> dict[int, str]:
    """The headings, by the number of the line below each."""
    placed = {one.line.number for one in reading.sections.placed}
    return {
        below.number: above.text
        for above, below in pairwise(reading.lines)
        if above.number not in placed
    }


def _goes_on(row: _Row, before: Placed, one: Placed) -> bool:
    """Whether a line is the rest of the one above."""
    return (
        one.section == row.section
        and not one.line.item
        and not one.line.gap
        and not one.label
        and one.said.start > before.said.start
        and one.line.number == before.line.number + 1
        and len(before.said.text) > 40
        and one.said.text[:1].islower()
    )


def _headed(rows: Sequence[_Row]) -> list[_Row]:
    """The rows without headings that the reader of facts has not seen; what is below such a one is
    of the section that it names."""
    found: list[_Row] = []
    section: Section | None = None
    named: Section | None = None
    for row in rows:
        if row.section != section:
            section, named = row.section, None
        key = fold(row.said.text.strip(_SIGNS + ":："))
        if len(key) <= _SHORT and not row.is_item and key in _named_sections():
            named = _named_sections()[key]
            continue
        if named:
            row.section = named
        found.append(row)
    return found


@cache
def _named_sections() -> dict[str, Section]:
    return {
        fold(" ".join(name.split())): cast("Section", section)
        for section, names in read(__package__, "headings").items()
        for name in names.split(",")
    }


def _before_range(row: _Row) -> list[Period]:
    """The dates of a row that stand before its first time with two ends."""
    first = next((time.said.start for time in row.ranged), 0)
    return [time for time in row.times if not time.ranged and time.said.start < first]


def _sentences(said: Slice) -> list[Slice]:
    """The sentences of a paragraph; a line that is not long is one."""
    parts = said.split(_SENTENCE_END) if len(said.text) > _MOST_LINE else [said]
    stripped = [part.stripped(_SIGNS) for part in parts]
    return [part for part in stripped if part.text]


def _is_within(row: _Row, above: _Row) -> bool:
    """Whether the time of a row only says more exactly when that of the row above was."""
    times, outer = row.ranged[:1], above.ranged[:1]
    if not times or not outer or not times[0].start or not outer[0].start:
        return False
    return abs(times[0].start.begins - outer[0].start.begins) < _YEAR


def _is_whole(row: _Row) -> bool:
    """Whether a time begins or ends the row, as it does in the head of an entry."""
    if not row.ranged:
        return False
    first, last = row.ranged[0].said, row.ranged[-1].said
    before = row.said.text[: first.start - row.said.start].strip(_SIGNS + "([")
    after = row.said.text[last.end - row.said.start :].strip(_SIGNS + ")].,")
    rest = row.said.text[last.end - row.said.start :]
    is_set_apart = bool(_WIDE_GAP.match(rest))
    return not before or len(after) < _LEFT or bool(_OPEN.search(before)) or is_set_apart


def entries_of(points: Sequence[Point]) -> Iterator[int]:
    """The entries that points belong to, each once."""
    yield from dict.fromkeys(point.entry for point in points if point.entry is not None)
