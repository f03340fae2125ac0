"""What a number and a deed are told of: the entry they stand in, and the words beside them."""

import pytest

from tests.agents.evidence.support.people import KOREAN, found


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("number", "At Harbour Larder I cook for banquets of up to 140 guests."),
        ("number", "I lead a kitchen with 140 cooks."),
        ("number", "I order fish for GBP 6,200 a month."),
        ("deed", "At Harbour Larder I taught apprentices and cooked for banquets."),
    ],
)
def test_what_another_entry_or_thing_has_is_found(kind: str, text: str) -> None:
    assert kind in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "At Moorside Inn I cooked for banquets of up to 140 guests.",
        "At Harbour Larder I run a kitchen with six cooks.",
        "Fish bills come to about £4,200 a month.",
    ],
)
def test_what_stands_there_is_kept(text: str) -> None:
    assert found(text) == []


def test_number_of_the_job_told_as_ones_own_is_found() -> None:
    job = "You lead ten bakers and need five years in industrial bakeries."
    assert found("I have five years in industrial bakeries.", job=job)


def test_number_of_another_entry_is_found_in_korean() -> None:
    assert found("한빛로지스에서 편의점 25곳에 배송합니다.", KOREAN)
