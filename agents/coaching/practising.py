"""What is weak over several answers, and the one exercise that follows from it."""

from collections.abc import Sequence

import msgspec

from agents.coaching.open_points import is_full, is_looked_at, open_points
from agents.coaching.phrases import nth
from agents.coaching.stories import story
from agents.coaching.types import Exercise, Round, WeakPoint
from agents.evidence.text import clip, one_line
from agents.telling.types import Scale
from protocol.catalogue import Text

MOST_WEAK = 3
MOST_QUESTION = 120
"""Characters of a question in an exercise."""

_WEIGHT: dict[Scale, float] = {
    "part": 1.0, "case": 0.95, "outcome": 0.9, "points": 0.85, "judgement": 0.7, "answer": 0.6,
    "learning": 0.4,
}  # fmt: skip
"""How much it counts that something is open: most what a listener misses first."""


class Weak(msgspec.Struct, frozen=True):
    """A scale, and the rounds in which it is open."""

    scale: Scale
    rounds: tuple[Round, ...]
    weight: float


def weak(rounds: Sequence[Round]) -> list[Weak]:
    """What is open, the weightiest first: by what, and in how many answers."""
    scales = [(one, _open_scales(one)) for one in rounds]
    found = []
    for scale, weight in _WEIGHT.items():
        open_in = tuple(one for one, open_ones in scales if scale in open_ones)
        if open_in:
            found.append(Weak(scale, open_in, weight * len(open_in)))
    return sorted(found, key=lambda one: -one.weight)


def weak_points(rounds: Sequence[Round]) -> tuple[WeakPoint, ...]:
    """What was open in more than one answer, or most of all; nothing where nothing was open."""
    found = weak(rounds)
    often = [one for one in found if len(one.rounds) > 1] or found[:1]
    return tuple(
        WeakPoint(one.scale, Text(f"coaching.weak.{one.scale}", where=where(one.rounds)))
        for one in often[:MOST_WEAK]
    )


def exercise(rounds: Sequence[Round], *, gentle: bool) -> Exercise | None:
    """One thing to practise, three minutes long, with a story of theirs where there is one.

    In gentle practice it begins with what is there: what is open counts only where it is so in
    more than one answer. None where nothing was answered.
    """
    answered = [one for one in rounds if is_looked_at(one) and not one.skipped]
    if not answered:
        return None
    for one in weak(answered):
        if gentle and len(one.rounds) == 1 < len(answered):
            continue
        for current in one.rounds[::-1]:
            if made := _exercise(one.scale, current, len(rounds)):
                return made
    last = next((one for one in answered[::-1] if story(one)), answered[-1])
    told = story(last)
    if told is None:
        return _exercise("answer", last, len(rounds))
    text = nth("exercise.short", len(rounds), story=told.title)
    return Exercise(Text("coaching.exercise.title.short"), text, None, last.subject.text)


def where(rounds: Sequence[Round]) -> Text:
    """Which questions are meant: "questions 1, 3"."""
    numbers = ", ".join(str(one.number) for one in rounds)
    if len(rounds) == 1:
        return Text("coaching.where.one", numbers=numbers)
    return Text("coaching.where.many", numbers=numbers)


def _exercise(scale: Scale, current: Round, number: int) -> Exercise | None:
    """The exercise for a scale; None where it takes a story and the round tells none."""
    question = clip(one_line(current.subject.text), MOST_QUESTION)
    title = Text(f"coaching.exercise.title.{scale}")
    if scale in ("case", "answer", "points"):
        text = nth(f"exercise.{scale}", number, question=question)
        return Exercise(title, text, scale, current.subject.text)
    told = story(current)
    if told is None:
        return None
    text = nth(f"exercise.{scale}", number, story=told.title)
    return Exercise(title, text, scale, current.subject.text)


def _open_scales(current: Round) -> set[Scale]:
    """What is open in an answer; where no case is told, nothing that would be part of one."""
    if current.skipped or not is_looked_at(current) or is_full(current):
        return set()
    missed = bool(current.seen and current.seen.missed)
    if current.subject.style == "facts":
        return {"points"} if missed else set()
    found = [one.scale for one in open_points(current, ())]
    if current.subject.style == "story" and "case" in found:
        found = found[: found.index("case") + 1]
    return {scale for scale in found if scale != "points" or missed}
