"""Providers and workers that die in the middle of what they say."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import msgspec
import pytest
import redis

from agents.gateway.usage_log import UsageRecord
from protocol.commands import FirstMessage, Retry, Start
from store import keys
from tests.forms import answering, asks_for
from tests.processes import Server, Servers, lines_of
from tests.server.talk import provided, talking
from tests.upstream import Answer, Received, Reset, Scene, Status, Tokens, Upstream

pytestmark = pytest.mark.slow

TOKENS = [f"word{n} " for n in range(60)]
WHOLE = "".join(TOKENS)
ALIVE = Answer(TOKENS, Tokens(100, 60), interval_s=0.005)
DYING = Answer(TOKENS, interval_s=0.01, cut_after=40)
INTERVIEW = {"type": "behavioral", "difficulty": "easy", "durationMinutes": 10}
RESUME = "Backend engineer at Northwind Parcel. Cut failed checkouts by 95 % in a month. " * 3
NO_CACHE = {"CAREERPILOT_CACHE": "off"}


@pytest.fixture
async def up(servers: Servers) -> AsyncIterator[Upstream]:
    """The provider that is asked first."""
    async with Upstream() as one:
        yield one


@pytest.fixture
async def second(servers: Servers) -> AsyncIterator[Upstream]:
    """The provider that is asked when the first has failed."""
    async with Upstream() as one:
        yield one


@pytest.fixture(autouse=True)
def _unharmed(servers: Servers) -> Iterator[None]:
    """No server has logged a traceback."""
    yield
    assert [p.output() for p in servers.started if "Traceback" in p.output()] == []


async def test_answer_that_was_cut_in_mid_stream_is_withdrawn_and_said_anew_by_another(
    servers: Servers, up: Upstream, second: Upstream
) -> None:
    server = servers.start(**provided(gemini=up, openai=second), **NO_CACHE)
    up.play(DYING, then=Reset())
    second.play(then=ALIVE)
    async with talking(server) as talk:
        finished = await talk.start("chat")
        assert talk.says == [WHOLE]
        said = "".join(talk.deltas)
        assert said.startswith("".join(TOKENS[:40]) + WHOLE)
        kinds = [event["type"] for event in talk.run]
        at = kinds.index("MESSAGES_SNAPSHOT")
        assert kinds[at - 2 : at + 2] == [
            "TEXT_MESSAGE_END",
            "STEP_FINISHED",
            "MESSAGES_SNAPSHOT",
            "STATE_SNAPSHOT",
        ]
        assert talk.run[at]["messages"] == []
        assert kinds.count("MESSAGES_SNAPSHOT") == 1
        # What the first has said is not paid for: it never told what it took.
        assert [(used["provider"], used["outputTokens"]) for used in finished["usage"]] == [
            ("openai", 60)
        ]
        assert len(up.calls) == len(second.calls) == 1
        # The rest of the conversation, too, goes on.
        await talk.say("Thank you.")
        assert talk.says == [WHOLE, WHOLE]


async def test_nobody_left_is_explained_and_retry_works_when_a_provider_is_back(
    servers: Servers, up: Upstream
) -> None:
    server = servers.start(**provided(openai=up), **NO_CACHE)
    async with talking(server) as talk:
        await talk.start("chat")
        up.play(then=Status(503, message="We are down for maintenance."))
        failed = await talk.say("Should I move to Lisbon?")
        assert (failed["type"], failed["code"]) == ("RUN_ERROR", "no_provider")
        for word in ("OpenAI gpt-6.1-terra", "maintenance", "try again later"):
            assert word in failed["message"]
        assert "_KEY" not in failed["message"], "what to set is for who runs the server"
        (logged,) = [x for x in lines_of(server.output()) if x["event"] == "nobody_answered"]
        assert logged["to_set"] == ["ANTHROPIC_API_KEY", "GEMINI_API_KEY"]
        assert "maintenance" in logged["tried"][0]
        assert len(up.calls) <= 1 + 6
        assert len(talk.says) == 1
        up.play(then=ALIVE)
        retried = await talk.retry()
        assert [used["provider"] for used in retried["usage"]] == ["openai"]
        assert talk.says[1:] == [WHOLE]
        await talk.say("Thank you.")
        assert talk.says[1:] == [WHOLE, WHOLE]


async def test_provider_that_dies_while_it_fills_in_a_result_leaves_nothing_half(
    servers: Servers, up: Upstream, second: Upstream
) -> None:
    server = servers.start(**provided(gemini=up, openai=second), **NO_CACHE)
    given = {"text": "What went wrong?", "groundedIn": None, "strengths": []}
    old = given | {
        "improvements": [f"Of the first, number {n}, and it is a long one." for n in range(8)]
    }
    new = given | {"improvements": ["Of the second."]}
    up.play(then=answering(TOKENS, given=old))
    second.play(then=answering(TOKENS, given=new))
    async with talking(server) as talk:
        await talk.start("interview", INTERVIEW)
        up.play(answering(given=old, interval_s=0.02, cut_after=40), then=Reset())
        finished = await talk.act("end")
        shown = [e["delta"] for e in talk.run if e["type"] == "STATE_DELTA"]
        assert "Of the first" in str(shown), "it was shown while it was written"
        assert talk.state["result"]["improvements"] == ["Of the second."]
        assert "Of the first" not in str(talk.state)
        assert {used["provider"] for used in finished["usage"]} == {"openai"}


GREETING = ["Welcome", " to", " this", " interview.", " Take", " your", " time", " with", " it."]
"""What an interviewer says: other words would be looked at, and not said."""


class Pair:
    """Two workers over one Redis."""

    def __init__(self, servers: Servers, **settings: str) -> None:
        store = servers.redis()
        self.workers = [servers.start(redis_url=store.url, **settings) for _ in range(2)]
        self.redis = redis.Redis.from_url(store.url)

    def holder(self, session: str) -> Server:
        """The worker that has the session's run."""
        lease = self.redis.get(keys.lease(session))
        assert isinstance(lease, bytes)
        return next(w for w in self.workers if f'"worker":"{lease.decode()}"' in w.output())

    def used(self, token: str) -> Any:
        """What the guest has used of each kind of session, as the worker that lives says it."""
        url = next(worker.url for worker in self.workers if worker.status is None)
        answer = httpx.get(
            f"{url}/v1/me/usage?by=kind",
            headers={"Authorization": f"Bearer {token}"},
            trust_env=False,
        )
        return answer.json()["usage"]

    def records(self) -> list[UsageRecord]:
        """The usage log of today."""
        day = time.strftime("%Y-%m-%d", time.gmtime())
        raw: Any = self.redis.lrange(keys.usage(day), 0, -1)
        return [msgspec.json.decode(one, type=UsageRecord) for one in raw]


