"""What an input says of a stored résumé: what is taken, and what clients are told of it."""

from typing import Any

import msgspec
import pytest

from agents.kind.references import ResumeRef, StoredResumeRef, references
from agents.schemas import schema_of

TEXT = "Jane Doe, nurse. " * 10


class Given(msgspec.Struct, frozen=True):
    """An input."""

    resume: ResumeRef | None = None
    role: str = ""


def given(value: Any) -> Given:
    return msgspec.convert({"resume": value}, Given)


def test_resume_is_a_text_or_names_a_stored_one() -> None:
    assert given(TEXT).resume == TEXT
    assert given({"id": "r1"}).resume == StoredResumeRef("r1")
    assert given({"id": "r1", "version": 3}).resume == StoredResumeRef("r1", 3)
    assert given(None).resume is None


@pytest.mark.parametrize(
    "value",
    [
        *("too short", "x" * 50_001, 7, [], {}),
        *({"id": ""}, {"id": "a/b"}, {"id": "r" * 129}),
        *({"id": "r", "version": 0}, {"id": "r1", "title": "Mine"}),
    ],
)
def test_what_is_neither_is_refused(value: Any) -> None:
    with pytest.raises(msgspec.ValidationError, match=r"resume"):
        given(value)


def test_reference_is_stored_as_it_was_given() -> None:
    assert msgspec.json.encode(given({"id": "r1"}).resume) == b'{"id":"r1"}'


def test_schema_says_where_a_stored_one_may_stand_in_place_of_a_text() -> None:
    text, stored, none = schema_of(Given)["properties"]["resume"]["anyOf"]
    assert (text["type"], text["minLength"], text["maxLength"]) == ("string", 100, 50_000)
    assert text["x-stored"] == "resumes"
    assert stored == {"$ref": "#/$defs/StoredResumeRef"}
    assert none == {"type": "null"}


def test_references_of_an_input_are_those_to_stored_things() -> None:
    assert list(references(given({"id": "r1", "version": 2}))) == [StoredResumeRef("r1", 2)]
    assert list(references(given(TEXT))) == []
    assert list(references(given(None))) == []
