"""Thoughts that a model writes into its text, however that is cut."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.models.request import Delta, ReasoningDelta, TextDelta, Withdraw
from agents.models.vendors.compatible.thoughts import Thoughts


def told(parts: list[str]) -> tuple[str, str]:
    """Reasoning and text, as a reader of the deltas has them at the end."""
    thoughts = Thoughts()
    deltas: list[Delta] = [delta for part in parts for delta in thoughts.feed(part)]
    deltas += thoughts.rest()
    while Withdraw() in deltas:
        deltas = deltas[deltas.index(Withdraw()) + 1 :]
    said = dict.fromkeys((ReasoningDelta, TextDelta), "")
    for delta in deltas:
        assert isinstance(delta, ReasoningDelta | TextDelta)
        assert delta.text
        said[type(delta)] += delta.text
    return said[ReasoningDelta], said[TextDelta]


CASES = {
    "plain": ("Ask for more.", "", "Ask for more."),
    "both": ("<think>I weigh it.</think>\n\nAsk.", "I weigh it.", "Ask."),
    "blanks before": ("\n <think>\nI weigh it.\n</think>Ask.", "I weigh it.\n", "Ask."),
    "capitals": ("<THINK>I weigh it.</Think> Ask.", "I weigh it.", "Ask."),
    "other name": ("<thinking>Hm.</thinking>\nAsk.", "Hm.", "Ask."),
    "attribute": ('<think type="deep">Hm.</think>Ask.', "Hm.", "Ask."),
    "nothing thought": ("<think>\n\n</think>\n\nAsk.", "", "Ask."),
    "twice": ("<think>A.</think>\n<think>B.</think>\nAsk.", "A.B.", "Ask."),
    "speaks in it": ("<think>Is <b> a tag? </b></think>Ask.", "Is <b> a tag? </b>", "Ask."),
    "never ended": ("<think>I weigh it. </thi", "I weigh it. </thi", ""),
    "end alone": ("I weigh it.</think>\n\nAsk.", "I weigh it.", "Ask."),
    "end alone in a line": ("I weigh it\n</think>\nAsk.", "I weigh it\n", "Ask."),
    "end alone, no blank": ("I weigh it</THINK>Ask.", "I weigh it", "Ask."),
    "end alone, nothing before": ("</think>\n\nAsk.", "", "Ask."),
    "end alone, nothing after": ("I weigh it.\n</think>\n", "I weigh it.\n", ""),
    "answer speaks of them": (
        "<think>Hm.</think>Write </think>\n\nafter <think>.",
        "Hm.",
        "Write </think>\n\nafter <think>.",
    ),
    "end spoken of": ("Close it with </think> then.", "", "Close it with </think> then."),
    "end at a sentence's end": ("It ends in </think>.\n\nSo.", "", "It ends in </think>.\n\nSo."),
    "end in quotes": ("Write `</think>`\nfirst.", "", "Write `</think>`\nfirst."),
    "both spoken of": (
        "Models write <think>\nso\n</think>\naround it.",
        "",
        "Models write <think>\nso\n</think>\naround it.",
    ),
    "in a program": ("So:\n```\nx\n</think>\ny\n```", "", "So:\n```\nx\n</think>\ny\n```"),
    "in JSON": ('{"text": "a\n</think>\nb"}', "", '{"text": "a\n</think>\nb"}'),
    "the tag alone": ("</think>", "", "</think>"),
    "no tag": ("<thinkers> and </thi", "", "<thinkers> and </thi"),
    "a sign": ("a < b <", "", "a < b <"),
    "blanks": (" \n ", "", " \n "),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_thoughts_are_told_from_the_answer(case: str) -> None:
    text, reasoning, answer = CASES[case]
    assert told([text]) == (reasoning, answer)
    assert told(list(text))[1] == answer
    assert told(list(text))[0].strip() == reasoning.strip()


@given(st.sampled_from(sorted(CASES)), st.data())
def test_thoughts_are_told_apart_wherever_the_text_is_cut(case: str, data: st.DataObject) -> None:
    text, reasoning, answer = CASES[case]
    cuts = sorted({0, len(text), *data.draw(st.sets(st.integers(0, len(text))))})
    found, said = told([text[a:b] for a, b in pairwise(cuts)])
    assert (found.strip(), said) == (reasoning.strip(), answer)


@given(st.lists(st.text() | st.sampled_from(["<", "<th", "ink>", "</", "think>", "\n", " "])))
def test_no_word_is_lost_but_tags(parts: list[str]) -> None:
    text = "".join(parts)
    reasoning, answer = told(parts)
    if "<" not in text:
        assert (reasoning, answer) == ("", text)
    assert len(reasoning) + len(answer) <= len(text)
    lost = set(text) - set(reasoning + answer)
    assert all(sign in "</think>" or sign.isspace() for sign in lost)


def test_text_that_needs_no_decision_is_not_held_back() -> None:
    thoughts = Thoughts()
    assert list(thoughts.feed("Ask")) == [TextDelta("Ask")]
    assert list(thoughts.feed(" for")) == [TextDelta(" for")]
    assert list(thoughts.feed(" a <")) == [TextDelta(" a ")]
    assert list(thoughts.feed(" b")) == [TextDelta("< b")]


def test_answer_that_was_told_is_withdrawn_once_it_turns_out_to_be_thoughts() -> None:
    thoughts = Thoughts()
    assert list(thoughts.feed("Hm.")) == [TextDelta("Hm.")]
    assert list(thoughts.feed("</think>\n")) == []
    assert list(thoughts.feed("Ask.")) == [Withdraw(), ReasoningDelta("Hm."), TextDelta("Ask.")]
    assert list(thoughts.feed("</think>\nMore.")) == [TextDelta("</think>\nMore.")]
