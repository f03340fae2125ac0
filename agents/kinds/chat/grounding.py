"""What an answer says of the person that the résumé they gave does not, nor did they."""

import datetime as dt
from collections.abc import Sequence

from agents.evidence.checking import unheld
from agents.evidence.sources import Source
from agents.resume.facts import Reading
from agents.resume.recognition import is_resume


def invented(
    answer: str,
    documents: Sequence[str],
    said: Sequence[str],
    today: dt.date,
    lent: Sequence[str] = (),
) -> list[str]:
    """The words of an answer that nothing holds; none where no document is a résumé.

    `lent` are texts of the handbook: what stands there word for word is said of nobody.
    """
    if not any(is_resume_text(text, today) for text in documents):
        return []
    sources = [
        *(Source("document", text) for text in documents),
        *(Source("answer", text) for text in said),
    ]
    for text in lent:
        answer = answer.replace(text, " ")
    return list(dict.fromkeys(one.quote for one in unheld(answer, sources, today)))


def wrong(
    answer: str,
    documents: Sequence[str],
    said: Sequence[str],
    today: dt.date,
    lent: Sequence[str] = (),
) -> list[str]:
    """The same in words that the writer can act on."""
    found = invented(answer, documents, said, today, lent)
    return [f"Neither the person nor what they gave says this: {what!r}." for what in found]


def is_resume_text(text: str, today: dt.date) -> bool:
    """Whether a text is a résumé, or the beginning of one."""
    reading = Reading(text)
    return is_resume(reading, reading.facts(today))
