"""From ratings to scores: arithmetic that anyone can check, and null where nothing was judged."""

from typing import Annotated

import msgspec

from agents.evidence.language import NOT_ENGLISH
from agents.kinds.interview.memory import Asked
from agents.kinds.interview.review import Rating
from agents.kinds.interview.rubric import Area, Competency

MAX_QUOTES = 3

Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]

NOTHING_SAID = "No answer held anything that could be scored."
NO_QUOTE = "No passage of an answer shows it, and nothing is scored without one."
NO_TECHNICAL = "A behavioural interview asks nothing technical."
NEEDS_MODEL = (
    "None of the answered questions has key points to compare the answer with. Judging whether "
    "it is correct needs a model."
)


class CompetencyResult(msgspec.Struct, frozen=True):
    """A competency over the whole interview. Quotes are verbatim parts of answers."""

    name: str
    rating: Rating | None
    anchor: str
    quotes: list[str]


class Scores(msgspec.Struct, frozen=True, rename="camel"):
    """The interview in numbers. A score that is None has its reason in `not_judged`."""

    overall_score: Percent | None
    communication_score: Percent | None
    technical_score: Percent | None
    not_judged: dict[str, str]
    competencies: list[CompetencyResult]


def score(asked: list[Asked], competencies: tuple[Competency, ...], behavioral: bool) -> Scores:
    """The scores of an interview.

    A rating of 1 is 0 points and one of 5 is 100. A question that was skipped or not answered
    counts as 0, as does a competency of which an answer shows nothing. What could not be judged
    at all does not count, nor does a rating that was left out.
    """
    counted = [a for a in asked if a.counts]
    points = [p for a in counted if (p := _points(a, competencies)) is not None]
    overall = _mean(points) if _any(counted) else None
    talk = _mean(_ratings(counted, competencies, "communication"))
    technical = None if behavioral else _technical(counted, competencies)
    results = [_competency(competency, counted) for competency in competencies]
    unread = _unread(asked)
    answered = any(a.answered for a in counted)
    nothing = NOT_ENGLISH if unread else NO_QUOTE if answered else NOTHING_SAID
    no_technical = _why_not_technical(counted, behavioral, nothing)
    reasons = {
        "overallScore": nothing if overall is None else "",
        "communicationScore": nothing if talk is None else "",
        "technicalScore": no_technical if technical is None else "",
        **{r.name: NOT_ENGLISH if unread else NO_QUOTE for r in results if r.rating is None},
    }
    return Scores(
        overall_score=overall,
        communication_score=talk,
        technical_score=technical,
        not_judged={name: reason for name, reason in reasons.items() if reason},
        competencies=results,
    )


def _any(counted: list[Asked]) -> bool:
    return any(a.mean is not None for a in counted)


def _why_not_technical(counted: list[Asked], behavioral: bool, nothing: str) -> str:
    if behavioral:
        return NO_TECHNICAL
    keyless = any(a.answered for a in counted) and not any(map(_covers, counted))
    return NEEDS_MODEL if keyless else nothing


def _unread(asked: list[Asked]) -> bool:
    """Whether there is no score because of the language that was spoken."""
    judged = [a.review.verdict for a in asked if a.review]
    return "unsupported" in judged and "answered" not in judged


def _mean(points: list[float]) -> int | None:
    return round(sum(points) / len(points)) if points else None


def _worth(rating: int | None) -> float:
    return (rating - 1) * 25.0 if rating else 0.0


def _points(asked: Asked, competencies: tuple[Competency, ...]) -> float | None:
    """A question's points: the mean over the competencies that it could show and were judged."""
    if not asked.answered or asked.review is None:
        return 0.0
    judged = {c.name for c in competencies if asked.coverage_known or c.key != "coverage"}
    points = [_worth(s.rating) for s in asked.review.scores if s.competency in judged]
    return sum(points) / len(points) if points else None


def _covers(asked: Asked) -> bool:
    """Whether it was answered, and can be compared with key points."""
    return asked.answered and asked.coverage_known


def _ratings(counted: list[Asked], competencies: tuple[Competency, ...], area: Area) -> list[float]:
    """The points of all answers on the competencies of an area."""
    names = {c.name for c in competencies if c.area == area}
    scores = [s for a in counted if a.answered and a.review for s in a.review.scores]
    return [_worth(s.rating) for s in scores if s.competency in names and s.rating]


def _technical(counted: list[Asked], competencies: tuple[Competency, ...]) -> int | None:
    """The mean over questions; those without key points are left out, those not answered are 0."""
    names = {c.name for c in competencies if c.area == "technical"}
    missed = [0.0 for a in counted if not a.answered]
    shown = [
        sum(points) / len(points)
        for a in counted
        if a.review
        and _covers(a)
        and (points := [_worth(s.rating) for s in a.review.scores if s.competency in names])
    ]
    return _mean(shown + missed) if shown else None


def _competency(competency: Competency, counted: list[Asked]) -> CompetencyResult:
    """A competency's mean, with the anchor and the passages of the answer nearest to it.

    Of two as near it is the one further from the middle of the scale, or else the lower.
    """
    scores = [
        s
        for a in counted
        if a.answered and a.review
        for s in a.review.scores
        if s.competency == competency.name and s.rating and s.quote
    ]
    ratings = [s.rating for s in scores if s.rating]
    if not ratings:
        return CompetencyResult(competency.name, None, competency.anchor(None), [])
    mean = sum(ratings) / len(ratings)
    nearest = min(ratings, key=lambda rating: (abs(rating - mean), -abs(rating - 3), rating))
    quotes = dict.fromkeys(s.quote for s in scores if s.quote and s.rating == nearest)
    anchor = competency.anchor(nearest)
    if nearest != round(mean):
        anchor = f"No answer was rated so; the nearest, {nearest}: {anchor}"
    return CompetencyResult(competency.name, round(mean), anchor, list(quotes)[:MAX_QUOTES])
