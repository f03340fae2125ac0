"""The terminal client, frame by frame: when it has its answers, and may end."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from protocol.codec import decode_command, encode_frame
from protocol.commands import Message, Start
from protocol.events import Event, RunErrorEvent, RunFinishedEvent, RunStartedEvent
from protocol.frames import Ack, Events, ServerFrame, Snapshot, Welcome
from server.cli.remote import Api
from server.cli.terminal import Chat

IDS = ["a", "b", "c"]


def run(id: str, fails: bool = False) -> list[Event]:
    end = RunErrorEvent(message="no") if fails else RunFinishedEvent(thread_id="s", run_id=id)
    return [RunStartedEvent(thread_id="s", run_id=id), end]


def welcome(head: int = 0) -> Welcome:
    return Welcome(
        version=1, session="s", epoch="e", head=head, after=0, heartbeat_ms=1000, status="running"
    )


def talk(*frames: ServerFrame) -> Chat:
    """A chat whose input has ended after three messages, and that took these frames."""
    chat = Chat(Api("http://127.0.0.1"), "s", None, asyncio.Queue(), lambda text: None)
    chat.client.connecting(0)
    for id in IDS:
        chat.remember(Message(id, "Hello"))
    chat.input_ended = True
    for frame in (welcome(), *(Ack(id, "accepted") for id in IDS), *frames):
        for taken in chat.client.receive(encode_frame(frame), 0):
            chat.on_frame(taken)
    return chat


@given(st.lists(st.booleans(), min_size=3, max_size=3), st.sets(st.integers(1, 5)))
def test_chat_ends_when_each_of_its_runs_has_however_they_come(
    fails: list[bool], cuts: set[int]
) -> None:
    events = [event for id, failed in zip(IDS, fails, strict=True) for event in run(id, failed)]
    ends = sorted({*cuts, len(events)})
    starts = [0, *ends[:-1]]
    frames = [Events(upto, events[after:upto]) for after, upto in zip(starts, ends, strict=True)]
    assert talk(*frames).done
    assert not talk(*frames[:-1], Events(len(events) - 1, events[starts[-1] : -1])).done


def test_chat_counts_runs_as_done_that_a_snapshot_of_a_later_one_does_not_tell_of() -> None:
    assert not talk(Snapshot(seq=4, epoch="e", events=run("b"))).done
    assert talk(Snapshot(seq=6, epoch="e", events=run("c"))).done


def test_chat_that_starts_a_session_sends_its_start_once() -> None:
    start = Start("c1", "chat", {})
    chat = Chat(Api("http://127.0.0.1"), "s", start, asyncio.Queue(), lambda text: None)
    chat.client.connecting(0)
    new = Welcome(
        version=1, session="s", epoch="", head=0, after=0, heartbeat_ms=1000, status="new"
    )
    for frame in (new, welcome(3)):
        for taken in chat.client.receive(encode_frame(frame), 0):
            chat.on_frame(taken)
    assert [decode_command(data) for data in chat.client.to_send()] == [start]
    assert chat.client.cursor.epoch == "e"
