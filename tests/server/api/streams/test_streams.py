"""WebSocket, SSE and long-poll: what each sends from the welcome on (PROTOCOL §4, §7, §8, §9)."""

import json
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import pairwise
from typing import Any

import httpx
import jwt
import msgspec
import orjson
import pytest
from websockets.exceptions import ConnectionClosed

from protocol.codec import MAX_SERVER_FRAME
from protocol.fold import Fold
from tests.processes import SECRET, Server, Servers, eventually
from tests.server.calls import Caller, Json, new_id
from tests.server.conftest import KINDS
from tests.server.raw import Raw

PULSE = {"tokens": 20, "perSecond": 0}
SLOW = {"tokens": 2000, "perSecond": 100}

Fetch = Callable[[Caller, str, dict[str, Any]], list[Json]]


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    return {
        "CAREERPILOT_HEARTBEAT_MS": "2000",
        "CAREERPILOT_LOG_EVENTS": "100",
        "CAREERPILOT_COMMANDS_PER_SECOND": "1000",
    }


def until_the_head(next_frame: Callable[[], Json]) -> list[Json]:
    """The welcome, and the frames up to the head that it names."""
    frames = [next_frame()]
    head = frames[0]["head"]
    while head and (len(frames) == 1 or frames[-1].get("seq", 0) < head):
        if frames[0]["after"] == head:
            break
        frames.append(next_frame())
    return frames


def by_websocket(caller: Caller, session: str, query: dict[str, Any]) -> list[Json]:
    with caller.dial(session, f"?{httpx.QueryParams(query)}") as ws:
        return until_the_head(ws.next)


def by_sse(caller: Caller, session: str, query: dict[str, Any]) -> list[Json]:
    with caller.listen(session, **query) as stream:
        return until_the_head(lambda: stream.next()[1])


def by_sse_id(caller: Caller, session: str, query: dict[str, Any]) -> list[Json]:
    last = f"{query['epoch']}:{query['after']}" if "epoch" in query else ""
    rest = {} if last else query
    with caller.listen(session, last=last, **rest) as stream:
        return until_the_head(lambda: stream.next()[1])


def by_poll(caller: Caller, session: str, query: dict[str, Any]) -> list[Json]:
    return caller.poll(session, **query)


ALL: list[Fetch] = [by_websocket, by_sse, by_sse_id, by_poll]
fetched = pytest.mark.parametrize("fetch", ALL)


def events_of(frames: list[Json]) -> list[Json]:
    return [event for frame in frames if frame["type"] == "events" for event in frame["events"]]


def folded(events: list[Json], state: bool = True) -> Any:
    fold = Fold()
    for event in events:
        fold.apply_raw(orjson.dumps(event))
    return msgspec.to_builtins(fold.messages), fold.state


@fetched
def test_welcome_is_first_and_says_where_the_log_is(fetch: Fetch, caller: Caller) -> None:
    document = caller.create()
    welcome = fetch(caller, document["id"], {})[0]
    assert welcome == {
        "type": "welcome",
        "version": 1,
        "session": document["id"],
        "epoch": document["epoch"],
        "head": document["head"],
        "after": 0,
        "heartbeatMs": 2000,
        "status": "idle",
    }


@fetched
def test_new_id_is_welcomed_as_new(fetch: Fetch, caller: Caller) -> None:
    (welcome,) = fetch(caller, new_id(), {})
    assert welcome["status"] == "new"
    assert (welcome["head"], welcome["after"], welcome["epoch"]) == (0, 0, "")


@fetched
def test_position_0_gets_the_log_from_its_first_event(fetch: Fetch, caller: Caller) -> None:
    document = caller.create()
    frames = fetch(caller, document["id"], {"after": 0})
    assert [frame["type"] for frame in frames] == ["welcome", "events"]
    events = events_of(frames)
    assert len(events) == document["head"] == frames[-1]["seq"]
    assert events[0]["type"] == "RUN_STARTED"
    assert events[-1]["type"] == "RUN_FINISHED"


