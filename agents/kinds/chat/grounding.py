"""What an answer says of the person that the résumé they gave does not, nor did they."""

import datetime as dt
from collections.abc import Sequence

from agents.evidence.checking import unheld
from agents.evidence.sources import Source
from agents.resume.facts import Reading
from agents.resume.recognition import is_resume


def invented(
    answer: str, documents: Sequence[str], said: Sequence[str], today: dt.date
) -> list[str]:
    """The words of an answer that nothing holds; none where no document is a résumé."""
    if not any(_is_resume(text, today) for text in documents):
        return []
    sources = [
        *(Source("document", text) for text in documents),
        *(Source("answer", text) for text in said),
    ]
    return list(dict.fromkeys(one.quote for one in unheld(answer, sources, today)))


def wrong(answer: str, documents: Sequence[str], said: Sequence[str], today: dt.date) -> list[str]:
    """The same in words that the writer can act on."""
    found = invented(answer, documents, said, today)
    return [f"Neither the person nor what they gave says this: {what!r}." for what in found]


def _is_resume(text: str, today: dt.date) -> bool:
    reading = Reading(text)
    return is_resume(reading, reading.facts(today))
