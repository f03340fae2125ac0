"""Claims, verbs and hollow words against what somebody expects who has not seen the code.

The floors are what was reached, less a margin. All of this was looked at while faults were mended,
so that text nobody has seen does worse.
"""

import datetime as dt
import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from agents.evidence.hollow import hollow
from agents.evidence.sources import Source
from agents.evidence.support import unsupported
from agents.evidence.verbs import raises

HERE = Path(__file__).parent / "measured"
LANGUAGES = ["en", "ko"]


class Tally(NamedTuple):
    """Of those that should be found and of those that should not: how many were."""

    found: int
    wanted: int
    false: int
    sound: int

    @property
    def recall(self) -> float:
        return self.found / self.wanted

    @property
    def false_alarms(self) -> float:
        return self.false / self.sound


def loaded(name: str) -> Any:
    return json.loads((HERE / f"{name}.json").read_text())


def tally(rows: list[tuple[bool, bool]]) -> Tally:
    """Of pairs of what is wanted and what was found."""
    return Tally(
        sum(found for wanted, found in rows if wanted),
        sum(wanted for wanted, _ in rows),
        sum(found for wanted, found in rows if not wanted),
        sum(not wanted for wanted, _ in rows),
    )


def claims(name: str, language: str) -> Tally:
    rows = []
    for entry in loaded(name):
        sources = [Source("resume", entry["resume"])]
        sources += [Source("job", entry["posting"])] if entry["posting"] else []
        today = dt.date.fromisoformat(entry["asOf"])
        for told in entry["sentences"] if entry["language"] == language else ():
            found = unsupported(told["text"], sources, today)
            rows.append((not told["supported"], bool(found)))
    return tally(rows)


def changes(language: str) -> Tally:
    rows = loaded("verbs")[language]
    return tally([(r["raises"], raises(r["before"], r["after"]) is not None) for r in rows])


def hollow_sentences(language: str) -> Tally:
    rows = loaded("hollow")[language]
    return tally([(r["hollow"], bool(hollow(r["text"], language))) for r in rows])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["claims", "claims_second"])
def test_statements_without_a_source_are_found(name: str, language: str) -> None:
    got = claims(name, language)
    assert got.recall >= 0.94
    assert got.false_alarms <= 0.04


@pytest.mark.parametrize("language", LANGUAGES)
def test_changes_that_raise_a_claim_are_found(language: str) -> None:
    got = changes(language)
    assert got.recall >= 0.92
    assert got.false_alarms <= 0.03


@pytest.mark.parametrize("language", LANGUAGES)
def test_hollow_sentences_are_found_and_plain_ones_are_not(language: str) -> None:
    got = hollow_sentences(language)
    assert got.recall >= 0.95
    assert got.false <= 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_hollow_word_stands_in_its_sentence(language: str) -> None:
    for row in loaded("hollow")[language]:
        assert all(word in row["text"] for word in hollow(row["text"], language))
