"""Two deployments on one Redis: by their prefixes they do not meet."""

from collections.abc import Iterator

import pytest
from redis import Redis

from tests.processes import Server, Servers, eventually
from tests.server.calls import Caller
from tests.server.conftest import KINDS

LEASE_MS = 300
PREFIXES = ("", "one:", "two:")


@pytest.fixture
def shared(servers: Servers) -> Iterator["Redis[str]"]:
    process = servers.redis()
    with Redis.from_url(process.url, decode_responses=True) as db:
        yield db


def start(servers: Servers, db: "Redis[str]", prefix: str) -> Server:
    port = db.connection_pool.connection_kwargs["port"]
    settings = KINDS | {"CAREERPILOT_LEASE_MS": str(LEASE_MS), "CAREERPILOT_KEY_PREFIX": prefix}
    return servers.start(redis_url=f"redis://127.0.0.1:{port}/0", **settings)


@pytest.mark.slow(seconds=17.1)
def test_deployments_on_one_redis_see_and_sweep_nothing_of_each_other(
    servers: Servers, shared: "Redis[str]"
) -> None:
    one, two, plain = (start(servers, shared, prefix) for prefix in ("one:", "two:", ""))
    caller = Caller(one)
    # By the same secret, and under the same id: only the prefix tells them apart.
    with caller.http:
        begun = caller.http.post(
            "/v1/sessions", json={"kind": "pulse", "input": {"tokens": 400, "perSecond": 100}}
        )
        session = begun.json()["id"]
        for other in (two, plain):
            with (stranger := Caller(other, caller.token)).http:
                assert stranger.http.get("/v1/sessions").json()["sessions"] == []
                assert stranger.http.get(f"/v1/sessions/{session}").status_code == 404
                # Whoever has the id may have a session of that id, too.
                assert stranger.create(id=session)["id"] == session
    names = shared.keys("*")
    assert {name.partition("s:{")[0] for name in names if "s:{" in name} == set(PREFIXES)
    one.kill()
    lease = f"one:s:{{{session}}}:lease"
    eventually(lambda: not shared.exists(lease), "its lease has run out")
    # Each sweep of the others looks at what is due: nothing of it is theirs.
    swept = shared.info("commandstats")["cmdstat_evalsha"]["calls"]
    eventually(
        lambda: shared.info("commandstats")["cmdstat_evalsha"]["calls"] > swept + 20, "sweeps"
    )
    assert not shared.exists(lease)
    assert shared.zscore("one:running", session) is not None
    assert shared.hget(f"one:s:{{{session}}}:meta", "status") == "running"
    # Its own deployment takes it up and ends it.
    again = start(servers, shared, "one:")
    with (owner := Caller(again, caller.token)).http:
        eventually(lambda: owner.session(session)["status"] == "idle", "the run has ended")