@fetched
def test_cursor_inside_the_log_gets_what_is_missing(fetch: Fetch, caller: Caller) -> None:
    document = caller.create()
    whole = events_of(fetch(caller, document["id"], {"after": 0}))
    for after in (1, 3, document["head"] - 1):
        frames = fetch(caller, document["id"], {"after": after, "epoch": document["epoch"]})
        assert frames[0]["after"] == after
        assert events_of(frames) == whole[after:]


@fetched
def test_cursor_at_the_head_gets_the_welcome_alone(fetch: Fetch, caller: Caller) -> None:
    document = caller.create()
    query = {"after": document["head"], "epoch": document["epoch"]}
    (welcome,) = fetch(caller, document["id"], query)
    assert welcome["type"] == "welcome"
    assert (welcome["after"], welcome["status"]) == (document["head"], "idle")


@fetched
def test_cursor_of_a_deleted_session_is_told_that_it_does_not_exist(
    fetch: Fetch, caller: Caller
) -> None:
    document = caller.create()
    assert caller.http.delete(f"/v1/sessions/{document['id']}").status_code == 204
    query = {"after": document["head"], "epoch": document["epoch"]}
    (welcome,) = fetch(caller, document["id"], query)
    assert (welcome["status"], welcome["head"], welcome["after"]) == ("new", 0, 0)


@fetched
@pytest.mark.parametrize(
    "cursor",
    [{}, {"after": 3}, {"after": 3, "epoch": "another"}, {"after": 0, "epoch": "another"}],
    ids=str,
)
def test_cursor_that_is_not_in_the_log_gets_a_snapshot(
    cursor: dict[str, Any], fetch: Fetch, caller: Caller
) -> None:
    document = caller.create()
    welcome, snapshot = fetch(caller, document["id"], cursor)
    assert welcome["after"] == 0
    assert snapshot["type"] == "snapshot"
    assert snapshot["seq"] == document["head"]
    assert snapshot["epoch"] == document["epoch"]
    kinds = [event["type"] for event in snapshot["events"]]
    assert kinds == ["RUN_STARTED", "MESSAGES_SNAPSHOT", "STATE_SNAPSHOT", "RUN_FINISHED"]
    assert folded(snapshot["events"]) == (document["messages"], document["state"])


@fetched
def test_cursor_of_the_future_gets_a_snapshot_of_a_new_epoch(fetch: Fetch, caller: Caller) -> None:
    document = caller.create()
    query = {"after": document["head"] + 1, "epoch": document["epoch"]}
    welcome, snapshot = fetch(caller, document["id"], query)
    assert snapshot["type"] == "snapshot"
    assert snapshot["epoch"] == welcome["epoch"]
    assert folded(snapshot["events"]) == (document["messages"], document["state"])


@pytest.fixture(scope="module")
def long(running: Server) -> tuple[Caller, Json, list[Json]]:
    """A session whose log has lost its beginning, and all events that it ever had."""
    caller = Caller(running)
    session = new_id()
    with caller.dial(session) as ws:
        paced = {"tokens": 30, "perSecond": 1000}
        ws.send({"type": "start", "id": "c1", "kind": "pulse", "input": paced})
        ws.until_run_ends()
        for n in range(8):
            ws.send({"type": "message", "id": f"m{n}", "text": "x" * 40_000})
            ws.until_run_ends()
        return caller, caller.session(session), ws.events()


@fetched
@pytest.mark.parametrize("cursor", [{"after": 0}, {"after": 1}])
def test_cursor_older_than_what_is_kept_gets_a_snapshot(
    cursor: dict[str, Any], fetch: Fetch, long: tuple[Caller, Json, list[Json]]
) -> None:
    caller, document, events = long
    cursor = cursor | ({"epoch": document["epoch"]} if cursor["after"] else {})
    frames = fetch(caller, document["id"], cursor)
    assert [frame["type"] for frame in frames] == ["welcome", "snapshot"]
    assert folded(frames[1]["events"]) == folded(events)


