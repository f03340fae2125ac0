"""A résumé as it is kept and shown."""

import msgspec
from msgspec import UNSET, Raw, UnsetType

from agents.reading.document import ReadingWarning
from agents.resume.experience import Gap, Seniority
from agents.resume.facts import EducationFact, LanguageFact, SkillFact
from agents.resume.json_resume import JsonResume
from protocol.catalogue import Text, misfit
from protocol.errors import Malformed
from protocol.frames import Problem
from server.holdings.holdings import Contents, Failure, Listed
from server.holdings.sources import Source, title_of
from server.reading.sandbox import Reading

UNTITLED = "Résumé"
NOTHING = Raw(b"null")

NO_RESUME = Text("errors.malformed.no_json_resume")


class ShownJob(msgspec.Struct, frozen=True):
    """A job, as clients see it."""

    employer: str | None
    title: str | None
    start: str | None
    end: str | None
    current: bool
    bullets: tuple[str, ...]


class ShownFacts(msgspec.Struct, frozen=True, rename="camel"):
    """The facts of a résumé, as clients see them: without where each stands."""

    name: str | None
    email: str | None
    phone: str | None
    location: str | None
    links: tuple[str, ...]
    languages: tuple[LanguageFact, ...]
    jobs: tuple[ShownJob, ...]
    education: tuple[EducationFact, ...]
    skills: tuple[SkillFact, ...]
    experience_months: int | None
    seniority: Seniority | None
    gaps: tuple[Gap, ...]
    language: str | None


class ListedResume(Listed, kw_only=True):
    """A résumé as listings show it; `resume` is null where it was not read."""

    source: Source
    warnings: list[ReadingWarning]
    resume: JsonResume | None


class ResumeDocument(ListedResume, kw_only=True):
    """A résumé; text and facts are null where it was not read."""

    text: str | None
    facts: ShownFacts | None


class ResumeList(msgspec.Struct, omit_defaults=True):
    """Résumés, newest first; `cursor` where there are more."""

    resumes: list[ListedResume]
    cursor: str | None = None


class ResumeResult(msgspec.Struct, omit_defaults=True):
    """What became of one file of several: the status that it would have by itself."""

    name: str | None
    status: int
    resume: ListedResume | UnsetType = UNSET
    error: Problem | UnsetType = UNSET


class ResumeResults(msgspec.Struct):
    """What became of several files."""

    results: list[ResumeResult]


class ResumeHead(msgspec.Struct, frozen=True):
    """What listings show of a résumé. `error` is there where it could not be read."""

    source: Source
    warnings: list[ReadingWarning]
    resume: Raw
    error: Failure | UnsetType = UNSET


class ResumeBody(msgspec.Struct, frozen=True):
    """What they do not show."""

    text: str | None
    facts: ShownFacts | None
    measured: Raw = NOTHING
    """What was measured of the file when it was read; shown to nobody."""


def resume_contents(source: Source, reading: Reading) -> Contents:
    """A résumé that was read."""
    facts = msgspec.json.decode(reading.facts_json, type=ShownFacts)
    document = reading.document
    head = ResumeHead(source, document.warnings, reading.resume_json)
    return Contents(
        title_of(source.name, facts.name, document.text) or UNTITLED,
        msgspec.json.encode(head),
        msgspec.json.encode(ResumeBody(document.text, facts, reading.file_json)),
    )


def unread_resume(source: Source, failure: Failure | None = None) -> Contents:
    """A résumé that is still being read, or, with a reason, could not be."""
    head = ResumeHead(source, [], NOTHING, failure or UNSET)
    return Contents(
        title_of(source.name) or UNTITLED,
        msgspec.json.encode(head),
        msgspec.json.encode(ResumeBody(None, None)),
    )


def checked_resume(raw: bytes) -> bytes:
    """JSON Resume that was sent, in the form in which it is read as one.

    Raises Malformed, which says where it does not fit.
    """
    try:
        fields = msgspec.json.decode(raw, type=dict[str, Raw])
        msgspec.json.decode(raw, type=JsonResume)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError, ValueError) as exc:
        raise Malformed(Text("errors.malformed.json_resume", reason=misfit(exc))) from None
    if not fields.keys() & set(JsonResume.__struct_encode_fields__):
        raise Malformed(NO_RESUME)
    return msgspec.json.encode({"basics": Raw(b"{}")} | fields)


def source_of(head: bytes) -> Source:
    """Where a résumé that is kept came from."""
    return msgspec.json.decode(head, type=_Sourced).source


class _Sourced(msgspec.Struct):
    source: Source
