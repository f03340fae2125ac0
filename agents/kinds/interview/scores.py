"""From ratings to scores: arithmetic that anyone can check, and null where nothing was judged."""

from collections.abc import Iterable, Sequence
from statistics import median_low
from typing import Annotated

import msgspec

from agents.evidence.language import NOT_ENGLISH
from agents.kinds.interview.judging import Band, Rated, band_of
from agents.kinds.interview.memory import Asked
from agents.kinds.interview.review import Rating
from agents.kinds.interview.scales import Area, Competency, scales
from protocol.catalogue import Text

MAX_QUOTES = 3

Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]

NOTHING_SAID = "No answer held anything that could be scored."
NO_QUOTE = "No passage of an answer shows it, and nothing is scored without one."
NO_TECHNICAL = "A behavioural interview asks nothing technical."
NEEDS_MODEL = (
    "None of the answered questions has key points to compare the answer with. Judging whether "
    "it is correct needs a model."
)


LEAST_ANSWERED = 3
"""Fewer answered questions give no score over all."""
_NOTHING_TECHNICAL = frozenset(("behavioral", "screening"))


class CompetencyResult(msgspec.Struct, frozen=True):
    """A competency over the whole interview. Quotes are verbatim parts of answers.

    Without a model there is no rating: the band is what can be seen.
    """

    name: str
    rating: Rating | None
    anchor: str
    quotes: list[str]
    band: Band | None = None


class Scores(msgspec.Struct, frozen=True, rename="camel"):
    """The interview in numbers. A score that is None has its reason in `not_judged`.

    `ranges` are the scores that the lowest and the highest ratings of the judges would have made.
    """

    overall_score: Percent | None
    communication_score: Percent | None
    technical_score: Percent | None
    not_judged: dict[str, str]
    competencies: list[CompetencyResult]
    ranges: dict[str, tuple[Percent, Percent]] = {}


def scored(
    judged: Sequence[Sequence[Rated]],
    competencies: Sequence[Competency],
    *,
    interview: str,
    language: str | None,
) -> Scores:
    """The scores of an interview that a model judged: `judged` has the ratings of each question
    that was answered, `competencies` all scales of the interview in the order of the result.

    A rating of 1 is 0 points and one of 5 is 100; a score is the mean of all ratings that there
    are. Communication is whether the question was answered, and technical what one knows; what was
    not rated counts for nothing.
    """
    answered = [rated for rated in judged if any(one.rating is not None for one in rated)]
    areas = {one.key: one.area for one in competencies}
    every = [one for rated in answered for one in rated if one.rating is not None]
    by_score = {
        "overallScore": every if len(answered) >= LEAST_ANSWERED else [],
        "communicationScore": [o for o in every if areas.get(o.competency) == "communication"],
        "technicalScore": [o for o in every if areas.get(o.competency) == "technical"],
    }
    points = {name: _percent(one.rating for one in found) for name, found in by_score.items()}
    results = [_result(one, every) for one in competencies]
    reasons = {name: _reason(name, len(answered), interview) for name in by_score}
    reasons |= {one.name: _unrated(one) for one in competencies}
    rated = {one.name for one in results if one.rating is not None}
    given = rated | {name for name, value in points.items() if value is not None}
    return Scores(
        overall_score=points["overallScore"],
        communication_score=points["communicationScore"],
        technical_score=points["technicalScore"],
        not_judged={name: text.to(language) for name, text in reasons.items() if name not in given},
        competencies=results,
        ranges={name: found for name, ones in by_score.items() if (found := _range(ones))},
    )


def unscored(competencies: Sequence[CompetencyResult], language: str | None) -> Scores:
    """What there is without a model: bands for what can be seen, and why there are no scores."""
    names = ("overallScore", "communicationScore", "technicalScore")
    why = Text("interview.not_judged.needs_model").to(language)
    return Scores(
        overall_score=None,
        communication_score=None,
        technical_score=None,
        not_judged=dict.fromkeys([*names, *(one.name for one in competencies)], why),
        competencies=list(competencies),
    )


def _percent(ratings: Iterable[int | None]) -> int | None:
    found = [rating for rating in ratings if rating is not None]
    return round(25 * (sum(found) / len(found) - 1)) if found else None


def _range(found: Sequence[Rated]) -> tuple[int, int] | None:
    """The scores by the lowest and by the highest ratings."""
    low, high = _percent(one.low for one in found), _percent(one.high for one in found)
    return None if low is None or high is None else (low, high)


def _reason(name: str, answered: int, interview: str) -> Text:
    """Why a score is not there."""
    if not answered:
        return Text("interview.not_judged.nothing")
    if name == "overallScore":
        return Text("interview.not_judged.few", least=LEAST_ANSWERED, count=answered)
    if name == "technicalScore" and interview in _NOTHING_TECHNICAL:
        return Text("interview.not_judged.nothing_technical")
    return Text("interview.not_judged.no_rating")


def _unrated(competency: Competency) -> Text:
    scale = scales().get(competency.key)
    alone = scale is not None and scale.never
    return Text(f"interview.not_judged.{'alone' if alone else 'no_rating'}")


def _result(competency: Competency, every: Sequence[Rated]) -> CompetencyResult:
    """A competency's rating in the middle of all answers (of two the lower): one that an answer
    got, so that its anchor and its quotes are of that answer."""
    found = [one for one in every if one.competency == competency.key]
    ratings = [one.rating for one in found if one.rating is not None]
    rating = median_low(ratings) if ratings else None
    quotes = dict.fromkeys(one.quote for one in found if one.quote and one.rating == rating)
    return CompetencyResult(
        competency.name,
        rating,
        competency.anchor(rating),
        list(quotes)[:MAX_QUOTES],
        band_of(rating),
    )


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
