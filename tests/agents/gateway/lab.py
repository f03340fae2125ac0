"""A primary (OpenAI) and a fallback (Anthropic) that are played, gateways over them, and what a
caller hears of an answer."""

import asyncio
import time
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec

from agents.gateway.gateway import Gateway
from agents.gateway.policy import Policy
from agents.gateway.provider_keys import ProviderKeys
from agents.gateway.shared_state import SharedState
from agents.gateway.usage_log import UsageRecord
from agents.models.prices import Prices
from agents.models.request import Caller, Delta, Finish, Line, Request, TextDelta, Usage, Withdraw
from agents.models.vendors.anthropic.adapter import Anthropic
from agents.models.vendors.openai.adapter import OpenAI
from store.model_gate.model_gate import ModelGate
from tests.upstream import Upstream

KEY = "sk-canary-4f1b9e7d2c8a5063"
OTHER_KEY = "sk-canary-77aa10c3e5d94b26"
TOKENS = [f"word{n} " for n in range(60)]
WHOLE = "".join(TOKENS)
KNOWN = {"openai": "openai", "anthropic": "anthropic", "gemini": "google"}

_unique = iter(range(1_000_000))


def request(text: str = "", **changes: Any) -> Request:
    """A question that was never asked before, unless its text is given."""
    what: dict[str, Any] = {
        "kind": "chat",
        "role": "generator",
        "task": "reply",
        "tier": "standard",
        "instructions": "Answer in one sentence.",
        "messages": (Line("user", text or f"Question {next(_unique)}?"),),
        "caller": Caller(
            user="ada", subscription="pro", session="s1", run="r1", step="generator:reply"
        ),
        "keep_s": 6 * 3600,
    }
    return Request(**what | changes)


def today() -> str:
    """The day that the usage log and the budgets go by."""
    return datetime.now(UTC).date().isoformat()


class Clock:
    """A clock that is moved by hand. It starts now."""

    def __init__(self) -> None:
        self.now_ms = time.time_ns() // 1_000_000

    def __call__(self) -> int:
        return self.now_ms

    def forward(self, seconds: float) -> None:
        """So much time passes."""
        self.now_ms += int(seconds * 1000)


@dataclass
class Heard:
    """What a caller got of an answer, as a reader of the stream folds it."""

    text: str = ""
    usage: list[Usage] = field(default_factory=list)
    finish: Finish | None = None
    withdrawn: int = 0
    first_s: float | None = None
    total_s: float = 0.0
    deltas: list[Delta] = field(default_factory=list)

    def add(self, delta: Delta, elapsed: float) -> None:
        """Fold in the next delta."""
        assert self.finish is None, "nothing comes after the end"
        self.deltas.append(delta)
        if self.first_s is None:
            self.first_s = elapsed
        if isinstance(delta, TextDelta):
            self.text += delta.text
        elif isinstance(delta, Withdraw):
            self.withdrawn += 1
            self.text = ""
        elif isinstance(delta, Usage):
            self.usage.append(delta)
        elif isinstance(delta, Finish):
            self.finish = delta


async def hear(gateway: Gateway, asked: Request) -> Heard:
    """The whole answer. Raises what the gateway raises."""
    heard = Heard()
    loop = asyncio.get_running_loop()
    start = loop.time()
    async with aclosing(gateway.stream(asked)) as deltas:
        async for delta in deltas:
            heard.add(delta, loop.time() - start)
    heard.total_s = loop.time() - start
    assert heard.finish is not None
    return heard


class Lab:
    """Two upstreams and the gateways over them, all gone when the stack ends."""

    def __init__(self, stack: AsyncExitStack, gate: ModelGate) -> None:
        self._stack = stack
        self.gate = gate
        self.primary = Upstream()
        self.fallback = Upstream()

    @classmethod
    async def make(cls, stack: AsyncExitStack, gate: ModelGate) -> "Lab":
        """The upstreams are up."""
        made = cls(stack, gate)
        await stack.enter_async_context(made.primary)
        await stack.enter_async_context(made.fallback)
        return made

    def openai(self, *keys: str, **settings: Any) -> ProviderKeys:
        """The primary."""
        return ProviderKeys(OpenAI(self.primary.url("openai")), keys or (KEY,), **settings)

    def anthropic(self, *keys: str, **settings: Any) -> ProviderKeys:
        """The fallback."""
        provider = Anthropic(self.fallback.url("anthropic"))
        return ProviderKeys(provider, keys or (OTHER_KEY,), **settings)

    def gateway(
        self,
        policy: Policy | None = None,
        *providers: ProviderKeys,
        shared: SharedState | None = None,
        prices: Prices | None = None,
        **settings: Any,
    ) -> Gateway:
        """A gateway over both, unless the providers are given."""
        gateway = Gateway(
            providers or (self.openai(), self.anthropic()),
            policy or Policy(),
            shared or self.gate,
            prices or Prices(KNOWN),
            **settings,
        )
        self._stack.push_async_callback(gateway.close)
        return gateway

    async def records(self, gateway: Gateway) -> list[UsageRecord]:
        """The usage log of today, once all is settled."""
        await gateway.flush()
        return [
            msgspec.json.decode(raw, type=UsageRecord) for raw in await self.gate.usage(today())
        ]
