"""Batches on real servers: over three workers, over the death of two and of Redis, to the end.

Items ask a provider, which counts, so nothing is done twice unnoticed.
"""

import asyncio
import csv
import io
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import redis as library

from store import keys
from store.sessions.items import item_id
from tests.processes import Redis, Server, Servers, eventually, free_port
from tests.server.calls import Caller, Json, assert_problem
from tests.server.talk import provided
from tests.soak import SOAK, at_length
from tests.upstream import Answer, Received, Scene, Upstream

pytestmark = pytest.mark.slow

SETTINGS = {
    "CAREERPILOT_KINDS": "tests.tally",
    "CAREERPILOT_LEASE_MS": "1000",
    "CAREERPILOT_CACHE": "off",
    "CAREERPILOT_STALL_SECONDS": "100",
    "CAREERPILOT_READS_PER_SECOND": "1000",
}
COUNT = at_length(40, 500)
SECONDS = at_length(60.0, 600.0)
_WORD = re.compile(r"word-\d+-")


class Provider:
    """Says each word back, and counts how often it was asked for; `held`, it says no end."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.more = asyncio.Event()
        self.more.set()
        self.takes_s = 0.05

    def play(self, call: Received) -> Scene:
        """What is answered."""
        word = _WORD.findall(str(call.body["messages"][-1]["content"]))[0]
        self.asked[word] += 1
        hold = None if self.more.is_set() else (1, self.more)
        return Answer(["You said ", word], first_after_s=self.takes_s, hold=hold)


class Place:
    """Three workers over one Redis, and the port of the provider that they ask."""

    def __init__(self, servers: Servers) -> None:
        self.servers = servers
        self.redis: Redis = servers.redis()
        self.port = free_port()
        settings = {**SETTINGS, **provided(compatible=Upstream(self.port))}
        started = [servers.start(redis_url=self.redis.url, wait=False, **settings) for _ in "abc"]
        self.workers: list[Server] = [server.wait_ready() for server in started]


class House:
    """A new guest of the first worker."""

    def __init__(self, place: Place, upstream: Upstream) -> None:
        self.place, self.workers = place, place.workers
        self.caller = Caller(self.workers[0])
        self.provider = Provider()
        upstream.play(then=self.provider.play)
        self.store = library.Redis.from_url(place.redis.url)

    async def start(self, count: int, concurrency: int = 10, **more: Any) -> str:
        """A batch of words, begun; its session."""
        words = [{"word": f"word-{number}-"} for number in range(1, count + 1)]
        given = {"kind": "tally", "items": words, "concurrency": concurrency} | more
        document = await asyncio.to_thread(self.caller.create, "batch", given)
        session: str = document["id"]
        return session

    async def until(self, condition: Callable[[], Any], what: str) -> Any:
        """Wait, and let the provider answer meanwhile."""
        return await asyncio.to_thread(eventually, condition, what, SECONDS)

    def state(self, session: str) -> Json:
        """The batch's state."""
        state: Json = self.caller.session(session)["state"]
        return state

    def done(self, session: str) -> int:
        """How many items are done."""
        result = self.state(session)["result"]
        return int(result["done"]) if result else 0

    async def phase(self, session: str, phase: str) -> Json:
        """The state once it is in that phase."""

        def reached() -> Json | None:
            state = self.state(session)
            return state if state["phase"] == phase else None

        found: Json = await self.until(reached, phase)
        return found

    async def act(self, session: str, name: str, id: str) -> Any:
        """Do an action."""
        return await asyncio.to_thread(self.caller.say, session, type="action", id=id, name=name)

    def items(self, session: str, **query: Any) -> list[Json]:
        """All of its items with their results, page by page."""
        found, cursor = list[Json](), {}
        while True:
            answer = self.caller.http.get(f"/v1/sessions/{session}/items", params=query | cursor)
            assert answer.status_code == 200, answer.text
            page = answer.json()
            found += page["items"]
            if "cursor" not in page:
                return found
            cursor = {"cursor": page["cursor"]}

    async def restart_redis(self) -> None:
        """It goes, and comes back with what it had."""
        await asyncio.to_thread(self.place.redis.stop)
        self.place.servers.adopt(await asyncio.to_thread(self.place.redis.again))
        await self.until(self.caller.server.is_ready, "it is back")

    def use(self, worker: Server) -> None:
        """Speak to this one from now on."""
        self.caller = Caller(worker, self.caller.token)


