"""Deeds and their rank, and whose they are."""

import pytest

from tests.agents.evidence.support.people import found


@pytest.mark.parametrize(
    "text",
    [
        "I chaired the allergen group.",
        "I serve and advise on wine.",
        "I hired two apprentices.",
        "I lead two apprentices.",
        "I founded the food festival of the town.",
    ],
)
def test_deed_of_a_higher_rank_or_another_sort_is_found(text: str) -> None:
    assert found(text)


@pytest.mark.parametrize(
    "text",
    [
        "I trained two apprentices.",
        "When the town opened its food festival, I took part.",
        "I was one of the allergen group, which reviewed the menus.",
    ],
)
def test_deed_of_the_same_rank_or_of_others_is_kept(text: str) -> None:
    assert "deed" not in found(text)
