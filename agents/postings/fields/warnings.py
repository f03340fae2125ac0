"""What whoever applies should know of a posting, each with the words that say it.

Nothing here says what a firm is: a warning is about the text, and its quote shows it.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from agents.data_files import read
from agents.postings.fields.days import Dated, is_old
from agents.postings.phrases import pattern
from agents.resume.lines import Line, Slice
from agents.results.job import JobWarning

_SENTENCES = pattern("sentences")
_CODES = ("fee_asked", "bank_or_id_asked", "unpaid_task", "discriminates")
_MOST_SENTENCE = 600
_MOST = 20
_LEAST_TEXT = 150
"""Characters of a text from which on it is a posting that names nobody, and no scrap of one."""


def warnings(
    lines: Sequence[Line],
    text: str,
    employer: str | None,
    posted: Dated | None,
    deadline: Dated | None,
    today: date,
) -> list[JobWarning]:
    """The warnings of a posting, one of a code for each sentence, in the order of the codes."""
    sentences = [one for line in lines for one in line.said.split(_SENTENCES)]
    found = [JobWarning(code, quote) for code in _CODES for quote in _quotes(code, sentences)]
    if employer is None and len(text) >= _LEAST_TEXT:
        found.append(JobWarning("no_employer", next(_quotes("no_employer", sentences), None)))
    if deadline and deadline.day < today:
        found.append(JobWarning("stale", deadline.quote))
    elif posted and not deadline and is_old(posted.day, today):
        found.append(JobWarning("stale", posted.quote))
    return found[:_MOST]


def _quotes(code: str, sentences: Sequence[Slice]) -> Iterator[str]:
    """The sentences that say it."""
    said, other = _patterns(code)
    for sentence in sentences:
        text = sentence.text[:_MOST_SENTENCE]
        if said.search(text) and not other.search(text):
            yield " ".join(text.split())


@cache
def _patterns(code: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    found = read("agents.postings", "warnings")[code]
    return tuple(re.compile("".join(found[key].splitlines())) for key in ("yes", "not"))  # type: ignore[return-value]
