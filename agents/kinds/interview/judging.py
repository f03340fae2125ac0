"""Judging an answer by a model: each scale alone, by several judges, with quotes that code checks.

A judge may be wrong, or be talked round; so several are asked side by side, their median counts,
and the lowest and the highest rating are told with it. No rating stands without a passage of an
answer that shows it.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from functools import cache
from statistics import median_low
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from agents.data_files import read
from agents.errors import ModelError
from agents.evidence.claims import is_passage, misquoted
from agents.evidence.instructions import is_instruction
from agents.evidence.text import clip, one_line, sentences
from agents.kind import Partly, Task, Turn
from agents.kinds.interview.question_checks import never_judged, ours, spoken_otherwise
from agents.kinds.interview.scales import Competency, Scale, Size, scales, size

Band = Literal["notYet", "partly", "there"]
Rating = Annotated[int, Meta(ge=1, le=5)]

AT_ONCE = 24
"""So many calls for one answer run side by side."""
MOST_WORDS = 25
"""Words of a quote that is shown."""
MOST_JUDGED = 12_000
"""Characters of all that was answered to a question: a quarter of an hour aloud. What comes after
is judged no more, as every judge is paid for it."""
_WITH_ERROR = 3
"""Up to this rating something is wrong, where a scale asks for what is."""
LEAST_SENTENCES, MOST_SHARED = 4, 3
"""From so many sentences of an answer on, one of them shows no more than so many scales."""
EXAMPLES = 2
"""So many of each anchor are shown: each is paid for with every call."""
MAX_OUTPUT = 2_000
"""Tokens of a judgement, reasoning included."""
UNSHOWN = (
    "The quote has to stand in one of the answers, word by word, and be neither the question's "
    "words nor a request about the rating."
)

_WORD = re.compile(r"\S+")
_END = re.compile(r"(?<=\S\S)[.!?。](?=\s)")
_LOOSE = str.maketrans(dict.fromkeys("'’‘`´", "'") | dict.fromkeys('"“”„«»', '"') | {"–": "-"})
_AROUND = " \t\n\"'“”‘’„«»「」『』"
_CUT = re.compile(r"(?:\.{3}|…)$")


class Anchor(msgspec.Struct, frozen=True):
    """One point of a scale, and what is of that very size."""

    rating: int
    text: str
    examples: tuple[str, ...] = ()


class Criterion(msgspec.Struct, frozen=True, rename="camel"):
    """What one judge is asked of one scale.

    What all of them read stands first, so that providers know the beginning again. `judge` tells
    those apart that are asked the same.
    """

    question: str
    follow_ups: tuple[str, ...]
    answers: tuple[str, ...]
    language: str | None
    size: Size
    criterion: str
    asks: str
    occasion: str
    shows: str
    anchors: tuple[Anchor, ...]
    judge: int


class Judgement(msgspec.Struct, frozen=True):
    """What a judge says, in the order of thinking: the passage, the anchor, and why no higher."""

    quote: Annotated[str, Meta(max_length=600)] | None = None
    rating: Rating | None = None
    why: Annotated[str, Meta(max_length=500)] = ""


class Rated(msgspec.Struct, frozen=True):
    """How an answer was rated on a scale (`competency` is its key): the median of the judges, the
    lowest and the highest, and the quote and reason of one who gave the median.

    All are None where most judges found nothing to judge by, or none that could be looked up.
    """

    competency: str
    rating: int | None = None
    low: int | None = None
    high: int | None = None
    quote: str | None = None
    why: str = ""


def band_of(rating: int | None) -> Band | None:
    """The band of a rating."""
    if rating is None:
        return None
    return "notYet" if rating <= 2 else "partly" if rating == 3 else "there"


def unjudged(given: Criterion) -> Judgement:
    """What rules can say of sense and truth: nothing."""
    return Judgement()


def faulty(found: Judgement, given: Criterion) -> list[str]:
    """What is wrong with a judgement, in words that the judge can act on."""
    if found.rating is None:
        return []
    if unsayable := _unsayable(found.why, given):
        return unsayable
    if not found.quote:
        return ["A rating needs a quote from one of the answers."]
    if shown(found.quote, given) is None:
        return [f"{UNSHOWN} This is none: {found.quote!r}."]
    if given.shows and found.rating <= _WITH_ERROR and not found.why.strip():
        return ["Say in why what is wrong, and what would be right."]
    return []


def held(found: Judgement, given: Criterion) -> Judgement:
    """The judgement as far as it holds: without a quote that stands there it has no rating."""
    quote = shown(found.quote or "", given)
    why = "" if _unsayable(found.why, given) else found.why
    if found.rating is None or quote is None:
        return Judgement(why=why)
    return Judgement(quote, found.rating, why)


def _unsayable(why: str, given: Criterion) -> list[str]:
    """What is wrong with the reason, as it is said to the person."""
    texts = [given.question, *given.follow_ups, *given.answers]
    untold = [f"Nobody said {quote!r}." for quote in misquoted(why, texts)]
    style = never_judged(why, texts)
    return [*untold, *ours(why), *style, *spoken_otherwise(why, given.language)]


def shown(quote: str, given: Criterion) -> str | None:
    """The passage of an answer that is quoted, as it stands there, of 25 words at most.

    None where there is none, where it is what was asked and not what was answered, or where it
    tells the judge what to do.
    """
    wanted = _CUT.sub("", quote.strip(_AROUND)).strip(_AROUND)
    if not wanted or is_steering(wanted):
        return None
    for number, answer in enumerate(given.answers):
        found = _passage(wanted, answer)
        before = (given.question, *given.follow_ups[:number])  # a later one may quote this answer
        if found and not any(_passage(wanted, text) for text in before):
            return _clipped(found)
    return None


def is_steering(text: str) -> bool:
    """Whether a text tells the judge what to do, or asks for a rating."""
    return is_instruction(text) or any(one.search(text) for one in _steering())


@cache
def _steering() -> tuple[re.Pattern[str], ...]:
    """In each language, written over several lines."""
    by_language = read(__package__, "steering").values()
    return tuple(re.compile("".join(one.strip().splitlines())) for one in by_language)


def _passage(wanted: str, text: str) -> str | None:
    """Where a text says it, but for case, white space and the form of its signs."""
    folded = text.translate(_LOOSE)
    words = [re.escape(word) for word in wanted.translate(_LOOSE).split()]
    found = re.search(r"\s+".join(words), folded, re.IGNORECASE)
    if found is None:
        return None
    passage = text[slice(*found.span())]
    return passage if is_passage(passage, text) else None


def _clipped(passage: str) -> str:
    """Of a long passage the whole sentences at its beginning that fit, or else its words."""
    words = list(_WORD.finditer(passage))
    if len(words) <= MOST_WORDS:
        return passage
    head = passage[: words[MOST_WORDS - 1].end()]
    ended = list(_END.finditer(head))
    return head[: ended[-1].end()] if ended else head


CRITERION = Task(
    "evaluator",
    "criterion",
    inputs=Criterion,
    output=Judgement,
    offline=Partly(unjudged),
    check=faulty,
    mend=held,
    tier="standard",
    max_output=MAX_OUTPUT,
    keep_s=2 * 3600,
)
"""One scale of one answer, judged by one model."""


async def judged(
    turn: Turn[Any, Any],
    question: str,
    probed: Sequence[str],
    answers: Sequence[str],
    competencies: Sequence[Competency],
    *,
    language: str | None,
    level: str,
) -> tuple[Rated, ...]:
    """How all that was answered to a question, and to what was asked on it, is rated.

    Each scale is asked of as many judges as the server sets, side by side. One of whom no answer
    comes has rated nothing. Without a model every rating is None.
    """
    asked = [
        _criterion(question, probed, answers, one, language, level, judge)
        for one in competencies
        if _is_judged(one)
        for judge in range(1, turn.services.judges + 1)
    ]
    found = await turn.each(asked, _judgement, at_once=AT_ONCE)
    by_scale: dict[str, list[Judgement]] = {}
    for given, judgement in zip(asked, found, strict=True):
        by_scale.setdefault(given.criterion, []).append(judgement)
    medians = tuple(median_of(one.key, by_scale.get(one.name, [])) for one in competencies)
    anywhere = {one.key for one in competencies if one.area == "communication"}
    return told_apart(medians, answers, anywhere)


def told_apart(
    rated: Sequence[Rated], answers: Sequence[str], anywhere: Collection[str] = ()
) -> tuple[Rated, ...]:
    """The ratings without those that rest on one sentence for everything.

    A judge who has not looked quotes the first one for each scale; what an answer of several
    sentences shows stands in more than one. Scales that any passage can show are `anywhere`.
    """
    said = [one_line(one).lower() for answer in answers for one in sentences(answer)]
    if len(said) < LEAST_SENTENCES:
        return tuple(rated)
    places = {one.competency: _sentence_of(one.quote, said) for one in rated if one.quote}
    elsewhere = {key: at for key, at in places.items() if key not in anywhere and at is not None}
    often = {at for at, times in Counter(elsewhere.values()).items() if times > MOST_SHARED}
    return tuple(
        Rated(one.competency) if elsewhere.get(one.competency) in often else one for one in rated
    )


def _sentence_of(quote: str, said: Sequence[str]) -> int | None:
    """The sentence in which a quote begins."""
    begun = next(iter(sentences(quote)), quote)
    plain = one_line(begun).lower().rstrip(" .!?。")
    return next((at for at, one in enumerate(said) if plain in one), None)


def within(answers: Sequence[str]) -> tuple[str, ...]:
    """What of the answers is judged."""
    found, left = [], MOST_JUDGED
    for answer in answers:
        found.append(clip(answer, max(0, left)))
        left -= len(answer)
    return tuple(found)


async def _judgement(turn: Turn[Any, Any], given: Criterion) -> Judgement:
    try:
        return await turn.ask(CRITERION, given)
    except ModelError:
        return Judgement()


def median_of(key: str, found: Sequence[Judgement]) -> Rated:
    """The judgements of one scale as one: of two in the middle the lower."""
    ratings = sorted(one.rating for one in found if one.rating is not None)
    if 2 * len(ratings) <= len(found):
        why = next((one.why for one in found if one.rating is None and one.why), "")
        return Rated(key, why=why)
    middle = median_low(ratings)
    said = next(one for one in found if one.rating == middle)
    return Rated(key, middle, ratings[0], ratings[-1], said.quote, said.why)


def _is_judged(one: Competency) -> bool:
    scale = scales().get(one.key)
    return scale is None or not scale.never


def _criterion(
    question: str,
    probed: Sequence[str],
    answers: Sequence[str],
    one: Competency,
    language: str | None,
    level: str,
    judge: int,
) -> Criterion:
    scale = scales().get(one.key)
    return Criterion(
        question=question,
        follow_ups=tuple(probed),
        answers=within(answers),
        language=language,
        size=size(level),
        criterion=one.name,
        asks=scale.asks if scale else "",
        occasion=scale.occasion if scale else "",
        shows=scale.shows if scale else "",
        anchors=_anchors(one, scale),
        judge=judge,
    )


def _anchors(one: Competency, scale: Scale | None) -> tuple[Anchor, ...]:
    """The anchors as they were fixed when the question was asked; examples where there are any."""
    examples = scale.examples if scale else ((),) * len(one.anchors)
    pairs = zip(one.anchors, examples, strict=True)
    numbered = enumerate(pairs, 1)
    return tuple(Anchor(rating, text, ones[:EXAMPLES]) for rating, (text, ones) in numbered)
