"""The sixteen duties that the public suite failoverbench (v0.1) puts to gateways, written anew.

A primary, a fallback, the default policy, real SDKs, a Redis for each duty. All are played at the
same time, so that the longest (an outage of a minute) is how long they take in `make soak`; else
time is skipped where everybody waits for it. An answer is rescued when the caller has the whole of
it; besides, the conduct must be clean.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest

from agents.errors import ModelError
from agents.gateway.gateway import Gateway
from agents.gateway.usage_log import UsageRecord
from agents.models.prices import Prices
from agents.models.request import Usage
from store.model_gate.model_gate import ModelGate
from store.store import Store
from tests.agents.gateway.lab import KNOWN, TOKENS, WHOLE, Heard, Lab, hear, request
from tests.leaping import Told, leaping
from tests.redis_servers import redis_server
from tests.soak import SOAK
from tests.upstream import (
    Answer,
    Received,
    Reset,
    Scene,
    Silent,
    Status,
    Tokens,
    prefill_rejected,
    rate_limited,
    too_long,
)

pytestmark = [pytest.mark.slow, pytest.mark.soak]

GOOD = Answer(TOKENS, usage=Tokens(100, 60))
SHORT_WINDOW = {"standard": "gpt-4o"}
TAKES_PREFILL = {"standard": "claude-haiku-4-5"}

OUTAGE_S = 60.0
SPACING_S = 3.0
BACK_WITHIN_S = 30.0


@dataclass
class Played:
    """What came of a duty: what was heard, and what reached the two providers."""

    heard: list[Heard] = field(default_factory=list)
    errors: list[ModelError] = field(default_factory=list)
    primary: list[Received] = field(default_factory=list)
    fallback: list[Received] = field(default_factory=list)
    records: list[UsageRecord] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def only(self) -> Heard:
        """The one answer; it is whole."""
        assert self.errors == []
        (heard,) = self.heard
        assert_rescued(heard)
        return heard

    def tries_within(self, seconds: float) -> int:
        """How many calls reached the primary so soon after the first."""
        first = self.primary[0].at
        return sum(call.at - first <= seconds for call in self.primary)


def assert_rescued(heard: Heard) -> None:
    assert heard.text == WHOLE
    assert heard.finish is not None
    assert heard.finish.reason == "stop"


class Stage:
    """Where one duty is played."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.played = Played()

    def gateway(self, openai: Any = None, anthropic: Any = None) -> Gateway:
        """Both providers; with other models where some are given."""
        providers = self.lab.openai(models=openai), self.lab.anthropic(models=anthropic)
        return self.lab.gateway(None, *providers)

    async def ask(self, gateway: Gateway) -> None:
        """One question."""
        try:
            self.played.heard.append(await hear(gateway, request()))
        except ModelError as error:
            self.played.errors.append(error)

    async def end(self, gateway: Gateway) -> None:
        """Note what has happened."""
        self.played.primary = self.lab.primary.calls
        self.played.fallback = self.lab.fallback.calls
        self.played.records = await self.lab.records(gateway)


Duty = Callable[[Stage], Awaitable[None]]


def once(*scenes: Scene, then: Scene = GOOD, fallback: Scene = GOOD, asks: int = 1) -> Duty:
    """The primary plays these, then that; so many questions are asked, one after the other."""

    async def play(stage: Stage) -> None:
        stage.lab.primary.play(*scenes, then=then)
        stage.lab.fallback.play(then=fallback)
        gateway = stage.gateway()
        for _ in range(asks):
            await stage.ask(gateway)
        await stage.end(gateway)

    return play


async def context_exceeded(stage: Stage) -> None:
    stage.lab.primary.play(then=too_long("openai"))
    stage.lab.fallback.play(then=GOOD)
    gateway = stage.gateway(openai=SHORT_WINDOW)
    await stage.ask(gateway)
    await stage.end(gateway)


async def prefill_refused(stage: Stage) -> None:
    stage.lab.primary.play(then=Answer(TOKENS, cut_after=40))
    stage.lab.fallback.play(prefill_rejected(), then=GOOD)
    gateway = stage.gateway(anthropic=TAKES_PREFILL)
    await stage.ask(gateway)
    await stage.end(gateway)


