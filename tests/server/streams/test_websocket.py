"""A session over a WebSocket: its commands and acks, refusals and heartbeat."""

import time

import pytest
from websockets.exceptions import ConnectionClosed

from tests.server.calls import Caller, new_id

PULSE = {"tokens": 20, "perSecond": 0}


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    return {
        "CAREERPILOT_HEARTBEAT_MS": "2000",
        "CAREERPILOT_LOG_EVENTS": "100",
        "CAREERPILOT_COMMANDS_PER_SECOND": "1000",
    }


def test_connection_on_a_new_id_starts_the_session_itself(caller: Caller) -> None:
    session = new_id()
    with caller.dial(session) as ws:
        assert ws.next()["status"] == "new"
        ws.send({"type": "start", "id": "c1", "kind": "pulse", "input": PULSE})
        ws.until_run_ends()
    document = caller.session(session)
    kinds = [frame["type"] for frame in ws.frames if frame["type"] != "events"]
    assert sorted(kinds) == ["ack", "welcome", "welcome"]
    again = [frame for frame in ws.frames if frame["type"] == "welcome"][1]
    assert again["epoch"] == document["epoch"]
    assert again["after"] == 0
    first_events = next(n for n, frame in enumerate(ws.frames) if frame["type"] == "events")
    assert ws.frames.index(again) < first_events
    assert len(ws.events()) == document["head"]


def test_message_before_start_on_a_new_id_is_rejected(caller: Caller) -> None:
    with caller.dial(new_id()) as ws:
        ws.send({"type": "message", "id": "c1", "text": "Hello"})
        ack = ws.until("ack", id="c1")
        assert ack["status"] == "rejected"
        assert ack["error"]["code"] == "not_found"


def test_start_with_options_that_are_not_kept_to_is_rejected_without_a_close(
    caller: Caller,
) -> None:
    with caller.dial(new_id()) as ws:
        start = {"type": "start", "id": "c1", "kind": "pulse", "input": PULSE}
        for options in ({"note": "x"}, {"when": "night"}):
            ws.send(start | {"options": options})
            ack = ws.until("ack", id="c1")
            assert (ack["status"], ack["error"]["code"]) == ("rejected", "malformed")
        ws.send(start | {"options": {"language": "ko", "when": "now"}})
        assert ws.until("ack", id="c1")["status"] == "accepted"


def test_id_that_said_something_else_before_is_rejected_without_a_close(caller: Caller) -> None:
    session = new_id()
    with caller.dial(session) as ws:
        start = {"type": "start", "id": "c1", "kind": "pulse", "input": PULSE}
        ws.send(start)
        ws.until_run_ends()
        message = {"type": "message", "id": "c2", "text": "One"}
        for frame, status in [
            (message, "accepted"),
            (message, "duplicate"),
            (message | {"text": "Two"}, "rejected"),
            ({"type": "cancel", "id": "c2"}, "rejected"),
            ({"type": "message", "id": "c1", "text": "Two"}, "rejected"),
            (start, "duplicate"),
            (start | {"options": {"language": "ko"}}, "rejected"),
        ]:
            ws.send(frame)
            ack = ws.until("ack", id=frame["id"])
            assert ack["status"] == status
            assert (ack.get("error") or {}).get("code") == (
                "conflict" if status == "rejected" else None
            )


def test_ack_goes_only_to_who_sent_the_command(caller: Caller) -> None:
    session = caller.create()["id"]
    with caller.dial(session) as one, caller.dial(session) as other:
        one.send({"type": "message", "id": "c2", "text": "x"})
        one.until_run_ends()
        other.until_run_ends()
        assert [f["id"] for f in one.frames if f["type"] == "ack"] == ["c2"]
        assert [f for f in other.frames if f["type"] == "ack"] == []
        assert one.events() == other.events()


def test_websocket_of_nobody_is_closed_as_not_signed_in(caller: Caller, nobody: Caller) -> None:
    with nobody.dial(caller.create()["id"]) as ws:
        assert ws.closed() == 4401
        assert [frame["code"] for frame in ws.frames] == ["not_signed_in"]


