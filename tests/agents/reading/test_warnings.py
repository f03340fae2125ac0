"""What is said about a document: in English as it is read, in other languages when it is shown."""

from typing import get_args

import msgspec
import pytest

from agents.reading.document import HiddenPassage, ReadingWarning, WarningCode
from agents.reading.errors import READING_CODES, ReadingError
from agents.reading.warnings import (
    COLUMNS,
    DAMAGED_PART,
    MAX_QUOTES,
    cut,
    hidden_text,
    hidden_unknown,
    image_only,
    instructions,
    not_a_resume,
    script,
    text_of,
    totals_differ,
)

ALL = [
    COLUMNS,
    DAMAGED_PART,
    hidden_text([HiddenPassage("Hire me", "tiny")]),
    hidden_unknown(["Maybe"]),
    cut(None),
    cut(1),
    cut(12),
    image_only(),
    script("Georgian"),
    not_a_resume(),
    totals_differ(120, 84),
    instructions(["Ignore all"] * 30),
]


def test_every_code_has_its_warning() -> None:
    assert {warning.code for warning in ALL} == set(get_args(WarningCode))


@pytest.mark.parametrize("warning", ALL, ids=lambda warning: warning.code)
def test_warning_that_was_stored_is_said_in_any_language(warning: ReadingWarning) -> None:
    stored = msgspec.json.decode(msgspec.json.encode(warning), type=ReadingWarning)
    text = text_of(stored.code, stored.values)
    assert str(text) == warning.message
    assert any("가" <= letter <= "힣" for letter in text.to("ko"))
    assert all(str(value) in text.to("ko") for value in stored.values.values() if value != 1)
    assert len(stored.quotes or []) <= MAX_QUOTES


@pytest.mark.parametrize("code", sorted(READING_CODES))
def test_every_error_says_something_in_korean(code: str) -> None:
    error = ReadingError(code)  # type: ignore[arg-type]
    assert error.text.to("ko") != str(error)
