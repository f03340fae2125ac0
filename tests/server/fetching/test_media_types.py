"""What an answer says of its type, however it says it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.fetching.media_types import is_read, media_type


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("text/html", ("text/html", None)),
        (" Text/HTML ; Charset = UTF-8 ", ("text/html", "utf-8")),
        ('text/html; x=y; charset="euc-kr"', ("text/html", "euc-kr")),
        ("text/html;charset='latin1'", ("text/html", "latin1")),
        ("text/html; charset=", ("text/html", None)),
        ("text/html, text/html", ("text/html", None)),
        ("application/ld+json;profile=x", ("application/ld+json", None)),
        ("html", ("", None)),
        ("", ("", None)),
        ("text/html text/plain", ("", None)),
    ],
)
def test_type_and_charset_are_read(field: str, expected: tuple[str, str | None]) -> None:
    assert media_type(field) == expected


@given(st.text(max_size=80))
def test_any_field_can_be_read(field: str) -> None:
    type_, charset = media_type(field)
    assert type_ == type_.lower()
    assert charset is None or charset.isascii()


@pytest.mark.parametrize("type_", ["image/svg+xml", "image/gif", "text/css", "video/mp4", ""])
def test_types_that_nothing_reads_are_not_taken(type_: str) -> None:
    assert not is_read(type_)