async def outage(stage: Stage) -> None:
    """Twenty calls in the minute in which the primary is down, then more until it is back."""
    loop = asyncio.get_running_loop()
    lab, played = stage.lab, stage.played
    lab.primary.play(then=Status(503))
    lab.fallback.play(then=GOOD)
    gateway = stage.gateway()
    start = loop.time()
    opened = []
    for n in range(20):
        await asyncio.sleep(max(0.0, start + n * SPACING_S - loop.time()))
        await stage.ask(gateway)
        await gateway.flush()
        opened.append(await lab.gate.open_until("openai", "gpt-6.1-terra"))
    await asyncio.sleep(start + OUTAGE_S - loop.time())
    played.more |= {"opened": opened, "failed": len(lab.primary.calls)}
    lab.primary.play(then=GOOD)
    recovered = loop.time()
    while played.heard[-1].usage[0].provider != "openai" and loop.time() < recovered + 40:
        await asyncio.sleep(1.0)
        await stage.ask(gateway)
    played.more["back"] = loop.time() - recovered
    await stage.end(gateway)


DUTIES: dict[int, Duty] = {
    1: once(rate_limited("2")),
    2: once(then=Status(429)),
    3: once(Status(500)),
    4: once(then=Status(503)),
    5: once(Reset()),
    6: once(then=Silent()),
    7: once(then=Answer(TOKENS, first_after_s=20.0)),
    8: once(Answer(TOKENS, cut_after=40)),
    9: once(Answer(TOKENS, stall_after=30), asks=2),
    10: once(Answer(TOKENS, broken_after=20), asks=2),
    11: once(Answer(TOKENS, usage=Tokens(100, 60), sentinel=False)),
    12: context_exceeded,
    13: once(then=Answer((), finish="filtered", why="I can't help with weapons.")),
    14: prefill_refused,
    15: outage,
    16: once(Answer(TOKENS, cut_after=40)),
}


@pytest.fixture(scope="module")
def duties() -> dict[int, Played]:
    """All of them, played."""

    async def play_all() -> dict[int, Played]:
        with redis_server(durable=False) as redis:
            urls = [f"redis://127.0.0.1:{redis.port}/{number - 1}" for number in DUTIES]
            played = await asyncio.gather(*map(_play, urls, DUTIES.values()))
        return dict(zip(DUTIES, played, strict=True))

    return asyncio.run(play_all()) if SOAK else leaping(play_all())


async def _play(url: str, duty: Duty) -> Played:
    store = Store(url)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(store.close)
        gate = store.model_gate if SOAK else ModelGate(Told(store.route))
        stage = Stage(await Lab.make(stack, gate))
        await duty(stage)
    return stage.played


def test_duty_1_rate_limit_that_names_a_time_is_waited_out_or_failed_over(
    duties: dict[int, Played],
) -> None:
    played = duties[1]
    assert played.only
    times = [call.at for call in played.primary]
    assert len(times) == 1 or times[1] - times[0] >= 1.8
    first = times[0]
    assert sum(call.at - first <= 1.5 for call in [*played.primary, *played.fallback]) <= 2


def test_duty_2_rate_limit_for_ever_is_left_alone(duties: dict[int, Played]) -> None:
    played = duties[2]
    assert played.only.usage[0].provider == "anthropic"
    assert played.tries_within(3.0) <= 4
    assert len(played.primary) <= 6


def test_duty_3_passing_error_is_tried_again_on_the_same_provider(
    duties: dict[int, Played],
) -> None:
    played = duties[3]
    assert played.only.usage[0].provider == "openai"
    assert (len(played.primary), len(played.fallback)) == (2, 0)


def test_duty_4_provider_that_is_down_is_given_up_within_six_tries(
    duties: dict[int, Played],
) -> None:
    played = duties[4]
    assert played.only.usage[0].provider == "anthropic"
    assert len(played.primary) <= 6


