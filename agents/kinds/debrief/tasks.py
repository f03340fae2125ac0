"""What is asked of models for a debrief: to point at what stands in it. Nothing is added to it."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from agents.evidence.checking import unheld
from agents.evidence.claims import unknown_numbers
from agents.evidence.sources import Source, find_quote
from agents.evidence.text import one_line
from agents.kind import Task
from agents.kinds.debrief.reading import Asked, Reading, Told
from agents.kinds.debrief.recalling import recall

_MOST_ISSUES = 20
_SHOWN = 80


def _stands(quote: str, text: str) -> bool:
    return find_quote(quote, [Source("text", text)]) is not None


def faults(found: Reading, given: Told) -> list[str]:
    """What of an answer does not stand in the text, in words that the model can act on."""
    issues = [issue for asked in found.questions for issue in _of_question(asked, given)]
    issues += [
        f"This is no passage of the text: {_clipped(quote)!r}."
        for quote in (*found.said, *found.learned)
        if not _stands(quote, given.text)
    ]
    return list(dict.fromkeys(issues))[:_MOST_ISSUES]


def _of_question(asked: Asked, given: Told) -> Iterator[str]:
    named = _clipped(asked.text)
    ids = {one.id for one in given.earlier}
    if asked.known is not None and asked.known not in ids:
        yield f"There is no earlier question {_clipped(asked.known)!r}."
    if not _stands(asked.quote, given.text):
        yield f"The quote of {named!r} is no passage of the text."
    elif asked.known is None and not _within(asked.text, asked.quote):
        yield f"{named!r} is no part of its quote: take the words of the text."
    if (asked.went is None) != (asked.went_quote is None):
        yield f"{named!r} has one of went and wentQuote: give both, or none."
    for quote in filter(None, (asked.went_quote, asked.answer)):
        if not _stands(quote, given.text):
            yield f"This is no passage of the text: {_clipped(quote)!r}."
    if asked.put and _invents(asked, given):
        yield f"The put of {named!r} has what the text does not say."


def _within(part: str, whole: str) -> bool:
    return one_line(part).casefold() in one_line(whole).casefold()


def _invents(asked: Asked, given: Told) -> bool:
    put, texts = asked.put or "", [given.text, *(one.text for one in given.earlier)]
    sources = [Source("text", text) for text in texts]
    return bool(unknown_numbers(put, texts) or unheld(put, sources))


def _clipped(text: str) -> str:
    return one_line(text)[:_SHOWN]


def grounded(found: Reading, given: Told) -> Reading:
    """The same without what does not stand in the text."""
    return Reading(
        tuple(one for asked in found.questions for one in _kept(asked, given)),
        _standing(found.said, given),
        _standing(found.learned, given),
    )


def _standing(quotes: Sequence[str], given: Told) -> tuple[str, ...]:
    return tuple(quote for quote in dict.fromkeys(quotes) if _stands(quote, given.text))


def _kept(asked: Asked, given: Told) -> Iterator[Asked]:
    ids = {one.id for one in given.earlier}
    fits = asked.known in ids or (asked.known is None and _within(asked.text, asked.quote))
    if not fits or not _stands(asked.quote, given.text):
        return
    if asked.went is None or not (asked.went_quote and _stands(asked.went_quote, given.text)):
        asked = replace(asked, went=None, went_quote=None)
    if asked.answer and not _stands(asked.answer, given.text):
        asked = replace(asked, answer=None)
    if asked.put and _invents(asked, given):
        asked = replace(asked, put=None)
    yield asked


READ = Task(
    "extractor",
    "read",
    inputs=Told,
    output=Reading,
    offline=recall,
    check=faults,
    mend=grounded,
)