@pytest.mark.timing
@pytest.mark.parametrize("end", ["kill", "stop"])
async def test_step_that_was_finished_is_not_paid_again_when_its_worker_ends(
    servers: Servers, up: Upstream, end: str
) -> None:
    def play(call: Received) -> Scene:
        if asks_for(call, "spans"):
            return answering(given={"spans": []})(call)
        asks = {"groundedIn": None, "text": "What did you do when a release went wrong?"}
        return answering(GREETING, given=asks, hold=(5, more))(call)

    more = asyncio.Event()
    pair = Pair(servers, **provided(openai=up), **NO_CACHE)
    up.play(then=play)
    async with talking(pair.workers[0]) as talk:
        await talk.send(Start("c1", "interview", INTERVIEW | {"resume": RESUME}))
        await up.called(2)
        holder = pair.holder(talk.client.session)
        other = next(worker for worker in pair.workers if worker is not holder)
        await talk.client.drop()
        await asyncio.to_thread(getattr(holder, end))
        async with asyncio.timeout(5):
            await up.calls[1].closed.wait()
        more.set()
        await talk.client.connect(other.url)
        finished = await talk.ended()
        assert finished["type"] == "RUN_FINISHED"
        assert talk.says[0] == "".join(GREETING)
        asked = ["spans" if asks_for(call, "spans") else "words" for call in up.calls[:3]]
        assert asked == ["spans", "words", "words"], "the half-made step is asked again, no other"
        tasks = [record.task for record in pair.records()]
        assert tasks.count("resume") == 1
        assert sum(used["inputTokens"] for used in finished["usage"]) == 3 * 12
        # What its user has used says the same: what was kept is counted, and once.
        records = pair.records()
        used = pair.used(talk.client.place.token)
        assert sum(entry["runs"] for entry in used) == 1
        assert sum(entry["calls"] for entry in used) == len(
            [record for record in records if record.input_tokens]
        )
        assert sum(entry["tokens"]["input"] for entry in used) == sum(
            record.input_tokens or 0 for record in records
        )


@pytest.mark.timing
@pytest.mark.parametrize("edits", [False, True], ids=["start", "retry"])
async def test_what_the_user_said_with_a_command_survives_the_worker_that_ran_it(
    servers: Servers, up: Upstream, edits: bool
) -> None:
    more = asyncio.Event()
    pair = Pair(servers, **provided(openai=up), **NO_CACHE)
    held = answering(TOKENS, hold=(20, more))
    start = Start("c1", "chat", {}, message=FirstMessage("m0", "Should I move?"))
    async with talking(pair.workers[0]) as talk:
        up.play(then=ALIVE if edits else held)
        await talk.send(start)
        if edits:
            await talk.ended()
            up.play(then=held)
            await talk.send(Retry("c2", "Should I stay?"))
        await talk.client.until(lambda: "".join(talk.deltas).endswith("".join(TOKENS[:20])))
        holder = pair.holder(talk.client.session)
        other = next(worker for worker in pair.workers if worker is not holder)
        asked = len(up.calls)
        await talk.client.drop()
        await asyncio.to_thread(holder.kill)
        more.set()
        await talk.client.connect(other.url)
        finished = await talk.ended()
        assert finished["type"] == "RUN_FINISHED"
        assert talk.says == [WHOLE]
        said = "Should I stay?" if edits else "Should I move?"
        assert talk.said == {"c2" if edits else "m0": said}
        assert len(up.calls) == asked + 1
        assert said in str(up.calls[-1].body)
        await talk.retry()
        assert talk.said == {"c2" if edits else "m0": said}
