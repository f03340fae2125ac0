"""Joining a continuation to what was said before."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.gateway.continuation import Continuation


def joined(said: str, *parts: str) -> str:
    continuation = Continuation(said)
    return said + "".join(map(continuation.feed, parts))


@pytest.mark.parametrize(
    ("said", "parts", "whole"),
    [
        ("one two ", ("three",), "one two three"),
        ("one two ", (" three",), "one two three"),
        ("one two", (" three",), "one two three"),
        ("one tw", ("o three",), "one two three"),
        ("one ", (" ", "two", " three"), "one two three"),
        ("one\n", ("\n\ntwo",), "one\n\ntwo"),
        ("one\n\n", ("two",), "one\n\ntwo"),
        ("one ", ("\n- two",), "one \n- two"),
        ("one  ", (" two",), "one  two"),
        ("one ", (" ", " "), "one "),
    ],
)
def test_blanks_at_the_seam_come_once(said: str, parts: tuple[str, ...], whole: str) -> None:
    assert joined(said, *parts) == whole


@pytest.mark.timing
def test_blanks_without_end_take_time_in_proportion_to_their_number() -> None:
    continuation = Continuation("one ")
    begun = time.thread_time()
    assert not any(continuation.feed(" ") for _ in range(300_000))
    assert time.thread_time() - begun < 5
    assert continuation.feed("two") == " " * 299_999 + "two"


def test_prefill_ends_in_no_blank() -> None:
    assert Continuation("one two \n").prefill == "one two"


@given(st.text(), st.text(), st.integers(0, 100))
def test_all_words_of_the_continuation_come(said: str, rest: str, cut: int) -> None:
    whole = joined(said, rest[:cut], rest[cut:])
    assert whole.startswith(said)
    assert "".join(whole.split()) == "".join((said + rest).split())


@given(st.text(), st.text())
def test_what_was_cut_in_two_is_whole_again(said: str, rest: str) -> None:
    """A model that goes on exactly after the prefill, with the blanks that were cut off."""
    tail = said[len(said.rstrip()) :]
    if rest.strip() and not rest[0].isspace():
        assert joined(said, tail + rest) == said + rest
