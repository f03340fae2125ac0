"""A posting's text, as rules read it."""

import datetime as dt
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from agents.kinds.job.outcome import Differences
from agents.postings.details import details_of
from agents.results.job import JobPosting, JobSource


class Read(Struct, frozen=True):
    """What was read, the text that it was read in, and where sources of it disagree.

    Each of `differs` is where in the result, what is seen there, and what else was told.
    """

    posting: JobPosting
    text: str
    differs: Differences = ()


def read_text(text: str, kind: Any, as_of: str, now_ms: int, language: str | None) -> Read:
    """What a text says; of a `language` that nobody told, only the words of it tell."""
    posting = details_of(text, dt.date.fromisoformat(as_of))
    source = JobSource(kind, fetched_at=now_ms)
    return Read(replace(posting, source=source, language=language or posting.language), text)
