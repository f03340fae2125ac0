"""Reads a posting."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from agents.postings.asked import Posting
from agents.resume.language import language


def read_posting(text: str) -> Posting:
    """What a posting says."""
    title = next((line.strip() for line in text.splitlines() if line.strip()), None)
    return Posting(title, None, language(text, Counter()), (), None, text)


def posting_of(job: Mapping[str, Any]) -> Posting:
    """A stored job, in schema.org's names, as a posting."""
    return Posting(
        job.get("title"), job.get("hiringOrganization"), job.get("language"), (), None, ""
    )
