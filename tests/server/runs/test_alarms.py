"""Sessions that wake by themselves: real servers, and nobody connected unless it says so."""

import json
import time
from typing import Any

import pytest

from store import keys
from tests.processes import Redis, Server, Servers, eventually, lines_of
from tests.redis_servers import talk
from tests.server.calls import Caller, Json

pytestmark = pytest.mark.slow

KINDS = {"CAREERPILOT_KINDS": "tests.timer"}
SOON_MS = 1500
LATE_MS = 600_000
LASTS_MS = 300_000
"""The shortest interview."""
LEASE = {"CAREERPILOT_LEASE_MS": "1000"}
"""Where a worker dies: how soon another takes over is tests/test_guarantees.py's matter."""


def started(server: Server, after_ms: int = SOON_MS, word_ms: int = 0) -> tuple[Caller, str]:
    caller = Caller(server)
    made = caller.create("timer", {"afterMs": after_ms, "wordMs": word_ms})
    assert made["state"]["phase"] == "set"
    return caller, made["id"]


def log_of(redis: Redis, session: str) -> list[Json]:
    """What stands in the log, read from Redis itself."""
    raw = talk(redis.port, "LRANGE", keys.log(session), "0", "-1")
    return [json.loads(line) for line in raw.split("\r\n") if line.startswith("{")]


def runs(log: list[Json]) -> list[str]:
    return [event["runId"] for event in log if event["type"] == "RUN_STARTED"]


def rung(redis: Redis, session: str) -> list[Json]:
    """The log when the session is at rest again after its second run."""

    def ended() -> list[Json] | None:
        log = log_of(redis, session)
        return log if sum(e["type"] == "RUN_FINISHED" for e in log) == 2 else None

    return eventually(ended, "the alarm's run has ended")


def moment(log: list[Json]) -> int:
    """The alarm's moment, as its run's id says it."""
    name, at, action = runs(log)[1].split(":")
    assert (name, action) == ("alarm", "ring")
    return int(at)


def alarms_runs(server: Server) -> list[Json]:
    """What this server has logged of alarms' runs that it ended."""
    lines = lines_of(server.output())
    ended = [line for line in lines if line["event"] == "run_ended"]
    return [line for line in ended if line["run"].startswith("alarm:")]


def running(redis: Redis) -> list[str]:
    """The sessions that somebody must look at, now or later."""
    return talk(redis.port, "ZRANGE", keys.running(), "0", "-1").split("\r\n")[2::2]


def said(session: Json) -> list[str]:
    return [m["content"] for m in session["messages"] if m["role"] == "assistant"]


def test_session_wakes_by_itself_at_its_moment_with_nobody_connected(servers: Servers) -> None:
    redis = servers.redis()
    server = servers.start(redis_url=redis.url, **KINDS)
    caller, session = started(server)
    log = rung(redis, session)
    document = caller.session(session)
    assert document["state"]["phase"] == "rung"
    assert document["state"]["result"] == {"rangMs": moment(log)}
    assert said(document) == ["ring0 ring1 ring2 ring3 ring4 "]
    (ended,) = eventually(lambda: alarms_runs(server), "its end is logged")
    assert 0 <= ended["ms"] < 10_000, "so many ms after its moment the run had ended"
    eventually(lambda: running(redis) == [], "nobody needs to look at it any more")


def test_every_session_wakes_once_though_two_workers_look(servers: Servers) -> None:
    redis = servers.redis()
    one, other = (servers.start(redis_url=redis.url, **KINDS) for _ in range(2))
    sessions = [started(server)[1] for server in (one, other) * 10]
    for session in sessions:
        assert len(runs(rung(redis, session))) == 2
    eventually(lambda: running(redis) == [], "nobody needs to look at them any more")
    ended = [line["session"] for server in (one, other) for line in alarms_runs(server)]
    assert sorted(ended) == sorted(sessions)


def test_devices_on_both_workers_see_it_wake(servers: Servers) -> None:
    redis = servers.redis()
    one, other = (servers.start(redis_url=redis.url, **KINDS) for _ in range(2))
    caller, session = started(one)
    there = Caller(other, caller.token)
    with caller.dial(session, "?after=0") as near, there.dial(session, "?after=0") as far:
        near.until_run_ends(2)
        far.until_run_ends(2)
        assert near.events() == far.events() == rung(redis, session)


