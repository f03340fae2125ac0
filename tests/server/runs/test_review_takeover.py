"""A kind with a review in the hands of workers that die, and of people who cancel: at every step.

All sessions of a test are held at once, each at a place of its own, so that one death hits all.
"""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import msgspec
import orjson
import pytest
import redis

from agents.testing import assert_agui_accepts, assert_log_is_valid
from protocol.codec import decode_event
from protocol.commands import Cancel, Command, Message, Retry, Start
from protocol.cursor import Cursor
from protocol.fold import Fold
from store import keys
from tests import references
from tests.clients import Client, guest, new_http
from tests.processes import Server, Servers, eventually
from tests.references import ASKING, BEGINNING, MIDDLE, ORDER, Hold, References, given
from tests.server.talk import provided
from tests.upstream import Upstream

pytestmark = pytest.mark.slow(seconds=9)

SETTINGS = {
    **references.SETTINGS,
    "CAREERPILOT_KINDS": references.KIND,
    "CAREERPILOT_LEASE_MS": "1000",
    "CAREERPILOT_COMMANDS_BURST": "1000",
}
PATIENCE_S = 30.0

Json = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """Where a session's run is interrupted: at nothing, or when so much of an answer has come."""

    ask: str | None
    after: int
    answered: bool
    """Whether it is the run of what answers the question that was asked, or else the first."""

    @property
    def colleague(self) -> str:
        """Whose reference it is; tells it from the others."""
        place = (self.ask or "undisturbed").replace(" ", "")
        return f"Ana-{place}-{self.after}-{ASKING if self.answered else 'first'}"

    @property
    def asks(self) -> tuple[str, ...]:
        """What the run asks from its beginning to its end."""
        return ORDER[1:] if self.answered else ORDER

    @property
    def recorded(self) -> int:
        """How many answers are there when it is interrupted: a proof's judge is not waited for."""
        assert self.ask
        return self.asks.index(self.ask) + self.ask.startswith("proof")


CASES = [
    Case(ask, after, answered)
    for answered in (False, True)
    for ask in ORDER[answered:]
    for after in (BEGINNING, MIDDLE)
]
UNDISTURBED = {answered: Case(None, 0, answered) for answered in (False, True)}


class Followed:
    """A session of one case and its two followers: one stays where it is, one comes back."""

    def __init__(self, case: Case, stays: Client, comes_back: Client) -> None:
        self.case = case
        self.stays = stays
        self.comes_back = comes_back
        self._runs = 0

    @property
    def session(self) -> str:
        return self.stays.session

    @property
    def log(self) -> list[Json]:
        """All events, as they came over the connection that was open all the time."""
        return self.stays.history.events

    @property
    def fold(self) -> Fold:
        """What they amount to."""
        fold = Fold()
        for event in self.log:
            fold.apply_raw(orjson.dumps(event))
        return fold

    async def send(self, command: Command) -> None:
        """Have a run begin, on the worker of the follower that comes back."""
        self._runs += 1
        ack = await self.comes_back.send(command)
        assert ack.status == "accepted", ack

    async def ended(self) -> Json:
        """The last event of the last run; both followers have all."""
        for client in (self.stays, self.comes_back):
            await client.until(lambda c=client: c.history.runs_ended == self._runs, PATIENCE_S)  # type: ignore[misc]
        return self.log[-1]

    def shown(self) -> bool:
        """Whether as much of the answer as is to come has been seen, where it is shown at all."""
        if self.case.after < MIDDLE or self.case.ask is None:
            return True
        if self.case.ask.startswith("draft"):
            return self.log[-1]["type"] == "TEXT_MESSAGE_CONTENT"
        if self.case.ask.startswith("layout"):
            return "subject" in (self.fold.state.get("result") or {})
        return True

    def check(self) -> None:
        """Hold the log against AG-UI's rules, and the followers against each other."""
        assert self.stays.failures == self.comes_back.failures == []
        assert self.comes_back.history.events == self.log
        assert self.comes_back.history.earlier == []
        events = [decode_event(orjson.dumps(event)) for event in self.log]
        assert_log_is_valid(events)
        assert_agui_accepts(events)

    def outcome(self, *, ids: bool = True) -> Any:
        """Messages, state and what was paid, as they would be of any other case."""
        fold = self.fold
        messages = msgspec.to_builtins(fold.messages)
        if not ids:
            messages = [message | {"id": ""} for message in messages]
        whole = json.dumps([messages, fold.state, self.log[-1].get("usage")])
        return json.loads(whole.replace(self.case.colleague, "Ana"))


