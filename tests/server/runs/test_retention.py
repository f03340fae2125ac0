"""What is kept, and for how long: a log's newest events, and a guest's session."""

from collections.abc import Iterator
from typing import Any

import pytest
import redis

from agents.runtime.stage import MARK_EVENTS
from store import keys
from tests.processes import Server, Servers, eventually
from tests.server.admission.test_admission import folded
from tests.server.calls import Caller, new_id
from tests.server.conftest import KINDS

KEPT = 100


@pytest.fixture
def db(servers: Servers) -> Iterator["redis.Redis"]:
    """A Redis that one can look into."""
    with redis.Redis.from_url(servers.redis().url) as one:
        yield one


@pytest.mark.slow
def test_log_of_a_long_run_stays_bounded_and_snapshots_say_the_same(
    servers: Servers, db: "redis.Redis"
) -> None:
    port = db.connection_pool.connection_kwargs["port"]
    server = servers.start(
        redis_url=f"redis://127.0.0.1:{port}/0", CAREERPILOT_LOG_EVENTS=str(KEPT), **KINDS
    )
    caller, session = Caller(server), new_id()
    late: list[tuple[int, Any]] = []
    kept = 0
    with caller.http, caller.dial(session) as ws:
        # Endless: how many of its tokens share an event is the machine's affair.
        long = {"tokens": 1_000_000, "perSecond": 1500}
        ws.send({"type": "start", "id": "c1", "kind": "pulse", "input": long})
        while len(late) < 3:
            frame = ws.until("events")
            kept = max(kept, db.llen(keys.log(session)))
            if frame["seq"] > 900 * (len(late) + 1):
                document = caller.session(session)
                late.append((document["head"], (document["messages"], document["state"])))
        ws.send({"type": "cancel", "id": "c2"})
        ws.until_run_ends()
        events = ws.events()
        # The run itself needs what came since its last mark, to be taken over.
        assert kept <= 1.2 * (KEPT + MARK_EVENTS)
        for head, said in late:
            assert folded(events[:head]) == said
        document = caller.session(session)
        for cursor in ({}, {"after": 0}, {"after": 5, "epoch": document["epoch"]}):
            welcome, snapshot = caller.poll(session, **cursor)
            assert (welcome["type"], snapshot["type"]) == ("welcome", "snapshot")
            assert folded(snapshot["events"]) == folded(events)
        # The next run needs nothing of the last one's.
        ws.send({"type": "message", "id": "c3", "text": "x"})
        ws.until("ack", id="c3")
        ws.until("events")
        ws.send({"type": "cancel", "id": "c4"})
        ws.until_run_ends()
        assert db.llen(keys.log(session)) <= 1.2 * KEPT


GUEST_SESSION_S = 60


@pytest.fixture
def two_workers(servers: Servers, db: "redis.Redis") -> list[Server]:
    """Two workers over one Redis, where guests' sessions are kept for a minute."""
    port = db.connection_pool.connection_kwargs["port"]
    url, kept = f"redis://127.0.0.1:{port}/0", str(GUEST_SESSION_S)
    return [
        servers.start(redis_url=url, CAREERPILOT_GUEST_SESSION_SECONDS=kept, **KINDS)
        for _ in range(2)
    ]


def left_ms(db: "redis.Redis", session: str) -> list[int]:
    """In how many ms the keys of a session run out; its log has a time of its own."""
    found = [db.pttl(name) for name in keys.all_of(session) if name != keys.log(session)]
    return [left for left in found if left >= 0]


@pytest.mark.slow
def test_guests_session_does_not_run_out_under_those_who_follow_it(
    two_workers: list[Server], db: "redis.Redis"
) -> None:
    caller = Caller(two_workers[0])
    session, alone = caller.create()["id"], new_id()
    body = {"id": alone, "kind": "pulse", "input": {"tokens": 3, "perSecond": 0}}
    assert caller.http.post("/v1/sessions", json=body).status_code == 201
    eventually(lambda: caller.session(alone)["lastRun"], "its run has begun")
    eventually(lambda: caller.session(alone)["status"] == "idle", "its run has ended")
    for name in [*db.keys("s:*"), *db.keys("u:*:sessions")]:
        db.pexpire(name, 8000)
    colleague = Caller(two_workers[1], token=caller.token)
    with caller.dial(session) as one, colleague.dial(session) as other:
        for ws in (one, other):
            ws.until("welcome")
        eventually(lambda: min(left_ms(db, session)) > 30_000, "the session is kept for longer")
        # With nobody who follows it the other one runs out in its time.
        assert max(left_ms(db, alone)) <= 8000
        assert [db.pttl(name) > 30_000 for name in db.keys("u:*:sessions")] == [True]
        one.send({"type": "message", "id": "c2", "text": "x"})
        for ws in (one, other):
            ws.until_run_ends()


@pytest.mark.slow
def test_guests_session_that_is_gone_is_gone_for_all_who_follow_it(
    two_workers: list[Server], db: "redis.Redis"
) -> None:
    caller, session = Caller(two_workers[0]), new_id()
    # Nobody waits for it: whom a worker has as a follower it looks after in the time known then.
    body = {"id": session, "kind": "pulse", "input": {"tokens": 3, "perSecond": 0}}
    assert caller.http.post("/v1/sessions", json=body).status_code == 201
    eventually(lambda: caller.session(session)["lastRun"], "its run has begun")
    eventually(lambda: caller.session(session)["status"] == "idle", "its run has ended")
    # As what a worker with another setting has made: it is looked after four times a second.
    db.hset(keys.meta(session), "ttl", 1000)
    colleague = Caller(two_workers[1], token=caller.token)
    with caller.dial(session) as one, colleague.dial(session) as other:
        for ws in (one, other):
            ws.until("welcome")
        db.delete(*keys.all_of(session))
        assert [ws.closed() for ws in (one, other)] == [4404, 4404]
    assert caller.http.get(f"/v1/sessions/{session}").status_code == 404
