"""A port in memory keeps what a run gives it, and lets its worker die."""

import pytest

from agents.testing import CutOff, Recorder, event_types
from protocol.events import Event, StepFinishedEvent, StepStartedEvent

BEGUN = StepStartedEvent(step_name="a")
DONE = StepFinishedEvent(step_name="a")


async def two_things(port: Recorder) -> None:
    port.emit(BEGUN)
    await port.record("1:a", b"{}")
    port.emit(DONE)


async def test_recorder_keeps_events_steps_and_where_they_were_recorded() -> None:
    port = Recorder()
    await two_things(port)
    await port.mark(b"fold")
    assert event_types(port.events) == ["STEP_STARTED", "STEP_FINISHED"]
    assert (port.steps, port.borders, port.done) == ({"1:a": b"{}"}, [1], 3)
    assert port.marks == [(2, b"fold")]


@pytest.mark.parametrize(
    ("cut", "events", "steps"), [(0, [], {}), (1, [BEGUN], {}), (2, [BEGUN], {"1:a": b"{}"})]
)
async def test_worker_that_is_cut_has_done_so_many_things_and_does_no_more(
    cut: int, events: list[Event], steps: dict[str, bytes]
) -> None:
    port = Recorder(cut_at=cut)
    with pytest.raises(CutOff):
        await two_things(port)
    with pytest.raises(CutOff):
        port.emit(DONE)
    assert (port.events, port.steps) == (events, steps)


async def test_worker_that_is_cut_later_than_its_end_lives() -> None:
    await two_things(Recorder(cut_at=3))


def test_who_waits_for_so_many_events_is_called_once() -> None:
    port, calls = Recorder(), []
    port.when(1, lambda: calls.append(len(port.events)))
    port.emit(BEGUN)
    port.emit(DONE)
    port.when(0, lambda: calls.append(0))
    assert calls == [1, 0]


async def test_recorder_that_is_full_has_room_after_one_has_waited() -> None:
    port = Recorder(full_after=1)
    port.emit(BEGUN)
    assert port.full()
    await port.room()
    assert (port.full(), port.waits) == (False, 1)


def test_recorder_pulls_each_time_that_there_is_something() -> None:
    port, waiting = Recorder(), [BEGUN]
    take = port.follow(lambda: waiting.pop() if waiting else None)
    take()
    take()
    port.collect()
    assert port.events == [BEGUN]
