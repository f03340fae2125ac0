"""What all workers share, as the gateway needs it: the server hands it in.

Money is in nano-USD, times in ms since 1970. `now_ms` is the worker's clock, which may be wrong:
how long breakers, rests and reservations last goes by the storage's. Every call is idempotent: it
raises protocol.errors.Unavailable while the storage is away, may be sent again, and is done once.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

from agents.gateway.policy import Breaker
from agents.gateway.usage_log import UsageRecord

Verdict = Literal["ok", "open", "resting", "busy", "over_budget"]
Outcome = Literal["ok", "failed", "neutral"]


class Admitted(Protocol):
    """Whether a call may be made, and with which key (its fingerprint)."""

    @property
    def verdict(self) -> Verdict:
        """`open`: the breaker; `resting`: all keys; `busy`: this minute; else a budget."""
        ...

    @property
    def key(self) -> str | None:
        """The key to use, where it is `ok`."""
        ...

    @property
    def wait_ms(self) -> int:
        """When to ask again; 0 where a budget is spent."""
        ...

    @property
    def scope(self) -> str | None:
        """The budget that has no room."""
        ...

    @property
    def left(self) -> int:
        """What is not spent of it: nano-USD, or tokens."""
        ...


class Ledger(Protocol):
    """Where what users have used is written down."""

    async def count(self, record: UsageRecord) -> None:
        """Count what a call took for its user, once for each call."""
        ...


class SharedState(Protocol):
    """Circuit breakers, keys that rest, rate limit, budgets, usage records and cached answers."""

    async def admit(
        self,
        call: str,
        *,
        now_ms: int,
        ttl_ms: int,
        provider: str,
        model: str,
        keys: Sequence[str],
        breaker: Breaker,
        budgets: Sequence[tuple[str, int]] = (),
        reserve: int = 0,
        token_budgets: Sequence[tuple[str, int]] = (),
        reserve_tokens: int = 0,
        per_minute: int = 0,
    ) -> Admitted:
        """Ask to make a call, in one step. What is reserved lapses after `ttl_ms`."""
        ...

    async def settle(
        self,
        call: str,
        *,
        now_ms: int,
        provider: str,
        model: str,
        breaker: Breaker,
        outcome: Outcome,
        key: str = "",
        rest_ms: int = 0,
        rest_cause: str = "",
        rest_all: bool = False,
        budgets: Sequence[str] = (),
        cost: int = 0,
        token_budgets: Sequence[str] = (),
        tokens: int = 0,
        record: bytes = b"",
        keep_days: int = 30,
    ) -> None:
        """Say what became of a call, in one step.

        A key that has to rest does so for the model, or for `rest_all` of its provider's.
        """
        ...

    async def resting(
        self, provider: str, keys: Sequence[str], *, now_ms: int
    ) -> Mapping[tuple[str, str], tuple[int, str]]:
        """The keys that rest, each with the model ("" is all of them): until when and why."""
        ...

    async def recall(self, name: str) -> bytes | None:
        """What was remembered under that name."""
        ...

    async def remember(self, name: str, value: bytes, *, ttl_ms: int, user: str = "") -> None:
        """Keep something for a while, unless the `user` is deleted whose data went into it."""
        ...
