"""A log keeps its newest events; who is further behind gets a snapshot that says the same."""

from collections.abc import Iterator
from typing import Any

import pytest
import redis

from agents.runtime.stage import MARK_EVENTS
from store import keys
from tests.processes import Servers
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
