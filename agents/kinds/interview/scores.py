"""From a model's ratings to scores: arithmetic that anyone can check, and null where too little was
judged.

A score is 25 × (the mean of the ratings − 1): a rating of 1 is 0 points and one of 5 is 100. What
was not rated counts for nothing.
"""

from collections.abc import Iterable, Sequence

from agents.kinds.interview.judging import Rated, band_of
from agents.kinds.interview.results import CompetencyResult, Scores
from agents.kinds.interview.scales import Competency, every
from agents.kinds.interview.wording import TEXTS
from protocol.catalogue import Text

FEWEST = 3
"""So many answered questions an overall score takes."""
MOST_QUOTES = 3


def score(interview: str, ratings: Sequence[Sequence[Rated]], language: str | None) -> Scores:
    """The scores of an interview of that type; `ratings` are by question, none where it was not
    answered."""
    competencies = every(interview, language)
    rated = [[one for one in of if one.rating is not None] for of in ratings]
    rated = [of for of in rated if of]
    every_one = [one for of in rated for one in of]
    chosen = {
        "overallScore": every_one if len(rated) >= FEWEST else [],
        "communicationScore": _of(every_one, competencies, "communication"),
        "technicalScore": _of(every_one, competencies, "technical"),
    }
    few = TEXTS.text("reasons.few", count=FEWEST)
    none = TEXTS.text("reasons.no_quote")
    asks_nothing = not any(one.area == "technical" for one in competencies)
    why: dict[str, Text] = {
        "overallScore": few,
        "communicationScore": none,
        "technicalScore": TEXTS.text("reasons.not_technical") if asks_nothing else none,
    }
    results = [
        _competency(one, [r for r in every_one if r.competency == one.key]) for one in competencies
    ]
    shown = [one for one in results if one.rating is not None]
    return Scores(
        overall_score=_points(one.rating for one in chosen["overallScore"]),
        communication_score=_points(one.rating for one in chosen["communicationScore"]),
        technical_score=_points(one.rating for one in chosen["technicalScore"]),
        not_judged={name: why[name].to(language) for name, found in chosen.items() if not found},
        competencies=shown,
        ranges={name: found for name in chosen if (found := _range(chosen[name])) is not None},
    )


def _of(rated: Iterable[Rated], competencies: Sequence[Competency], area: str) -> list[Rated]:
    keys = {one.key for one in competencies if one.area == area}
    return [one for one in rated if one.competency in keys]


def _points(ratings: Iterable[int | None]) -> int | None:
    found = [one for one in ratings if one is not None]
    return round(25 * (sum(found) / len(found) - 1)) if found else None


def _range(rated: Sequence[Rated]) -> tuple[int, int] | None:
    low = _points(one.rating if one.low is None else one.low for one in rated)
    high = _points(one.rating if one.high is None else one.high for one in rated)
    return None if low is None or high is None else (low, high)


def _competency(competency: Competency, rated: Sequence[Rated]) -> CompetencyResult:
    """A competency's mean over the questions, half a point up, with the passages nearest to it."""
    ratings = [one.rating for one in rated if one.rating is not None]
    if not ratings:
        return CompetencyResult(competency.name, None, "", [])
    mean = sum(ratings) / len(ratings)
    whole = int(mean + 0.5)
    near = sorted(rated, key=lambda one: abs((one.rating or 0) - mean))
    quotes = dict.fromkeys(one.quote for one in near if one.quote)
    return CompetencyResult(
        name=competency.name,
        rating=whole,
        anchor=competency.anchor(whole),
        quotes=list(quotes)[:MOST_QUOTES],
        band=band_of(whole),
    )
