"""Halves of characters, however a provider cuts its text."""

from hypothesis import given
from hypothesis import strategies as st

from agents.models.surrogates import joined, whole


def halves(text: str) -> list[str]:
    """The text as UTF-16 code units, each a string of its own: JSON can say no less at a time."""
    data = text.encode("utf-16-le")
    return [data[i : i + 2].decode("utf-16-le", "surrogatepass") for i in range(0, len(data), 2)]


@given(st.text(), st.data())
def test_text_cut_anywhere_comes_out_whole(text: str, data: st.DataObject) -> None:
    units = halves(text)
    half = out = ""
    while units:
        count = data.draw(st.integers(1, len(units)))
        whole, half = joined(half, "".join(units[:count]))
        out += whole
        units = units[count:]
    assert (out, half) == (text, "")


@given(st.lists(st.text(st.characters(exclude_categories=()))))
def test_whatever_comes_can_be_encoded(deltas: list[str]) -> None:
    half = ""
    for delta in deltas:
        whole, half = joined(half, delta)
        whole.encode()


def test_half_that_stays_alone_is_replaced() -> None:
    assert joined("", "a\ud83d") == ("a", "\ud83d")
    assert joined("\ud83d", "b") == ("\ufffdb", "")


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_comes_out_as_it_is(text: str) -> None:
    assert joined("", text) == (text, "")


@given(st.text(st.characters(exclude_categories=())))
def test_whole_text_can_be_encoded(text: str) -> None:
    whole(text).encode()


@given(st.text())
def test_half_at_the_end_is_replaced(text: str) -> None:
    assert whole(text) == text
    assert whole(text + "\ud83d") == text + "\ufffd"