@pytest.fixture(scope="module")
def shared(started: Servers) -> Place:
    """For tests that leave it as it was."""
    return Place(started)


@pytest.fixture
async def house(shared: Place) -> AsyncIterator[House]:
    async with Upstream(shared.port) as upstream:
        one = House(shared, upstream)
        yield one
        one.provider.more.set()
    assert [worker.output() for worker in shared.workers if "Traceback" in worker.output()] == []


def _runs(worker: Server) -> int:
    """How many items a worker has done."""
    lines = worker.output().splitlines()
    return sum('"run_ended"' in line and '"tally"' in line for line in lines)


async def test_batch_is_spread_paused_over_a_restart_cancelled_and_deleted_without_a_trace(
    house: House,
) -> None:
    before = set(house.store.keys("s:*"))  # type: ignore[arg-type]
    house.provider.takes_s = 0.2
    session = await house.start(14, concurrency=3)
    await house.until(lambda: house.done(session) >= 3, "some are done")
    assert (await house.act(session, "pause", "p1")).status_code == 202
    await house.phase(session, "paused")
    listed = house.caller.http.get("/v1/sessions").json()["sessions"]
    assert [one["id"] for one in listed] == [session]

    if SOAK:
        await house.restart_redis()

    def at_rest() -> bool:
        return not [
            one for one in house.state(session)["result"]["items"] if one["status"] == "running"
        ]

    await house.until(at_rest, "what ran has ended")
    asked = house.provider.asked.total()
    await asyncio.sleep(1.5)  # so long that others would have been begun
    assert house.provider.asked.total() == asked
    assert house.state(session)["phase"] == "paused"

    assert (await house.act(session, "resume", "r1")).status_code == 202
    await house.until(lambda: house.provider.asked.total() > asked, "it goes on")
    assert (await house.act(session, "cancel", "c1")).status_code == 202
    state = await house.phase(session, "ready")
    assert state["result"]["failed"] > 0
    assert (await house.act(session, "cancel", "c2")).status_code == 409
    failed = house.items(session, status="failed")
    assert {one["error"]["code"] for one in failed} == {"cancelled"}

    assert (await house.act(session, "retryFailed", "t1")).status_code == 202
    state = await house.phase(session, "working")
    state = await house.phase(session, "ready")
    assert state["result"]["done"] == 14

    assert house.caller.http.delete(f"/v1/sessions/{session}").status_code == 204
    assert set(house.store.keys("s:*")) == before  # type: ignore[arg-type]
    assert not house.store.zrange(keys.running(), 0, -1)


