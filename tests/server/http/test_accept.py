"""`Accept`: which representation is asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.http.accept import asks_for, chosen

JSON, SSE = "application/json", "text/event-stream"


@pytest.mark.parametrize(
    "accept",
    [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        "text/event-stream, application/json",
        "application/json, text/event-stream",
        "application/json, text/plain, */*",
        "text/event-stream;q=0.5, application/json",
        "text/event-stream; Q=0.5, application/json ;q=0.501",
        "text/event-stream;q=0, */*",
        "text/event-stream;q=0.1, application/*;q=0.2",
        'text/html;x=", application/json;q=0,", application/json',
        "application/json;version=2;q=0, application/json",
        ",, application/json,",
        "*/*;q=0, application/json;q=0.001",
    ],
)
def test_type_is_asked_for_that_weighs_more_or_is_named(accept: str) -> None:
    assert asks_for(JSON, SSE, [accept])


@pytest.mark.parametrize(
    "accept",
    [
        "",
        "*/*",
        "text/*, application/*",
        "text/html",
        "text/event-stream",
        "application/json;q=0",
        "text/event-stream, application/json;q=0",
        "TEXT/EVENT-STREAM, APPLICATION/JSON;Q=0.000",
        "text/event-stream, application/json;q=0.9",
        "text/event-stream, */*",
        "*/*, application/json;q=0.9",
        "application/json;q=0, application/*, text/*;q=0.1",
        'text/html;x="application/json"',
        "application/jsonl",
        "application/json;q=much",
        "application/json;q=2",
        "text/event-stream, application/*;q=0.5, */*;q=0.9",
    ],
)
def test_type_is_not_asked_for_that_weighs_less_or_is_refused(accept: str) -> None:
    assert not asks_for(JSON, SSE, [accept])


def test_fields_are_read_as_one() -> None:
    assert asks_for(JSON, SSE, ["text/event-stream;q=0.1", "application/json"])
    assert not asks_for(JSON, SSE, ["text/event-stream", "application/json;q=0.1"])
    assert not asks_for(JSON, SSE, [])


weights = st.integers(0, 1000)


@given(weights, weights, st.booleans(), st.booleans())
def test_the_greater_weight_decides_in_any_order(
    wanted: int, other: int, turned: bool, capitals: bool
) -> None:
    named = [f"{JSON};q={wanted / 1000:.3f}", f"{SSE} ; q={other / 1000:.3f}"]
    text = ", ".join(named[::-1] if turned else named)
    text = text.upper() if capitals else text
    assert asks_for(JSON, SSE, [text]) == (wanted > 0 and wanted >= other)


@given(st.text('aA/*;,q=01." \\', max_size=60))
def test_no_field_is_too_odd(text: str) -> None:
    asks_for(JSON, SSE, [text])


@pytest.mark.parametrize(
    ("accept", "found"),
    [
        ([], JSON),
        (["*/*"], JSON),
        (["nonsense;q=9"], JSON),
        (["text/event-stream"], SSE),
        (["text/*;q=0.3", "application/json;q=0.2"], SSE),
        (["text/event-stream;q=0, */*;q=0.1"], JSON),
        (["image/png"], None),
        (["*/*;q=0"], None),
    ],
)
def test_best_liked_of_several_is_chosen(accept: list[str], found: str | None) -> None:
    assert chosen([JSON, SSE], accept) == found
