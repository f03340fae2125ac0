"""Prizes and places."""

import pytest

from tests.agents.evidence.support.people import found


def test_higher_place_than_that_of_the_sources_is_found() -> None:
    assert "certificate" in found("I won the pie contest at the food festival.")


@pytest.mark.parametrize(
    "text", ["I came second in the pie contest.", "Second place in the pie contest was ours."]
)
def test_place_of_the_sources_is_kept(text: str) -> None:
    assert "certificate" not in found(text)