@fetched
def test_events_stay_under_the_frame_limit_and_come_in_few_frames(
    fetch: Fetch, long: tuple[Caller, Json, list[Json]]
) -> None:
    caller, document, events = long
    after = document["head"] - 90
    frames = fetch(caller, document["id"], {"after": after, "epoch": document["epoch"]})
    assert events_of(frames) == events[after:]
    sizes = [len(json.dumps(frame, separators=(",", ":"))) for frame in frames[1:]]
    assert all(size < MAX_SERVER_FRAME for size in sizes)
    assert len(sizes) > 1
    assert all(one + other >= MAX_SERVER_FRAME for one, other in pairwise(sizes))


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


def test_listener_on_a_new_id_hears_the_session_begin(caller: Caller) -> None:
    session = new_id()
    with caller.listen(session) as stream:
        assert stream.next()[1]["status"] == "new"
        caller.create(id=session)
        id, frame = stream.next()
        assert (id, frame["type"]) == (None, "welcome")
        id, frame = stream.next()
        assert frame["type"] == "events"
        assert id == f"{caller.session(session)['epoch']}:{frame['seq']}"


def test_message_before_start_on_a_new_id_is_rejected(caller: Caller) -> None:
    with caller.dial(new_id()) as ws:
        ws.send({"type": "message", "id": "c1", "text": "Hello"})
        ack = ws.until("ack", id="c1")
        assert ack["status"] == "rejected"
        assert ack["error"]["code"] == "not_found"


def test_sse_ids_are_on_events_and_snapshots_alone(caller: Caller) -> None:
    document = caller.create()
    with caller.listen(document["id"]) as stream:
        assert stream.answer.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert stream.next()[0] is None
        assert stream.next()[0] == f"{document['epoch']}:{document['head']}"
        caller.say(document["id"], type="message", id="c2", text="x")
        id, frame = stream.next()
        while frame["type"] != "events":
            assert id is None
            id, frame = stream.next()
        assert id == f"{document['epoch']}:{frame['seq']}"


def test_ack_goes_only_to_who_sent_the_command(caller: Caller) -> None:
    session = caller.create()["id"]
    with caller.dial(session) as one, caller.dial(session) as other:
        one.send({"type": "message", "id": "c2", "text": "x"})
        one.until_run_ends()
        other.until_run_ends()
        assert [f["id"] for f in one.frames if f["type"] == "ack"] == ["c2"]
        assert [f for f in other.frames if f["type"] == "ack"] == []
        assert one.events() == other.events()


@pytest.mark.slow
def test_poll_at_the_head_waits_for_news_and_answers_with_it(caller: Caller) -> None:
    slow = {"tokens": 3, "perSecond": 2}
    document = caller.create("pulse", slow)
    caller.say(document["id"], type="message", id="c2", text="x")
    seen: list[Json] = []
    after = document["head"]
    while not seen or seen[-1]["type"] != "RUN_FINISHED":
        frames = caller.poll(document["id"], wait=5, after=after, epoch=document["epoch"])
        assert [frame["type"] for frame in frames][:2] == ["welcome", "events"]
        seen += events_of(frames)
        after = frames[-1]["seq"]
    assert seen[0]["type"] == "RUN_STARTED"


@pytest.mark.timing
def test_poll_without_news_is_empty_after_its_wait(caller: Caller) -> None:
    document = caller.create()
    begun = time.monotonic()
    query = {"after": document["head"], "epoch": document["epoch"]}
    assert caller.poll(document["id"], wait=0.4, **query) == []
    assert 0.39 < time.monotonic() - begun < 2


def test_poll_on_a_new_id_waits_for_the_session_to_begin(caller: Caller) -> None:
    session = new_id()
    assert caller.poll(session, wait=0.4, after=0) == []
    with ThreadPoolExecutor(1) as pool:
        polled = pool.submit(caller.poll, session, wait=30, after=0)
        document = caller.create(id=session)
        frames = polled.result()
    assert frames[0]["type"] == "welcome"
    assert events_of(frames)[0]["type"] == "RUN_STARTED"
    assert frames[-1]["seq"] <= document["head"]


def test_poll_that_waits_is_told_at_once_that_the_session_was_deleted(caller: Caller) -> None:
    document = caller.create()
    query = {"after": document["head"], "epoch": document["epoch"]}
    assert caller.http.delete(f"/v1/sessions/{document['id']}").status_code == 204
    (welcome,) = caller.poll(document["id"], wait=30, **query)
    assert welcome["status"] == "new"


