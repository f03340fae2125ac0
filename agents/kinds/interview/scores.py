"""From ratings to scores: arithmetic that anyone can check, and null where nothing was judged."""

from collections.abc import Iterable, Sequence
from statistics import median_low

from agents.kinds.interview.judging import Rated, band_of
from agents.kinds.interview.results import CompetencyResult, Scores
from agents.kinds.interview.scales import Competency, scales
from protocol.catalogue import Text

MAX_QUOTES = 3

LEAST_ANSWERED = 3
"""Fewer answered questions give no score over all."""
_NOTHING_TECHNICAL = frozenset(("behavioral", "screening"))


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
