"""Hollow words, and what only looks like them."""

import pytest

from agents.evidence.hollow import hollow


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Passionate, results-driven team player", ["Passionate", "results-driven", "team player"]),
        ("Leveraged Kubernetes to drive results", ["Leveraged", "drive results"]),
        ("열정적인 자세로 시너지를 냈습니다", ["열정적", "시너지를"]),
    ],
)
def test_hollow_words_are_found_as_they_stand(text: str, words: list[str]) -> None:
    assert hollow(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "Solved it by dynamic programming.",
        "The leverage ratio fell.",
        "Made passion fruit sorbet.",
        "Managed accounts at Synergy Dental.",
        "엔진 다이나믹 밸런싱 담당",
        "열정산 보고서 작성",
    ],
)
def test_innocent_neighbours_are_not_hollow(text: str) -> None:
    assert hollow(text) == []


def test_language_that_is_not_known_has_no_hollow_words() -> None:
    assert hollow("Passionate", "de") == []
