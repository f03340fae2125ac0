"""The server half: what it answers, when it pings, when and how it closes. Time is a number."""

import itertools
import sys

import pytest

from protocol.codec import decode_frame, encode_command
from protocol.commands import Cancel, Message
from protocol.connection import FLUSH_MS, MAX_WAITING, NEXT, ServerConnection, State, Verb
from protocol.errors import (
    CloseCode,
    Internal,
    LocalProtocolError,
    NotAllowed,
    NotFound,
    RateLimited,
    RemoteProtocolError,
    Unavailable,
)
from protocol.frames import Ack, ErrorFrame, Goaway, Ping, Pong, Problem, ServerFrame, Welcome

BEAT = 20_000


def opened(now: int = 0, expires_at: int | None = None) -> ServerConnection:
    connection = ServerConnection("s1", BEAT, now, expires_at)
    connection.welcome(epoch="e", head=57, after=41, status="idle")
    connection.control_to_send()
    connection.tick(now)
    return connection


def sent(connection: ServerConnection) -> list[ServerFrame]:
    return [decode_frame(frame) for frame in connection.control_to_send()]


def assert_closes(connection: ServerConnection, code: CloseCode | int) -> None:
    assert connection.state is State.CLOSING
    assert connection.close_code == code
    connection.control_to_send()
    assert connection.state is State.CLOSED


def test_welcome_says_where_the_log_is() -> None:
    connection = ServerConnection("s1", BEAT, 0)
    connection.welcome(epoch="e", head=57, after=41, status="running")
    assert connection.sent_upto == 41
    assert sent(connection) == [
        Welcome(
            version=1,
            session="s1",
            epoch="e",
            head=57,
            after=41,
            heartbeat_ms=BEAT,
            status="running",
        )
    ]


def test_command_is_handed_over() -> None:
    connection = opened()
    assert connection.receive(encode_command(Message("c1", "Hi"))) == Message("c1", "Hi")
    assert sent(connection) == []


def test_ping_is_answered_and_pong_is_kept() -> None:
    connection = opened()
    assert connection.receive('{"type":"ping","t":7}') is None
    assert connection.receive('{"type":"pong","t":7}') is None
    assert sent(connection) == [Pong(7)]


def test_malformed_frame_is_told_and_closes() -> None:
    connection = opened()
    assert connection.receive("{") is None
    [frame] = sent(connection)
    assert isinstance(frame, ErrorFrame)
    assert frame.code == "malformed"
    assert connection.close_code == 4400


def test_frame_over_the_limit_closes() -> None:
    connection = opened()
    assert connection.receive(b" " * 600_000) is None
    assert_closes(connection, 4413)


def test_flood_whose_answers_are_not_read_closes() -> None:
    connection = opened()
    for _ in range(10 * MAX_WAITING):
        connection.receive('{"type":"ping","t":7}')
    assert connection.close_code == 4429
    frames = sent(connection)
    assert len(frames) == MAX_WAITING + 1
    assert isinstance(frames[-1], ErrorFrame)


def test_ack_tells_what_became_of_a_command() -> None:
    connection = opened()
    connection.ack("c1", "accepted")
    connection.ack("c2", "rejected", NotAllowed("Not now", details={"allowed": ["message"]}))
    assert sent(connection) == [
        Ack("c1", "accepted"),
        Ack("c2", "rejected", Problem("not_allowed", "Not now", None, {"allowed": ["message"]})),
    ]
    assert connection.close_code is None


@pytest.mark.parametrize(
    ("error", "code"), [(NotFound("No such session"), 4404), (Internal("Our fault"), 1011)]
)
def test_error_closes_with_its_code(error: RemoteProtocolError, code: int) -> None:
    connection = opened()
    connection.error(error)
    assert sent(connection) == [ErrorFrame(error.code, error.message)]
    assert connection.close_code == code


def test_warning_leaves_the_connection_open() -> None:
    connection = opened()
    connection.error(RateLimited("Slower", retry_ms=1200), close=False)
    assert sent(connection) == [ErrorFrame("rate_limited", "Slower", 1200)]
    assert connection.state is State.OPEN


def test_absent_store_sends_clients_away_for_a_while() -> None:
    connection = opened()
    connection.error(Unavailable("The store is away", retry_ms=900))
    assert sent(connection)[1] == Goaway("overload", 900)
    assert connection.close_code == 1013


@pytest.mark.parametrize(
    ("reason", "code"), [("drain", 1012), ("overload", 1013), ("replaced", 1000)]
)
def test_goaway_closes_with_the_code_of_its_reason(reason: str, code: int) -> None:
    connection = opened()
    connection.goaway(reason)  # type: ignore[arg-type]
    assert sent(connection) == [Goaway(reason, 250)]  # type: ignore[arg-type]
    assert connection.close_code == code


def test_first_close_code_stays() -> None:
    connection = opened()
    connection.goaway("drain")
    connection.error(Internal("Our fault"))
    assert_closes(connection, CloseCode.DRAINED)


def test_closing_connection_hears_nothing_more() -> None:
    connection = opened()
    connection.goaway("drain")
    assert connection.receive(encode_command(Cancel("c"))) is None
    connection.ack("c0", "accepted")
    assert sent(connection)[-1] == Ack("c0", "accepted")
    connection.ack("c1", "accepted")
    assert sent(connection) == []


