"""What the gateway adds to a call of the bare adapter, and how often it goes to Redis for it.

How long a whole call takes says little: the upstream's own pauses between tokens vary by more than
the gateway adds. So each part is measured where it can be added: before the first token, on the
way of each token from the wire to the caller, and between the last one and the end.
"""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Literal

from agents.gateway.gateway import Gateway
from agents.gateway.policy import Policy
from agents.gateway.provider_keys import ProviderKeys
from agents.models.prices import Prices
from agents.models.prompt import build as prompts
from agents.models.request import Caller, Delta, Finish, Line, Request, TextDelta
from agents.models.vendors.openai.adapter import OpenAI
from bench.lab import Lab
from bench.stamp import ages_ns
from bench.table import Row, compared, quantile
from store.model_gate.model_gate import ModelGate
from store.redis.route import Route
from store.redis.scripts import Call
from tests.upstream import Upstream

CALLERS = 8
ROUNDS = 80
TOKENS = 20
INTERVAL_S = 0.01
APART_S = 0.03
"""Callers begin so long after one another, so that they do not all ask in the same moment."""
TRIPS = 100

KEY = "sk-bench"
POLICY = Policy(order=("openai",), day_budget=10**15, user_budgets={"pro": 10**15})

_PAIR: list[tuple[Literal["user", "assistant"], str]] = [
    ("user", "I led the move, and we cut the time by half."),
    ("assistant", "How did you know that it would hold?"),
]
_numbers = count()


@dataclass
class Times:
    """What calls took, in ms: to their first token, to bring each token, and after the last."""

    first: list[float] = field(default_factory=list)
    token: list[float] = field(default_factory=list)
    end: list[float] = field(default_factory=list)

    async def take(self, deltas: AsyncIterator[Delta]) -> None:
        """Read one answer."""
        begun, moments, finish = time.monotonic_ns(), [], None
        async for delta in deltas:
            if isinstance(delta, TextDelta):
                moments.append(time.monotonic_ns())
                self.token += [age / 1e6 for age in ages_ns(delta.text.encode(), moments[-1])]
            elif isinstance(delta, Finish):
                finish = delta
        if len(moments) != TOKENS or finish is None:
            raise RuntimeError(f"{len(moments)} tokens came, and {finish}")
        self.first.append((moments[0] - begun) / 1e6)
        self.end.append((time.monotonic_ns() - moments[-1]) / 1e6)


class Counting(Route):
    """The way to Redis, counting the trips."""

    trips = 0

    async def run(self, calls: list[Call], **how: bool) -> list[object]:  # type: ignore[override]
        """One trip, which is counted."""
        self.trips += 1
        return await super().run(calls, **how)


async def measure(lab: Lab) -> list[Row]:
    """So many callers at a time, each of which asks the adapter and the gateway in turn."""
    route = Counting(lab.redis.socket_url, timeout=5.0, connect_timeout=1.0)
    try:
        with lab.upstream(INTERVAL_S, TOKENS) as port:
            bare, ours = await _compare(Upstream(port).url("openai"), ModelGate(route))
        trips = await _trips(ModelGate(route), route)
    finally:
        await route.close()
    return [
        *_rows(f"gateway, until the first token, {CALLERS} callers", bare.first, ours.first),
        *_rows("gateway, each token from the wire", bare.token, ours.token),
        *_rows("gateway, from the last token to the end", bare.end, ours.end),
        *trips,
    ]


def _rows(name: str, bare: list[float], ours: list[float]) -> list[Row]:
    return [
        compared(what, "ms", quantile(bare, share), quantile(ours, share), target)
        for what, share, target in (
            (f"{name}, p50", 0.5, "added <= 1"),
            ("  p99", 0.99, "added <= 5"),
        )
    ]


async def _compare(url: str, gate: ModelGate) -> tuple[Times, Times]:
    adapter = OpenAI(url)
    gateway = Gateway([ProviderKeys(adapter, [KEY])], POLICY, gate, Prices({"openai": "openai"}))
    bare, ours = Times(), Times()
    # What is done once only, such as importing the SDK and the prices, is not counted.
    await Times().take(_bare(adapter, CALLERS))
    await Times().take(gateway.stream(_request(CALLERS)))

    async def caller(number: int) -> None:
        await asyncio.sleep(number * APART_S)
        for _ in range(ROUNDS):
            await bare.take(_bare(adapter, number))
            await ours.take(gateway.stream(_request(number)))

    await asyncio.gather(*map(caller, range(CALLERS)))
    await gateway.close()
    return bare, ours


def _bare(adapter: OpenAI, caller: int) -> AsyncIterator[Delta]:
    prompt = prompts.build(_request(caller), adapter.models["standard"], 1_000_000)
    return adapter.stream(prompt, KEY)


def _request(caller: int) -> Request:
    """About as long as an interview's in its middle: what was said before, and a new answer."""
    said = [(role, f"{text} {caller}.{n}") for n in range(6) for role, text in _PAIR]
    return Request(
        kind="bench",
        role="generator",
        task="reply",
        tier="standard",
        instructions="Say it.",
        inputs={"resume": "Led the move of twelve services to one gateway. " * 80},
        messages=(
            *(Line(role, text) for role, text in said),
            Line("user", f"I measured it {next(_numbers)} times, and it held."),
        ),
        caller=Caller(user="bench", subscription="pro"),
        keep_s=6 * 3600,
    )


async def _trips(gate: ModelGate, route: Counting) -> list[Row]:
    calls = [uuid.uuid4().hex for _ in range(TRIPS)]
    now = time.time_ns() // 1_000_000
    named = {"provider": "openai", "model": "m", "breaker": POLICY.breaker, "now_ms": now}

    async def of(step: Callable[[str], object]) -> float:
        before = route.trips
        for call in calls:
            await step(call)  # type: ignore[misc]
        return (route.trips - before) / TRIPS

    admissions = await of(
        lambda call: gate.admit(
            call, ttl_ms=60_000, keys=["k1", "k2"], budgets=[("day", 10**15)], reserve=1, **named
        )
    )
    settlements = await of(
        lambda call: gate.settle(call, outcome="ok", budgets=["day"], cost=1, record=b"{}", **named)
    )
    return [
        Row("gateway, trips to Redis for an admission", "trips", admissions, target="ours <= 1"),
        Row("  for a settlement", "trips", settlements, target="ours <= 1"),
    ]