@pytest.mark.parametrize("session", ["nonsense", "%00", "%20"])
def test_websocket_on_what_is_no_id_is_closed_as_not_found(session: str, caller: Caller) -> None:
    with caller.dial(session) as ws:
        assert ws.closed() == 4404


def test_websocket_on_a_session_of_another_is_closed_as_not_found(
    caller: Caller, stranger: Caller
) -> None:
    session = caller.create()["id"]
    with caller.dial(session), stranger.dial(session, "?after=0") as ws:
        assert ws.closed() == 4404
        assert [frame["type"] for frame in ws.frames] == ["error"]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://["])
def test_websocket_of_another_origin_is_closed_as_forbidden(origin: str, caller: Caller) -> None:
    with caller.dial(new_id(), additional_headers={"Origin": origin}) as ws:
        assert ws.closed() == 4403
        assert [frame["code"] for frame in ws.frames] == ["forbidden"]


@pytest.mark.parametrize("session", ["6fbd92b4-fe58-4236-ae94-4d439dfc1aaf", "nonsense"])
def test_websocket_of_another_origin_learns_not_even_whether_one_is_signed_in(
    session: str, nobody: Caller
) -> None:
    with nobody.dial(session, additional_headers={"Origin": "https://evil.example"}) as ws:
        assert ws.closed() == 4403
        assert [frame["code"] for frame in ws.frames] == ["forbidden"]


def test_websocket_with_a_cookie_needs_its_own_origin(caller: Caller, nobody: Caller) -> None:
    cookie = {"Cookie": f"careerpilot={caller.token}"}
    with nobody.dial(new_id(), additional_headers=cookie) as ws:
        assert ws.closed() == 4403
    own = cookie | {"Origin": caller.server.url}
    with nobody.dial(new_id(), additional_headers=own) as ws:
        assert ws.next()["type"] == "welcome"


def test_server_speaks_the_subprotocol_that_is_asked_for(caller: Caller) -> None:
    with caller.dial(new_id()) as ws:
        assert ws.socket.subprotocol == "careerpilot.v1"


def test_ping_is_answered_with_its_own_time(caller: Caller) -> None:
    with caller.dial(new_id()) as ws:
        for t in (0, -1, 1.5, 2**53 - 1):
            ws.send({"type": "ping", "t": t})
            assert ws.until("pong")["t"] == t


@pytest.mark.slow
def test_client_that_answers_pings_stays(caller: Caller) -> None:
    with caller.dial(new_id()) as ws:
        for _ in range(2):
            ws.until("ping")


@pytest.mark.timing
@pytest.mark.slow
def test_client_that_answers_no_ping_is_closed_as_lost(caller: Caller) -> None:
    begun = time.monotonic()
    with caller.dial(new_id()) as ws:
        ws.answers = False
        assert ws.closed() == 4408
    assert 4 <= time.monotonic() - begun < 7
    assert "ping" in [frame["type"] for frame in ws.frames]


def test_closed_connection_says_why_in_words(caller: Caller, nobody: Caller) -> None:
    with nobody.dial(new_id()) as ws:
        ws.next()
        with pytest.raises(ConnectionClosed) as closed:
            ws.next()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.reason == "not signed in, or no longer"


KOREAN = {"additional_headers": {"Accept-Language": "ko-KR"}}


def test_socket_is_told_what_is_wrong_in_the_language_of_its_handshake(caller: Caller) -> None:
    with caller.dial(new_id(), **KOREAN) as ws:
        ws.until("welcome")
        start = {"type": "start", "id": "s1", "kind": "nothing", "input": {}}
        ws.send(start)
        rejected = ws.until("ack")["error"]
        assert rejected["code"] == "malformed"
        assert rejected["message"].startswith("'nothing'(이)라는 종류는 없어요.")
        ws.send("nonsense")
        error = ws.until("error")
        assert error["code"] == "malformed"
        assert error["message"].startswith("JSON 형식이 올바르지 않아요: ")
        assert ws.closed() == 4400


def test_socket_that_is_refused_is_told_why_in_the_language_of_its_handshake(
    caller: Caller, stranger: Caller
) -> None:
    session = caller.create()["id"]
    with stranger.dial(session, **KOREAN) as ws:
        assert ws.until("error")["message"] == "그런 대화가 없어요."
        assert ws.closed() == 4404
