"""JSON Resume 1.0, the form in which resumes are stored and changed, and its facts.

Facts of a text become such a resume; a resume that comes in this form becomes a text and its facts.
Dates are ISO 8601, as precise as they are known: `2019`, `2019-03` or `2019-03-31`.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from agents.resume import experience
from agents.resume.dates import Date, Period, periods
from agents.resume.facts import (
    EducationFact,
    Facts,
    JobFact,
    LanguageFact,
    Place,
    Reading,
    SkillFact,
)
from agents.resume.language import language
from agents.resume.lines import Slice, lines
from agents.resume.sections import sections
from agents.resume.skills import mentions, skill_of


class _Form(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """A part of a resume; what it does not say is left out."""


class Location(_Form, frozen=True):
    """Where somebody lives. `country_code` is ISO 3166."""

    address: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country_code: str | None = None
    region: str | None = None


class Profile(_Form, frozen=True):
    """Somebody's page on a network."""

    network: str | None = None
    username: str | None = None
    url: str | None = None


class Basics(_Form, frozen=True):
    """Who the resume is of."""

    name: str | None = None
    label: str | None = None
    image: str | None = None
    email: str | None = None
    phone: str | None = None
    url: str | None = None
    summary: str | None = None
    location: Location | None = None
    profiles: tuple[Profile, ...] = ()


class Work(_Form, frozen=True):
    """A job. Without an end it goes on."""

    name: str | None = None
    position: str | None = None
    location: str | None = None
    description: str | None = None
    url: str | None = None
    start_date: str | None = None
    end_date: str | None = None
    summary: str | None = None
    highlights: tuple[str, ...] = ()


class Volunteer(_Form, frozen=True):
    """Work that nobody was paid for."""

    organization: str | None = None
    position: str | None = None
    url: str | None = None
    start_date: str | None = None
    end_date: str | None = None
    summary: str | None = None
    highlights: tuple[str, ...] = ()


class Education(_Form, frozen=True):
    """A time of learning."""

    institution: str | None = None
    url: str | None = None
    area: str | None = None
    study_type: str | None = None
    start_date: str | None = None
    end_date: str | None = None
    score: str | None = None
    courses: tuple[str, ...] = ()


class Award(_Form, frozen=True):
    """An award."""

    title: str | None = None
    date: str | None = None
    awarder: str | None = None
    summary: str | None = None


class Certificate(_Form, frozen=True):
    """A certificate."""

    name: str | None = None
    date: str | None = None
    issuer: str | None = None
    url: str | None = None


class Publication(_Form, frozen=True):
    """A publication."""

    name: str | None = None
    publisher: str | None = None
    release_date: str | None = None
    url: str | None = None
    summary: str | None = None


class SkillGroup(_Form, frozen=True):
    """A skill, or a group of them, which are its keywords."""

    name: str | None = None
    level: str | None = None
    keywords: tuple[str, ...] = ()


class SpokenLanguage(_Form, frozen=True):
    """A language, and how well it is spoken."""

    language: str | None = None
    fluency: str | None = None


class Interest(_Form, frozen=True):
    """An interest."""

    name: str | None = None
    keywords: tuple[str, ...] = ()


class Reference(_Form, frozen=True):
    """What somebody said."""

    name: str | None = None
    reference: str | None = None


class Project(_Form, frozen=True):
    """A project."""

    name: str | None = None
    description: str | None = None
    highlights: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    start_date: str | None = None
    end_date: str | None = None
    url: str | None = None
    roles: tuple[str, ...] = ()
    entity: str | None = None
    type: str | None = None


class OtherSection(_Form, frozen=True):
    """Lines below a heading that JSON Resume has no section for."""

    name: str | None = None
    highlights: tuple[str, ...] = ()


