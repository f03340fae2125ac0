"""What a resume says: who, which jobs, what was learnt and is known, and where each of it stands.

What the text does not say is None or missing, and never guessed.
"""

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

import msgspec

from agents.resume import experience
from agents.resume.contact import Contact, contact, link_key, spoken_name
from agents.resume.education import Schooling, education
from agents.resume.experience import Gap, Seniority
from agents.resume.jobs import Job, jobs, told_once
from agents.resume.language import language
from agents.resume.lines import Line, Slice, lines
from agents.resume.sections import Sections, sections
from agents.resume.skills import Mention, is_footer, listed_skills, mentions
from agents.resume.spoken_languages import Spoken, spoken_languages

MOST_CHARACTERS = 200_000
"""Of a text, as many are looked at: a hundred pages."""
_WITHOUT_SKILLS = frozenset({"skills", "contact", "languages", "education"})
"""Sections whose sentences name no skills of somebody's; lists of skills are read apart."""
_CITED = re.compile(r"(?i)\bet al\b|\w[.,]?\s\((?:19|20)\d\d\)\s?[:.,]")
"""What stands in a citation: the words of its title say what it is of."""
MOST_LINE = 4_000
"""Characters of a line that are looked at. What has more is no resume's line."""


class Place(msgspec.Struct, frozen=True):
    """Where a fact stands: its line, counted from 0, and the characters of the text."""

    line: int
    span: tuple[int, int]


class JobFact(msgspec.Struct, frozen=True, rename="camel"):
    """A job. Dates are `YYYY-MM`, or `YYYY` where the text has no month."""

    employer: str | None
    title: str | None
    start: str | None
    end: str | None
    current: bool
    bullets: tuple[str, ...] = ()
    location: str | None = None


