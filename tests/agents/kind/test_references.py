"""What an input says of a stored résumé or job: what is taken, and what clients are told of it."""

from typing import Any

import msgspec
import pytest

from agents.errors import InvalidInput
from agents.kind.references import (
    DocumentRef,
    JobRef,
    ResumeRef,
    StoredJobRef,
    StoredResumeRef,
    check_references,
    documents_of,
    references,
)
from agents.schemas import schema_of

TEXT = "Jane Doe, nurse. " * 10


class Given(msgspec.Struct, frozen=True):
    """An input."""

    resume: ResumeRef | None = None
    job: JobRef | None = None
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


POSTING = "We look for a nurse for nights."


def given_job(value: Any) -> Given:
    return msgspec.convert({"job": value}, Given)


def test_job_is_a_text_or_names_a_stored_one() -> None:
    assert given_job(POSTING).job == POSTING
    assert given_job({"id": "j1"}).job == StoredJobRef("j1")
    assert list(references(given_job({"id": "j1"}))) == [StoredJobRef("j1")]
    assert msgspec.json.encode(given_job({"id": "j1"}).job) == b'{"id":"j1"}'


@pytest.mark.parametrize(
    "value", ["too short", "x" * 50_001, {"id": "a/b"}, {"id": "j1", "version": 1}, {"url": ""}]
)
def test_what_is_no_job_is_refused(value: Any) -> None:
    with pytest.raises(msgspec.ValidationError, match=r"job"):
        given_job(value)


@pytest.mark.parametrize("value", [{"id": "j1", "url": "https://jobs.example/1"}, {}])
def test_job_is_one_of_three(value: Any) -> None:
    with pytest.raises(InvalidInput, match="one of three"):
        check_references(given_job(value))


@pytest.mark.parametrize(
    "url",
    [
        *("jobs.example/1", "ftp://jobs.example/1", "file:///etc/passwd", "javascript:alert(1)"),
        *("https://", "https:///jobs", "https://jobs.example/a b", "http://jobs.example\\@x"),
        *("\nhttps://jobs.example", "https://jobs.example/\n"),
    ],
)
def test_address_that_is_none_is_refused_with_what_to_do(url: str) -> None:
    with pytest.raises(InvalidInput, match="begins with https://"):
        check_references(given_job({"url": url}))


def test_job_at_an_address_is_nothing_that_is_stored() -> None:
    given = given_job({"url": "HTTPS://Jobs.example:8443/1?a=b#c"})
    check_references(given)
    assert list(references(given)) == []


def test_job_that_is_a_text_or_stored_passes() -> None:
    check_references(given_job(POSTING))
    check_references(given_job({"id": "j1"}))
    check_references(given_job(None))


class Reading(msgspec.Struct, frozen=True):
    """An input that may name a document."""

    document: DocumentRef | None = None


def test_documents_of_an_input_are_those_that_it_names() -> None:
    assert documents_of(msgspec.convert({"document": "d1"}, Reading)) == ["d1"]
    assert documents_of(Reading()) == []
    assert documents_of(given(TEXT)) == []
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"document": "a/b"}, Reading)
    document, _ = schema_of(Reading)["properties"]["document"]["anyOf"]
    assert document["x-stored"] == "documents"


def test_schema_says_where_a_stored_job_may_stand_in_place_of_a_text() -> None:
    text, stored, none = schema_of(Given)["properties"]["job"]["anyOf"]
    assert (text["minLength"], text["maxLength"], text["x-stored"]) == (20, 50_000, "jobs")
    assert stored == {"$ref": "#/$defs/StoredJobRef"}
    assert none == {"type": "null"}