def test_poll_that_waits_longer_than_a_heartbeat_is_empty_in_place_of_a_ping(
    caller: Caller,
) -> None:
    document = caller.create()
    query = {"after": document["head"], "epoch": document["epoch"]}
    begun = time.monotonic()
    assert caller.poll(document["id"], wait=30, **query) == []
    assert 1.9 < time.monotonic() - begun < 30


@pytest.mark.parametrize("wait", ["31", "-1", "nan", "inf", "long"])
def test_poll_that_waits_otherwise_is_malformed(wait: str, caller: Caller) -> None:
    answer = caller.http.get(
        f"/v1/sessions/{new_id()}/events?wait={wait}", headers={"Accept": "application/json"}
    )
    assert answer.status_code == 422
    assert answer.json()["code"] == "malformed"


BAD_CURSORS = ["after=x", "after=-1", "after=1.5", "after=" + "9" * 20, "after=1&epoch=a%20b"]


@pytest.mark.parametrize("query", BAD_CURSORS)
def test_cursor_that_is_none_is_refused(query: str, caller: Caller) -> None:
    session = caller.create()["id"]
    with caller.dial(session, f"?{query}") as ws:
        assert ws.closed() == 4400
        assert [frame["code"] for frame in ws.frames] == ["malformed"]
    for accept in ("text/event-stream", "application/json"):
        path = f"/v1/sessions/{session}/events?{query}"
        answer = caller.http.get(path, headers={"Accept": accept})
        assert (answer.status_code, answer.json()["code"]) == (422, "malformed")


@pytest.mark.parametrize("last", ["x", "e:", ":1", "e:x", "a b:1", "e:1:"])
def test_last_event_id_that_is_none_is_refused(last: str, caller: Caller) -> None:
    path = f"/v1/sessions/{new_id()}/events"
    answer = caller.http.get(path, headers={"Last-Event-ID": last})
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")


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


@pytest.mark.timing
@pytest.mark.slow
@pytest.mark.parametrize("heartbeat_ms", [1000, 2000])
def test_server_is_never_silent_for_two_heartbeats(started: Servers, heartbeat_ms: int) -> None:
    server = started.start(CAREERPILOT_HEARTBEAT_MS=str(heartbeat_ms), **KINDS)
    caller = Caller(server)
    with caller.http, caller.dial(new_id()) as ws:
        assert ws.next()["heartbeatMs"] == heartbeat_ms
        for _ in range(4):
            ws.next(seconds=2 * heartbeat_ms / 1000)


@pytest.mark.slow
def test_sse_listener_hears_a_comment_as_heartbeat_and_is_never_lost(caller: Caller) -> None:
    with caller.listen(caller.create()["id"]) as stream:
        for _ in range(2):
            stream.raw = b""
            stream.wait_for(b":\n\n")
            assert b"ping" not in stream.raw


def short_lived(caller: Caller, seconds: float) -> Caller:
    """The same user with a token that runs out soon."""
    claims = jwt.decode(caller.token, SECRET, ["HS256"], audience="careerpilot")
    claims["exp"] = int(time.time() + seconds) + 1
    return Caller(caller.server, jwt.encode(claims, SECRET, "HS256"))


@pytest.mark.timing
@pytest.mark.slow
def test_connection_whose_token_runs_out_is_closed_within_a_heartbeat(caller: Caller) -> None:
    session = caller.create()["id"]
    soon = short_lived(caller, 1)
    with soon.http, soon.dial(session) as ws, soon.listen(session) as stream:
        assert ws.next()["type"] == "welcome"
        assert stream.next()[1]["type"] == "welcome"
        assert ws.closed() == 4401
        assert ws.frames[-1]["code"] == "not_signed_in"
        expires = jwt.decode(soon.token, options={"verify_signature": False})["exp"]
        assert 0 <= time.time() - expires < 2.5
        assert stream.rest()[-1][1]["code"] == "not_signed_in"


