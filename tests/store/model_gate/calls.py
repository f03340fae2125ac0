"""Words for the tests of the gate: calls of models on a clock that the test moves."""

from typing import Any, NamedTuple

from store.model_gate.model_gate import ModelGate
from store.model_gate.types import Admitted
from tests.redis_clock import timed

START_MS = 1_795_219_200_000
"""2026-11-21, midnight (UTC)."""

TTL_MS = 300_000


class Rule(NamedTuple):
    """A breaker that opens when half of at least four calls of a minute failed."""

    share: int = 50
    minimum: int = 4
    window_ms: int = 60_000
    cooldown_ms: int = 30_000
    probes: int = 1


MODEL = {"provider": "openai", "model": "gpt"}


class Calls:
    """Admits and settles calls of one model; `now_ms` is the time.

    It is for Redis, too. The caller's clock may be `wrong_ms` ahead of it.
    """

    def __init__(self, gate: ModelGate, rule: Rule | None = None, ttl_ms: int = TTL_MS) -> None:
        self.gate = timed(gate, lambda: self.now_ms)
        self.rule = rule or Rule()
        self.ttl_ms = ttl_ms
        self.now_ms = START_MS
        self.wrong_ms = 0
        self.made = 0

    def new(self) -> str:
        """An id that no call has yet."""
        self.made += 1
        return f"call-{self.made}"

    async def admit(self, call: str | None = None, **changes: Any) -> Admitted:
        """Ask for one call."""
        words = {"keys": ["k1"], "breaker": self.rule, "ttl_ms": self.ttl_ms} | MODEL | changes
        return await self.gate.admit(call or self.new(), now_ms=self._told_ms, **words)

    async def settle(self, call: str, outcome: Any = "ok", **changes: Any) -> None:
        """Say how it ended."""
        words = {"key": "k1", "breaker": self.rule} | MODEL | changes
        await self.gate.settle(call, now_ms=self._told_ms, outcome=outcome, **words)

    @property
    def _told_ms(self) -> int:
        return self.now_ms + self.wrong_ms

    async def end(self, *outcomes: str) -> None:
        """Calls that were admitted one after the other and ended so."""
        for outcome in outcomes:
            call = self.new()
            assert (await self.admit(call)).verdict == "ok"
            await self.settle(call, outcome)

    async def verdict(self, **changes: Any) -> str:
        """What one more call is told."""
        return (await self.admit(**changes)).verdict
