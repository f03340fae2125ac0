"""Limits on the wire: over workers whose clocks differ, and over a Redis that starts anew."""

import contextlib
import http.client
import json
import re
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.processes import Redis, Server, Servers, plans
from tests.server.calls import Caller, new_id
from tests.server.conftest import KINDS

AHEAD = """
import time
now, now_ns = time.time, time.time_ns
time.time = lambda: now() + 5
time.time_ns = lambda: now_ns() + 5_000_000_000
"""
"""A Python whose clock is five seconds ahead of this machine's."""

MOST = 100

FAST = {"CAREERPILOT_COMMANDS_PER_SECOND": "10000", "CAREERPILOT_COMMANDS_BURST": "10000"}

AT_ONCE = 20


@pytest.fixture(scope="module")
def durable(started: Servers) -> Redis:
    """A Redis that is stopped and started again."""
    return started.redis()


@pytest.fixture(scope="module")
def both(
    started: Servers, tmp_path_factory: pytest.TempPathFactory, durable: Redis
) -> tuple[Server, Server]:
    """Two servers on one Redis, the second's clock ahead; few starts of some kinds."""
    folder = tmp_path_factory.mktemp("ahead")
    (folder / "sitecustomize.py").write_text(AHEAD)
    few = plans(folder, starts_pulse=f"{MOST}/hour", starts_chat="2/hour", requests="500/day")
    settings = KINDS | FAST | few
    settings["CAREERPILOT_ADDRESS_REQUESTS_PER_MINUTE"] = "120"
    ahead = {
        "PYTHONPATH": f"{folder}:{Path(__file__).parents[3]}",
        "CAREERPILOT_PROXIES": "192.0.2.1",
    }
    first, second = (
        started.start(redis_url=durable.url, wait=False, **settings, **more) for more in ({}, ahead)
    )
    return first.wait_ready(), second.wait_ready()


def begun(servers: Sequence[Server], token: str, count: int) -> list[int]:
    """The statuses of so many starts, AT_ONCE of them at any moment, to the servers by turns."""
    body = json.dumps({"kind": "pulse", "input": {"tokens": 1, "perSecond": 0}})
    known = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def some(turn: int) -> list[int]:
        head = known | {"X-Forwarded-For": f"192.0.2.{turn}"}
        connection = http.client.HTTPConnection("127.0.0.1", servers[turn % len(servers)].port)
        statuses = []
        with contextlib.closing(connection):
            for _ in range(count // AT_ONCE):
                connection.request("POST", "/v1/sessions", body, head)
                answer = connection.getresponse()
                answer.read()
                statuses.append(answer.status)
        return statuses

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [status for found in pool.map(some, range(AT_ONCE)) for status in found]


def test_of_a_thousand_starts_at_once_those_pass_that_may_though_clocks_are_apart(
    both: tuple[Server, Server],
) -> None:
    statuses = begun(both, both[0].guest(), 1000)
    assert (statuses.count(201), statuses.count(429)) == (MOST, 1000 - MOST)


def test_what_was_taken_stands_when_redis_starts_anew(
    both: tuple[Server, Server], durable: Redis, started: Servers
) -> None:
    token = both[0].guest()
    assert begun(both, token, 60).count(201) == 60
    durable.kill()
    started.adopt(durable.again())
    for server in both:
        server.wait_ready()
    statuses = begun(both, token, 100)
    assert (statuses.count(201), statuses.count(429)) == (MOST - 60, 60)


def test_answer_says_what_is_left_and_a_refusal_when_to_come_again(
    both: tuple[Server, Server],
) -> None:
    caller = Caller(both[0])
    new = {"kind": "chat", "input": {}}
    first = caller.http.post("/v1/sessions", json=new)
    assert first.headers["ratelimit-policy"] == (
        '"requests";q=500;w=86400, "starts.chat";q=2;w=3600, "address";q=120;w=60'
    )
    assert re.match(
        r'"requests";r=499;t=173, "starts.chat";r=1;t=1800, "address";r=',
        first.headers["ratelimit"],
    )
    second = caller.http.post("/v1/sessions", json=new | {"id": first.json()["id"]})
    assert second.status_code == 201, "the same again is the same, and takes nothing"
    assert caller.http.post("/v1/sessions", json=new).status_code == 201
    refused = caller.http.post("/v1/sessions", json=new)
    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (429, "quota_exceeded")
    assert problem["details"]["limit"] == "starts.chat"
    wait = int(refused.headers["retry-after"])
    assert 1700 < wait <= 1800
    assert f'"starts.chat";r=0;t={wait}' in refused.headers["ratelimit"]
    left = caller.http.get("/v1/me/usage").json()["left"]
    assert left["requestsToday"] == 498
    said = caller.say(first.json()["id"], type="message", id="m1", text="hello")
    assert said.status_code == 202
    assert said.headers["ratelimit"].startswith('"requests";r=497')


def test_start_over_a_websocket_is_refused_with_when_to_come_again(
    both: tuple[Server, Server],
) -> None:
    caller = Caller(both[1])
    for _ in range(2):
        caller.create("chat")
    with caller.dial(new_id()) as ws:
        ws.next()
        ws.send({"type": "start", "id": "c1", "kind": "chat", "input": {}})
        ack = ws.next()
    assert (ack["type"], ack["status"]) == ("ack", "rejected")
    assert ack["error"]["code"] == "quota_exceeded"
    assert 1_700_000 < ack["error"]["retryMs"] <= 1_800_000
    assert ack["error"]["details"]["left"] == 0


def test_address_is_what_a_proxy_says_and_no_stranger(both: tuple[Server, Server]) -> None:
    believing = Caller(both[0])
    session = believing.create()["id"]

    def left(caller: Caller, address: str) -> int:
        command = {"type": "retry", "id": f"r-{uuid.uuid4()}"}
        path, said = f"/v1/sessions/{session}/commands", {"X-Forwarded-For": address}
        answer = caller.http.post(path, json=command, headers=said)
        assert answer.status_code == 202
        found = re.search(r'"address";r=(\d+)', answer.headers["ratelimit"])
        assert found
        return int(found[1])

    doubting = Caller(both[1], believing.token)
    one, other = "203.0.113.1", "203.0.113.2"
    assert [left(believing, address) for address in (one, one, other)] == [119, 118, 119]
    first = left(doubting, "203.0.113.3")
    assert left(doubting, "203.0.113.4") == first - 1, "made up, both of them"
