"""Measures the reader of résumés on the corpus: what it finds right, what it misses and makes up.

python -m tests.agents.reading.corpus.measure            # the table
python -m tests.agents.reading.corpus.measure NAME ...   # what is wrong with these documents
"""

import datetime as dt
import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise, product
from pathlib import Path
from typing import Any

from agents.career.skills import skills as listed_skills
from agents.reading.document import Document
from agents.reading.errors import ReadingError
from agents.reading.read import read
from agents.resume.facts import Facts
from agents.resume.parse import parse

HERE = Path(__file__).parent
ONLY_WHERE_NAMED = frozenset({"hidden_text", "not_a_resume", "totals_differ", "image_only"})
"""Warnings that are false where nobody expects them."""

CONTACT = ("name", "email", "phone", "location", "links")
TIME = re.compile(r"(?:19|20)\d\d|'\d\d|平成|令和")
"""What a mark of the order has that is the time of a job."""
MOST_PASSED = 2
"""How many marks of its entry, employer and town, a time may pass: it is set beside any line."""
LINKED = re.compile(r"^(?:https?://)?(?:www\.)?", re.IGNORECASE)

Json = dict[str, Any]


@dataclass
class Count:
    """What of one thing was right, what was found and is not there, and what was missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """How much of what was found is there."""
        return self.right / ((self.right + self.wrong) or 1)

    @property
    def recall(self) -> float:
        """How much of what is there was found."""
        return self.right / ((self.right + self.missed) or 1)

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        return 2 * self.right / ((2 * self.right + self.wrong + self.missed) or 1)


@dataclass
class Measure:
    """What the corpus says of the reader. `faults` are sentences, by document."""

    contact: Count = field(default_factory=Count)
    employer: Count = field(default_factory=Count)
    title: Count = field(default_factory=Count)
    dates: Count = field(default_factory=Count)
    skills: Count = field(default_factory=Count)
    lacking: Count = field(default_factory=Count)
    months: Count = field(default_factory=Count)
    gaps: Count = field(default_factory=Count)
    seniority: Count = field(default_factory=Count)
    language: Count = field(default_factory=Count)
    schools: Count = field(default_factory=Count)
    points: Count = field(default_factory=Count)
    hidden: Count = field(default_factory=Count)
    kept: Count = field(default_factory=Count)
    order: Count = field(default_factory=Count)
    columns: Count = field(default_factory=Count)
    answers: Count = field(default_factory=Count)
    faults: dict[str, list[str]] = field(default_factory=dict)

    def rows(self) -> list[tuple[str, float, float]]:
        """What was measured, the figure, and what it is to reach."""
        return [
            ("contact fields right", self.contact.recall, 0.98),
            ("employers, F1", self.employer.f1, 0.92),
            ("titles, F1", self.title.f1, 0.92),
            ("dates, F1", self.dates.f1, 0.92),
            ("skills, precision", self.skills.precision, 0.92),
            ("skills, recall", self.skills.recall, 0.85),
            ("skills that no list has, recall", self.lacking.recall, 0.0),
            ("months of experience within 5 %", self.months.recall, 0.0),
            ("gaps, F1", self.gaps.f1, 0.0),
            ("seniority right", self.seniority.recall, 0.0),
            ("language right", self.language.recall, 0.0),
            ("schools and their dates, F1", self.schools.f1, 0.0),
            ("points of jobs counted right", self.points.recall, 0.0),
            ("hidden text found", self.hidden.recall, 1.0),
            ("text told as hidden that is", self.hidden.precision, 1.0),
            ("visible text kept, other text left out", self.kept.recall, 0.0),
            ("reading order right, documents", self.order.recall, 0.0),
            ("two columns read one by one, documents", self.columns.recall, 1.0),
            ("errors and warnings as expected", self.answers.recall, 0.0),
        ]


def measured(names: Sequence[str] = ()) -> Measure:
    """Read the corpus, or these documents of it."""
    found = Measure()
    for path in sorted((HERE / "expected").glob("*.json")):
        if not names or path.stem in names:
            expected = json.loads(path.read_text())
            found.faults[path.stem] = list(_judged(expected, found))
    return found


def _judged(expected: Json, into: Measure) -> Iterator[str]:
    data = (HERE / "documents" / expected["document"]).read_bytes()
    try:
        document = read(data, name=expected["document"])
    except ReadingError as exc:
        right = exc.code == expected["error"]
        yield from _noted(into.answers, right, f"error {exc.code}, not {expected['error']}")
        if not right:  # all that it says is missed
            yield from _text(expected, Document("", ""), into)
            yield from _facts(expected, Facts(), into)
        return
    facts, warnings, _ = parse(
        document.text,
        prominent=document.prominent,
        links=document.links,
        resume=document.resume,
        today=dt.date.fromisoformat(expected["today"]),
    )
    codes = {warning.code for warning in (*document.warnings, *warnings)}
    due = set(expected["warnings"])
    stray = (codes & ONLY_WHERE_NAMED) - due
    right = expected["error"] is None and due <= codes and not stray
    yield from _noted(into.answers, right, f"warnings {sorted(codes)}, not {sorted(due)}")
    yield from _text(expected, document, into)
    if "not_a_resume" not in due:
        yield from _facts(expected, facts, into)


def _text(expected: Json, document: Document, into: Measure) -> Iterator[str]:
    text = plain(document.text)
    hidden = plain(" ".join(passage.text for passage in document.hidden))
    for quote in expected["hidden"]:
        seen = plain(quote)
        if seen in hidden and seen not in text:
            into.hidden.right += 1
        else:
            into.hidden.missed += 1
            yield f"not told as hidden: {quote!r}"
    for passage in document.hidden:
        told = plain(passage.text)
        if not any(plain(quote) in told or told in plain(quote) for quote in expected["hidden"]):
            into.hidden.wrong += 1
            yield f"told as hidden: {passage.text!r}"
    for quote in expected["visible"]:
        yield from _noted(into.kept, plain(quote) in text, f"not seen: {quote!r}")
    for quote in expected["absent"]:
        yield from _noted(into.kept, plain(quote) not in text, f"in the text: {quote!r}")
    if order := expected["order"]:
        right = all(text.count(plain(mark)) == 1 for mark in order) and in_order(order, text)
        places = [text.find(plain(mark)) for mark in order]
        yield from _noted(into.order, right, f"order: {order} at {places}")
    if columns := expected.get("columns"):
        yield from _noted(into.columns, *one_by_one(columns, text))


def in_order(order: Sequence[str], text: str) -> bool:
    """Whether the marks stand in this order; times may stand before the rest of their entry."""
    left = list(order)
    at = 0
    for found in sorted(order, key=lambda mark: text.find(plain(mark))):
        at = left.index(found)
        if at and not (TIME.search(found) and at <= MOST_PASSED):
            return False
        left.pop(at)
    return True


def one_by_one(columns: Sequence[Sequence[str]], text: str) -> tuple[bool, str]:
    """Whether each column is read whole before the next; and what is wrong.

    What stands more than once says nothing of the order, but must be there.
    """
    marks = [(mark, side) for side, column in enumerate(columns) for mark in column]
    counts = {mark: text.count(plain(mark)) for mark, _ in marks}
    placed = sorted((text.find(plain(mark)), side) for mark, side in marks if counts[mark] == 1)
    switches = sum(a != b for (_, a), (_, b) in pairwise(placed))
    missing = [mark for mark, count in counts.items() if not count]
    right = switches == len(columns) - 1 and not missing
    return right, f"columns: {switches} switches, not found: {missing}"


def _facts(expected: Json, facts: Facts, into: Measure) -> Iterator[str]:
    due = expected["facts"]
    for key in CONTACT:
        if key not in due:
            continue
        got = getattr(facts, key)
        if key == "links":
            right = sorted({_link(link) for link in got}) == sorted(map(_link, due[key]))
        else:
            right = plain(got or "") == plain(due[key] or "")
        yield from _noted(into.contact, right, f"{key}: {got!r}, not {due[key]!r}")
    if "jobs" in due:
        yield from _jobs(due["jobs"], facts, into)
    if "education" in due:
        yield from _schools(due["education"], facts, into)
    if "skills" in due:
        yield from _skills(expected, facts, into)
    yield from _times(due, facts, into)
    for key, count in (("seniority", into.seniority), ("language", into.language)):
        if key in due:
            got = getattr(facts, key)
            yield from _noted(count, got == due[key], f"{key}: {got!r}, not {due[key]!r}")


def _times(due: Json, facts: Facts, into: Measure) -> Iterator[str]:
    if "experienceMonths" in due:
        got, wanted = facts.experience_months, due["experienceMonths"]
        near = None not in (got, wanted) and abs(got - wanted) <= 0.05 * wanted
        yield from _noted(into.months, near or got == wanted, f"months: {got}, not {wanted}")
    if "gaps" in due:
        gaps = {(gap.start, gap.end) for gap in facts.gaps}
        wanted_gaps = {(gap["from"], gap["to"]) for gap in due["gaps"]}
        into.gaps.right += len(gaps & wanted_gaps)
        into.gaps.wrong += len(gaps - wanted_gaps)
        into.gaps.missed += len(wanted_gaps - gaps)
        if gaps != wanted_gaps:
            yield f"gaps: {sorted(gaps)}, not {sorted(wanted_gaps)}"


def _jobs(due: list[Json], facts: Facts, into: Measure) -> Iterator[str]:
    got = [
        {"employer": j.employer, "title": j.title, "start": j.start, "end": j.end}
        for j in facts.jobs
    ]
    pairs = paired(due, got, {"employer": 3, "title": 2, "start": 2, "end": 1})
    for at, job in enumerate(due):
        best = got[pairs[at]] if at in pairs else {}
        for key, count in _PARTS:
            if key in job:
                said = f"{key} of {job.get('employer')}"
                yield from _compared(count(into), best.get(key), job[key], said)
        if at in pairs and "bullets" in job:
            points = len(facts.jobs[pairs[at]].bullets)
            why = f"points of {job.get('employer')}: {points}, not {job['bullets']}"
            yield from _noted(into.points, points == job["bullets"], why)
    for at in set(range(len(got))) - set(pairs.values()):
        for key, count in _PARTS:
            yield from _compared(count(into), got[at][key], None, f"{key} of a job that is none")


def _schools(due: list[Json], facts: Facts, into: Measure) -> Iterator[str]:
    got = [
        {"institution": s.institution, "studyType": s.study_type, "area": s.area,
         "start": s.start, "end": s.end}
        for s in facts.education
    ]  # fmt: skip
    pairs = paired(due, got, {"institution": 3, "studyType": 2, "area": 2, "end": 2, "start": 1})
    for at, school in enumerate(due):
        best = got[pairs[at]] if at in pairs else {}
        for key in ("institution", "start", "end"):
            if key in school:
                said = f"{key} of {school.get('institution')}"
                yield from _compared(into.schools, best.get(key), school[key], said)
    for at in set(range(len(got))) - set(pairs.values()):
        for key in ("institution", "start", "end"):
            said = f"{key} of a school that is none"
            yield from _compared(into.schools, got[at][key], None, said)


def paired(due: list[Json], got: list[dict[str, Any]], weights: dict[str, int]) -> dict[int, int]:
    """Which of `got` each of `due` is, by what they share: those that share most come first."""
    alike = {
        (d, g): sum(
            weight
            for key, weight in weights.items()
            if due[d].get(key) and plain(due[d][key]) == plain(got[g][key] or "")
        )
        for d, g in product(range(len(due)), range(len(got)))
    }
    pairs: dict[int, int] = {}
    for d, g in sorted(alike, key=lambda pair: (-alike[pair], abs(pair[0] - pair[1]), pair)):
        if alike[d, g] and d not in pairs and g not in pairs.values():
            pairs[d] = g
    return pairs


_PARTS: tuple[tuple[str, Callable[[Measure], Count]], ...] = (
    ("employer", lambda into: into.employer),
    ("title", lambda into: into.title),
    ("start", lambda into: into.dates),
    ("end", lambda into: into.dates),
)


def _compared(count: Count, got: str | None, wanted: str | None, what: str) -> Iterator[str]:
    if plain(got or "") == plain(wanted or ""):
        count.right += bool(wanted)
        return
    count.wrong += got is not None
    count.missed += wanted is not None
    yield f"{what}: {got!r}, not {wanted!r}"


def _skills(expected: Json, facts: Facts, into: Measure) -> Iterator[str]:
    due = expected["facts"]
    wanted = {name: skill for skill in due["skills"] for name in _names(skill)}
    entries = [*due.get("jobs", ()), *due.get("education", ())]
    words = " ".join(str(entry.get(key) or "") for entry in entries for key in _WORDED)
    fair = {name for one in expected["neutral"] for name in _names(one)}
    fair |= set(plain(words, blanks=True).split()) | {plain(s.language) for s in facts.languages}
    found: set[str] = set()
    for skill in facts.skills:
        # As written comes first: two skills may have one canonical name.
        names = (plain(skill.written), plain(skill.name))
        if hit := next((wanted[name] for name in names if name in wanted), None):
            into.skills.right += hit not in found
            found.add(hit)
        elif not (fair.intersection(names) or _all_fair(skill.written, fair)):
            into.skills.wrong += 1
            yield f"no skill: {skill.written!r} ({skill.name}) in {skill.evidence!r}"
    for skill in due["skills"]:
        into.skills.missed += skill not in found
        if skill in expected["lacks"]:
            into.lacking.right += skill in found
            into.lacking.missed += skill not in found
        if skill not in found:
            yield f"skill missed: {skill!r}"


_WORDED = ("title", "studyType", "area")


def _names(skill: str) -> list[str]:
    """A skill as it is written, and its canonical name where it has one, as they are compared."""
    canonical = _canonical().get(plain(skill))
    return [plain(skill), *([plain(canonical)] if canonical else [])]


@cache
def _canonical() -> dict[str, str]:
    return {
        plain(spelling.text): skill.name
        for skill in listed_skills().values()
        for spelling in skill.spellings
    }


def _all_fair(written: str, fair: set[str]) -> bool:
    return all(plain(word) in fair for word in written.split())


def _noted(count: Count, right: bool, why: str) -> Iterator[str]:
    count.right += right
    count.missed += not right
    if not right:
        yield why


def _link(link: str) -> str:
    return LINKED.sub("", link).rstrip("/").casefold()


def plain(text: str, blanks: bool = False) -> str:
    """Without what the corpus does not judge: case, blanks, hyphens at line ends."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"-\s*\n\s*", "-", text)
    return re.sub(r"\s+", " ", text) if blanks else re.sub(r"\s+|\u00ad", "", text)


def printed(found: Measure, *, faults: bool = False) -> str:
    """The table, with what each figure is to reach; before it, what is wrong with each document."""
    lines = []
    for name, wrong in found.faults.items() if faults else ():
        lines += [f"== {name}", *(f"   {fault}" for fault in wrong)] if wrong else []
    for what, figure, goal in found.rows():
        lines.append(f"{what:42} {figure:6.3f}" + (f"  (>= {goal})" if goal else ""))
    return "\n".join(lines)


def main(names: Sequence[str]) -> None:
    """Print the table; of single documents, what is wrong."""
    print(printed(measured(names), faults=bool(names) or "-v" in sys.argv))


if __name__ == "__main__":
    main([name for name in sys.argv[1:] if not name.startswith("-")])