class JsonResume(_Form, frozen=True):
    """A resume in JSON Resume 1.0, which lets there be more: `other` is ours."""

    basics: Basics = Basics()
    work: tuple[Work, ...] = ()
    volunteer: tuple[Volunteer, ...] = ()
    education: tuple[Education, ...] = ()
    awards: tuple[Award, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    publications: tuple[Publication, ...] = ()
    skills: tuple[SkillGroup, ...] = ()
    languages: tuple[SpokenLanguage, ...] = ()
    interests: tuple[Interest, ...] = ()
    references: tuple[Reference, ...] = ()
    projects: tuple[Project, ...] = ()
    other: tuple[OtherSection, ...] = ()


_DATE = re.compile(r"(?P<year>(?:19|20)\d\d)(?:-(?P<month>0[1-9]|1[0-2])(?:-\d\d)?)?(?:T.*)?")
_NETWORKS = {
    "linkedin.com": "LinkedIn",
    "github.com": "GitHub",
    "gitlab.com": "GitLab",
    "xing.com": "Xing",
}
_FLAT = frozenset(("work_experiences", "technical_skills", "contact_info", "personal_projects"))
"""Fields that the flat form has, and JSON Resume has not."""
_LINKS = ("linkedin", "github", "website", "url", "portfolio", "links")


def read_resume(document: Mapping[str, Any]) -> JsonResume:
    """A resume from what was sent: JSON Resume, or the flat form of `work_experiences` and others.

    Raises `msgspec.ValidationError`, which says where it is neither.
    """
    if _FLAT & document.keys():
        return _from_flat(document)
    return msgspec.convert(_without_nulls(document), JsonResume, strict=False)


def stated_total(document: Mapping[str, Any]) -> int | None:
    """The months of work that the data states beside its jobs, if it does."""
    meta = document.get("meta")
    total = meta.get("totalExperienceMonths") if isinstance(meta, Mapping) else None
    return total if isinstance(total, int) and not isinstance(total, bool) else None


def resume_of(reading: Reading, facts: Facts) -> JsonResume:
    """A text's facts as JSON Resume, in the order in which they stand there."""
    summary = " ".join(one.said.text for one in reading.sections.of("summary"))
    links = [(link, _network(link)) for link in facts.links]
    return JsonResume(
        basics=Basics(
            name=facts.name,
            label=facts.jobs[0].title if facts.jobs else None,
            email=facts.email,
            phone=facts.phone,
            url=next((link for link, network in links if network is None), None),
            summary=" ".join(summary.split()) or None,
            location=Location(city=facts.location) if facts.location else None,
            profiles=tuple(Profile(network, None, link) for link, network in links if network),
        ),
        work=tuple(map(_work, facts.jobs)),
        education=tuple(
            Education(
                institution=one.institution,
                area=one.area,
                study_type=one.study_type,
                start_date=one.start,
                end_date=one.end,
                score=one.score,
            )
            for one in facts.education
        ),
        skills=tuple(SkillGroup(skill.name) for skill in facts.skills),
        languages=tuple(SpokenLanguage(one.language, one.fluency) for one in facts.languages),
    )


def facts_of_resume(resume: JsonResume, today: dt.date) -> tuple[str, Facts]:
    """The text of a resume as one reads it, and the facts that stand in it."""
    page = _Page()
    facts = _written(resume, page, today)
    return page.text, msgspec.structs.replace(facts, places=page.places)


class _Page:
    """A text as it is written, and where its facts stand in it."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._line = 0
        self.places: dict[str, Place] = {}

    @property
    def text(self) -> str:
        """What is written so far."""
        return "".join(self._parts)

    @property
    def length(self) -> int:
        """How many characters that are."""
        return self._length

    def say(self, text: str, path: str | None = None) -> None:
        """Write on; with a path, that fact stands here."""
        if path and text:
            self.places[path] = Place(self._line, (self._length, self._length + len(text)))
        self._parts.append(text)
        self._length += len(text)
        self._line += text.count("\n")

    def row(self, *said: tuple[str | None, str | None], between: str = " · ") -> None:
        """Write a line of what there is of these texts, each with its fact's path."""
        known = [(text, path) for text, path in said if text]
        for at, (text, path) in enumerate(known):
            if at:
                self.say(between)
            self.say(_one_line(text), path)
        if known:
            self.say("\n")

    def heading(self, text: str, *, of: object) -> None:
        """Begin a section, if there is anything in it."""
        if of:
            self.say(f"\n{text}\n")


def _written(resume: JsonResume, page: _Page, today: dt.date) -> Facts:
    basics = resume.basics
    where = basics.location
    location = (
        ", ".join(filter(None, (where.city, where.region, where.country_code))) or where.address
        if where
        else None
    )
    links = [link for link in (basics.url, *(one.url for one in basics.profiles)) if link]
    page.row((basics.name, "/name"))
    page.row((basics.label, None))
    page.row((location, "/location"), (basics.email, "/email"), (basics.phone, "/phone"))
    page.row(*((link, f"/links/{at}") for at, link in enumerate(links)))
    page.heading("Summary", of=basics.summary)
    page.row((basics.summary, None))
    jobs = list(_work_written(resume, page))
    learnt = list(_education_written(resume, page))
    _rest_written(resume, page)
    spoken = list(_languages_written(resume, page))
    skills = list(_skills_written(resume, page))
    times = [_period(work.start_date, work.end_date) for work in resume.work]
    months = experience.months_worked(times, today)
    return Facts(
        name=basics.name,
        email=basics.email,
        phone=basics.phone,
        location=location,
        links=tuple(links),
        languages=tuple(spoken),
        jobs=tuple(jobs),
        education=tuple(learnt),
        skills=tuple(skills),
        experience_months=months,
        seniority=experience.seniority([job.title for job in jobs if job.title], months),
        gaps=tuple(experience.gaps(times, today)),
        language=language(page.text, sections(lines(page.text)).headings),
    )


def _work_written(resume: JsonResume, page: _Page) -> Iterator[JobFact]:
    page.heading("Experience", of=resume.work)
    for at, work in enumerate(resume.work):
        path = f"/jobs/{at}"
        page.row((work.position, f"{path}/title"))
        page.row((work.name, f"{path}/employer"), (work.location, f"{path}/location"))
        page.row(
            (work.start_date, f"{path}/start"),
            (work.end_date or "present", f"{path}/end"),
            between=" – ",
        )
        told = tuple(map(_one_line, filter(None, (work.summary, *work.highlights))))
        for number, text in enumerate(told):
            page.say("• ")
            page.row((text, f"{path}/bullets/{number}"))
        page.say("\n")
        time = _period(work.start_date, work.end_date)
        yield JobFact(
            employer=work.name,
            title=work.position,
            start=time.start.written() if time and time.start else None,
            end=time.end.written(end=True) if time and time.end else None,
            current=bool(time and time.current),
            bullets=told,
            location=work.location,
        )


def _education_written(resume: JsonResume, page: _Page) -> Iterator[EducationFact]:
    page.heading("Education", of=resume.education)
    for at, one in enumerate(resume.education):
        path = f"/education/{at}"
        page.row((one.study_type, f"{path}/studyType"), (one.area, f"{path}/area"), between=" in ")
        page.row((one.institution, f"{path}/institution"))
        page.row((one.start_date, f"{path}/start"), (one.end_date, f"{path}/end"), between=" – ")
        page.row((one.score, f"{path}/score"))
        time = _period(one.start_date, one.end_date)
        yield EducationFact(
            institution=one.institution,
            area=one.area,
            study_type=one.study_type,
            start=time.start.written() if time and time.start else None,
            end=time.end.written(end=True) if time and time.end else None,
            score=one.score,
        )


def _rest_written(resume: JsonResume, page: _Page) -> None:
    """The sections that hold no facts of their own, but skills."""
    page.heading("Projects", of=resume.projects)
    for project in resume.projects:
        page.row((project.name, None), (project.url, None))
        for text in filter(
            None, (project.description, *project.highlights, ", ".join(project.keywords))
        ):
            page.row((f"• {_one_line(text)}", None))
    page.heading("Volunteering", of=resume.volunteer)
    for one in resume.volunteer:
        page.row((one.position, None), (one.organization, None))
        for text in filter(None, (one.summary, *one.highlights)):
            page.row((f"• {_one_line(text)}", None))
    page.heading("Certificates", of=resume.certificates)
    for certificate in resume.certificates:
        page.row((certificate.name, None), (certificate.issuer, None), (certificate.date, None))
    page.heading("Awards", of=resume.awards)
    for award in resume.awards:
        page.row((award.title, None), (award.awarder, None), (award.date, None))
    page.heading("Publications", of=resume.publications)
    for publication in resume.publications:
        page.row((publication.name, None), (publication.publisher, None))
    _other_written(resume, page)
    page.heading("Interests", of=resume.interests)
    for interest in resume.interests:
        page.row((interest.name, None), *((word, None) for word in interest.keywords), between=", ")


def _other_written(resume: JsonResume, page: _Page) -> None:
    for section in resume.other:
        page.heading(section.name or "Other", of=section.highlights)
        for text in section.highlights:
            page.row((f"• {_one_line(text)}", None))


def _languages_written(resume: JsonResume, page: _Page) -> Iterator[LanguageFact]:
    page.heading("Languages", of=resume.languages)
    named = [one for one in resume.languages if one.language]
    for at, one in enumerate(named):
        path = f"/languages/{at}"
        page.row((one.language, f"{path}/language"), (one.fluency, f"{path}/fluency"), between=": ")
        yield LanguageFact(one.language or "", one.fluency)


def _skills_written(resume: JsonResume, page: _Page) -> Iterator[SkillFact]:
    """The skills of the resume's own list, and those that its other sections name."""
    told = Slice(page.text, 0)
    found: dict[str, SkillFact] = {}
    for one in mentions(line.said for line in lines(told.text)):
        if one.skill and one.name not in found:
            begun = told.text.rfind("\n", 0, one.said.start) + 1
            stop = told.text.find("\n", one.said.end)
            line = told.text[begun : stop if stop >= 0 else None]
            page.places[f"/skills/{len(found)}"] = Place(
                told.text.count("\n", 0, begun), (one.said.start, one.said.end)
            )
            found[one.name] = SkillFact(one.name, one.said.text, one.skill.category, line)
    page.heading("Skills", of=resume.skills)
    for group in resume.skills:
        written = [_one_line(text) for text in (group.keywords or (group.name,)) if text]
        label = f"{_one_line(group.name)}: " if group.keywords and group.name else ""
        page.say(label)
        for number, text in enumerate(written):
            known = skill_of(text)
            name = known.name if known else text
            is_new = name not in found
            page.say(", " if number else "")
            page.say(text, f"/skills/{len(found)}" if is_new else None)
            if is_new:
                evidence = label + ", ".join(written)
                found[name] = SkillFact(name, text, known.category if known else None, evidence)
        page.say("\n")
    yield from found.values()


def _work(job: JobFact) -> Work:
    return Work(
        name=job.employer,
        position=job.title,
        location=job.location,
        start_date=job.start,
        end_date=job.end,
        highlights=job.bullets,
    )


def _period(start: str | None, end: str | None) -> Period | None:
    """The time between two dates; without an end it goes on."""
    first, last = _date(start), _date(end)
    if first is None and last is None:
        return None
    is_open = not end or (last is None and _goes_on(end))
    return Period(Slice("", 0), first, last, current=is_open and first is not None)


def _date(text: str | None) -> Date | None:
    """A date in ISO 8601, or as people write it: "März 2019"."""
    match = _DATE.fullmatch(text.strip()) if text else None
    if match:
        month = int(match["month"]) if match["month"] else None
        return Date(int(match["year"]), month, month)
    found = periods(Slice(text, 0)) if text else []
    return found[0].start if len(found) == 1 else None


def _goes_on(end: str) -> bool:
    """Whether the end of a time says that it has none: "present", "heute"."""
    return any(time.current for time in periods(Slice(f"2000 – {end}", 0)))


def _network(link: str) -> str | None:
    return next((name for host, name in _NETWORKS.items() if host in link.lower()), None)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _without_nulls(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_nulls(one) for key, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_without_nulls(one) for one in value if one is not None]
    return value


def _from_flat(document: Mapping[str, Any]) -> JsonResume:
    """The flat form, whose parts go by many names, as JSON Resume."""
    given = _without_nulls(document)
    reach = given.get("contact_info", {})
    reach = reach if isinstance(reach, Mapping) else {"address": str(reach)}
    jobs = [one for one in _list(given.get("work_experiences")) if isinstance(one, Mapping)]
    own = [one for one in _list(given.get("personal_projects")) if isinstance(one, Mapping)]
    links = [link for name in _LINKS for link in _list(reach.get(name))]
    place = _text(reach, "location", "city", "address")
    return JsonResume(
        basics=Basics(
            name=_text(given, "name"),
            email=_text(reach, "email", "mail"),
            phone=_text(reach, "phone", "phone_number", "mobile", "tel"),
            summary=_text(given, "summary"),
            location=Location(city=place) if place else None,
            profiles=tuple(Profile(_network(str(link)), None, str(link)) for link in links),
        ),
        work=tuple(map(_flat_work, jobs)),
        projects=tuple(
            Project(
                name=_text(one, "name", "title", "project_name"),
                description=_text(one, "description", "summary"),
                highlights=tuple(_texts(one, "highlights", "bullets", "achievements", "details")),
                keywords=tuple(
                    _texts(one, "technologies", "tech_stack", "technical_skills", "skills")
                ),
                url=_text(one, "url", "link"),
            )
            for one in own
        ),
        skills=tuple(_flat_skills(given.get("technical_skills"))),
    )


def _flat_work(job: Mapping[str, Any]) -> Work:
    end = _text(job, "end_date", "endDate", "end", "to")
    return Work(
        name=_text(job, "company", "company_name", "employer", "organization", "name"),
        position=_text(job, "position", "title", "job_title", "role"),
        location=_text(job, "location", "city"),
        start_date=_text(job, "start_date", "startDate", "start", "from"),
        end_date=None if end and _goes_on(end) else end,
        summary=_text(job, "summary"),
        highlights=tuple(
            _texts(
                job,
                "highlights",
                "bullets",
                "responsibilities",
                "achievements",
                "description",
                "details",
            )
        ),
    )


def _flat_skills(given: Any) -> Iterator[SkillGroup]:
    """Skills as a list, in one text, or in groups."""
    if isinstance(given, Mapping):
        yield from (SkillGroup(str(k), None, tuple(map(str, _list(v)))) for k, v in given.items())
    elif isinstance(given, str):
        yield from (SkillGroup(text.strip()) for text in re.split(r"[,;\n]", given) if text.strip())
    else:
        for one in _list(given):
            name = _text(one, "name", "skill") if isinstance(one, Mapping) else str(one)
            yield SkillGroup(name)


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _text(given: Mapping[str, Any], *names: str) -> str | None:
    """The first of these fields that holds a text or a number."""
    values = (given.get(name) for name in names)
    return next(
        (
            str(value).strip()
            for value in values
            if isinstance(value, str | int) and str(value).strip()
        ),
        None,
    )


def _texts(given: Mapping[str, Any], *names: str) -> Iterable[str]:
    """All texts of these fields, each line of a longer one for itself."""
    values = [value for name in names for value in _list(given.get(name))]
    pieces = (piece for value in values for piece in str(value).splitlines())
    return [bare for piece in pieces if (bare := piece.strip().lstrip("•-* ").strip())]
