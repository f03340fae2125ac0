"""What a command takes of its caller's limits, over all workers."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from structlog.testing import capture_logs

from protocol.catalogue import told
from protocol.commands import Action, Cancel, Message, Start
from protocol.errors import QuotaExceeded, RateLimited, RemoteProtocolError
from server.admission.tokens import Identity
from server.limits.limits import Limits, Take, Wanted, wanted
from server.limits.standing import Level, Standing
from server.settings.plans import Plan, Plans, Rate, default_plans
from server.settings.sections import LimitSettings
from store import keys
from store.rate_limits.types import Left, Part
from store.redis.scripts import Call, command
from store.store import Store
from tests.redis_servers import RedisServer

NOWHERE = "redis://127.0.0.1:1/0"

NewWorker = Callable[..., Limits]

HERE = "203.0.113.7"


@pytest.fixture
async def new_worker(redis: RedisServer) -> AsyncIterator[NewWorker]:
    """Makes what limits commands in one worker of several."""
    async with AsyncExitStack() as stack:

        def make(url: str = redis.url, quota: Any = None, **settings: Any) -> Limits:
            store = Store(url)
            stack.push_async_callback(store.close)
            return Limits(store.rate_limits, replace(LimitSettings(), **settings), quota)

        yield make


def somebody(plan: Plan = "free") -> Identity:
    """A user of their own."""
    return Identity(uuid.uuid4().hex, plan == "guest", 0.0, plan=plan)


def plans(**cells: Any) -> Plans:
    """The default plans, each with these cells."""
    usual = default_plans()
    return {plan: msgspec.structs.replace(limits, **cells) for plan, limits in usual.items()}


def start(kind: str) -> Start:
    return Start("c", kind, {})


async def refusal(limits: Limits, who: Identity, what: Wanted, address: str = "") -> Any:
    with pytest.raises(RemoteProtocolError) as raised:
        await limits.take(who, address, what)
    return raised.value


async def passed(n: int, who: Identity, what: Wanted, *workers: Limits, address: str = "") -> int:
    """How many of n pass that come at once, to workers by turns."""

    async def take(worker: Limits) -> bool:
        try:
            await worker.take(who, address, what)
        except RemoteProtocolError:
            return False
        return True

    return sum(await asyncio.gather(*(take(workers[i % len(workers)]) for i in range(n))))


def test_each_command_takes_what_it_begins() -> None:
    message = [Take("messages"), Take("requests")]
    assert wanted(Message("c", "hello"), "s") == Wanted(message, "s")
    assert wanted(Action("c", "hint"), "s") == Wanted(message, "s")
    assert wanted(start("plan"), "s") == Wanted([*message, Take("starts.plan")], "s")
    assert wanted(Cancel("c"), "s") == Wanted()


async def test_workers_let_pass_together_what_the_limit_says_and_no_more(
    new_worker: NewWorker,
) -> None:
    few = plans(starts={"chat": Rate(100, 3600)}, runs_at_once=None, messages=None, requests=None)
    workers = [new_worker(plans=few) for _ in range(2)]
    who = somebody()
    assert await passed(1000, who, wanted(start("chat"), ""), *workers) == 100
    assert await passed(5, somebody(), wanted(start("chat"), ""), *workers) == 5


@pytest.mark.parametrize(("plan", "most"), [("guest", 5), ("free", 5), ("pro", 50)])
async def test_plan_says_how_many_of_a_kind_are_begun_in_an_hour(
    new_worker: NewWorker, plan: Plan, most: int
) -> None:
    analysis = wanted(start("analysis"), "")
    assert await passed(60, somebody(plan), analysis, new_worker()) == most


async def test_enterprise_has_no_limit_of_its_own_and_its_address_has(
    new_worker: NewWorker,
) -> None:
    limits, who = new_worker(address_requests=20), somebody("enterprise")
    analysis = wanted(start("analysis"), "s")
    assert await passed(50, who, analysis, limits) == 50
    one = str(uuid.uuid4().int % 250)
    assert await passed(50, who, analysis, limits, address=f"198.51.100.{one}") == 20


async def test_messages_do_not_count_as_starts(new_worker: NewWorker) -> None:
    limits, who = new_worker(), somebody()
    assert await passed(6, who, wanted(start("analysis"), ""), limits) == 5
    assert await passed(50, who, wanted(Message("c", "more"), ""), limits) == 50


async def test_what_was_taken_is_given_back_where_another_limit_refuses(
    new_worker: NewWorker, redis: RedisServer
) -> None:
    limits = new_worker(address_requests=1)
    who = somebody()
    address = f"2001:db8:{uuid.uuid4().hex[:4]}::1"
    await limits.take(somebody(), address, wanted(Message("c", "x"), ""))
    before = await limits.left(who, ["messages", "starts.analysis"])
    assert before["starts.analysis"].left == 5
    refused = await refusal(limits, who, wanted(start("analysis"), ""), address)
    assert refused.details["limit"] == "address"
    after = await limits.left(who, ["messages", "starts.analysis"])
    assert after == before


async def test_hour_that_is_exhausted_is_told_with_what_is_left_and_when(
    new_worker: NewWorker,
) -> None:
    limits, who = new_worker(), somebody()
    analysis = wanted(start("analysis"), "")
    assert await passed(5, who, analysis, limits) == 5
    refused = await refusal(limits, who, analysis)
    assert isinstance(refused, QuotaExceeded)
    assert refused.details == {
        "limit": "starts.analysis", "quota": 5, "windowSeconds": 3600, "left": 0,
    }  # fmt: skip
    assert 700_000 < (refused.retry_ms or 0) <= 720_000
    assert refused.message == (
        "You may begin 5 of these in an hour. You can begin another one in 12 minutes."
    )
    assert "한 시간에 5번까지" in told(refused.text, "ko")


async def test_minute_that_is_exhausted_is_waited_for(new_worker: NewWorker) -> None:
    limits, who = new_worker(plans=plans(messages=Rate(2, 60))), somebody()
    assert await passed(3, who, wanted(Message("c", "x"), ""), limits) == 2
    refused = await refusal(limits, who, wanted(Message("c", "x"), ""))
    assert isinstance(refused, RateLimited)
    assert 29_000 < (refused.retry_ms or 0) <= 30_000


async def test_items_are_taken_once_for_a_batch_and_all_or_none(new_worker: NewWorker) -> None:
    limits, who = new_worker(), somebody()
    batch = Wanted([Take("items", 30)], once="batch-1")
    await limits.take(who, "", batch)
    await limits.take(who, "", batch)
    assert (await limits.left(who, ["items"]))["items"].left == 20
    refused = await refusal(limits, who, Wanted([Take("items", 30)], once="batch-2"))
    assert (refused.details["left"], "20 of them are left" in refused.message) == (20, True)
    never = await refusal(limits, who, Wanted([Take("items", 60)], once="batch-3"))
    assert never.retry_ms is None


async def test_sessions_at_work_are_limited_until_they_rest(
    new_worker: NewWorker, redis: RedisServer
) -> None:
    limits, who = new_worker(plans=plans(runs_at_once=2)), somebody()
    store = Store(redis.url)
    sessions = [str(uuid.uuid4()) for _ in range(3)]

    async def stands(session: str, status: str) -> None:
        meta = keys.meta(session)
        await store.route.run([command(meta, "HSET", meta, "status", status)])

    say = [wanted(Message("c", "x"), session) for session in sessions]
    for n in range(2):
        await limits.take(who, "", say[n])
        await stands(sessions[n], "running")
    refused = await refusal(limits, who, say[2])
    assert isinstance(refused, RateLimited)
    assert refused.details == {"limit": "runs_at_once", "quota": 2, "left": 0}
    await limits.take(who, "", say[0])
    await stands(sessions[0], "idle")
    await limits.take(who, "", say[2])
    await store.close()


async def test_session_that_is_not_there_yet_counts_as_at_work(new_worker: NewWorker) -> None:
    limits, who = new_worker(plans=plans(runs_at_once=2)), somebody()
    for _ in range(2):
        await limits.take(who, "", wanted(start("chat"), str(uuid.uuid4())))
    await refusal(limits, who, wanted(start("chat"), str(uuid.uuid4())))


async def test_worker_whose_redis_is_away_keeps_to_limits_of_the_same_size(
    new_worker: NewWorker,
) -> None:
    few, who = plans(messages=Rate(7, 60)), somebody()
    say = wanted(Message("c", "x"), "")
    assert await passed(20, who, say, new_worker(NOWHERE, plans=few)) == 7
    alone = new_worker(NOWHERE, plans=few)
    for _ in range(20):
        await alone.give_back(await alone.take(who, "", say))


async def test_dry_run_lets_all_pass_and_says_what_would_not(
    new_worker: NewWorker,
) -> None:
    limits = new_worker(plans=plans(messages=Rate(2, 60)), dry_run=True)
    with capture_logs() as lines:
        assert await passed(10, somebody(), wanted(Message("c", "x"), ""), limits) == 10
    assert [line["event"] for line in lines] == ["limit_would_refuse"] * 8


class Spent:
    """A quota of which nothing is left; it is asked in the same trip."""

    asked = 0

    def calls(self, identity: Identity) -> list[Call]:
        return [command("", "ECHO", identity.user)]

    def verdict(self, identity: Identity, replies: Any) -> None:
        self.asked += 1
        raise QuotaExceeded(replies[0].decode())


async def test_quota_is_asked_along_and_gives_back_what_was_taken(new_worker: NewWorker) -> None:
    quota, who = Spent(), somebody()
    limits = new_worker(quota=quota)
    refused = await refusal(limits, who, wanted(start("analysis"), ""))
    assert (refused.message, quota.asked) == (who.user, 1)
    assert (await limits.left(who, ["starts.analysis"]))["starts.analysis"].left == 5


def test_head_of_an_answer_has_the_fields_of_the_draft() -> None:

    levels = [
        Level(Part("messages", 100, 60), Left(99, 600)),
        Level(Part("starts.plan", 10, 3600), Left(10, 0)),
    ]
    assert Standing(levels).fields() == [
        ("RateLimit-Policy", '"messages";q=100;w=60, "starts.plan";q=10;w=3600'),
        ("RateLimit", '"messages";r=99;t=1, "starts.plan";r=10'),
    ]
    assert Standing().fields() == []
