"""What an interview takes over from a person's practice, and what it adds to that."""

from collections import Counter
from collections.abc import Callable, Sequence

from agents.bank.types import AskedBefore
from agents.coaching.stories import theme
from agents.coaching.types import Exercise, Story, WeakPoint
from agents.evidence.text import clip
from agents.kind import (
    PastInterview,
    PracticeExercise,
    PracticeStory,
    PracticeWeakPoint,
    Practised,
)
from agents.kinds.interview.memory import Earlier
from agents.kinds.interview.results import StoryResult, TrendEntry
from agents.telling.types import Part
from protocol.catalogue import Said, told

PARTS: tuple[Part, ...] = ("situation", "task", "action", "result", "lesson")

MOST_ASKED = 400
"""The newest questions that are not asked again: more than ten long interviews have."""
MOST_TEXT = 240
"""Characters of each that are kept."""
MOST_INTERVIEWS = 20
"""Points of a curve."""
LEAST_EARLIER = 2
"""With fewer earlier interviews there is no curve: from the third one on."""


def earlier(practised: Practised, type: str, difficulty: str) -> Earlier:
    """What is used of it in an interview of that type and difficulty.

    An exercise is of the type of the interview that it comes from.
    """
    asked = practised.asked[-MOST_ASKED:]
    last = practised.interviews[-1].type if practised.interviews else type
    like = (type, difficulty)
    same = [one for one in practised.interviews if (one.type, one.difficulty) == like]
    return Earlier(
        first=not practised.interviews,
        asked=tuple(AskedBefore(clip(one.text, MOST_TEXT), one.key) for one in asked),
        exercise=practised.exercise if last == type else None,
        interviews=tuple(_newest(same)),
    )


def _newest(interviews: Sequence[PastInterview]) -> list[PastInterview]:
    """The newest of each method: by which this one will be judged is not known yet."""
    counted, kept = Counter[str](), list[PastInterview]()
    for one in reversed(interviews):
        counted[one.method] += 1
        if counted[one.method] <= MOST_INTERVIEWS:
            kept.append(one)
    return kept[::-1]


def trend(
    interviews: Sequence[PastInterview], method: str, names: dict[str, str]
) -> list[TrendEntry]:
    """The earlier interviews that were judged by that method, oldest first, with the bands under
    the names that people read; nothing while there are too few to see a curve.
    """
    like = [one for one in interviews if one.method == method]
    if len(like) < LEAST_EARLIER:
        return []
    return [
        TrendEntry(
            session=one.session,
            date=one.date,
            difficulty=one.difficulty,
            judged_by="model" if one.judged_by == "model" else "rules",
            method=one.method,
            overall_score=one.overall_score,
            bands={names.get(key, key): band for key, band in one.bands.items()},
        )
        for one in like
    ]


def kept_story(story: Story, session: str, say: Callable[[Said], str]) -> PracticeStory:
    """A story as it is remembered; told again in the same session it is the same one."""
    return PracticeStory(
        id=f"{session}-{story.number}",
        title=story.title,
        text=story.text,
        parts={name: story.parts.get(name, False) for name in PARTS},
        fits=_fits(story, say),
        session=session,
        number=story.number,
    )


def shown_story(story: Story, say: Callable[[Said], str]) -> StoryResult:
    """A story as the result has it."""
    parts = {name: story.parts.get(name, False) for name in PARTS}
    return StoryResult(story.title, parts, list(_fits(story, say)))


def _fits(story: Story, say: Callable[[Said], str]) -> tuple[str, ...]:
    """What the questions that a story fits are about, in words."""
    return tuple(say(theme(key)) for key in story.fits)


def kept_weak_point(
    weak: WeakPoint, names: dict[str, str], session: str, language: str | None
) -> PracticeWeakPoint:
    """A weak point as it is remembered."""
    return PracticeWeakPoint(names.get(weak.scale, weak.scale), told(weak.text, language), session)


def kept_exercise(exercise: Exercise, language: str | None) -> PracticeExercise:
    """An exercise as it is remembered."""
    text = told(exercise.text, language)
    return PracticeExercise(told(exercise.title, language), text, exercise.question)