def test_duty_5_reset_before_the_headers_is_answered(duties: dict[int, Played]) -> None:
    assert duties[5].only


def test_duty_6_silent_provider_is_not_asked_twice(duties: dict[int, Played]) -> None:
    played = duties[6]
    assert played.only.usage[0].provider == "anthropic"
    assert len(played.primary) == 1
    assert played.only.total_s < 15.0


def test_duty_7_slow_first_token_is_overtaken_by_the_fallback(duties: dict[int, Played]) -> None:
    played = duties[7]
    assert played.only.usage[0].provider == "anthropic"
    assert played.only.total_s < 15.0


def test_duty_8_cut_answer_is_never_a_truncated_success(duties: dict[int, Played]) -> None:
    played = duties[8]
    assert played.only.withdrawn == 1
    assert len(played.primary) == 1


def test_duty_9_stall_is_noticed_and_leaves_the_gateway_healthy(duties: dict[int, Played]) -> None:
    played = duties[9]
    stalled, after = played.heard
    assert_rescued(stalled)
    assert stalled.total_s <= 45.0
    assert_rescued(after)
    assert after.usage[0].provider == "openai"


def test_duty_10_broken_chunk_is_recovered_from_in_place(duties: dict[int, Played]) -> None:
    played = duties[10]
    broken, after = played.heard
    assert_rescued(broken)
    assert_rescued(after)
    assert broken.usage[0].provider == "openai"
    assert (len(played.primary), len(played.fallback)) == (3, 0)


def test_duty_11_missing_sentinel_does_not_hold_up_the_end(duties: dict[int, Played]) -> None:
    played = duties[11]
    assert played.only.total_s <= 8.0
    (usage,) = played.only.usage
    assert (usage.input_tokens, usage.output_tokens, usage.estimated) == (100, 60, False)
    assert len(played.primary) == 1


def test_duty_12_too_long_context_goes_once_and_then_to_a_larger_window(
    duties: dict[int, Played],
) -> None:
    played = duties[12]
    assert played.only.usage[0].provider == "anthropic"
    assert [call.model for call in played.primary] == ["gpt-4o"]


def test_duty_13_filtered_content_is_tried_once_and_the_reason_handed_on(
    duties: dict[int, Played],
) -> None:
    played = duties[13]
    (error,) = played.errors
    assert error.code == "refused"
    assert "I can't help with weapons." in str(error)
    assert (len(played.primary), len(played.fallback)) == (1, 0)


def test_duty_14_rejected_prefill_is_said_anew_and_never_seen(duties: dict[int, Played]) -> None:
    played = duties[14]
    assert played.only.withdrawn == 1
    assert [call.body["messages"][-1]["role"] for call in played.fallback] == ["assistant", "user"]


def test_duty_15_outage_opens_the_breaker_and_the_primary_comes_back(
    duties: dict[int, Played],
) -> None:
    played = duties[15]
    assert played.errors == []
    assert len(played.heard) >= 20
    for heard in played.heard:
        assert_rescued(heard)
    assert any(played.more["opened"])
    assert played.more["failed"] <= 10, "an open breaker keeps calls away from the primary"
    assert played.heard[-1].usage[0].provider == "openai"
    assert played.more["back"] <= BACK_WITHIN_S


def test_duty_16_fallback_is_reported_and_of_failed_tries_only_what_came_of_them_is_billed(
    duties: dict[int, Played],
) -> None:
    played = duties[16]
    paid = Usage("anthropic", "claude-sonnet-5-5", 100, 60, estimated=False)
    (usage,) = played.only.usage
    counted = (usage.provider, usage.model, usage.input_tokens, usage.output_tokens)
    assert counted == (paid.provider, paid.model, 100, 60)
    (record,) = played.records
    assert (record.provider, record.model, record.tries) == (paid.provider, paid.model, 2)
    assert (record.input_tokens, record.output_tokens) == (100, 60)
    tried = Usage("openai", "gpt-6.1-terra", 400, 200)
    cost = Prices(KNOWN).cost
    assert cost(paid) < record.cost < cost(paid) + cost(tried)
    assert record.estimated
