"""Claims, verbs and hollow words against what somebody expects who has not seen the code.

The floors are what was reached. Half of the material was looked at while faults were mended: which
one is told by a hash, and the other half has floors of its own.
"""

import datetime as dt
import hashlib
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


def is_unseen(text: str) -> bool:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % 2 == 1


def tally(rows: list[tuple[bool, bool]]) -> Tally:
    """Of pairs of what is wanted and what was found."""
    return Tally(
        sum(found for wanted, found in rows if wanted),
        sum(wanted for wanted, _ in rows),
        sum(found for wanted, found in rows if not wanted),
        sum(not wanted for wanted, _ in rows),
    )


def claims(language: str, *, unseen: bool = False) -> Tally:
    rows = []
    for entry in loaded("claims"):
        sources = [Source("resume", entry["resume"])]
        sources += [Source("job", entry["posting"])] if entry["posting"] else []
        today = dt.date.fromisoformat(entry["asOf"])
        for told in entry["sentences"] if entry["language"] == language else ():
            if not unseen or is_unseen(told["text"]):
                found = unsupported(told["text"], sources, today)
                rows.append((not told["supported"], bool(found)))
    return tally(rows)


def changes(language: str) -> Tally:
    rows = loaded("verbs")[language]
    return tally([(r["raises"], raises(r["before"], r["after"]) is not None) for r in rows])


def hollow_sentences(language: str) -> Tally:
    rows = loaded("hollow")[language]
    return tally([(r["hollow"], bool(hollow(r["text"], language))) for r in rows])


@pytest.mark.parametrize(("language", "recall", "false"), [("en", 0.86, 0.1), ("ko", 0.9, 0.05)])
def test_statements_without_a_source_are_found(language: str, recall: float, false: float) -> None:
    got = claims(language)
    assert got.recall >= recall
    assert got.false_alarms <= false


@pytest.mark.parametrize(("language", "recall", "false"), [("en", 0.75, 0.2), ("ko", 0.8, 0.1)])
def test_statements_that_were_not_looked_at_are_found(
    language: str, recall: float, false: float
) -> None:
    got = claims(language, unseen=True)
    assert got.recall >= recall
    assert got.false_alarms <= false


@pytest.mark.parametrize("language", LANGUAGES)
def test_changes_that_raise_a_claim_are_found(language: str) -> None:
    got = changes(language)
    assert got.recall >= 0.83
    assert got.false_alarms <= 0.06


@pytest.mark.parametrize("language", LANGUAGES)
def test_hollow_sentences_are_found_and_plain_ones_are_not(language: str) -> None:
    got = hollow_sentences(language)
    assert got.recall >= 0.95
    assert got.false <= 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_hollow_word_stands_in_its_sentence(language: str) -> None:
    for row in loaded("hollow")[language]:
        assert all(word in row["text"] for word in hollow(row["text"], language))
