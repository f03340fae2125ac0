"""What placeholders stand for comes back whole, wherever an answer is cut."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.privacy.placeholders import KINDS, LONGEST, PLACEHOLDER, Placeholders, unfinished
from agents.privacy.restoring import Restorer, restored
from agents.privacy.span import Span

VALUES = {
    "[EMAIL_1]": "jane@site.example",
    "[PHONE_1]": "+49 151 2345678",
    "[PHONE_12]": '"555"\n\\0100',
    "[PHONE_1B]": "0151 2345678",
    "[ID_3]": "900503-1234567",
}
WRITTEN = [
    *VALUES, "[email_1]", "[Email 1]", "\\[EMAIL\\_1\\]", "[EMAIL\\\\_1]", "EMAIL_1", "[EMAIL1]",
    "[ PHONE_12 ]", "ID\\_3",
]  # fmt: skip
STRANGE = [
    "[EMAIL_9]",
    "[NOTE_1]",
    "[EMAIL_",
    "EMAIL_",
    "[1]",
    "[]",
    "[EMAIL_0]",
    "XEMAIL_1",
    "EMAIL_1x",
    "[x](EMAIL",
    "\\",
    "[PHONE_1",
    "I",
    "A ",
]
pieces = st.lists(
    st.sampled_from([*WRITTEN, *STRANGE, "Write to ", ", ", "\n", " and ", "-"])
    | st.text(max_size=5),
    max_size=12,
)


def fed(text: str, cuts: list[int], **more: bool) -> str:
    """The text as it comes back when it comes in pieces that end at these places."""
    one = Restorer(VALUES, **more)
    ends = [0, *sorted(cut % (len(text) + 1) for cut in cuts), len(text)]
    parts = [one.feed(text[a:b]) for a, b in pairwise(ends)]
    return "".join(parts) + one.end()


@pytest.mark.parametrize("written", WRITTEN)
def test_placeholder_comes_back_whole_cut_at_every_place(written: str) -> None:
    text = f"Write to {written}, please."
    whole = restored(text, VALUES)
    assert whole.startswith("Write to ")
    assert whole.endswith(", please.")
    assert any(value in whole for value in VALUES.values())
    assert not PLACEHOLDER.search(whole)
    for first in range(len(text) + 1):
        for second in range(first, len(text) + 1):
            assert fed(text, [first, second]) == whole
    assert fed(text, list(range(len(text)))) == whole


@given(pieces, st.lists(st.integers(0, 500), max_size=20), st.booleans())
def test_cuts_change_nothing(parts: list[str], cuts: list[int], as_json: bool) -> None:
    text = "".join(parts)
    assert fed(text, cuts, as_json=as_json) == restored(text, VALUES, as_json=as_json)


@given(st.text())
def test_text_without_placeholders_comes_as_it_is(text: str) -> None:
    if not PLACEHOLDER.search(text):
        assert restored(text, VALUES) == text


@pytest.mark.parametrize("strange", ["[EMAIL_9]", "[NOTE_1]", "XEMAIL_1", "EMAIL_1x", "[EMAIL_0]"])
def test_placeholder_that_stands_for_nothing_is_left_as_it_is(strange: str) -> None:
    assert restored(f"a {strange} b", VALUES) == f"a {strange} b"


@given(st.text(), st.sampled_from(list(VALUES)))
def test_value_is_escaped_where_the_answer_is_json(before: str, name: str) -> None:
    answer = json.dumps({"said": f"{before} {name}!"})
    if not PLACEHOLDER.search(before):
        said = json.loads(restored(answer, VALUES, as_json=True))["said"]
        assert said == f"{before} {VALUES[name]}!"


@given(pieces, st.integers(0, 60))
def test_no_more_is_held_back_than_a_placeholder_has(parts: list[str], cut: int) -> None:
    text = "".join(parts)[:cut]
    assert len(text) - unfinished(text) <= LONGEST


@pytest.mark.parametrize(
    "token", ["hello", " world", ".", "\n", "1", " [x]", "Email", "](http://x)"]
)
def test_token_that_cannot_become_a_placeholder_is_not_held_back(token: str) -> None:
    assert Restorer(VALUES).feed(token) == token


@pytest.mark.parametrize("kind", KINDS)
def test_every_beginning_of_a_placeholder_is_held_back(kind: str) -> None:
    for name in (f"[{kind}_12B]", f"\\[{kind.lower()} 7\\]", f"[{kind.title()}\\_123456]"):
        for end in range(1, len(name)):
            assert Restorer({}).feed(f"so {name[:end]}") == "so "


def test_same_value_has_one_number_and_each_way_to_write_it_a_letter() -> None:
    one = Placeholders()
    spans = [Span(0, 3, "PHONE", "123"), Span(4, 7, "PHONE", "9"), Span(8, 13, "PHONE", "123")]
    assert one.put("123 999 1-2-3", spans) == "[PHONE_1] [PHONE_2] [PHONE_1B]"
    assert one.put("123", spans[:1]) == "[PHONE_1]"
    assert one.values == {"[PHONE_1]": "123", "[PHONE_2]": "999", "[PHONE_1B]": "1-2-3"}


def test_value_that_is_written_in_more_ways_than_there_are_letters_comes_back() -> None:
    one = Placeholders()
    ways = [f"0{'-' * n}1" for n in range(60)]
    names = [one.put(way, [Span(0, len(way), "PHONE", "01")]) for way in ways]
    assert len(set(names)) == len(ways)
    assert [restored(name, one.values) for name in names] == ways
