"""Each input that can't be read has its own answer, and each that can be read in part is read.

The inputs, and the answers that are right, are `corpus/bad/cases.json`.
"""

import datetime as dt
import json
from collections.abc import AsyncIterator
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from agents.reading.document import Document
from agents.reading.errors import ReadingError
from agents.reading.read import read
from agents.resume.facts import Reading
from agents.resume.recognition import is_resume
from server.reading.sandbox import Sandbox
from server.settings.sections import ReadingSettings
from tests.agents.reading.corpus.bad import large

BAD = Path(__file__).parent / "corpus" / "bad"
CASES: dict[str, dict[str, Any]] = {
    case["input"]: case for case in json.loads((BAD / "cases.json").read_text())["cases"]
}
TODAY = dt.date(2026, 11, 30)

IN_THE_SANDBOX = (
    "encrypted.pdf", "doctype_laughs.docx", "page_loop.pdf", "old.doc", "cat.png", "controls.txt",
    "too_large.txt", "pages_500.pdf", "page_14400.pdf", "bomb_ratio.docx", "many_entries.docx",
    "deep_xml.docx",
)  # fmt: skip
"""What hurts most, and one of each answer."""

ENDED = "stream_bomb.pdf"
"""Only the limits of a process end it: without them it is looked through for most of a minute."""

NOT_YET = {
    "list.json": "JSON that is no résumé is read as text: it may be another document",
}
"""Answers that are still wrong, and why. One that gets right fails here until it is taken out."""

WHAT_TO_DO = ("try again", "Send ", "Save ", "paste")
"""One of these is in each refusal."""


@cache
def data_of(name: str) -> bytes:
    """The bytes of an input, large ones as they are made."""
    return large.WRITERS[name]() if CASES[name].get("large") else (BAD / name).read_bytes()


def answered(case: dict[str, Any], outcome: Document | ReadingError) -> None:
    """Fails where an outcome is none that is right for a case."""
    if isinstance(outcome, ReadingError):
        assert outcome.code in case["errors"], str(outcome)
        assert any(words in str(outcome) for words in WHAT_TO_DO), str(outcome)
        return
    assert None in case["errors"], outcome.text[:200]
    for quote in case.get("text", ()):
        assert quote in outcome.text
    for quote in case.get("absent", ()):
        assert quote not in outcome.text
    assert set(case.get("warnings", ())) <= told(outcome)


def told(document: Document) -> set[str]:
    """The codes of what is said about a document, and of what its facts are no facts of."""
    reading = Reading(document.text, prominent=frozenset(document.prominent))
    codes: set[str] = {warning.code for warning in document.warnings}
    return codes if is_resume(reading, reading.facts(TODAY)) else {*codes, "not_a_resume"}


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    made = Sandbox(ReadingSettings())
    yield made
    await made.stop()


@pytest.mark.slow(seconds=0.1)
@pytest.mark.parametrize("name", [name for name in CASES if name != ENDED])
def test_input_that_is_none_is_answered_for_what_it_is(name: str) -> None:
    try:
        outcome: Document | ReadingError = read(data_of(name), name=name)
    except ReadingError as error:
        outcome = error
    with pytest.raises(AssertionError) if name in NOT_YET else nullcontext():
        answered(CASES[name], outcome)


@pytest.mark.parametrize(
    "name",
    [*IN_THE_SANDBOX, pytest.param(ENDED, marks=pytest.mark.slow(seconds=9))],
)
async def test_input_that_is_none_is_answered_alike_by_the_process_that_reads_it(
    name: str, sandbox: Sandbox
) -> None:
    try:
        reading = await sandbox.read("u1", data_of(name), name=name, today=TODAY)
    except ReadingError as error:
        answered(CASES[name], error)
    else:
        assert reading.facts is not None
        answered(CASES[name], reading.document)


def test_inputs_have_every_answer_that_there_is() -> None:
    accepted = {code for case in CASES.values() for code in case["errors"]}
    assert accepted == {None, *json.loads((BAD / "cases.json").read_text())["statuses"]}