def test_connection_that_closes_before_its_welcome_has_none() -> None:
    connection = ServerConnection("s1", BEAT, 0)
    connection.goaway("drain")
    connection.welcome(epoch="e", head=57, after=41, status="idle")
    assert sent(connection) == [Goaway("drain", 250)]
    connection.welcome(epoch="e", head=57, after=41, status="idle")
    assert sent(connection) == []
    assert connection.close_code == CloseCode.DRAINED


def test_client_that_takes_no_close_is_stuck_in_the_end() -> None:
    connection = opened(expires_at=BEAT)
    connection.tick(BEAT)
    connection.control_to_send()
    for now in range(BEAT, 2 * BEAT, 1000):
        connection.tick(now)
        assert connection.is_stuck(now) == (now >= BEAT + FLUSH_MS)


def test_open_connection_is_never_stuck() -> None:
    connection = opened()
    for now in range(0, 20 * FLUSH_MS, BEAT // 4):
        connection.hear()
        connection.tick(now)
        assert not connection.is_stuck(now)


def test_silence_is_pinged_after_a_heartbeat_and_closed_after_two() -> None:
    connection = opened()
    connection.tick(BEAT - 1)
    assert sent(connection) == []
    connection.tick(BEAT)
    assert sent(connection) == [Ping(BEAT)]
    connection.tick(2 * BEAT - 1)
    assert sent(connection) == []
    connection.tick(2 * BEAT)
    assert_closes(connection, CloseCode.HEARTBEAT_LOST)


def test_client_that_answers_stays() -> None:
    connection = opened()
    for now in range(0, 20 * BEAT, BEAT // 4):
        connection.tick(now)
        for frame in sent(connection):
            assert isinstance(frame, Ping)
            connection.receive(b'{"type":"pong","t":%d}' % int(frame.t))
    assert connection.state is State.OPEN


def test_client_that_only_listens_is_pinged_while_events_flow() -> None:
    connection = opened()
    for now in range(0, BEAT + 1, BEAT // 4):
        connection.advance(connection.sent_upto + 1)
        connection.tick(now)
    assert sent(connection) == [Ping(BEAT)]


def test_client_that_only_talks_is_pinged_too() -> None:
    connection = opened()
    for now in range(0, BEAT + 1, BEAT // 4):
        connection.receive(encode_command(Cancel("c")))
        connection.tick(now)
    assert sent(connection) == [Ping(BEAT)]


def test_connection_that_is_busy_both_ways_is_not_pinged() -> None:
    connection = opened()
    for now in range(0, 2 * BEAT, BEAT // 4):
        connection.receive(encode_command(Cancel("c")))
        connection.sent_upto += 1
        connection.tick(now)
    assert not connection.pending


def test_one_ping_is_sent_a_heartbeat() -> None:
    connection = opened()
    pings = 0
    for now in range(0, 2 * BEAT, 100):
        connection.tick(now)
        pings += len(sent(connection))
    assert pings == 1


def test_token_that_runs_out_closes() -> None:
    connection = opened(expires_at=5_000)
    connection.tick(4_999)
    assert connection.state is State.OPEN
    connection.tick(5_000)
    assert_closes(connection, CloseCode.NOT_SIGNED_IN)


def test_position_never_goes_back() -> None:
    connection = opened()
    connection.advance(45)
    assert connection.sent_upto == 45
    with pytest.raises(LocalProtocolError):
        connection.advance(44)


def test_events_before_the_welcome_are_a_bug() -> None:
    with pytest.raises(LocalProtocolError, match="ADVANCE while NEW"):
        ServerConnection("s1", BEAT, 0).advance(1)


def test_refusal_may_come_before_the_welcome() -> None:
    connection = ServerConnection("s1", BEAT, 0)
    connection.error(NotFound("No such session"))
    assert_closes(connection, CloseCode.NOT_FOUND)


def test_welcome_is_first_whatever_came_before() -> None:
    connection = ServerConnection("s1", BEAT, 0)
    connection.receive('{"type":"ping","t":7}')
    connection.tick(BEAT)
    assert sent(connection) == []
    connection.welcome(epoch="e", head=0, after=0, status="idle")
    assert [type(frame) for frame in sent(connection)] == [Welcome, Pong]


def test_second_welcome_tells_the_epoch_of_a_started_session() -> None:
    connection = ServerConnection("s1", BEAT, 0)
    connection.welcome(epoch="", head=0, after=0, status="new")
    connection.welcome(epoch="e", head=0, after=0, status="running")
    assert [frame.epoch for frame in sent(connection) if isinstance(frame, Welcome)] == ["", "e"]


def test_table_leads_from_new_to_closed_and_never_back() -> None:
    assert all(after >= before for (before, _), after in NEXT.items())
    assert {after for _, after in NEXT.items()} == set(State)
    missing = {pair for pair in itertools.product(State, Verb) if pair not in NEXT}
    assert missing == {
        (State.NEW, Verb.ADVANCE),
        (State.NEW, Verb.DRAIN),
    }


def test_idle_connection_is_small() -> None:
    connection = opened(now=10**12, expires_at=2 * 10**12)
    slots = [getattr(connection, name) for name in ServerConnection.__slots__]
    own = [value for value in slots if type(value) is int]
    assert connection.queue is None
    assert sys.getsizeof(connection) + sum(map(sys.getsizeof, own)) < 600
