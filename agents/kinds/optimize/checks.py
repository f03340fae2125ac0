"""What models propose, checked by code: only what holds is shown."""

import re
from collections.abc import Mapping

from msgspec import structs

from agents.evidence.brackets import brackets
from agents.evidence.hollow import hollow
from agents.evidence.sources import Source
from agents.evidence.support import unsupported
from agents.evidence.text import content, one_line
from agents.kinds.optimize.applying import settled
from agents.kinds.optimize.inputs import Completed, Completing, Drafted, Rewriting, Rewritten
from agents.kinds.optimize.rules import language_of
from agents.kinds.optimize.safety import objection

_HANGUL = re.compile(r"[가-힣]")
_LEAST_MATTER = 2
"""Stems from which on something of a text is left in whatever words it better."""
_MORE = 2
"""So many times the characters of a text another may have that stands in its place."""
_ROOM = 120
_PITHY = 5
"""Words of an answer up to which it is one that stands in a line as it is."""
_AMOUNT = re.compile(
    r"(?P<amount>(?:\b(?:about|around|roughly|approximately|some|over|under|up to|at least|at most"
    r"|nearly|almost|more than|less than|fewer than) |(?:약|대략|최대|최소|거의) ?)?"
    r"[$€£₩]?\d[\d.,]*\d?(?: ?(?:%|percent|k\b|만|천|억))?"
    r"(?: ?(?:명|개월|개|건|회|번|시간|일|주|년|원|배|대)(?![가-힣]))?(?: ?(?:정도|쯤|이상|이하))?)"
    r"(?: (?:a|an|per|each|every) (?:hour|shift|day|night|week|month|quarter|year))?",
    re.IGNORECASE,
)
MOST_PLACES = 2
"""Open places of a text: who is asked for more answers none."""


def misworded(answer: Rewritten, given: Rewriting) -> list[str]:
    """What is wrong with what a model proposes, in words that it can act on."""
    texts = {one.path: one.text for one in given.passages}
    return [f"{one.path}: {why}" for one in answer.changes if (why := _wrong(one, texts, given))]


def sound(answer: Rewritten, given: Rewriting) -> Rewritten:
    """What of it may be shown: numbers that nobody gave are open places now, the rest is dropped
    where it claims too much. Of one place the first counts."""
    texts = {one.path: one.text for one in given.passages}
    found: dict[str, Drafted] = {}
    for one in answer.changes:
        if one.path in found:
            continue
        if _wrong(one, texts, given) and one.after is not None and one.path in texts:
            one = opened(one, texts[one.path], given)
        if not _wrong(one, texts, given):
            found[one.path] = one
    return Rewritten(tuple(found.values()))


def opened(one: Drafted, before: str, given: Rewriting) -> Drafted:
    """A draft whose numbers that nobody gave are open places, with the question for them."""
    after = one.after or ""
    claims = unsupported(settled(before, after), [*_sources(given), Source("resume", before)])
    numbers = [claim.quote for claim in claims if claim.kind == "number"]
    if not numbers or not one.ask:
        return one
    for number in numbers:
        after = re.sub(rf"(?<![\w\[]){re.escape(number)}(?!\w)", f"[{one.ask}]", after, count=1)
    return structs.replace(one, after=after)


def uncompleted(answer: Completed, given: Completing) -> list[str]:
    """What is wrong with a text that was completed with an answer."""
    known = [Source("resume", given.resume), Source("answer", given.answer)]
    language = language_of(given.before, given.document_language)
    claims = unsupported(answer.after, [*known, Source("resume", given.before)])
    if claims:
        return [claim.why for claim in claims]
    if objected := objection(given.before + " " + given.answer, answer.after, language):
        return [objected]
    return []


def filled(given: Completing) -> str:
    """The text with the answer in its first open place; one answer a line where there are more."""
    places = [place for place in brackets(given.after) if place not in brackets(given.before)]
    parts = [part.strip(" .") for part in given.answer.splitlines() if part.strip(" .")]
    if not places or not parts:
        return given.after
    if len(places) == 1 or len(parts) == 1:
        parts = [", ".join(parts)]
    after = given.after
    for place, part in zip(places, parts, strict=False):
        follows = after.partition(place)[2].strip()
        after = after.replace(place, _pithy(part, ends=not follows[:1].isalnum()), 1)
    return after


def _pithy(said: str, *, ends: bool) -> str:
    """What of an answer goes into a place: its one amount where it is a sentence around that.

    An estimate stays one. How often it is said for stays where nothing follows it (`ends`).
    """
    amounts = list(_AMOUNT.finditer(said)) if len(said.split()) > _PITHY else []
    if len(amounts) != 1:
        return said
    (amount,) = amounts
    return amount.group() if ends else amount["amount"]


def _sources(given: Rewriting) -> list[Source]:
    answers = [Source("answer", text) for text in given.answers]
    return [Source("resume", given.resume), *answers]


def _wrong(one: Drafted, texts: Mapping[str, str], given: Rewriting) -> str | None:
    before = texts.get(one.path)
    if before is None:
        return f"There is no such path; they are {', '.join(texts)}."
    if one.focus not in given.focus:
        return f"The focus is one of {', '.join(given.focus)}."
    if given.language == "ko" and not _HANGUL.search(one.reason):
        return "The reason is to be in Korean."
    return None if one.after is None else _ill_put(one, one.after, before, texts, given)


def _ill_put(
    one: Drafted, after: str, before: str, texts: Mapping[str, str], given: Rewriting
) -> str | None:
    """What is wrong with the text that is to stand there."""
    if not after.strip() or after == before:
        return "It changes nothing: leave it out."
    if _is_other(one, before, texts):
        return "It is not what stood there, worded better: keep what this passage says."
    language = language_of(before, given.document_language)
    if language != language_of(after, given.document_language):
        return "Write in the language of the text."
    if len(settled(before, after)) > _MORE * len(before) + _ROOM:
        return "It is much longer than what stood there."
    places = [place for place in brackets(after) if place not in brackets(before)]
    if len(places) > MOST_PLACES or (places and not one.ask):
        return f"At most {MOST_PLACES} places in brackets, and the question for them in `ask`."
    if one.focus != "language" and (words := hollow(settled(before, after), language)):
        return f"{words[0]!r} is hollow: say what was done instead, or leave the line as it is."
    return objection(before, after, language, sources=_sources(given))


def _is_other(one: Drafted, before: str, texts: Mapping[str, str]) -> bool:
    """Whether a text has taken another's place: it is that of another path, or has nothing left of
    what stood there. In a misspelt one no word may be left.
    """
    after = one.after or ""
    if any(one_line(after) == one_line(text) for path, text in texts.items() if path != one.path):
        return True
    said = _matter(before)
    return (
        one.focus != "language" and len(said) >= _LEAST_MATTER and said.isdisjoint(_matter(after))
    )


def _matter(text: str) -> set[str]:
    """What a text is about: the stems of its words, and in Korean its syllables, two by two."""
    syllables = "".join(_HANGUL.findall(text))
    return content(text) | {syllables[at : at + 2] for at in range(len(syllables) - 1)}
