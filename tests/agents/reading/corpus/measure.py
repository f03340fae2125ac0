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
from itertools import pairwise
from pathlib import Path
from typing import Any

from agents.reading.document import Document
from agents.reading.errors import ReadingError
from agents.reading.read import read
from agents.resume.facts import Facts
from agents.resume.parse import parse

HERE = Path(__file__).parent
ONLY_WHERE_NAMED = frozenset({"hidden_text", "not_a_resume", "totals_differ", "image_only"})
"""Warnings that are false where nobody expects them."""

CONTACT = ("name", "email", "phone", "location", "links")
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
    hidden: Count = field(default_factory=Count)
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
            ("hidden text found", self.hidden.recall, 1.0),
            ("hidden text that is none", float(self.hidden.wrong), 0.0),
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
        yield from _noted(into.answers, exc.code == expected["error"], f"error {exc.code}")
        return
    facts, warnings = parse(
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
    text = _plain(document.text)
    hidden = _plain(" ".join(passage.text for passage in document.hidden))
    for quote in expected["hidden"]:
        seen = _plain(quote)
        if seen in hidden and seen not in text:
            into.hidden.right += 1
        else:
            into.hidden.missed += 1
            yield f"not told as hidden: {quote!r}"
    if document.hidden and not expected["hidden"]:
        into.hidden.wrong += 1
        yield f"told as hidden: {[passage.text for passage in document.hidden]}"
    for quote in expected["visible"]:
        if _plain(quote) not in text:
            into.hidden.wrong += 1
            yield f"not seen: {quote!r}"
    for quote in expected["absent"]:
        if _plain(quote) in text:
            into.hidden.wrong += 1
            yield f"in the text: {quote!r}"
    places = [text.find(_plain(quote)) for quote in expected["order"]]
    if places:
        why = f"order: {expected['order']} at {places}"
        yield from _noted(into.order, -1 not in places and places == sorted(places), why)
    if columns := expected.get("columns"):
        at = sorted((text.find(_plain(q)), n) for n, column in enumerate(columns) for q in column)
        sides = [side for place, side in at if place >= 0]
        switches = sum(a != b for a, b in pairwise(sides))
        yield from _noted(into.columns, switches <= len(columns) - 1, f"{switches} switches")


def _facts(expected: Json, facts: Facts, into: Measure) -> Iterator[str]:
    due = expected["facts"]
    for key in CONTACT:
        if key not in due:
            continue
        got = getattr(facts, key)
        if key == "links":
            right = sorted({_link(link) for link in got}) == sorted(map(_link, due[key]))
        else:
            right = _plain(got or "") == _plain(due[key] or "")
        yield from _noted(into.contact, right, f"{key}: {got!r}, not {due[key]!r}")
    if "jobs" in due:
        yield from _jobs(due["jobs"], facts, into)
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
    left = [
        {"employer": j.employer, "title": j.title, "start": j.start, "end": j.end}
        for j in facts.jobs
    ]
    for job in due:
        best = max(left, key=lambda other: _alike(job, other), default=None)
        if best is not None and _alike(job, best) > 0:
            left.remove(best)
        else:
            best = {}
        for key, count in _PARTS:
            if key in job:
                got = best.get(key)
                yield from _compared(count(into), got, job[key], f"{key} of {job.get('employer')}")
    for extra in left:
        for key, count in _PARTS:
            yield from _compared(count(into), extra[key], None, f"{key} of a job that is none")


_PARTS: tuple[tuple[str, Callable[[Measure], Count]], ...] = (
    ("employer", lambda into: into.employer),
    ("title", lambda into: into.title),
    ("start", lambda into: into.dates),
    ("end", lambda into: into.dates),
)


def _alike(job: Json, other: Json) -> int:
    weights = {"employer": 3, "title": 2, "start": 2, "end": 1}
    return sum(
        weight
        for key, weight in weights.items()
        if job.get(key) and _plain(job[key]) == _plain(other[key] or "")
    )


def _compared(count: Count, got: str | None, wanted: str | None, what: str) -> Iterator[str]:
    if _plain(got or "") == _plain(wanted or ""):
        count.right += bool(wanted)
        return
    count.wrong += got is not None
    count.missed += wanted is not None
    yield f"{what}: {got!r}, not {wanted!r}"


def _skills(expected: Json, facts: Facts, into: Measure) -> Iterator[str]:
    due = expected["facts"]
    wanted = {_plain(skill): skill for skill in due["skills"]}
    lacking = set(map(_plain, expected["lacks"]))
    entries = [*due.get("jobs", ()), *due.get("education", ())]
    words = " ".join(str(entry.get(key) or "") for entry in entries for key in _WORDED)
    fair = {_plain(one) for one in expected["neutral"]} | set(_plain(words, blanks=True).split())
    fair |= {_plain(one.language) for one in facts.languages}
    found: set[str] = set()
    for skill in facts.skills:
        names = {_plain(skill.written), _plain(skill.name)}
        if hit := names & wanted.keys():
            found |= hit
            into.skills.right += 1
        elif not (names & fair or _all_fair(skill.written, fair)):
            into.skills.wrong += 1
            yield f"no skill: {skill.written!r} ({skill.name}) in {skill.evidence!r}"
    for key, skill in wanted.items():
        into.skills.missed += key not in found
        if key in lacking:
            into.lacking.right += key in found
            into.lacking.missed += key not in found
        if key not in found:
            yield f"skill missed: {skill!r}"


_WORDED = ("title", "studyType", "area")


def _all_fair(written: str, fair: set[str]) -> bool:
    return all(_plain(word) in fair for word in written.split())


def _noted(count: Count, right: bool, why: str) -> Iterator[str]:
    count.right += right
    count.missed += not right
    if not right:
        yield why


def _link(link: str) -> str:
    return LINKED.sub("", link).rstrip("/").casefold()


def _plain(text: str, blanks: bool = False) -> str:
    """Without what the corpus does not judge: case, blanks, hyphens at line ends."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"-\s*\n\s*", "-", text)
    return re.sub(r"\s+", " ", text) if blanks else re.sub(r"\s+|\u00ad", "", text)


def main(names: Sequence[str]) -> None:
    """Print the table; of single documents, what is wrong."""
    found = measured(names)
    for name, faults in found.faults.items():
        if names or "-v" in sys.argv:
            print(f"== {name}")
            print("\n".join(f"   {fault}" for fault in faults))
    for what, figure, goal in found.rows():
        print(f"{what:42} {figure:6.3f}" + (f"  (>= {goal})" if goal else ""))


if __name__ == "__main__":
    main([name for name in sys.argv[1:] if not name.startswith("-")])