async def test_bad_rows_of_a_file_fail_alone_and_the_rest_is_had_as_a_file(house: House) -> None:
    rows = [f"word-{n}-,{n % 9 + 1 if n % 2 else 'many'}" for n in range(1, 61)]
    text = "\r\n".join(["Word,Times", *rows])
    kept = house.caller.http.post(
        "/v1/documents", content=text.encode(), headers={"Content-Type": "text/csv"}
    )
    assert kept.status_code in (201, 202), kept.text
    given = {"kind": "tally", "document": kept.json()["id"], "concurrency": 20}
    created = await asyncio.to_thread(house.caller.create, "batch", given)
    session = created["id"]
    state = await house.phase(session, "ready")
    assert [state["result"][name] for name in ("total", "done", "failed")] == [60, 30, 30]
    failed = house.items(session, status="failed", limit=7)
    assert [one["row"] for one in failed] == list(range(3, 62, 2))
    assert all(one["session"] is None and "times" in one["error"]["message"] for one in failed)

    path = f"/v1/sessions/{session}/export"
    answer = house.caller.http.get(path, params={"format": "csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    table = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert list(table[0]) == ["number", "row", "title", "status", "error", "said"]
    assert [row["number"] for row in table] == [str(number) for number in range(1, 61)]
    assert table[0]["said"] == "You said word-1-"
    assert table[1]["error"] == failed[0]["error"]["message"]
    whole = house.caller.http.get(path, params={"format": "json"}).json()
    assert whole["items"] == house.items(session)
    assert house.caller.http.get(path, params={"format": "md"}).status_code == 200


async def test_items_are_their_owners_and_are_not_begun_by_hand(house: House) -> None:
    house.provider.more.clear()
    session = await house.start(2, concurrency=1)
    running, waiting = item_id(session, 1), item_id(session, 2)
    stranger = Caller(house.workers[1])
    for path in (f"{session}/items", running, f"{running}/export", waiting):
        assert_problem(stranger.http.get(f"/v1/sessions/{path}"), 404, "not_found")
    assert house.caller.session(waiting)["state"] is None
    said = await asyncio.to_thread(house.caller.say, waiting, type="message", id="m1", text="Hi")
    assert said.status_code == 409
    for query in ({"status": "odd"}, {"cursor": "x"}, {"limit": "0"}):
        answer = house.caller.http.get(f"/v1/sessions/{session}/items", params=query)
        assert_problem(answer, 422, "malformed")
    house.provider.more.set()
    other = await asyncio.to_thread(house.caller.create, "tally", {"word": "word-0-"})
    answer = house.caller.http.get(f"/v1/sessions/{other['id']}/items")
    assert answer.json() == {"items": []}
    await house.phase(session, "ready")


async def test_batch_that_can_not_be_leaves_nothing(house: House) -> None:
    before = len(house.store.keys("s:*"))  # type: ignore[arg-type]
    words = [{"word": "a"}] * 501
    answer = house.caller.http.post(
        "/v1/sessions", json={"kind": "batch", "input": {"kind": "tally", "items": words}}
    )
    assert_problem(answer, 422, "malformed")
    assert len(house.store.keys("s:*")) == before  # type: ignore[arg-type]
    refused = await asyncio.to_thread(
        house.caller.create, "batch", {"kind": "chat", "items": [{"topic": "pay"}]}
    )
    error = refused["lastRun"]["error"]
    assert error["code"] == "invalid_input"
    assert "These can: analysis, " in error["message"]


@pytest.mark.soak
async def test_batch_is_done_once_over_the_death_of_two_workers_and_of_redis(
    shared: Place,
) -> None:
    place = shared  # the last test of all: two of its workers are gone then
    async with Upstream(place.port) as upstream:
        house = House(place, upstream)
        house.use(place.workers[2])
        session = await house.start(COUNT)
        shaken = set[str]()

        def shake() -> None:
            items = house.state(session)["result"]["items"]
            running = [one["number"] for one in items if one["status"] == "running"]
            shaken.update(f"word-{number}-" for number in running)

        async def dies(worker: Server) -> None:
            await asyncio.to_thread(worker.kill)
            shake()

        await house.until(lambda: house.done(session) >= COUNT // 4, "a quarter")
        await dies(place.workers[0])
        await house.until(lambda: house.done(session) >= COUNT // 2, "half")
        await house.restart_redis()
        shake()
        await house.until(lambda: house.done(session) >= COUNT * 3 // 4, "three quarters")
        await dies(place.workers[1])
        state = await house.phase(session, "ready")
        result = state["result"]
        assert (result["total"], result["done"], result["failed"]) == (COUNT, COUNT, 0)
        items = house.items(session, limit=100)
        assert [one["number"] for one in items] == list(range(1, COUNT + 1))
        assert all(one["result"] == {"said": f"You said word-{one['number']}-"} for one in items)
        asked = house.provider.asked
        assert set(asked) == {f"word-{number}-" for number in range(1, COUNT + 1)}
        # What was just being asked when somebody died is asked again, and nothing else.
        assert {word for word, times in asked.items() if times > 1} <= shaken
        assert all(times <= 3 for times in asked.values())
        assert min(_runs(worker) for worker in place.workers) > 0
        assert [one.output() for one in place.workers if "Traceback" in one.output()] == []
