"""What rules find of a text, for each operation: all of it in the text's own words."""

from collections.abc import Sequence
from functools import lru_cache

import msgspec

from agents.evidence.text import one_line
from agents.kinds.text import asking, wording
from agents.kinds.text.answering import answered
from agents.kinds.text.extracts import default_words, joined, points, summed_up
from agents.kinds.text.inputs import Operation
from agents.kinds.text.mood import Confidence, Label, mood
from agents.kinds.text.passages import Passage, passages
from protocol.catalogue import Text, told

_MOST_NAMED = 5
_HANGUL_SHARE = 0.2


class Job(msgspec.Struct, frozen=True):
    """What is to be done with a text. `spoken` is the language of the session, None the text's."""

    operation: Operation
    words: int | None = None
    count: int | None = None
    question: str = ""
    spoken: str | None = None


class Quoted(msgspec.Struct, frozen=True):
    """A passage in one line, and the characters of the text that it is."""

    quote: str
    span: tuple[int, int]


class Found(msgspec.Struct, frozen=True):
    """What was found for a job; `why` says why there is nothing, or not all."""

    summary: str | None = None
    quotes: tuple[Quoted, ...] = ()
    """What the summary is made of, the points, or what the answer is."""
    questions: tuple[str, ...] = ()
    label: Label | None = None
    confidence: Confidence = "low"
    judged_by: tuple[str, ...] = ()
    """The words that a mood is seen by."""
    why: Text | None = None
    words: int = 0
    """How long the summary may be."""


def found(text: str, job: Job) -> Found:
    """What rules find of a text. Pure, and linear in its length."""
    cut = _passages(text)
    return {
        "summarize": _summary,
        "sentiment": _sentiment,
        "key_points": _points,
        "questions": _questions,
        "qa": _answer,
    }[job.operation](cut, job)


def first_words(text: str) -> str:
    """What a text begins with: its first heading, or its first words."""
    cut = _passages(text[:2_000])
    first = next((one for one in cut if one.sort == "heading"), cut[0] if cut else None)
    return one_line(first.text) if first else one_line(text[:100])


@lru_cache(maxsize=4)
def _passages(text: str) -> tuple[Passage, ...]:
    return passages(text)


def _quoted(one: Passage) -> Quoted:
    return Quoted(one_line(one.text), (one.start, one.end))


def _summary(cut: Sequence[Passage], job: Job) -> Found:
    words = job.words or default_words(cut)
    taken = summed_up(cut, words)
    if not taken and job.words is None:
        taken = points(cut, 1)
    if not taken:
        none = wording.text("not_judged.no_sentences")
        too_few = wording.text("not_judged.too_few_words")
        return Found(why=too_few if points(cut, 1) else none, words=words)
    return Found(summary=joined(taken), quotes=tuple(map(_quoted, taken)), words=words)


def _points(cut: Sequence[Passage], job: Job) -> Found:
    count = job.count or asking.DEFAULT_COUNT
    taken = points(cut, count)
    why = wording.text("not_judged.points") if len(taken) < count else None
    return Found(quotes=tuple(map(_quoted, taken)), why=why)


def _questions(cut: Sequence[Passage], job: Job) -> Found:
    count = job.count or asking.DEFAULT_COUNT
    spoken = job.spoken or language_of(cut)
    made = asking.questions(cut, count, spoken)
    why = wording.text("not_judged.questions") if len(made) < count else None
    return Found(questions=tuple(told(one.said, spoken) for one in made), why=why)


def _sentiment(cut: Sequence[Passage], job: Job) -> Found:
    seen = mood(cut)
    if seen.label is None:
        short, unsure = wording.text("not_judged.short"), wording.text("not_judged.sentiment")
        return Found(why=short if seen.is_short else unsure)
    named = (*seen.positive[:_MOST_NAMED], *seen.negative[:_MOST_NAMED])
    return Found(label=seen.label, confidence=seen.confidence, judged_by=named)


def _answer(cut: Sequence[Passage], job: Job) -> Found:
    best = answered(job.question, cut)
    if best is None:
        return Found(why=wording.text("not_judged.answer"))
    return Found(quotes=(_quoted(best.passage),), confidence=best.confidence)


def language_of(cut: Sequence[Passage]) -> str:
    """The language of a text, of those that people are spoken to in."""
    text = "".join(one.text for one in cut)[:5_000]
    hangul = sum("가" <= char <= "힣" for char in text)
    letters = sum(char.isalpha() for char in text)
    return "ko" if hangul > _HANGUL_SHARE * letters else "en"
