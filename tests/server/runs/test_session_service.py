"""A run that begins other sessions of its user, on real servers (tests/bundle.py)."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import redis as library

from server.runs.patience import LOOK_S
from store import keys
from tests import references
from tests.processes import Redis, Server, Servers, eventually, free_port
from tests.references import ASKING, QUESTION, Hold, References, given, letter
from tests.server.calls import Caller, Json, assert_problem, new_id
from tests.server.talk import provided
from tests.upstream import Upstream

pytestmark = pytest.mark.slow

SETTINGS = {
    **references.SETTINGS,
    "CAREERPILOT_KINDS": f"tests.bundle,{references.KIND}",
    "CAREERPILOT_LEASE_MS": "1000",
}
ONE, TWO = "Ana-one", "Ana-two"


class Place:
    """Two workers over one Redis, and the port of the provider that they ask."""

    def __init__(self, servers: Servers) -> None:
        self.servers = servers
        self.redis: Redis = servers.redis()
        self.port = free_port()
        settings = {**SETTINGS, **provided(compatible=Upstream(self.port))}
        started = [servers.start(redis_url=self.redis.url, wait=False, **settings) for _ in "ab"]
        self.workers: list[Server] = [server.wait_ready() for server in started]


class House:
    """A new guest of the first worker, and what their models say."""

    def __init__(self, place: Place, upstream: Upstream) -> None:
        self.workers = place.workers
        self.caller = Caller(self.workers[0])
        self.script = References()
        upstream.play(then=self.script.play)
        self.store = library.Redis.from_url(place.redis.url)

    def hold(self, *colleagues: str) -> None:
        """Their second draft is not written until it is let go on."""
        self.script.holds |= {colleague: Hold("draft 2") for colleague in colleagues}

    def release(self) -> None:
        """Let them go on."""
        for hold in self.script.holds.values():
            hold.more.set()

    def is_held(self) -> bool:
        """Whether all come to where they are held."""
        return all(self.script.asked[colleague]["draft 2"] for colleague in self.script.holds)

    async def start(self, *colleagues: str, **more: Any) -> str:
        """A bundle of references for them, begun; its session."""
        session = new_id()
        inputs = [given(colleague) for colleague in colleagues]
        body = {"id": session, "kind": "bundle", "input": {"inputs": inputs} | more}
        answer = await asyncio.to_thread(self.caller.http.post, "/v1/sessions", json=body)
        assert answer.status_code == 201, answer.text
        return session

    async def until(self, condition: Any, what: str) -> Any:
        """Wait, and let the provider answer meanwhile."""
        return await asyncio.to_thread(eventually, condition, what)

    async def ended(self, session: str) -> Json:
        """The session's document once it rests."""

        def rested() -> Json | None:
            document = self.caller.session(session)
            return document if document["status"] == "idle" else None

        document: Json = await self.until(rested, "it rests")
        return document

    def listed(self, kind: str = "reference") -> list[str]:
        """The user's sessions of that kind."""
        document = self.caller.http.get("/v1/sessions", params={"kind": kind}).json()
        return [one["id"] for one in document["sessions"]]

    def use(self, worker: Server) -> None:
        """Speak to this one from now on."""
        self.caller = Caller(worker, self.caller.token)


@pytest.fixture(scope="module")
def shared(started: Servers) -> Place:
    """For tests that leave it as it was."""
    return Place(started)


@pytest.fixture
def place(servers: Servers) -> Place:
    """For a test that breaks it."""
    return Place(servers)


@pytest.fixture
async def house(shared: Place) -> AsyncIterator[House]:
    async with housed(shared) as one:
        yield one


@asynccontextmanager
async def housed(place: Place) -> AsyncIterator[House]:
    """In the end nobody is held, and no worker has logged a traceback."""
    async with Upstream(place.port) as upstream:
        one = House(place, upstream)
        yield one
        one.release()
    assert [worker.output() for worker in place.workers if "Traceback" in worker.output()] == []


async def test_sessions_that_a_run_begins_are_its_users_and_what_they_made_is_put_together(
    house: House,
) -> None:
    session = await house.start(ONE, TWO)
    document = await house.ended(session)
    result = document["state"]["result"]
    assert result["letters"] == f"{letter(ONE, 3)}\n\n{letter(TWO, 3)}"
    assert [(one["status"], one["outcome"]) for one in result["found"]] == [("idle", "success")] * 2
    begun = [one["id"] for one in result["found"]]
    assert sorted(house.listed()) == sorted(begun)
    for one in begun:
        child = house.caller.session(one)
        assert child["title"] == "A reference"
        assert child["state"]["result"] == result["found"][begun.index(one)]["result"]
    ages = [house.store.pttl(keys.meta(one)) for one in (session, *begun)]
    assert max(ages) - min(ages) < 60_000  # type: ignore[type-var, operator]
    assert min(ages) > 0  # type: ignore[type-var, operator]
    stranger = Caller(house.workers[1])
    assert_problem(stranger.http.get(f"/v1/sessions/{begun[0]}"), 404, "not_found")


