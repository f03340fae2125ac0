"""`Accept-Language`: in which language a request is answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.http.languages import preferred

KNOWN = ("en", "ko", "pt-BR")


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("", "en"),
        ("ko", "ko"),
        ("ko-KR", "ko"),
        ("ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7", "ko"),
        ("en-US,en;q=0.9,ko;q=0.8", "en"),
        ("fr-CH, fr;q=0.9, ko;q=0.8, *;q=0.5", "ko"),
        ("fr, de", "en"),
        ("ko;q=0.5, en;q=0.6", "en"),
        ("en;q=0.5, ko ; Q=0.501", "ko"),
        ("ko, en", "ko"),
        ("en, ko", "en"),
        ("*", "en"),
        ("ko;q=0.5, *", "en"),
        ("en;q=0, *", "ko"),
        ("en;q=0, ko;q=0, *", "pt-BR"),
        ("ko;q=0, ko-KR", "en"),
        ("ko-KR;q=0, ko", "ko"),
        ("pt-PT, pt", "en"),
        ("pt-br", "pt-BR"),
        ("ko;q=much", "en"),
        ("ko;q=2", "en"),
        ("ko;q=0", "en"),
        (",, ko,", "ko"),
    ],
)
def test_language_of_the_greatest_weight_is_chosen(accept: str, language: str) -> None:
    assert preferred([accept], KNOWN) == language


def test_fields_are_read_as_one() -> None:
    assert preferred(["en;q=0.5", "ko"], KNOWN) == "ko"
    assert preferred([], KNOWN) == "en"


@given(st.text('koen*;,q=01." -', max_size=60))
def test_no_field_is_too_odd(accept: str) -> None:
    assert preferred([accept], KNOWN) in KNOWN
