"""Batches on real servers: over three workers, over the death of two and of Redis, to the end.

Items ask a provider, which counts, so nothing is done twice unnoticed.
"""

import asyncio
import csv
import io
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any

import pytest
import redis as library

from store import keys
from store.sessions.items import item_id
from tests.processes import Redis, Server, Servers, eventually, free_port
from tests.server.calls import Caller, Json, assert_problem
from tests.server.talk import provided
from tests.soak import at_length
from tests.upstream import USUAL, Answer, Received, Scene, Tokens, Upstream

pytestmark = pytest.mark.slow

SETTINGS = {
    "CAREERPILOT_KINDS": "tests.tally",
    "CAREERPILOT_LEASE_MS": "1000",
    "CAREERPILOT_CACHE": "off",
    "CAREERPILOT_STALL_SECONDS": "100",
    "CAREERPILOT_READS_PER_SECOND": "1000",
}
# A model of which some cost what a budget is, and what others ask for costs next to nothing.
PRICES = {"CAREERPILOT_PRICES": "compatible/llama=0:0.01", "CAREERPILOT_USER_BUDGET_USD": "0.1"}
DEAR = Tokens(12, 3_000_000)
COUNT = at_length(20, 500)
WORKERS = at_length(2, 3)
GROWS_MB = 12.0
"""What a worker may have more at the end of a batch than when it was warm."""
SECONDS = at_length(60.0, 600.0)
_WORD = re.compile(r"word-\d+-")


class Provider:
    """Says each word back, and counts how often it was asked for.

    Unless `more` is set it says no end to what is asked, but for the first calls that are `free`.
    """

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.more = asyncio.Event()
        self.more.set()
        self.free = 0
        self.takes_s = 0.05
        self.usage = USUAL

    def play(self, call: Received) -> Scene:
        """What is answered."""
        word = _WORD.findall(str(call.body["messages"][-1]["content"]))[0]
        self.asked[word] += 1
        is_held = not self.more.is_set() and self.asked.total() > self.free
        hold = (1, self.more) if is_held else None
        said = ["You said ", word]
        return Answer(said, self.usage, first_after_s=self.takes_s, hold=hold)


class Place:
    """Workers over one Redis, and the port of the provider that they ask."""

    def __init__(self, servers: Servers) -> None:
        self.servers = servers
        self.redis: Redis = servers.redis()
        self.port = free_port()
        settings = {**SETTINGS, **PRICES, **provided(compatible=Upstream(self.port))}
        started = [
            servers.start(redis_url=self.redis.url, wait=False, **settings) for _ in range(WORKERS)
        ]
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
        return await self.begin(
            "batch", {"kind": "tally", "items": words, "concurrency": concurrency} | more
        )

    async def begin(self, kind: str, given: Json) -> str:
        """A session, begun; nobody waits for its first run, however busy the machine is."""
        body = {"kind": kind, "input": given}
        answer = await asyncio.to_thread(self.caller.http.post, "/v1/sessions", json=body)
        assert answer.status_code == 201, answer.text
        session: str = answer.json()["id"]
        return session

    async def until(self, condition: Callable[[], Any], what: str) -> Any:
        """Wait, and let the provider answer meanwhile."""
        return await asyncio.to_thread(eventually, condition, what, SECONDS)

    def state(self, session: str) -> Json:
        """The batch's state."""
        state: Json = self.caller.session(session)["state"] or {}
        return state

    def done(self, session: str) -> int:
        """How many items are done."""
        return int((self.state(session).get("result") or {}).get("done", 0))

    async def phase(self, session: str, phase: str) -> Json:
        """The state once it rests in that phase."""

        def reached() -> Json | None:
            document = self.caller.session(session)
            state: Json = document["state"] or {}
            rests = document["status"] == "idle" and state.get("phase") == phase
            return state if rests else None

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
    house.provider.more.clear()
    house.provider.free = 2
    session = await house.start(9, concurrency=3)
    await house.until(lambda: house.done(session) == 2, "two are done")
    await house.until(lambda: house.provider.asked.total() == 5, "three are under way")
    assert (await house.act(session, "pause", "p1")).status_code == 202
    await house.phase(session, "paused")
    listed = house.caller.http.get("/v1/sessions").json()["sessions"]
    assert [one["id"] for one in listed] == [session]

    await house.restart_redis()
    house.provider.more.set()

    def at_rest() -> bool:
        return not [
            one for one in house.state(session)["result"]["items"] if one["status"] == "running"
        ]

    await house.until(at_rest, "what ran has ended")
    asked = house.provider.asked.total()
    assert asked == house.done(session) == 5
    await asyncio.sleep(0.8)  # so long that others would have been begun
    assert house.provider.asked.total() == asked
    await house.phase(session, "paused")

    house.provider.more.clear()
    house.provider.free = 0
    assert (await house.act(session, "resume", "r1")).status_code == 202
    await house.until(lambda: house.provider.asked.total() > asked, "it goes on")
    assert (await house.act(session, "cancel", "c1")).status_code == 202
    state = await house.phase(session, "ready")
    assert state["result"]["failed"] > 0
    assert (await house.act(session, "cancel", "c2")).status_code == 409
    failed = house.items(session, status="failed")
    assert {one["error"]["code"] for one in failed} == {"cancelled"}

    house.provider.more.set()
    assert (await house.act(session, "retryFailed", "t1")).status_code == 202
    await house.phase(session, "working")
    state = await house.phase(session, "ready")
    assert state["result"]["done"] == 9

    assert house.caller.http.delete(f"/v1/sessions/{session}").status_code == 204
    assert set(house.store.keys("s:*")) == before  # type: ignore[arg-type]
    assert not house.store.zrange(keys.running(), 0, -1)