async def test_worker_that_dies_while_it_waits_has_begun_none_twice(place: Place) -> None:
    async with housed(place) as house:
        house.hold(ONE, TWO)
        session = await house.start(ONE, TWO)
        await house.until(house.is_held, "both are being written")
        begun = house.listed()
        # One is as it would be had the worker died before it could note what it had begun.
        steps: Any = house.store.hkeys(keys.steps(session))
        noted = sorted(step for step in steps if b"begin_session" in step)
        assert len(noted) == len(begun) == 2
        house.store.hdel(keys.steps(session), noted[0])
        await asyncio.to_thread(house.workers[0].kill)
        house.use(house.workers[1])
        house.release()
        document = await house.ended(session)
        result = document["state"]["result"]
        assert result["letters"] == f"{letter(ONE, 3)}\n\n{letter(TWO, 3)}"
        assert sorted(house.listed()) == sorted(begun)
        for asked in (house.script.asked[ONE], house.script.asked[TWO]):
            assert {ask for ask, times in asked.items() if times > 1} == {"draft 2"}


async def test_session_of_another_user_is_not_read(house: House) -> None:
    stranger = Caller(house.workers[1])
    theirs = await asyncio.to_thread(stranger.create, "reference", given(ONE))
    said = [
        (await house.ended(await house.start(others=[other])))["lastRun"]
        for other in (theirs["id"], new_id())
    ]
    assert said[0]["error"] == said[1]["error"]
    assert said[0]["error"] == {"code": "invalid_input", "message": "There is no such session."}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "novel", "inputs": [{}]}, "There is no kind 'novel'."),
        ({"inputs": [{"colleague": "Ana"}]}, "The input of 'reference' does not fit: "),
        ({"inputs": ["Ana"]}, "The input of 'reference' does not fit: "),
        ({"others": ["self"]}, "A run cannot wait for its own session."),
    ],
    ids=["kind", "input", "form", "own"],
)
async def test_what_cannot_be_begun_or_waited_for_ends_the_run_with_a_plain_sentence(
    house: House, given: Json, said: str
) -> None:
    document = await house.ended(await house.start(**given))
    error = document["lastRun"]["error"]
    assert error["code"] == "invalid_input"
    assert error["message"].startswith(said)
    assert house.listed() == []


async def test_session_without_an_input_is_begun_where_its_kind_needs_none(house: House) -> None:
    document = await house.ended(await house.start(kind="bundle", inputs=[None]))
    (one,) = document["state"]["result"]["found"]
    assert (one["kind"], one["outcome"], one["result"]["found"]) == ("bundle", "success", [])


async def test_session_that_waits_for_an_answer_is_handed_back_as_it_stands(house: House) -> None:
    document = await house.ended(await house.start(f"{ONE}-{ASKING}", TWO))
    asks, _ = document["state"]["result"]["found"]
    assert (asks["status"], asks["outcome"], asks["result"]) == ("idle", "success", None)
    assert document["state"]["result"]["letters"] == letter(TWO, 3)
    child = house.caller.session(asks["id"])
    assert child["state"]["phase"] == "clarifying"
    assert child["messages"][-1]["content"] == QUESTION


async def test_session_that_is_cancelled_or_deleted_is_waited_for_no_longer(house: House) -> None:
    house.hold(ONE)
    session = await house.start(ONE)
    await house.until(house.is_held, "it is being written")
    (child,) = house.listed()
    assert house.caller.say(child, type="cancel", id="x1").status_code == 202
    document = await house.ended(session)
    assert document["state"]["result"]["found"][0]["outcome"] == "cancelled"
    house.release()

    house.hold(TWO)
    session = await house.start(TWO)
    await house.until(house.is_held, "it is being written")
    child = next(one for one in house.listed() if one != child)
    assert house.caller.http.delete(f"/v1/sessions/{child}").status_code == 204
    document = await house.ended(session)
    assert document["lastRun"]["error"]["message"] == "There is no such session."


async def test_run_that_waits_is_cancelled_at_once_and_what_it_began_goes_on(house: House) -> None:
    house.hold(ONE)
    session = await house.start(ONE)
    await house.until(house.is_held, "it is being written")
    assert house.caller.say(session, type="cancel", id="x1").status_code == 202
    document = await house.ended(session)
    assert document["lastRun"]["outcome"] == "cancelled"
    (child,) = house.listed()
    assert house.caller.session(child)["status"] == "running"
    house.release()
    assert (await house.ended(child))["state"]["result"]["letter"] == letter(ONE, 3)


async def test_run_that_waits_outlives_a_restart_of_redis(place: Place) -> None:
    async with housed(place) as house:
        house.hold(ONE)
        session = await house.start(ONE)
        await house.until(house.is_held, "it is being written")
        await asyncio.to_thread(place.redis.stop)
        await asyncio.sleep(2 * LOOK_S[1])  # so long that it is missed: by who waits, too
        place.servers.adopt(await asyncio.to_thread(place.redis.again))
        await house.until(house.workers[0].is_ready, "it is back")
        house.release()
        document = await house.ended(session)
        assert document["lastRun"]["outcome"] == "success", json.dumps(document["lastRun"])
        assert document["state"]["result"]["letters"] == letter(ONE, 3)
