"""WebSocket, SSE and long-poll: what each sends from the welcome on (PROTOCOL §4, §7, §8, §9)."""

import json
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import httpx
import jwt
import msgspec
import orjson
import pytest

from protocol.codec import MAX_SERVER_FRAME
from protocol.fold import Fold
from tests.processes import Servers
from tests.server.calls import Caller, Json, new_id, short_lived
from tests.server.conftest import KINDS

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


@fetched
def test_first_words_and_their_edit_come_as_any_message_does(fetch: Fetch, caller: Caller) -> None:
    session = caller.create(message={"id": "m0", "text": "Hello"})["id"]
    with caller.dial(session, "?after=0") as ws:
        ws.until_run_ends()
        ws.send({"type": "retry", "id": "c2", "text": "Hello again"})
        ws.until_run_ends()
    events = events_of(fetch(caller, session, {"after": 0}))
    assert events == ws.events()
    head = next(n for n, event in enumerate(events) if event["type"] == "TEXT_MESSAGE_START")
    assert events[head : head + 3] == [
        {"type": "TEXT_MESSAGE_START", "messageId": "m0", "role": "user"},
        {"type": "TEXT_MESSAGE_CONTENT", "messageId": "m0", "delta": "Hello"},
        {"type": "TEXT_MESSAGE_END", "messageId": "m0"},
    ]
    _, snapshot = fetch(caller, session, {})
    messages, _ = folded(snapshot["events"])
    assert messages == caller.session(session)["messages"] == folded(events)[0]
    assert [message["id"] for message in messages] == ["c2", "c2.1"]


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