async def test_bad_rows_of_a_file_fail_alone_and_the_rest_is_had_as_a_file(house: House) -> None:
    good = range(1, 37, 6)
    rows = [f"word-{n}-,{'2' if n in good else 'many'}" for n in range(1, 37)]
    text = "\r\n".join(["Word,Times", *rows])
    kept = house.caller.http.post(
        "/v1/documents", content=text.encode(), headers={"Content-Type": "text/csv"}
    )
    assert kept.status_code in (201, 202), kept.text
    given = {"kind": "tally", "document": kept.json()["id"], "concurrency": 20}
    session = await house.begin("batch", given)
    state = await house.phase(session, "ready")
    assert [state["result"][name] for name in ("total", "done", "failed")] == [36, 6, 30]
    failed = house.items(session, status="failed", limit=7)
    assert [one["row"] for one in failed] == [
        number + 1 for number in range(1, 37) if number not in good
    ]
    assert all(one["session"] is None and "times" in one["error"]["message"] for one in failed)

    path = f"/v1/sessions/{session}/export"
    answer = house.caller.http.get(path, params={"format": "csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    table = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert list(table[0]) == ["number", "row", "title", "status", "error", "said"]
    assert [row["number"] for row in table] == [str(number) for number in range(1, 37)]
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
    other = await house.begin("tally", {"word": "word-0-"})
    answer = house.caller.http.get(f"/v1/sessions/{other}/items")
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
    refused = await house.begin("batch", {"kind": "chat", "items": [{"topic": "pay"}]})
    await house.phase(refused, "new")
    error = house.caller.session(refused)["lastRun"]["error"]
    assert error["code"] == "invalid_input"
    assert "These can: analysis, " in error["message"]


async def test_budget_that_ends_in_the_middle_pauses_the_batch_until_there_is_another(
    house: House,
) -> None:
    house.provider.usage = DEAR
    session = await house.start(6, concurrency=2)

    def spent(times: int) -> bool:
        """Whether it has said so often that the budget is spent, and nothing runs any more."""
        document = house.caller.session(session)
        said = [one["content"] for one in document["messages"]]
        found = sum("budget for models is used up for today" in text for text in said)
        items = ((document["state"] or {}).get("result") or {}).get("items", [])
        running = [one for one in items if one["status"] == "running"]
        return found == times and document["status"] == "idle" and not running

    await house.until(lambda: spent(1), "it pauses")
    result = (await house.phase(session, "paused"))["result"]
    asked = house.provider.asked.total()
    assert 0 < asked == result["done"] < 6
    assert result["failed"] == 0

    # Somebody who does not wait for the next day hears the same, and nothing is lost.
    assert (await house.act(session, "resume", "r1")).status_code == 202
    await house.until(lambda: spent(2), "it pauses again")
    assert house.provider.asked.total() == asked
    for key in house.store.scan_iter("*budget:user:*"):
        house.store.delete(key)  # as its end at midnight does
    house.provider.usage = USUAL
    assert (await house.act(session, "resume", "r2")).status_code == 202
    state = await house.phase(session, "ready")
    assert (state["result"]["done"], state["result"]["failed"]) == (6, 0)
    assert set(house.provider.asked.values()) == {1}


@pytest.mark.soak
async def test_memory_of_each_worker_is_level_while_a_batch_goes_on(house: House) -> None:
    house.provider.takes_s = 0.0
    seen = [[worker.rss_mb() for worker in house.workers]]
    session = await house.start(COUNT)
    for share in (0.2, 0.6, 1.0):
        await house.until(lambda s=share: house.done(session) >= s * COUNT, f"{share} are done")
        seen.append([worker.rss_mb() for worker in house.workers])
    print("MB of each worker before a batch, and at 20, 60 and 100 % of it:", seen)
    for _, warm, *later in zip(*seen, strict=True):
        assert max(later) - warm < GROWS_MB


@pytest.mark.soak
async def test_batch_is_done_once_over_the_death_of_two_workers_and_of_redis(
    shared: Place,
) -> None:
    place = shared  # the last test of all: but one of its workers are gone then
    *dying, left = place.workers
    async with Upstream(place.port) as upstream:
        house = House(place, upstream)
        house.use(left)
        session = await house.start(COUNT)
        shaken = set[str]()

        def shake() -> None:
            items = house.state(session)["result"]["items"]
            running = [one["number"] for one in items if one["status"] == "running"]
            shaken.update(f"word-{number}-" for number in running)

        async def dies(worker: Server) -> None:
            await asyncio.to_thread(worker.kill)

        first, *rest = [partial(dies, worker) for worker in dying]
        blows = [first, house.restart_redis, *rest]
        for number, blow in enumerate(blows, 1):
            enough = COUNT * number // (len(blows) + 1)
            await house.until(lambda: house.done(session) >= enough, f"{enough} are done")  # noqa: B023
            shake()
            await blow()
            shake()
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
