"""Both halves back to back: what one sends arrives equal at the other, over any reconnects."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.client import ClientConnection
from protocol.codec import batches, encode_event, splice_events, splice_snapshot
from protocol.commands import Command
from protocol.connection import ServerConnection, State
from protocol.cursor import resolve
from protocol.events import Event
from protocol.fold import Fold
from protocol.frames import Ack, Events, Pong, ServerFrame, Snapshot
from protocol.sse import SSEParser, encode_sse
from tests.protocol.strategies import commands, logs
from tests.soak import at_length

BEAT = 20_000


class Pair:
    """A client, and a server that holds a log of which it keeps the newest events."""

    def __init__(self, log: list[Event]) -> None:
        self.log = log
        self.raws = [encode_event(event) for event in log]
        self.client = ClientConnection(random=lambda: 0.5)
        self.fold = Fold()
        self.server = ServerConnection("s", BEAT, 0)
        self.acks: list[str] = []
        self.held = 0

    def connect(self, base: int, head: int) -> None:
        """A new connection, brought up to `head` the way a server does it."""
        self.server = ServerConnection("s", BEAT, 0)
        self.client.connecting(0)
        cursor = self.client.cursor
        if resolve(cursor, "e", base, head) == "replay":
            self.greet(cursor.seq or 0, head)
            self.send(head)
            return
        self.greet(0, head)
        fold = Fold()
        for event in self.log[:head]:
            fold.apply(event)
        raws = [encode_event(event) for event in fold.snapshot("thread", "run")]
        self.hear(splice_snapshot(head, "e", raws))
        self.server.advance(head)

    def greet(self, after: int, head: int) -> None:
        self.server.welcome(epoch="e", head=head, after=after, status="running")
        self.exchange()

    def send(self, upto: int) -> None:
        """Events from the server's position on."""
        start = self.server.sent_upto
        for seq, raws in batches(start + 1, self.raws[start:upto]):
            self.hear(splice_events(seq, raws))
            self.server.advance(seq)

    def hear(self, data: bytes) -> None:
        for frame in self.client.receive(data, 0):
            self.take(frame)

    def take(self, frame: ServerFrame) -> None:
        match frame:
            case Events():
                assert frame.events == self.log[self.held : frame.seq]
                for event in frame.events:
                    self.fold.apply(event)
                self.held = frame.seq
            case Snapshot():
                self.fold = Fold()
                for event in frame.events:
                    self.fold.apply(event)
                self.held = frame.seq
            case Ack():
                self.acks.append(frame.id)

    def exchange(self) -> list[Command]:
        """Control frames both ways, until both are silent."""
        got = []
        for data in self.server.control_to_send():
            self.hear(data)
        for data in self.client.to_send():
            command = self.server.receive(data)
            if command is not None:
                got.append(command)
                self.server.ack(command.id, "accepted")
        for data in self.server.control_to_send():
            self.hear(data)
        return got


@pytest.mark.slow
@settings(max_examples=at_length(30, 300), deadline=None)
@given(log=logs(), data=st.data())
def test_client_holds_the_log_over_any_connections(log: list[Event], data: st.DataObject) -> None:
    pair = Pair(log)
    head = data.draw(st.integers(1, len(log)))
    while head <= len(log):
        pair.connect(data.draw(st.integers(0, head)), head)
        head = data.draw(st.integers(head, len(log)))
        pair.send(head)
        if head == len(log):
            break
    whole = Fold()
    for event in log[:head]:
        whole.apply(event)
    assert (pair.fold.messages, pair.fold.state) == (whole.messages, whole.state)
    assert pair.client.cursor.seq == pair.server.sent_upto == head


@settings(max_examples=at_length(50, 500), deadline=None)
@given(said=st.lists(commands, max_size=5))
def test_commands_arrive_equal_and_are_acknowledged(said: list[Command]) -> None:
    pair = Pair([])
    pair.greet(0, 0)
    for command in said:
        pair.client.send(command)
    assert pair.exchange() == said
    assert pair.acks == [command.id for command in said]


def test_pair_lives_on_pings_alone() -> None:
    pair = Pair([])
    pair.greet(0, 0)
    for now in range(0, 10 * BEAT, BEAT // 2):
        pair.server.tick(now)
        for data in pair.server.control_to_send():
            assert pair.client.receive(data, now) == []
            assert all(pair.server.receive(pong) is None for pong in pair.client.to_send())
        assert not pair.client.is_dead(now)
    assert pair.server.state is State.OPEN


def test_client_may_ping_the_server() -> None:
    pair = Pair([])
    pair.greet(0, 0)
    pair.server.receive('{"type":"ping","t":5}')
    [data] = pair.server.control_to_send()
    assert pair.client.receive(data, 0) == [Pong(5)]


@settings(max_examples=at_length(50, 500), deadline=None)
@given(log=logs(max_runs=1))
def test_frames_arrive_equal_over_sse(log: list[Event]) -> None:
    frame = splice_events(len(log), [encode_event(event) for event in log])
    [event] = SSEParser().feed(encode_sse(frame, f"e:{len(log)}"))
    assert (event.data, event.id) == (frame, f"e:{len(log)}")
