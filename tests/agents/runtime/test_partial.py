"""Fields of a JSON object while it is being written."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.runtime.partial import PERIOD_S, Partial

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def written(text: str) -> dict[str, Any]:
    partial = Partial()
    partial.feed(text)
    return partial.due(1.0)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("", {}),
        ("no json", {}),
        ("[1, 2", {}),
        ('{"a', {}),
        ('{"a": ', {}),
        ('{"a": "so f', {"a": "so f"}),
        ('{"a": ["x", "y', {"a": ["x", "y"]}),
        ('{"a": 1', {}),
        ('{"a": 12}', {"a": 12}),
        ('{"a": tr', {}),
        ('{"a": {"b": "c', {"a": {"b": "c"}}),
    ],
)
def test_text_shows_what_is_sure(text: str, fields: dict[str, Any]) -> None:
    assert written(text) == fields


def test_field_comes_again_only_when_it_changed_and_the_period_is_over() -> None:
    partial = Partial()
    partial.feed('{"a": "x", "b": "y')
    assert partial.due(10.0) == {"a": "x", "b": "y"}
    partial.feed("z")
    assert partial.due(10.0 + PERIOD_S / 2) == {}
    assert partial.due(10.0 + PERIOD_S) == {"b": "yz"}
    assert partial.due(20.0) == {}


@given(st.dictionaries(st.text(), VALUES, max_size=4), st.integers(1, 7))
def test_whole_object_is_shown_however_it_was_cut(value: dict[str, Any], size: int) -> None:
    text = json.dumps(value)
    partial, shown = Partial(), {}
    for n, at in enumerate(range(0, len(text), size)):
        partial.feed(text[at : at + size])
        fields = partial.due(float(n + 1))
        assert fields.keys() <= value.keys()
        shown |= fields
    assert shown == value
