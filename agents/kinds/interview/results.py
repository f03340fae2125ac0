"""The result of an interview, as it stands on the wire."""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from agents.results.types import Judge, Line, Result, Score
from agents.telling.types import Band, Part

Rating = Annotated[int, Meta(ge=1, le=5)]


class BandOf(msgspec.Struct, frozen=True):
    """What was seen, or judged, of one competency; null where nothing could tell."""

    name: str
    band: Band | None


class CompetencyResult(msgspec.Struct, frozen=True):
    """A competency over the whole interview. Quotes are verbatim parts of answers.

    The rating is a model's, and the band follows from it; rules see a band alone. `anchor` says
    what the rating, or the band, stands for.
    """

    name: str
    rating: Rating | None
    anchor: str
    quotes: list[str]
    band: Band | None = None


class AttemptResult(msgspec.Struct, frozen=True):
    """One try at a question."""

    answer: str
    bands: list[BandOf] = []


class QuestionResult(msgspec.Struct, frozen=True, rename="camel"):
    """What became of one question.

    `answer` is the better of the tries, and so is what is said on it: one thing to keep, one to
    change, null where there is none; `retold` has the person's own facts in better order, with gaps
    in brackets, "" where nothing was told. `attempts` are all tries, the first one first.
    """

    number: int
    question: str
    answer: str
    notes: str
    better_answer_outline: str
    keep: str | None = None
    change: str | None = None
    retold: str = ""
    attempts: list[AttemptResult] | UnsetType = UNSET


class ExerciseResult(msgspec.Struct, frozen=True):
    """What to practise next: the next interview begins with it."""

    title: str
    text: str
    question: str = ""


class StoryResult(msgspec.Struct, frozen=True):
    """An experience that was told, the parts that it has, and the questions that it fits."""

    title: str
    parts: dict[Part, bool]
    fits: list[str]


class TrendEntry(msgspec.Struct, frozen=True, rename="camel"):
    """An earlier interview of that type and difficulty which was judged by the same method: by its
    first tries."""

    session: str
    date: str
    difficulty: str
    judged_by: Judge
    method: str
    overall_score: Score | None
    bands: dict[str, str]


Stories = Annotated[tuple[StoryResult, ...], Meta(max_length=12)]
Trend = Annotated[tuple[TrendEntry, ...], Meta(max_length=20)]


class InterviewResult(Result, kw_only=True, rename="camel"):
    """What an interview comes to. A score that is null has its reason in `notJudged`."""

    overall_score: Score | None
    communication_score: Score | None
    technical_score: Score | None
    competencies: list[CompetencyResult]
    strengths: list[str]
    improvements: list[str]
    detailed_feedback: str
    questions: list[QuestionResult]
    exercise: ExerciseResult | None = None
    stories: Stories = ()
    trend: Trend = ()


class Scores(msgspec.Struct, frozen=True, rename="camel"):
    """The interview in numbers. A score that is None has its reason in `not_judged`; a range is of
    the lowest and the highest ratings."""

    overall_score: Score | None
    communication_score: Score | None
    technical_score: Score | None
    not_judged: dict[str, Line]
    competencies: list[CompetencyResult]
    ranges: dict[str, tuple[Score, Score]] = {}