def test_connections_of_a_deleted_session_are_closed(caller: Caller) -> None:
    session = caller.create()["id"]
    with caller.dial(session) as ws, caller.listen(session) as stream:
        ws.until("snapshot")
        stream.next()
        stream.next()
        caller.http.delete(f"/v1/sessions/{session}")
        assert ws.closed() == 4404
        assert ws.frames[-1]["code"] == "not_found"
        assert stream.rest()[-1][1]["code"] == "not_found"


@pytest.mark.timing
def test_deletion_of_a_session_disturbs_no_other(caller: Caller) -> None:
    gone, other = caller.create()["id"], caller.create()["id"]
    with caller.dial(gone) as ws, caller.dial(other) as witness:
        ws.until("snapshot")
        witness.until("snapshot")
        caller.http.delete(f"/v1/sessions/{gone}")
        assert ws.closed() == 4404
        begun = time.monotonic()
        third = caller.create()["id"]
        with caller.dial(third, "?after=0") as late:
            assert late.next()["type"] == "welcome"
        witness.send({"type": "message", "id": "c2", "text": "x"})
        witness.until_run_ends()
        assert time.monotonic() - begun < 2


@pytest.mark.slow
def test_connections_over_the_limit_are_sent_away_as_overload(started: Servers) -> None:
    server = started.start(CAREERPILOT_MAX_CONNECTIONS="3")
    caller = Caller(server)
    session = new_id()
    with caller.http, ExitStack() as stack:
        for _ in range(2):
            assert stack.enter_context(caller.dial(session)).next()["type"] == "welcome"
        # Held: with its last reader, the stream would be closed.
        stream = stack.enter_context(caller.listen(session))
        stream.next()
        with caller.dial(session) as ws:
            assert ws.closed() == 1013
            assert [frame["type"] for frame in ws.frames] == ["error", "goaway"]
            assert ws.frames[-1]["reason"] == "overload"
            assert ws.frames[-1]["retryMs"] > 0
        answer = caller.http.get(f"/v1/sessions/{session}/events")
        assert (answer.status_code, answer.json()["code"]) == (503, "overloaded")
        assert "retry-after" in answer.headers
    with caller.dial(session) as ws:
        assert ws.next()["type"] == "welcome"


@pytest.mark.slow
def test_connections_of_one_user_over_the_limit_are_refused(started: Servers) -> None:
    server = started.start(CAREERPILOT_USER_CONNECTIONS="3")
    caller, other = Caller(server), Caller(server)
    session = new_id()
    with caller.http, other.http, ExitStack() as stack:
        for _ in range(2):
            assert stack.enter_context(caller.dial(session)).next()["type"] == "welcome"
        # Held: with its last reader, the stream would be closed.
        stream = stack.enter_context(caller.listen(session))
        stream.next()
        with caller.dial(session) as ws:
            assert ws.closed() == 4429
            assert [frame["type"] for frame in ws.frames] == ["error"]
            assert ws.frames[0]["code"] == "rate_limited"
            assert ws.frames[0]["retryMs"] > 0
        for accept in ("text/event-stream", "application/json"):
            path = f"/v1/sessions/{session}/events"
            answer = caller.http.get(path, headers={"Accept": accept})
            assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
            assert answer.json()["retryMs"] > 0
            assert "retry-after" in answer.headers
        for header in ({"Accept": "text/event-stream"}, {"Prefer": "wait"}):
            new = {"kind": "chat", "input": {}}
            assert caller.http.post("/v1/sessions", json=new, headers=header).status_code == 429
        assert caller.http.get("/v1/sessions").json()["sessions"] == [], "nothing was begun"
        with other.dial(new_id()) as ws:
            assert ws.next()["type"] == "welcome"
    eventually(lambda: welcomed(caller, session), "there is room again")


def welcomed(caller: Caller, session: str) -> bool:
    with caller.dial(session) as ws:
        return bool(ws.next()["type"] == "welcome")


@pytest.mark.slow
def test_connections_that_wait_for_redis_are_told_of_a_drain(started: Servers) -> None:
    redis = started.redis()
    server = started.start(redis_url=redis.url, **KINDS)
    caller = Caller(server)
    session = caller.create()["id"]
    redis.pause()
    with caller.dial(session) as ws, Raw(server) as listener:
        listener.ask("GET", f"/v1/sessions/{session}/events", caller)
        assert server.request("GET", "/health/live")[0] == 200  # it has been heard, then
        server.signal(signal.SIGTERM)
        assert ws.closed() == 1012
        assert [frame["type"] for frame in ws.frames] == ["goaway"]
        redis.resume()
        answer = listener.rest()
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.count(b"data: ") == answer.count(b'data: {"type":"goaway","reason":"drain"') == 1
    assert server.wait() == 0
    assert "Traceback" not in server.output()


