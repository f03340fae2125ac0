"""What a posting asks for, asked about: each in a question of its own, all conditions in one.

What was asked about is a competency of the result, judged by the scales of its question; conditions
are answered, and part of nothing that is judged. What was not asked about is named, and why.
"""

from collections.abc import Iterator, Sequence
from statistics import median_low
from typing import Literal, TypeAlias

from msgspec.structs import replace

from agents.bank import framing, passages
from agents.bank.types import AskedBefore, Chosen, Interview, Posted
from agents.evidence.text import clip
from agents.kinds.interview.asked_question import AskedQuestion, of_bank
from agents.kinds.interview.judging import band_of
from agents.kinds.interview.looking_back import MOST_QUOTE, MOST_QUOTES, keyed_bands, mean_band
from agents.kinds.interview.memory import Asked
from agents.kinds.interview.results import CompetencyResult
from agents.kinds.interview.wording import TEXTS
from protocol.catalogue import Said

Unasked: TypeAlias = Literal["left", "private", "form", "type", "unanswered"]
"""Why something was not asked about: no question was left for it, nobody may be asked, no sentence
can hold it, that type of interview asks nothing of the kind; or it was, and not answered."""

OTHER_TYPES = frozenset(("system_design", "dsa"))
"""Interviews that are about one task, and nothing that a posting asks for."""


def question(
    posted: Posted,
    asked: Sequence[Asked],
    before: Sequence[AskedBefore],
    type: Interview,
    language: str,
) -> AskedQuestion | None:
    """The next question on what the posting asks for; None where all of it was asked about.

    Conditions come first, all in one; then what was asked about in no interview `before`.
    """
    if type in OTHER_TYPES:
        return None
    done = {text for one in asked for text in one.question.requirements}
    conditions = [one for one in posted.conditions if one not in done and _why_not(one) is None]
    if conditions and (chosen := framing.on_conditions(conditions, type, language)):
        return _about(chosen, conditions)
    texts, keys = {one.text for one in before}, {one.key for one in before}
    left = [one for one in posted.must if one not in done and one not in posted.conditions]
    found = [
        (frames[0].key in keys, at, one, frames)
        for at, one in enumerate(left)
        if (frames := framing.on_requirement(one, type, language))
    ]
    for _, _, one, frames in sorted(found, key=lambda each: each[:2]):
        used = {framing.frame_of(each.question.text) for each in asked}
        fresh = [each for each in frames if each.text not in texts]
        unused = [each for each in fresh if framing.frame_of(each.text) not in used]
        return _about((unused or fresh or frames)[0], [one])
    return None


def rest(posted: Posted | None, asked: Sequence[Asked]) -> Posted | None:
    """The posting without what it asks for and was asked about."""
    if posted is None:
        return None
    done = {text for one in asked for text in one.question.requirements}
    return replace(posted, must=tuple(one for one in posted.must if one not in done))


def _about(chosen: Chosen, requirements: Sequence[str]) -> AskedQuestion:
    return replace(of_bank(chosen), requirements=tuple(requirements))


def competencies(
    posted: Posted | None, asked: Sequence[Asked], language: str | None
) -> list[CompetencyResult]:
    """What the posting asks for and was answered, in its order: by the scales of its question."""
    if posted is None:
        return []
    found = {
        text: one
        for one in asked
        if one.best is not None
        for text in one.question.requirements
        if text not in posted.conditions
    }
    return [_competency(text, found[text], language) for text in posted.must if text in found]


def _competency(text: str, asked: Asked, language: str | None) -> CompetencyResult:
    best = asked.best
    rated = [one for one in (best.rated if best else ()) if one.rating is not None]
    ratings = [one.rating for one in rated if one.rating is not None]
    rating = median_low(ratings) if ratings else None
    observed = best.seen.observations if best and best.seen else ()
    quotes = [one.quote for one in rated if one.quote and one.rating == rating] or [
        quote for one in observed if one.band for quote in one.quotes
    ]
    band = band_of(rating) if rating else mean_band(list(keyed_bands(best).values()))
    return CompetencyResult(
        name=text,
        rating=rating,
        anchor=TEXTS.text("anchors.requirement", number=asked.number).to(language),
        quotes=list(dict.fromkeys(clip(quote, MOST_QUOTE) for quote in quotes))[:MOST_QUOTES],
        band=band,
    )


def unasked(
    posted: Posted | None, asked: Sequence[Asked], type: Interview
) -> Iterator[tuple[Unasked, str]]:
    """What the posting asks for and nothing was answered to: why, and what it is; conditions
    first."""
    if posted is None:
        return
    put = {text: one for one in asked for text in one.question.requirements}
    for text in dict.fromkeys((*posted.conditions, *posted.must)):
        if text in put:
            if put[text].best is None:
                yield "unanswered", text
        elif type in OTHER_TYPES:
            yield "type", text
        else:
            yield _why_not(text) or "left", text


def _why_not(text: str) -> Unasked | None:
    """Why it can't be asked about; None where it can."""
    if passages.is_private(text):
        return "private"
    return "form" if framing.sayable(text) is None else None


def told(reason: Unasked, text: str) -> Said:
    """That something was not asked about, and why."""
    return TEXTS.text(f"assumed.not_asked.{reason}", what=text)
