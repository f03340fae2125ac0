"""The people of the corpus: their résumés as data, and what is to be read from them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
CORPUS = HERE.parent
TODAY = "2026-11-30"
LONGEST_PAUSE = 6
"""Months without a job that are not yet a gap."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """One entry of a list of jobs, `when` as it is written, `start` and `end` as they are meant."""

    title: str
    employer: str
    place: str
    when: str
    start: str | None
    end: str | None
    bullets: list[str]

    @property
    def current(self) -> bool:
        """Whether it goes on."""
        return self.end == "now"


@dataclass(frozen=True, kw_only=True)
class Degree:
    """One entry of a list of schools, `written` being what stands for degree and subject."""

    written: str
    study_type: str | None
    area: str | None
    institution: str
    when: str
    start: str | None
    end: str | None


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading and what stands under it; `at` is the column that it is in."""

    heading: str
    at: str
    text: str = ""
    items: list[str] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    counts: bool = True
    degrees: list[Degree] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """All that it says, in reading order."""
        yield self.heading
        if self.text:
            yield self.text
        yield from self.items
        for job in self.jobs:
            names = (job.title, *job.employer.split("\n"), job.place, job.when)
            yield from (line for line in names if line)
            yield from job.bullets
        for degree in self.degrees:
            yield from (line for line in (degree.written, degree.institution, degree.when) if line)


