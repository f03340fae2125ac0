"""Events of which something is odd."""

import json
from typing import Annotated, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.models.decoding import NEEDED, Count, decoded


class Inner(msgspec.Struct):
    """A part of an event."""

    text: Annotated[str, NEEDED] = ""
    note: str | None = None


class Event(msgspec.Struct):
    """What the tests decode."""

    parts: Annotated[list[Inner], NEEDED] = []
    tokens: Count | None = None
    usage: Inner | None = None
    raw: msgspec.Raw = msgspec.Raw()


DECODER = msgspec.json.Decoder(Event)
GOOD = {"parts": [{"text": "Yes"}], "tokens": 3, "usage": {"text": "u", "note": "n"}}
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["text", "note"]), inner),
)


def read(event: Any) -> Event:
    return decoded(DECODER, json.dumps(event).encode())


@pytest.mark.parametrize("tokens", ["11", {}, [1], -1, 1.5, True, 10**10, 10**30])
def test_field_that_is_odd_is_lost_and_nothing_else(tokens: Any) -> None:
    assert read(GOOD | {"tokens": tokens}) == read(GOOD | {"tokens": None})


@given(JSON, JSON)
def test_answer_is_there_whatever_stands_beside_it(tokens: Any, usage: Any) -> None:
    assert read(GOOD | {"tokens": tokens, "usage": usage}).parts == [Inner("Yes")]


def test_field_inside_another_is_lost_alone() -> None:
    assert read({"usage": {"text": "u", "note": 1}}).usage == Inner("u")
    assert read({"parts": [{"text": "a", "note": []}, {"text": "b"}]}).parts == [
        Inner("a"),
        Inner("b"),
    ]


@pytest.mark.parametrize("parts", [None, [None], {}, "", 0, False, []])
def test_field_that_is_needed_is_passed_over_where_nothing_is_in_it(parts: Any) -> None:
    assert read({"parts": parts, "tokens": "1"}) == Event()


@pytest.mark.parametrize("parts", [1, "Yes", {"text": "Yes"}, [1], [{"text": 1}], ["Yes"]])
def test_field_that_is_needed_is_never_lost(parts: Any) -> None:
    with pytest.raises(msgspec.DecodeError):
        read({"parts": parts})


def test_array_of_one_is_what_it_holds() -> None:
    assert read([GOOD]) == read(GOOD)
    for other in ([], [GOOD, GOOD], [[GOOD]]):
        with pytest.raises(msgspec.DecodeError):
            read(other)


def test_bytes_that_are_no_utf8_are_replaced() -> None:
    (part,) = decoded(DECODER, b'{"parts":[{"text":"Gr\xfc\xdfe \xf0\x9f"}]}').parts
    assert part.text == "Gr\ufffd\ufffde \ufffd"


def test_half_of_a_pair_stays_with_all_that_is_odd() -> None:
    event = read({"parts": [{"text": "\ud83d", "note": 1}], "tokens": "x", "raw": ["\ud83d"]})
    assert event.parts == [Inner("\ud83d")]
    assert bytes(event.raw) == b'["\\ud83d"]'


@pytest.mark.parametrize("data", [b"", b"{", b"Yes", b'{"parts":[{"text":"\\ud83d"', b"[" * 9_000])
def test_what_is_no_json_is_not_decoded(data: bytes) -> None:
    with pytest.raises((ValueError, RecursionError)):
        decoded(DECODER, data)


def test_large_event_is_not_looked_through() -> None:
    with pytest.raises(msgspec.DecodeError):
        read(GOOD | {"tokens": "x" * 100_000})
