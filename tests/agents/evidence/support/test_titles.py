"""Titles of English statements."""

import pytest

from tests.agents.evidence.support.people import found


@pytest.mark.parametrize(
    "text",
    [
        "I am head of catering at Harbour Larder.",
        "She was promoted to area manager in 2024.",
        "Ines is a restaurant director in Whitby.",
        "She has been a kitchen manager since 2017.",
    ],
)
def test_title_that_no_source_has_is_found(text: str) -> None:
    assert {"title", "date"} & {*found(text)}


@pytest.mark.parametrize(
    "text",
    [
        "Ines is kitchen manager at Harbour Larder.",
        "I was a sous chef at Moorside Inn for about four years.",
        "She has been a kitchen manager since 2021.",
    ],
)
def test_title_of_the_sources_is_kept(text: str) -> None:
    assert found(text) == []
