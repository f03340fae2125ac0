"""A session by long-poll: what is waited for, and what is answered."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.server.calls import Caller, Json, new_id


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    return {
        "CAREERPILOT_HEARTBEAT_MS": "2000",
        "CAREERPILOT_LOG_EVENTS": "100",
        "CAREERPILOT_COMMANDS_PER_SECOND": "1000",
    }


def events_of(frames: list[Json]) -> list[Json]:
    return [event for frame in frames if frame["type"] == "events" for event in frame["events"]]


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


@pytest.mark.slow(seconds=2.5)
@pytest.mark.parametrize("wait", [0, 5])
def test_poll_without_a_cursor_brings_a_large_session_with_its_welcome(
    wait: int, caller: Caller
) -> None:
    session = caller.create()["id"]
    with caller.dial(session) as ws:
        for n in range(50):
            ws.send({"type": "message", "id": f"m{n}", "text": "x" * 90_000})
            ws.until_run_ends()
    welcome, snapshot = caller.poll(session, wait=wait)
    assert (welcome["type"], snapshot["type"]) == ("welcome", "snapshot")
    assert snapshot["seq"] == welcome["head"]


def test_poll_on_a_new_id_waits_for_the_session_to_begin(caller: Caller) -> None:
    session = new_id()
    assert caller.poll(session, wait=0.4, after=0) == []
    with ThreadPoolExecutor(1) as pool:
        polled = pool.submit(caller.poll, session, wait=30, after=0)
        document = caller.create(id=session)
        frames = polled.result()
    new, begun = frames[:2]
    assert (new["type"], new["status"], new["epoch"]) == ("welcome", "new", "")
    assert (begun["type"], begun["epoch"]) == ("welcome", document["epoch"])
    assert begun["status"] in ("running", "idle")
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
