"""JSON objects, how they may be written, and how the text may be cut."""

import json
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

CHARACTERS = st.characters(exclude_categories=("Cs",))
TEXTS = st.text(CHARACTERS, max_size=30) | st.text('ab \\"\n😀é글', max_size=200)
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
)
VALUES = st.recursive(
    SCALARS | TEXTS,
    lambda inner: st.lists(inner, max_size=8) | st.dictionaries(TEXTS, inner, max_size=5),
    max_leaves=25,
)
OBJECTS = st.dictionaries(TEXTS, VALUES, max_size=6)


@st.composite
def texts(draw: st.DrawFn, value: Any) -> str:
    """The value written in one of the ways of JSON."""
    return json.dumps(
        value,
        ensure_ascii=draw(st.booleans()),
        indent=draw(st.sampled_from([None, 2])),
        separators=draw(st.sampled_from([(",", ":"), (", ", ": "), (" ,\n", "\t:")])),
    )


def cuts(text: str) -> st.SearchStrategy[list[int]]:
    """Places to cut the text at: each, some, or none."""
    some = st.lists(st.integers(0, len(text)), max_size=20).map(sorted)
    return some | st.just(list(range(len(text))))


def pieces(text: str, at: list[int]) -> list[str]:
    """The text, cut."""
    return [text[start:end] for start, end in pairwise([0, *at, len(text)])]
