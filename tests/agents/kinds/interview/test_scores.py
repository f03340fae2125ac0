"""From a model's ratings to scores."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.kinds.interview.judging import Rated
from agents.kinds.interview.scales import every
from agents.kinds.interview.scores import LEAST_ANSWERED, Scores, scored

Ratings = dict[str, int | tuple[int, int, int] | None]


def rated(**ratings: int | tuple[int, int, int] | None) -> tuple[Rated, ...]:
    """An answer's ratings by scale: the rating, or the lowest, the rating and the highest."""
    found = []
    for key, of in ratings.items():
        low, rating, high = of if isinstance(of, tuple) else (of, of, of)
        quote = f"passage rated {rating}" if rating else None
        found.append(Rated(key, rating, low, high, quote))
    return tuple(found)


def scores(*answers: tuple[Rated, ...], interview: str = "technical") -> Scores:
    return scored(answers, every(interview), interview=interview, language=None)


def test_scores_are_means_of_all_ratings_that_there_are() -> None:
    found = scores(
        rated(correct=5, reasons=3, answer=4),
        rated(correct=1, risk=None, answer=2),
        rated(correct=3, practice=5),
    )
    assert found.overall_score == round(25 * ((5 + 3 + 4 + 1 + 2 + 3 + 5) / 7 - 1))
    assert found.communication_score == 50
    assert found.technical_score == 50, "practice is no knowledge"
    assert found.not_judged.keys() == {"Limits and what can go wrong"}


def test_two_answers_are_too_few_for_a_score_over_all() -> None:
    found = scores(*[rated(correct=4, answer=4)] * (LEAST_ANSWERED - 1))
    assert found.overall_score is None
    assert found.technical_score == 75
    assert found.not_judged["overallScore"] == "A score takes 3 answered questions; here are 2."


def test_answer_on_which_nothing_was_rated_is_not_counted() -> None:
    found = scores(*[rated(correct=4)] * 2, rated(correct=None))
    assert found.overall_score is None


def test_range_is_of_the_lowest_and_the_highest_ratings() -> None:
    found = scores(*[rated(correct=(2, 3, 5), answer=4)] * 3)
    assert found.ranges == {
        "overallScore": (50, 88),
        "communicationScore": (75, 75),
        "technicalScore": (25, 100),
    }


def test_competency_is_rated_as_one_of_its_answers_was() -> None:
    found = scores(rated(correct=2), rated(correct=5), rated(correct=4), rated(correct=1))
    (correct,) = [one for one in found.competencies if one.rating]
    assert (correct.rating, correct.band) == (2, "notYet")
    assert correct.quotes == ["passage rated 2"]
    assert correct.anchor == "Mostly wrong, or right words in a wrong relation."


@pytest.mark.parametrize("interview", ["behavioral", "screening"])
def test_interview_that_asks_nothing_technical_says_so(interview: str) -> None:
    found = scores(*[rated(answer=4)] * 3, interview=interview)
    assert found.technical_score is None
    assert "technical" in found.not_judged["technicalScore"]


def test_nothing_answered_is_no_score_and_no_zero() -> None:
    found = scores()
    assert {found.overall_score, found.communication_score, found.technical_score} == {None}
    assert len(found.not_judged) == 3 + len(found.competencies)
    assert found.ranges == {}


def test_reasons_are_in_the_language_of_the_interview() -> None:
    found = scored([], every("dsa", "ko"), interview="dsa", language="ko")
    assert found.not_judged["overallScore"] == "판단할 답변이 없어요."
    assert "함께" in found.not_judged["함께 생각하며 풀기"]


one_rating = st.one_of(
    st.none(), st.lists(st.integers(1, 5), min_size=3, max_size=3).map(sorted).map(tuple)
)


@given(st.lists(st.fixed_dictionaries({"correct": one_rating, "answer": one_rating}), max_size=6))
def test_every_score_lies_in_its_range_and_what_is_none_has_its_reason(
    answers: list[Ratings],
) -> None:
    found = scores(*[rated(**one) for one in answers])
    by_name = {
        "overallScore": found.overall_score,
        "communicationScore": found.communication_score,
        "technicalScore": found.technical_score,
    }
    for name, score in by_name.items():
        assert (score is None) == (name in found.not_judged)
        if score is None:
            assert name not in found.ranges
        else:
            low, high = found.ranges[name]
            assert 0 <= low <= score <= high <= 100
    for one in found.competencies:
        assert (one.rating is None) == (one.name in found.not_judged) == (not one.quotes)
