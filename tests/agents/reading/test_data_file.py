"""Data stays as it is, or is refused."""

import pytest

from agents.reading.data_file import MANY, read_data
from agents.reading.errors import ReadingError
from agents.reading.limits import ReadingLimits

LIMITS = ReadingLimits(characters=100)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a,b\r\n\r\n  x ,\ty\n", "a,b\r\n\r\n  x ,\ty\n"),
        ("\ufeffName;Größe\n".encode(), "Name;Größe\n"),
        ("Name;Größe\n".encode("latin-1"), "Name;Größe\n"),
        ("Name;Größe\n".encode("utf-16"), "Name;Größe\n"),
        (b"x" * MANY * 100, "x" * MANY * 100),
    ],
)
def test_text_of_data_is_kept_to_the_last_blank(data: bytes, text: str) -> None:
    document = read_data(data, "text/csv", LIMITS)
    assert (document.text, document.media_type) == (text, "text/csv")


@pytest.mark.parametrize(
    ("data", "media_type", "code"),
    [
        (b"x" * (MANY * 100 + 1), "text/csv", "too_large"),
        (b" \r\n", "text/csv", "no_text"),
        (bytes(range(256)) * 2, "text/csv", "unsupported"),
        (b'{"a": ', "application/json", "damaged"),
        (b"[" * 400, "application/json", "damaged"),
    ],
)
def test_data_that_cannot_be_kept_whole_is_refused(data: bytes, media_type: str, code: str) -> None:
    with pytest.raises(ReadingError) as raised:
        read_data(data, media_type, LIMITS)
    assert raised.value.code == code


@pytest.mark.parametrize("data", [b"null", b"[]", b' {"a": 1} '])
def test_any_value_is_json(data: bytes) -> None:
    assert read_data(data, "application/json", LIMITS).text == data.decode()
