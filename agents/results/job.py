"""A job that somebody may apply for, in the names of schema.org's JobPosting.

It is what is stored of a job, what one sends for it, and what is read of a posting. What the
posting does not say is null.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

Line = Annotated[str, Meta(min_length=1, max_length=200)]
Text = Annotated[str, Meta(max_length=5_000)]
Lines = Annotated[list[Line], Meta(max_length=50)]
Paragraphs = Annotated[list[Text], Meta(max_length=50)]
Day = Annotated[str, Meta(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$", max_length=10)]
Language = Annotated[str, Meta(min_length=2, max_length=35)]
Amount = Annotated[float, Meta(ge=0, le=1e12)]
Years = Annotated[float, Meta(ge=0, le=80)]

EmploymentType = Literal[
    "FULL_TIME", "PART_TIME", "CONTRACTOR", "TEMPORARY", "INTERN", "VOLUNTEER", "PER_DIEM", "OTHER"
]


class _Form(msgspec.Struct, frozen=True, rename="camel"):
    """A part of a job. Fields that are not known are passed over."""


class Salary(_Form, frozen=True):
    """What is paid, between two amounts of one currency (ISO 4217)."""

    currency: Annotated[str, Meta(min_length=3, max_length=3)] | None
    min: Amount | None
    max: Amount | None
    unit: Literal["HOUR", "DAY", "WEEK", "MONTH", "YEAR"] | None


class JobRequirement(_Form, frozen=True):
    """What the posting asks for, in its own words (`quote`)."""

    id: Line
    text: Text
    knockout: bool = False
    skills: Lines = []
    quote: Text | None = None


class Experience(_Form, frozen=True):
    """How many years it asks for."""

    min_years: Years | None
    max_years: Years | None
    quote: Text | None = None


class RequiredEducation(_Form, frozen=True):
    """What must have been learnt, and whether the law or the posting says so."""

    text: Text
    required_by: Literal["law", "posting"]


class FormLength(_Form, frozen=True):
    """How long an answer may be, counted with blanks or without."""

    max: Annotated[int, Meta(ge=1, le=1_000_000)]
    unit: Literal["words", "characters", "bytes"]
    spaces: bool = True
    encoding: Literal["utf-8", "euc-kr"] | UnsetType = UNSET


class FormQuestion(_Form, frozen=True):
    """A question of the form, and how long its answer may be."""

    question: Text
    length: FormLength | None = None


class Application(_Form, frozen=True):
    """How one applies."""

    how: Text | None
    documents: Lines = []
    form: Annotated[list[FormQuestion], Meta(max_length=50)] = []


class JobWarning(_Form, frozen=True):
    """Something that whoever applies should know, with the words that say it."""

    code: Line
    quote: Text | None = None


class JobSource(_Form, frozen=True):
    """Where the posting was found, and when (ms since 1970, or a date)."""

    kind: Literal["ats", "json-ld", "page", "text", "image", "pdf"]
    url: Annotated[str, Meta(max_length=2_000)] | UnsetType | None = UNSET
    fetched_at: int | Annotated[str, Meta(max_length=40)] | UnsetType | None = UNSET


class JobPosting(_Form, frozen=True):
    """A job. What the posting does not say is null.

    `id` is that of the stored job, and none of the sender's: one that is sent is passed over.
    """

    title: Annotated[str, Meta(min_length=1, max_length=200)]
    id: str | UnsetType = UNSET
    hiring_organization: Line | None = None
    job_location: Lines = []
    remote: Literal["onsite", "hybrid", "remote"] | None = None
    employment_type: list[EmploymentType] = []
    base_salary: Salary | None = None
    salary_text: Text | None = None
    date_posted: Day | None = None
    valid_through: Day | None = None
    must_have: Annotated[list[JobRequirement], Meta(max_length=50)] = []
    nice_to_have: Annotated[list[JobRequirement], Meta(max_length=50)] = []
    experience: Experience | None = None
    education: RequiredEducation | None = None
    responsibilities: Paragraphs = []
    benefits: Paragraphs = []
    keywords: Lines = []
    apply: Application | None = None
    blind: bool | None = None
    warnings: Annotated[list[JobWarning], Meta(max_length=50)] = []
    language: Language | None = None
    source: JobSource = JobSource("text")