class EducationFact(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """A time of learning."""

    institution: str | None
    area: str | None = None
    study_type: str | None = None
    start: str | None = None
    end: str | None = None
    score: str | None = None


class LanguageFact(msgspec.Struct, frozen=True, omit_defaults=True):
    """A language, and how well it is spoken, both as they stand there."""

    language: str
    fluency: str | None = None


class SkillFact(msgspec.Struct, frozen=True):
    """A skill: its canonical name, or what stands there if no list knows it; as it is written; the
    category of the list; and the line that shows it best."""

    name: str
    written: str
    category: str | None
    evidence: str


class Facts(msgspec.Struct, frozen=True, rename="camel"):
    """The facts of a resume. `places` has where each stands, by its JSON Pointer.

    The characters of a place are the fact's quote. They are what the fact says but for white space,
    dates, which are written anew, a phone number in E.164, and names set with wide letters.
    """

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    location: str | None = None
    links: tuple[str, ...] = ()
    languages: tuple[LanguageFact, ...] = ()
    jobs: tuple[JobFact, ...] = ()
    education: tuple[EducationFact, ...] = ()
    skills: tuple[SkillFact, ...] = ()
    experience_months: int | None = None
    seniority: Seniority | None = None
    gaps: tuple[Gap, ...] = ()
    language: str | None = None
    places: dict[str, Place] = {}


def facts_of(
    text: str,
    *,
    prominent: frozenset[int] = frozenset(),
    links: Sequence[str] = (),
    today: dt.date,
) -> Facts:
    """The facts of a text of lines, with items as "• " and wide gaps as tabs.

    `prominent` are the numbers of lines in larger or bold type, `links` the document's. Any text
    has facts, if none at all. The cost grows with the length of the text, and no faster.
    """
    return Reading(text, prominent=prominent, links=links).facts(today)


class Reading:
    """A text that has been read: its sections, and the parts that facts are made of."""

    def __init__(
        self,
        text: str,
        *,
        prominent: frozenset[int] = frozenset(),
        links: Sequence[str] = (),
    ) -> None:
        self.text = text[:MOST_CHARACTERS]
        self._links = links
        self.lines: list[Line] = [_cut(line) for line in lines(self.text, prominent)]
        self.sections: Sections = sections(self.lines)
        self.language = language(self.text, self.sections.headings)
        self.jobs: list[Job] = self._jobs()

        self.contact: Contact = contact(
            self.sections,
            self.lines,
            self.language or "",
            links,
            [job.place for job in self.jobs],
        )
        self.education: list[Schooling] = [
            entry for run in self.sections.runs("education") for entry in education(run)
        ]

    def facts(self, today: dt.date) -> Facts:
        """The facts, as of a day."""
        who, learnt = self.contact, self.education
        spoken = spoken_languages(self.sections.of("languages", "skills"))
        known = _best(self.skills(), self.sections, self.lines)
        times = [job.period for job in self.jobs]
        months = experience.months_worked(times, today)
        titles = [job.title.text for job in _latest_first(self.jobs) if job.title]
        found = Facts(
            name=spoken_name(who.name.text) if who.name else None,
            email=who.email.text if who.email else None,
            phone=who.number or (who.phone.text if who.phone else None),
            location=_flat(who.location),
            links=tuple(_all_links(who, self._links)),
            languages=tuple(LanguageFact(s.language.text, _flat(s.fluency)) for s in spoken),
            jobs=tuple(map(_job, self.jobs)),
            education=tuple(map(_schooling, learnt)),
            skills=tuple(known.values()),
            experience_months=months,
            seniority=experience.seniority(titles, months),
            gaps=tuple(experience.gaps(times, today)),
            language=self.language,
        )
        slices = self._slices(who, spoken, learnt, list(known))
        return msgspec.structs.replace(found, places=self._places(slices))

    def skills(self) -> list[Mention]:
        """Every place that names a skill; what employers and schools are called names none."""
        names = [part for job in self.jobs for part in (job.employer, job.place)]
        names += [entry.institution for entry in self.education]
        who = self.contact
        names += [who.name, who.location, who.email, *who.links]
        taken = sorted((part.start, part.end) for part in names if part)
        prose = [
            one
            for one in self.sections.placed
            if one.section not in _WITHOUT_SKILLS
            and not _CITED.search(one.said.text)
            and not is_footer(one.said.text)
        ]
        # What is at the top again is the header of another page.
        top = {one.said.text for one in self.sections.of("head")}
        own = [one for one in self.sections.of("skills") if one.said.text not in top]
        if who.name and any(one.said.start <= who.name.start < one.said.end for one in own):
            own = [one for one in own if one.said.start < who.name.start]  # another column's head
        own = [one for one in own if not (who.name and one.said.text == who.name.text)]  # signed
        parts = [one.said for one in prose]
        # A section that is headed "Languages" may mean those of computers.
        spoken = [one.said for one in self.sections.of("languages")]
        found = [*mentions(parts), *listed_skills(own), *mentions(spoken, sure=True)]
        return [one for one in found if not _overlaps(one.said, taken)]

    def _jobs(self) -> list[Job]:
        runs = self.sections.runs("experience")
        if not runs and not self.sections.kinds - {"contact", "summary"}:
            head = [run[1:] for run in self.sections.runs("head")]
            return [job for run in head for job in jobs(run, self.text, headed=False)]
        return told_once([job for run in runs for job in jobs(run, self.text)])

    def _slices(
        self,
        who: Contact,
        spoken: Sequence[Spoken],
        learnt: Sequence[Schooling],
        known: Sequence[Mention],
    ) -> Iterator[tuple[str, Slice | None]]:
        yield from (
            ("/name", who.name),
            ("/email", who.email),
            ("/phone", who.phone),
            ("/location", who.location),
        )
        for at, link in enumerate(who.links):
            yield f"/links/{at}", link
        for at, one in enumerate(spoken):
            yield f"/languages/{at}/language", one.language
            yield f"/languages/{at}/fluency", one.fluency
        for at, job in enumerate(self.jobs):
            time = job.period.said if job.period else None
            yield from _parts(
                f"/jobs/{at}",
                employer=job.employer,
                title=job.title,
                start=time,
                end=time,
                location=job.place,
            )
            for number, bullet in enumerate(job.bullets):
                yield f"/jobs/{at}/bullets/{number}", bullet.said
        for at, entry in enumerate(learnt):
            time = entry.period.said if entry.period else None
            yield from _parts(
                f"/education/{at}",
                institution=entry.institution,
                area=entry.area,
                studyType=entry.degree,
                start=time,
                end=time,
                score=entry.score,
            )
        for at, mention in enumerate(known):
            yield f"/skills/{at}", mention.said

    def _places(self, slices: Iterator[tuple[str, Slice | None]]) -> dict[str, Place]:
        starts = [line.said.start for line in self.lines]
        found: dict[str, Place] = {}
        for path, said in slices:
            if said is not None and self.text[said.start : said.end] == said.text:
                line = self.lines[max(0, bisect_right(starts, said.start) - 1)]
                found[path] = Place(line.number, (said.start, said.end))
        return found


def _parts(path: str, **parts: Slice | None) -> Iterator[tuple[str, Slice | None]]:
    for name, said in parts.items():
        yield f"{path}/{name}", said


def _cut(line: Line) -> Line:
    if len(line.text) <= MOST_LINE:
        return line
    return msgspec.structs.replace(line, said=line.said.part(0, MOST_LINE))


def _flat(said: Slice | None) -> str | None:
    return " ".join(said.text.split()) if said else None


def _job(job: Job) -> JobFact:
    time = job.period
    return JobFact(
        employer=_flat(job.employer),
        title=_flat(job.title),
        start=time.start.written() if time and time.start else None,
        end=time.end.written(end=True) if time and time.end else None,
        current=bool(time and time.current),
        bullets=tuple(bullet.text for bullet in job.bullets),
        location=_flat(job.place),
    )


def _schooling(entry: Schooling) -> EducationFact:
    time = entry.period
    return EducationFact(
        institution=_flat(entry.institution),
        area=_flat(entry.area),
        study_type=_flat(entry.degree),
        start=time.start.written() if time and time.start else None,
        end=time.end.written(end=True) if time and time.end else None,
        score=_flat(entry.score),
    )


def _latest_first(found: Sequence[Job]) -> list[Job]:
    """Jobs by when they ended, those that go on first; those without a time where they stand."""

    def when(job: Job) -> int:
        time = job.period
        if time is None:
            return 0
        ends = time.end.ends if time.end else None
        begins = time.start.begins if time.start else 0
        return (10**6 if time.current else ends or begins) * 10**4 + begins

    return sorted(found, key=when, reverse=True)


def _all_links(who: Contact, links: Sequence[str]) -> Iterator[str]:
    """The links of the text, and those of the document that it does not show."""
    seen = {link_key(link.text) for link in who.links}
    yield from (link.text for link in who.links)
    for link in links:
        key = link_key(link)
        if key not in seen and not link.lower().startswith(("mailto:", "tel:")):
            seen.add(key)
            yield link


def _best(
    found: Sequence[Mention], placed: Sections, all_lines: Sequence[Line]
) -> dict[Mention, SkillFact]:
    """Each skill once, with the line that shows it best: one on work before one of a list."""
    section = {one.line.said.start: one.section for one in placed.placed}
    starts = [line.said.start for line in all_lines]
    best: dict[str, tuple[int, Mention, Line]] = {}
    for mention in sorted(found, key=lambda one: one.said.start):
        line = all_lines[max(0, bisect_right(starts, mention.said.start) - 1)]
        rank = 0 if section.get(line.said.start) in {"experience", "projects"} else 1
        key = mention.name.casefold()
        if key not in best or rank < best[key][0]:
            best[key] = (rank, mention, line)
    ordered = sorted(best.values(), key=lambda one: one[1].said.start)
    return {
        mention: SkillFact(
            mention.name,
            mention.said.text,
            mention.skill.category if mention.skill else None,
            line.text,
        )
        for _, mention, line in ordered
    }


def _overlaps(said: Slice, taken: Sequence[tuple[int, int]]) -> bool:
    at = bisect_right(taken, (said.start, 10**9)) - 1
    return at >= 0 and taken[at][0] <= said.start < taken[at][1]
