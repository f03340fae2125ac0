"""Sentences, words and terms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.evidence.text import clip, looks_like_code, mentions, sentences


def test_sentence_keeps_its_decimal_point():
    assert sentences("It fell to 1.8 s. Then we shipped!\nDone") == [
        "It fell to 1.8 s.",
        "Then we shipped!",
        "Done",
    ]


@given(st.text(max_size=500))
def test_sentences_are_parts_of_the_text_in_order(text: str):
    at = 0
    for sentence in sentences(text):
        at = text.index(sentence, at) + len(sentence)


@given(st.text(max_size=300), st.integers(1, 100))
def test_clipped_text_is_a_beginning_of_the_text(text: str, limit: int):
    assert text.startswith(clip(text, limit))
    assert len(clip(text, limit)) <= max(limit, 0)


@pytest.mark.parametrize(
    ("text", "term", "found"),
    [
        ("We used a hash-map here", "hash map", True),
        ("It is O(n) time", "o(n)", True),
        ("It is O(n log n) time", "o(n)", False),
        ("partitioning helps", "partition", True),
        ("the goal", "go", False),
    ],
)
def test_terms_are_found_as_words(text: str, term: str, found: bool):
    assert mentions(text, (term,)) is found


def test_code_is_told_from_prose():
    assert looks_like_code("def f(x):\n    y = 1\n    return y")
    assert not looks_like_code("I would return to the plan, for example.")
