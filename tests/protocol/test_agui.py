"""Our logs under AG-UI's own client: it takes every one, and reads what we read."""

import asyncio
from collections.abc import Iterator, Sequence

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.kinds.chat.kind import Chat
from agents.testing import Conversation
from protocol.events import Event, RunStartedEvent
from protocol.fold import Fold
from tests.protocol.oracle import Oracle
from tests.protocol.strategies import logs
from tests.soak import at_length

pytestmark = pytest.mark.slow

many = settings(
    max_examples=at_length(100, 4000), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@pytest.fixture(scope="module")
def oracle() -> Iterator[Oracle]:
    oracle = Oracle()
    yield oracle
    oracle.close()


def folded(events: Sequence[Event]) -> Fold:
    fold = Fold()
    for event in events:
        fold.apply(event)
    return fold


def assert_client_agrees(oracle: Oracle, events: Sequence[Event], fold: Fold) -> None:
    verdict = oracle.judge(events)
    assert "error" not in verdict, verdict["error"]
    assert verdict["messages"] == msgspec.to_builtins(fold.messages)
    assert verdict["state"] == fold.state
    assert verdict["warnings"] == []


@many
@given(log=logs())
def test_client_reads_any_log_as_the_fold_does(oracle: Oracle, log: list[Event]) -> None:
    assert_client_agrees(oracle, log, folded(log))


@many
@given(log=logs(), data=st.data())
def test_client_goes_on_from_a_snapshot_taken_anywhere(
    oracle: Oracle, log: list[Event], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(1, len(log)))
    snapshot = folded(log[:cut]).snapshot("thread", "run")
    assert isinstance(snapshot[0], RunStartedEvent)
    assert_client_agrees(oracle, [*snapshot, *log[cut:]], folded(log))


@many
@given(log=logs())
def test_client_accepts_the_closing_of_a_run_left_open(oracle: Oracle, log: list[Event]) -> None:
    fold = folded(log)
    closers = fold.closers()
    for event in closers:
        fold.apply(event)
    ending = fold.snapshot("thread", "run")[-1] if not fold.running else None
    assert fold.open == []
    assert ending is None or closers == []
    assert_client_agrees(oracle, [*log, *closers], fold)


async def edited_talk() -> Conversation:
    talk = Conversation(Chat())
    await talk.start("How do I write a CV?")
    await talk.retry("How do I write a cover letter?")
    await talk.say("And my salary?")
    await talk.retry("And my notice?")
    await talk.retry()
    return talk


def test_client_reads_a_log_with_first_words_and_edits_as_the_fold_does(oracle: Oracle) -> None:
    talk = asyncio.run(edited_talk())
    assert list(talk.said) == ["c2", "c4"]
    for end in range(1, len(talk.log) + 1):
        assert_client_agrees(oracle, talk.log[:end], folded(talk.log[:end]))
