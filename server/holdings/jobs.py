"""A job as it is kept and shown."""

import hashlib
from typing import Literal

import msgspec
from msgspec import UNSET

from agents.results.job import (
    Application,
    EmploymentType,
    Experience,
    JobPosting,
    JobRequirement,
    JobSource,
    JobWarning,
    RequiredEducation,
    Salary,
)
from server.holdings.holdings import Contents, Listed


class ListedJob(Listed, kw_only=True):
    """A job as listings show it."""

    hiring_organization: str | None
    job_location: list[str]
    remote: Literal["onsite", "hybrid", "remote"] | None
    employment_type: list[EmploymentType]
    date_posted: str | None
    valid_through: str | None
    language: str | None
    source: JobSource
    warnings: list[JobWarning]


class JobDocument(ListedJob, kw_only=True):
    """A job. What the posting does not say is null."""

    base_salary: Salary | None
    salary_text: str | None
    must_have: list[JobRequirement]
    nice_to_have: list[JobRequirement]
    experience: Experience | None
    education: RequiredEducation | None
    responsibilities: list[str]
    benefits: list[str]
    keywords: list[str]
    apply: Application | None
    blind: bool | None


class JobList(msgspec.Struct, omit_defaults=True):
    """Jobs, newest first; `cursor` where there are more."""

    jobs: list[ListedJob]
    cursor: str | None = None


class JobHead(msgspec.Struct, frozen=True, rename="camel"):
    """What listings show of a job."""

    hiring_organization: str | None
    job_location: list[str]
    remote: str | None
    employment_type: list[EmploymentType]
    date_posted: str | None
    valid_through: str | None
    language: str | None
    source: JobSource
    warnings: list[JobWarning]


def job_contents(posting: JobPosting) -> Contents:
    """A job as it is kept."""
    posting = msgspec.structs.replace(posting, id=UNSET)
    head = JobHead(*(getattr(posting, name) for name in JobHead.__struct_fields__))
    return Contents(posting.title, msgspec.json.encode(head), msgspec.json.encode(posting))


def job_hash(contents: Contents) -> str:
    """By which the same job is told that is sent twice: SHA-256 of what is kept of it."""
    return hashlib.sha256(contents.body).hexdigest()