class Batch:
    """Sessions of all cases on the first of two workers; `open` before use."""

    def __init__(self, servers: Servers, upstream: Upstream) -> None:
        store = servers.redis()
        settings = {**SETTINGS, **provided(compatible=upstream)}
        starts = [servers.start(redis_url=store.url, wait=False, **settings) for _ in range(2)]
        self.workers: list[Server] = [server.wait_ready() for server in starts]
        self.redis = redis.Redis.from_url(store.url)
        self.script = References()
        self.upstream = upstream
        upstream.play(then=self.script.play)
        self.all: list[Followed] = []

    async def open(self, http: httpx.AsyncClient) -> None:
        """Have every session's run begin, and come to where it is held."""
        first, second = (worker.url for worker in self.workers)
        token = await guest(first, http)
        for case in (*CASES, *UNDISTURBED.values()):
            session = str(uuid.uuid4())
            if case.ask:
                self.script.holds[case.colleague] = Hold(case.ask, case.after)
            pair = [Client(session, token, http) for _ in range(2)]
            for client, url in zip(pair, (second, first), strict=True):
                await client.connect(url, Cursor(None, 0))
            self.all.append(Followed(case, *pair))
        await asyncio.gather(*map(self._begin, self.all))
        held = [one for one in self.all if one.case.ask]
        await asyncio.to_thread(
            eventually, lambda: all(map(self._is_held, held)), "all are held", 3 * PATIENCE_S
        )

    async def _begin(self, one: Followed) -> None:
        await one.send(Start("c1", "reference", given(one.case.colleague)))
        if one.case.answered:
            await one.ended()
            assert one.fold.state["phase"] == "clarifying"
            await one.send(Message("c2", "Six."))
        if one.case.ask is None:
            await one.ended()

    def _is_held(self, one: Followed) -> bool:
        case = one.case
        assert case.ask
        asked = self.script.asked[case.colleague][case.ask] == 1
        return asked and len(self.recorded(one)) == case.recorded and one.shown()

    def recorded(self, one: Followed) -> list[str]:
        """The steps that Redis has, of those that are asked of a provider."""
        names: Any = self.redis.hkeys(keys.steps(one.session))
        return [name for name in map(bytes.decode, names) if not name.endswith(":tell")]

    def holder(self, one: Followed) -> str:
        """The id of the worker that has the session's run."""
        lease: Any = self.redis.get(keys.lease(one.session))
        return lease.decode() if lease else ""

    async def steps(self, one: Followed) -> list[str]:
        """The names of the steps that the session's newest run is said to have had."""
        url, token = self.workers[1].url, one.stays.place.token
        path = f"{url}/v1/sessions/{one.session}/runs"
        headers = {"Authorization": f"Bearer {token}"}
        newest = (await one.stays.place.http.get(path, headers=headers)).json()["runs"][0]
        run = await one.stays.place.http.get(f"{path}/{newest['id']}", headers=headers)
        steps = run.json()["steps"]
        assert newest["steps"] == len(steps)
        assert all(step["model"] and step["tokens"]["output"] for step in steps)
        return sorted(step["name"] for step in steps)

    def release(self) -> None:
        """Let every answer go on."""
        for hold in self.script.holds.values():
            hold.more.set()

    async def close(self) -> None:
        for one in self.all:
            await one.stays.close()
            await one.comes_back.close()


@pytest.fixture
async def batch(servers: Servers) -> AsyncIterator[Batch]:
    """The sessions, held; at the end no server has logged a traceback."""
    async with Upstream() as upstream, new_http() as http:
        one = Batch(servers, upstream)
        await one.open(http)
        yield one
        await one.close()
    assert [p.output() for p in servers.started if "Traceback" in p.output()] == []


def wrong_of(batch: Batch, *, ids: bool) -> dict[str, Any]:
    """The cases that did not end as the undisturbed ones, and how they did."""
    ends = {one.case: one.outcome(ids=ids) for one in batch.all}
    return {
        case.colleague: end for case, end in ends.items() if end != ends[UNDISTURBED[case.answered]]
    }


async def test_worker_that_dies_at_any_step_of_a_review_is_replaced_with_nothing_asked_again(
    batch: Batch,
) -> None:
    first, second = batch.workers
    held = [one for one in batch.all if one.case.ask]
    assert {batch.holder(one) in first.output() for one in held} == {True}
    await asyncio.to_thread(first.kill)
    batch.release()
    for one in batch.all:
        await one.comes_back.until(lambda c=one.comes_back: not c.connected)  # type: ignore[misc]
        await one.comes_back.connect(second.url)
    for one in batch.all:
        assert (await one.ended())["type"] == "RUN_FINISHED", one.case
        one.check()
    assert wrong_of(batch, ids=True) == {}
    for one in batch.all:
        again = {one.case.ask} if one.case.ask else set()
        asked = batch.script.asked[one.case.colleague]
        assert {ask for ask, times in asked.items() if times > 1} == again
        assert set(asked) == set(ORDER)
        assert max(asked.values()) <= 2
        assert len(await batch.steps(one)) == len(one.case.asks), one.case


async def test_review_that_is_cancelled_at_any_step_leaves_nothing_and_is_done_anew_by_a_retry(
    batch: Batch,
) -> None:
    held = [one for one in batch.all if one.case.ask]
    for one in held:
        assert (await one.stays.send(Cancel("x1"))).status == "accepted"
    for one in held:
        ended = await one.ended()
        assert ended["outcome"] == {"type": "cancelled"}, one.case
        state = one.fold.state
        assert state["result"] is None
        assert "filling" not in state
        assert state["phase"] == ("clarifying" if one.case.answered else "new")
        assert batch.recorded(one) == []
    batch.release()
    for one in held:
        await one.send(Retry("c3"))
    for one in held:
        assert (await one.ended())["type"] == "RUN_FINISHED", one.case
        one.check()
    assert wrong_of(batch, ids=False) == {}
    for one in held:
        done = one.case.asks.index(one.case.ask or "")
        asked = batch.script.asked[one.case.colleague]
        assert all(asked[ask] == 1 for ask in one.case.asks[done + 2 :])
        assert all(asked[ask] == 2 for ask in one.case.asks[: done + 1])