def test_worker_that_dies_before_the_moment_is_replaced_by_another(servers: Servers) -> None:
    redis = servers.redis()
    one, other = (servers.start(redis_url=redis.url, **KINDS, **LEASE) for _ in range(2))
    caller, session = started(one)
    one.kill()
    rung(redis, session)
    document = Caller(other, caller.token).session(session)
    assert document["state"]["phase"] == "rung"


def test_moment_that_passed_while_no_server_ran_is_made_up_for(servers: Servers) -> None:
    redis = servers.redis()
    server = servers.start(redis_url=redis.url, **KINDS, **LEASE)
    caller, session = started(server)
    server.kill()
    eventually(lambda: alarm_of(redis, session)[1] < now_ms(), "the moment has passed")
    at = alarm_of(redis, session)[1]
    again = servers.start(redis_url=redis.url, **KINDS, **LEASE)
    assert moment(rung(redis, session)) == at
    document = Caller(again, caller.token).session(session)
    assert document["state"]["result"] == {"rangMs": at}


def test_worker_that_dies_while_the_session_is_awake_is_replaced_by_another(
    servers: Servers,
) -> None:
    redis = servers.redis()
    one = servers.start(redis_url=redis.url, **KINDS, **LEASE)
    caller, session = started(one, word_ms=300)
    eventually(
        lambda: any(e["type"] == "TEXT_MESSAGE_CONTENT" for e in log_of(redis, session)),
        "the first word is said",
    )
    one.kill()
    other = servers.start(redis_url=redis.url, **KINDS, **LEASE)
    log = rung(redis, session)
    assert len({*runs(log)}) == 2
    document = Caller(other, caller.token).session(session)
    assert said(document) == ["ring0 ring1 ring2 ring3 ring4 "]
    assert document["state"]["result"] == {"rangMs": moment(log)}


def test_sessions_that_were_deleted_stopped_or_put_off_do_not_wake(servers: Servers) -> None:
    redis = servers.redis()
    server = servers.start(redis_url=redis.url, **KINDS)
    deleted, gone = started(server)
    stopped, still = started(server)
    put_off, later = started(server)
    assert deleted.http.delete(f"/v1/sessions/{gone}").status_code == 204
    assert stopped.say(still, type="action", id="c2", name="stop").status_code == 202
    assert put_off.say(later, type="message", id="c2", text=str(LATE_MS)).status_code == 202
    # Whoever was to wake before this one has had its chance when this one does.
    rung(redis, started(server, SOON_MS + 3000)[1])
    assert deleted.http.get(f"/v1/sessions/{gone}").status_code == 404
    assert talk(redis.port, "KEYS", f"s:{{{gone}}}:*") == "*0\r\n"
    assert stopped.session(still)["state"]["phase"] == "stopped"
    assert len(runs(log_of(redis, still))) == 2
    assert put_off.session(later)["state"]["phase"] == "set"
    assert len(runs(log_of(redis, later))) == 2
    eventually(lambda: running(redis) == [later], "only what was put off is to be looked at")


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def alarm_of(redis: Redis, session: str) -> tuple[str, int, Any]:
    """The alarm that is set: its id, moment and command."""
    raw = talk(redis.port, "HGET", keys.meta(session), "alarm").split("\r\n")[1]
    id, at, command = raw.split("\n")
    return id, int(at), json.loads(command)


def test_interview_gives_feedback_by_itself_when_its_time_is_up(servers: Servers) -> None:
    """The shortest interview takes five minutes, so here its alarm is set to now."""
    redis = servers.redis()
    server = servers.start(redis_url=redis.url, **KINDS)
    caller = Caller(server)
    before = now_ms()
    given = {"type": "technical", "difficulty": "easy", "durationMinutes": 5}
    session = caller.create("interview", given, options={"gentle": False})["id"]
    id, at, command = alarm_of(redis, session)
    assert before + LASTS_MS <= at <= now_ms() + LASTS_MS
    assert command == {"type": "action", "id": id, "name": "end"}
    moved = f"{id}\n{now_ms()}\n{json.dumps(command)}"
    assert talk(redis.port, "HSET", keys.meta(session), "alarm", moved) == ":0\r\n"
    assert talk(redis.port, "ZADD", keys.running(), "0", session)
    rung(redis, session)
    document = caller.session(session)
    assert document["state"]["phase"] == "done"
    assert document["state"]["result"]["detailedFeedback"]
    assert document["state"]["actions"] == []
