"""Measured results are found whole, where deeds are told."""

import pytest

from agents.resume.facts import Reading
from agents.resume.results import is_measured, results


def found(item: str, heading: str = "EXPERIENCE") -> list[str]:
    return [
        said.text for said in results(Reading(f"{heading}\nBaker, Oven Ltd, 2019 - 2022\n{item}\n"))
    ]


@pytest.mark.parametrize(
    "mark", ["- ", "• ", "o\t", "\uf0b7 ", "➢ ", "◦ ", "2. ", "-\u00a0 ", "* ", "· "]
)
def test_mark_of_the_list_is_no_part_of_the_result(mark: str):
    assert found(f"{mark}Cut the waste of flour by 12% in a year") == [
        "Cut the waste of flour by 12% in a year"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Turned a loss of £3M into a profit of £1M within two years",
        "Moved the ovens in May; complaints fell from nine to 20% of that",
        "매출을 1년 만에 40% 늘림",
        "Umsatz um 18 Prozent gesteigert in einem Jahr",
        "Served 140 covers on a Saturday night with two cooks",
    ],
)
def test_result_is_the_whole_item(text: str):
    assert found(f"- {text}") == [text]


@pytest.mark.parametrize(
    "text",
    ["Laid a floor of 35 m by the river in a week", "Baked at 230 degrees in the old oven"],
)
def test_measure_of_a_thing_is_no_result(text: str):
    assert not is_measured(text)


@pytest.mark.parametrize("heading", ["SUMMARY", "EDUCATION", "Languages", "Interests", "Awards"])
def test_section_without_deeds_has_no_results(heading: str):
    assert found("Baked for 30 years and fed 2,000 people", heading) == []
