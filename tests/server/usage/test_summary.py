"""Sums of what a user has used."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.usage.summary import By, summed
from store.usage.types import Used

ROWS = [
    Used("2026-11-30", "cv", "openai/gpt", 10, 1, 1_000_000_000, 2),
    Used("2026-12-01", "chat", "", times=3),
    Used("2026-12-01", "chat", "openai/gpt", 5, 5, 500_000_000, 1),
    Used("2026-12-01", "chat", "gemini/flash", 7, 2, 3_000_000_000, 4),
]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("day", [("2026-11-30", 0, 2, 10, 1, 1.0), ("2026-12-01", 3, 5, 12, 7, 3.5)]),
        ("kind", [("chat", 3, 5, 12, 7, 3.5), ("cv", 0, 2, 10, 1, 1.0)]),
        ("model", [("gemini/flash", None, 4, 7, 2, 3.0), ("openai/gpt", None, 3, 15, 6, 1.5)]),
    ],
)
def test_rows_are_summed_by_what_is_asked_for(by: By, expected: list[tuple[object, ...]]) -> None:
    found = [msgspec.to_builtins(entry) for entry in summed(ROWS, by)]
    assert found == [
        {"calls": calls, "tokens": {"input": read, "output": written}, "cost": cost, by: name}
        | ({} if runs is None else {"runs": runs})
        for name, runs, calls, read, written, cost in expected
    ]


rows = st.lists(
    st.builds(
        Used,
        st.sampled_from(["2026-12-01", "2026-12-02"]),
        st.sampled_from(["chat", "cv"]),
        st.sampled_from(["m1", "m2"]),
        *[st.integers(0, 100)] * 4,
    )
)


@given(rows)
def test_nothing_is_lost_however_it_is_summed(rows: list[Used]) -> None:
    for by in ("day", "kind", "model"):
        found = summed(rows, by)
        assert sum(entry.calls for entry in found) == sum(row.times for row in rows)
        assert sum(entry.tokens.input for entry in found) == sum(row.input_tokens for row in rows)
