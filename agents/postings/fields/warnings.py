"""What whoever applies should know of a posting, each with the words that say it.

Nothing here says what a firm is: a warning is about the text, and its quote shows it.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from agents.data_files import read
from agents.postings.clauses import sentences
from agents.postings.fields.days import Dated, is_old
from agents.results.job import JobWarning
from agents.resume.lines import Line, Slice

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
    said = [one for line in lines for one in sentences(line.said)]
    found = [JobWarning(code, quote) for code in _CODES for quote in _quotes(code, said)]
    if employer is None and len(text) >= _LEAST_TEXT:
        found.append(JobWarning("no_employer", next(_quotes("no_employer", said), None)))
    if deadline and deadline.day < today:
        found.append(JobWarning("stale", " ".join(deadline.quote.split())))
    elif posted and not deadline and is_old(posted.day, today):
        found.append(JobWarning("stale", " ".join(posted.quote.split())))
    return found[:_MOST]


def _quotes(code: str, said: Sequence[Slice]) -> Iterator[str]:
    """The sentences that say it."""
    expected, other = _patterns(code)
    for sentence in said:
        text = sentence.text[:_MOST_SENTENCE]
        if expected.search(text) and not other.search(text):
            yield " ".join(text.split())


@cache
def _patterns(code: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    found = read("agents.postings", "warnings")[code]
    return tuple(re.compile("".join(found[key].splitlines())) for key in ("yes", "not"))  # type: ignore[return-value]
