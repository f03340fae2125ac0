"""How often something is done, in any wording."""

import pytest

from agents.evidence.support.frequencies import frequencies
from tests.agents.evidence.support.people import KOREAN, found


@pytest.mark.parametrize(
    ("text", "a_year"),
    [
        ("every fortnight", 26),
        ("every two weeks", 26),
        ("every other week", 26),
        ("twice a month", 24),
        ("two days a week", 104),
        ("quarterly", 4),
        ("one Sunday a month", 12),
        ("every Thursday", 52),
        ("분기별 1회", 4),
        ("1년에 네 번", 4),
        ("한 달에 두 번", 24),
        ("매주", 52),
        ("격주", 26),
        ("월 1회", 12),
    ],
)
def test_frequency_is_read_as_times_a_year(text: str, a_year: float) -> None:
    assert [round(often) for _, _, (often, _) in frequencies(text)] == [a_year]


@pytest.mark.parametrize("text", ["fell by seven a month", "14 patients a day", "6월에는", "2년간"])
def test_rate_or_time_is_no_frequency(text: str) -> None:
    assert frequencies(text) == ()


def test_other_frequency_than_that_of_the_sources_is_found() -> None:
    assert found("I write the rota every day.")
    assert found("재고 조사를 매주 합니다.", KOREAN)


@pytest.mark.parametrize(
    "text", ["I write the rota every two weeks.", "The rota is biweekly work."]
)
def test_same_frequency_in_other_words_is_kept(text: str) -> None:
    assert found(text) == []


def test_same_frequency_in_other_words_is_kept_in_korean() -> None:
    assert found("재고 조사를 1년에 네 번 합니다.", KOREAN) == []
