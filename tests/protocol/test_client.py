"""The client half: what it keeps, refuses and answers, and when it comes again."""

import pytest

from protocol.client import MAX_BACKOFF_MS, ClientConnection
from protocol.codec import encode_frame
from protocol.cursor import Cursor
from protocol.errors import Gap, Malformed
from protocol.events import Event, StepStartedEvent
from protocol.frames import (
    ErrorFrame,
    Events,
    Goaway,
    Ping,
    Pong,
    ServerFrame,
    Snapshot,
    Status,
    Welcome,
)

BEAT = 20_000


def welcome(epoch: str = "e", head: int = 9, after: int = 0, status: Status = "idle") -> Welcome:
    return Welcome(
        version=1,
        session="s",
        epoch=epoch,
        head=head,
        after=after,
        heartbeat_ms=BEAT,
        status=status,
    )


def numbered(first: int, last: int) -> list[Event]:
    return [StepStartedEvent(f"event {seq}") for seq in range(first, last + 1)]


def client(*frames: ServerFrame) -> ClientConnection:
    client = ClientConnection(random=lambda: 0.5)
    client.connecting(0)
    hear(client, *frames)
    return client


def hear(client: ClientConnection, *frames: ServerFrame) -> list[ServerFrame]:
    return [kept for frame in frames for kept in client.receive(encode_frame(frame), 0)]


def assert_resumes_from(client: ClientConnection, epoch: str | None, seq: int | None) -> None:
    assert client.cursor == Cursor(epoch, seq)


def test_new_client_has_no_cursor() -> None:
    assert_resumes_from(client(), None, None)


def test_cursor_follows_events_and_snapshots() -> None:
    it = client(welcome(), Events(3, numbered(1, 3)))
    assert_resumes_from(it, "e", 3)
    hear(it, Snapshot(9, "e2", numbered(1, 2)))
    assert_resumes_from(it, "e2", 9)


def test_events_that_are_held_are_dropped() -> None:
    it = client(welcome(), Events(3, numbered(1, 3)))
    assert hear(it, Events(2, numbered(1, 2))) == []
    assert hear(it, Events(5, numbered(2, 5))) == [Events(5, numbered(4, 5))]
    assert_resumes_from(it, "e", 5)


def test_hole_is_refused() -> None:
    it = client(welcome(), Events(3, numbered(1, 3)))
    with pytest.raises(Gap):
        hear(it, Events(5, numbered(5, 5)))
    assert_resumes_from(it, "e", 3)


def test_events_of_another_epoch_are_refused_until_its_snapshot() -> None:
    it = client(welcome(), Events(3, numbered(1, 3)))
    hear(it, welcome(epoch="e2"))
    with pytest.raises(Gap):
        hear(it, Events(4, numbered(4, 4)))
    hear(it, Snapshot(2, "e2", []))
    assert hear(it, Events(3, numbered(3, 3))) == [Events(3, numbered(3, 3))]


def test_events_before_the_welcome_are_refused() -> None:
    with pytest.raises(Malformed):
        client(Events(1, numbered(1, 1)))


def test_epoch_of_a_started_session_is_learnt_from_its_second_welcome() -> None:
    it = client(welcome(epoch="", head=0, status="new"), Events(1, numbered(1, 1)))
    assert_resumes_from(it, None, None)
    it = client(
        welcome(epoch="", head=0, status="new"),
        welcome(epoch="e", head=0, status="running"),
        Events(1, numbered(1, 1)),
    )
    assert_resumes_from(it, "e", 1)


def test_ping_is_answered() -> None:
    it = client(welcome())
    assert hear(it, Ping(7)) == []
    assert it.to_send() == [encode_frame(Pong(7))]
    assert it.to_send() == []


def test_long_poll_takes_arrays() -> None:
    it = client()
    it.transport = "poll"
    frames = b"[%b,%b]" % (encode_frame(welcome()), encode_frame(Events(1, numbered(1, 1))))
    assert len(it.receive(frames, 0)) == 2
    assert it.receive(b"[]", 0) == []
    assert_resumes_from(it, "e", 1)


def test_silence_of_two_heartbeats_is_death() -> None:
    it = client(welcome())
    assert not it.is_dead(2 * BEAT - 1)
    assert it.is_dead(2 * BEAT)


@pytest.mark.parametrize(
    ("code", "wait"),
    [
        (None, 125),
        (1006, 125),
        (1011, 125),
        (4408, 125),
        (1012, 0),
        (1000, None),
        (1001, None),
        (4400, None),
        (4401, 125),
        (4403, None),
        (4404, None),
        (4413, None),
        (1009, None),
    ],
)
def test_close_code_says_when_to_come_again(code: int | None, wait: int | None) -> None:
    assert client(welcome()).lost(code) == wait


@pytest.mark.parametrize(
    ("frame", "code"),
    [(Goaway("overload", 800), 1013), (ErrorFrame("rate_limited", "", 800), 4429)],
)
def test_server_says_how_long_to_stay_away(frame: ServerFrame, code: int) -> None:
    assert client(welcome(), frame).lost(code) == 800 + 400


def test_wait_doubles_to_a_limit_and_starts_anew_after_a_welcome() -> None:
    it = client(welcome())
    waits = [it.lost(None) for _ in range(8)]
    assert waits == [125, 250, 500, 1000, 2000, 4000, 5000, 5000]
    assert waits[-1] == MAX_BACKOFF_MS // 2
    hear(it, welcome())
    assert it.lost(None) == 125


def test_jitter_is_full() -> None:
    assert ClientConnection(random=lambda: 0.0).lost(None) == 0


def test_websocket_that_fails_twice_before_its_welcome_becomes_sse() -> None:
    it = client(welcome())
    it.lost(None)
    it.connecting(0)
    it.lost(None)
    assert it.transport == "websocket"
    it.connecting(0)
    it.lost(None)
    assert it.transport == "sse"


def test_websocket_that_drops_after_its_welcome_stays_one() -> None:
    it = client()
    for _ in range(5):
        it.connecting(0)
        hear(it, welcome())
        it.lost(None)
    assert it.transport == "websocket"


def test_sse_that_brings_nothing_within_a_heartbeat_becomes_long_poll() -> None:
    it = client()
    it.transport = "sse"
    it.connecting(1_000)
    assert not it.is_dead(1_000 + BEAT - 1)
    assert it.is_dead(1_000 + BEAT)
    assert it.transport == "poll"


def test_sse_that_has_spoken_stays() -> None:
    it = client()
    it.transport = "sse"
    hear(it, welcome())
    assert not it.is_dead(BEAT)
    assert it.transport == "sse"