@pytest.mark.parametrize("waits", ["poll", "creation"])
def test_client_that_goes_while_it_waits_leaves_its_place(waits: str, started: Servers) -> None:
    server = started.start(CAREERPILOT_MAX_CONNECTIONS="1", **KINDS)
    caller, stranger = Caller(server), Caller(server)
    document = caller.create()
    path = f"/v1/sessions/{document['id']}/events"
    query = f"?wait=30&after={document['head']}&epoch={document['epoch']}"
    caller.poll(document["id"])
    with Raw(server) as raw:
        if waits == "poll":
            raw.ask("GET", path + query, caller, "Accept: application/json")
        else:
            body = json.dumps({"kind": "pulse", "input": {"tokens": 2, "perSecond": 0.01}})
            raw.ask("POST", "/v1/sessions", caller, "Prefer: wait", body=body)
        eventually(lambda: not has_room(stranger, path + query), "it waits")
    eventually(lambda: has_room(stranger, path + query), "there is room again", seconds=15)
    assert "Traceback" not in server.output()


def has_room(stranger: Caller, others: str) -> bool:
    """Whether one more connection is taken: by one that is refused at once, so that none is."""
    answer = stranger.http.get(others, headers={"Accept": "application/json"})
    assert answer.status_code in (404, 503), answer.text
    return answer.status_code == 404


def test_replay_and_live_events_leave_no_seam(caller: Caller) -> None:
    fast = {"tokens": 400, "perSecond": 400}
    session = caller.http.post("/v1/sessions", json={"kind": "pulse", "input": fast}).json()["id"]
    whole: list[Json] = []
    with caller.dial(session, "?after=0") as first:
        first.until("events")
        late = []
        while not any(e["type"] == "RUN_FINISHED" for e in first.events()):
            with caller.dial(session) as ws:
                ws.until("snapshot")
                ws.until("events")
                late.append(ws.frames)
            frame = first.next()
            epoch = first.frames[0]["epoch"] or epoch_of(first.frames)
            seq = frame.get("seq", 0)
            if seq > 10:
                with caller.dial(session, f"?after={seq - 5}&epoch={epoch}") as ws:
                    late.append([ws.next(), ws.until("events")])
            if len(late) > 12:
                break
        while first.events()[-1]["type"] != "RUN_FINISHED":
            first.next()
        whole = first.events()
    for frames in late:
        snapshot = [frame for frame in frames if frame["type"] == "snapshot"]
        events = events_of(frames)
        last = frames[-1]["seq"]
        base = snapshot[0]["seq"] if snapshot else frames[0]["after"]
        assert events == whole[base:last]
        if snapshot:
            assert folded(snapshot[0]["events"] + events) == folded(whole[:last])


def epoch_of(frames: list[Json]) -> str:
    return next(f["epoch"] for f in reversed(frames) if f["type"] in ("welcome", "snapshot"))


def test_closing_a_connection_changes_nothing_in_the_run(caller: Caller) -> None:
    slow = {"tokens": 60, "perSecond": 100}
    session = caller.http.post("/v1/sessions", json={"kind": "pulse", "input": slow}).json()["id"]
    with caller.dial(session) as ws:
        ws.next()
    with caller.dial(session, "?after=0") as ws:
        ws.until_run_ends()
        text = "".join(e["delta"] for e in ws.events() if e["type"] == "TEXT_MESSAGE_CONTENT")
    assert caller.session(session)["messages"][0]["content"] == text


def test_closed_connection_says_why_in_words(caller: Caller, nobody: Caller) -> None:
    with nobody.dial(new_id()) as ws:
        ws.next()
        with pytest.raises(ConnectionClosed) as closed:
            ws.next()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.reason == "not signed in, or no longer"