class Person:
    """One document of the corpus: what stands in it, how it is made, what is to be read from it."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.document: str = data["document"]
        self.name: str = data.get("name") or ""
        self.shown: str = data.get("shown", self.name)
        self.headline: str = data.get("headline", "")
        self.contact: list[str] = data.get("contact", [])
        self.hidden: list[tuple[str, str]] = [(how, text) for how, text in data.get("hidden", [])]
        self.footnotes: list[str] = data.get("footnotes", [])
        self.template: str = data.get("template", "single")
        self.style: dict[str, Any] = data.get("style", {})

    @property
    def stem(self) -> str:
        """The name without its ending."""
        return Path(self.document).stem

    @cached_property
    def sections(self) -> list[Section]:
        """The body, in the order of the data."""
        return [_section(entry) for entry in self.data.get("body", [])]

    def column(self, at: str) -> list[Section]:
        """What stands in one column."""
        return [section for section in self.sections if section.at == at]

    @property
    def counted(self) -> list[Job]:
        """The jobs that are jobs."""
        return [job for section in self.sections if section.counts for job in section.jobs]

    def months(self) -> set[int]:
        """Every month in which there was a job, as a number that grows by one a month."""
        worked: set[int] = set()
        for job in self.counted:
            if job.start is not None:
                worked.update(range(_month(job.start, 1), _month(job.end or job.start, 12) + 1))
        return worked

    def expected(self) -> dict[str, Any]:
        """The expectation that is stored beside the document."""
        data = self.data
        facts = {"name": data.get("name"), **data.get("facts", {})}
        facts |= {
            key: data.get(key) for key in ("email", "phone", "location") if data.get(key) != "skip"
        }
        facts["links"] = data.get("links", [])
        facts["jobs"] = [self._job(job) for job in self.counted]
        if data.get("oneText"):
            # Nobody can say how many points one running text makes.
            for job in facts["jobs"]:
                del job["bullets"]
        facts["education"] = [
            _degree(degree) for section in self.sections for degree in section.degrees
        ]
        facts["skills"] = data.get("skills", [])
        facts["experienceMonths"] = len(self.months())
        facts["gaps"] = self._gaps()
        if "seniority" in data:
            facts["seniority"] = data["seniority"]
        facts["language"] = data["language"]
        for key in data.get("unsure", []):
            facts.pop(key, None)
        answer = {
            "document": self.document,
            "field": data["field"],
            "language": data["language"],
            "madeBy": data["made"],
            "traits": data.get("traits", []),
            "today": TODAY,
            "error": data.get("error"),
            "warnings": data.get("warnings", []),
            "facts": facts,
            "order": self.order(),
            "hidden": [text for _how, text in self.hidden],
            "visible": data.get("visible", []),
            "absent": data.get("absent", []),
            "neutral": data.get("neutral", []),
            "lacks": data.get("lacks", []),
        }
        if (self.column("left") or self.column("right")) and "columns" not in data.get(
            "unsure", []
        ):
            answer["columns"] = [self._marks(self.column(at)) for at in ("left", "right")]
        if data.get("error") or data.get("noFacts"):
            answer["facts"] = {}
        return answer

    def _job(self, job: Job) -> dict[str, Any]:
        loose = self.data.get("loose", {}).get(job.employer, [])
        return {key: value for key, value in _job(job).items() if key not in loose}

    def order(self) -> list[str]:
        """Strings that stand once in the document, in reading order: at most twenty."""
        if "order" in self.data:
            return list(self.data["order"])
        head = [self.name, self.headline] if self.name else []
        ordered = [*self.column("main"), *self.column("left"), *self.column("right")]
        ordered += self.column("after")
        marks = [mark for mark in head if self._once(mark)] + self._marks(ordered)
        step = max(1, -(-len(marks) // 20))
        return marks[::step]

    def _marks(self, sections: list[Section]) -> list[str]:
        marks = []
        for section in sections:
            for line in section.lines():
                words = line.split()
                mark = " ".join(words[:3]) if len(words) > 4 else line
                if self._once(mark) and len(mark) > 3 and not mark[0].isdigit():
                    marks.append(mark)
        return marks

    def _once(self, mark: str) -> bool:
        return bool(mark) and self.everything.count(mark.casefold()) == 1

    @cached_property
    def everything(self) -> str:
        """All text of the document in small letters, to see what stands in it once."""
        lines = [self.shown, self.headline, *self.contact, *self.footnotes]
        lines += [line for section in self.sections for line in section.lines()]
        lines += [text for _how, text in self.hidden]
        return "\n".join(lines).casefold()

    def _gaps(self) -> list[dict[str, Any]]:
        worked = self.months()
        if not worked:
            return []
        gaps, start = [], None
        for month in range(min(worked), _month(TODAY[:7], 12) + 2):
            busy = month in worked or month > _month(TODAY[:7], 12)
            if busy and start is not None:
                if month - start > LONGEST_PAUSE:
                    gaps.append(
                        {"from": _text(start), "to": _text(month - 1), "months": month - start}
                    )
                start = None
            elif not busy and start is None:
                start = month
        return gaps


def _month(text: str, without: int) -> int:
    if text == "now":
        text = TODAY[:7]
    year, _, month = text.partition("-")
    return int(year) * 12 + (int(month) if month else without) - 1


def _text(month: int) -> str:
    return f"{month // 12:04}-{month % 12 + 1:02}"


def _section(entry: dict[str, Any]) -> Section:
    return Section(
        heading=entry["h"],
        at=entry.get("at", "main"),
        text=entry.get("text", ""),
        items=entry.get("items", []),
        jobs=[
            Job(
                title=title, employer=employer, place=place, when=when,
                start=start and str(start), end=end and str(end), bullets=bullets,
            )
            for title, employer, place, when, start, end, bullets in entry.get(
                "jobs", entry.get("unpaid", [])
            )
        ],
        counts="unpaid" not in entry,
        degrees=[
            Degree(
                written=written, study_type=study_type, area=area, institution=institution,
                when=when, start=start and str(start), end=end and str(end),
            )
            for written, study_type, area, institution, when, start, end in entry.get("edu", [])
        ],
    )  # fmt: skip


def _job(job: Job) -> dict[str, Any]:
    return {
        # A department may stand over the employer, and how one is employed behind it.
        "employer": job.employer.rpartition("\n")[2].partition(" · ")[0],
        "title": job.title,
        "start": job.start,
        "end": None if job.current else job.end,
        "current": job.current,
        "bullets": len(job.bullets),
    }


def _degree(degree: Degree) -> dict[str, Any]:
    pairs = {
        "institution": degree.institution,
        "studyType": degree.study_type,
        "area": degree.area,
        "start": degree.start,
        "end": degree.end,
    }
    return {key: value for key, value in pairs.items() if value is not None}


def people() -> list[Person]:
    """Everyone of the corpus, by file and place in it."""
    return [
        Person(data)
        for path in sorted((HERE / "people").glob("*.yaml"))
        for data in yaml.safe_load(path.read_text())
    ]


def write_expected(person: Person) -> None:
    """Store what is to be read from the person's document."""
    path = CORPUS / "expected" / f"{person.stem}.json"
    path.write_text(json.dumps(person.expected(), ensure_ascii=False, indent=1) + "\n")
