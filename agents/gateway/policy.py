"""What the gateway keeps to: limits, circuit breakers, budgets. Every value can be set."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from agents.gateway.fair_limiter import WEIGHTS
from agents.gateway.routes import TABLE, Route
from agents.models.quota import PlanQuota
from agents.models.request import Subscription

MIN_COOLDOWN_MS = 30_000
"""A breaker that opens leaves the model alone for at least so long."""


class Breaker(msgspec.Struct, frozen=True, kw_only=True):
    """A circuit breaker opens when `share` percent of at least `minimum` calls in a window failed.

    After the cooldown, `probes` calls at a time are let through to see whether it is back.
    """

    share: int
    minimum: int
    window_ms: int
    cooldown_ms: int = MIN_COOLDOWN_MS
    probes: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.share <= 100 or min(self.minimum, self.window_ms, self.probes) < 1:
            raise ValueError("a breaker's share is 1 to 100, and its other values at least 1")
        if self.cooldown_ms < MIN_COOLDOWN_MS:
            raise ValueError(f"a breaker's cooldown is at least {MIN_COOLDOWN_MS} ms")


BREAKERS: Mapping[str, Breaker] = {
    "simple": Breaker(share=100, minimum=3, window_ms=60_000),
    "development": Breaker(share=80, minimum=3, window_ms=30_000),
    "production": Breaker(share=50, minimum=6, window_ms=60_000),
}
"""Circuit breakers by name."""


def breaker(text: str) -> Breaker:
    """A preset by its name, or values of one's own: `share=60,minimum=10,window_ms=30000`.

    What is not named is as in `production`. Raises ValueError.
    """
    if text in BREAKERS:
        return BREAKERS[text]
    given = {}
    for part in text.split(","):
        name, _, value = part.partition("=")
        if name.strip() not in Breaker.__struct_fields__:
            raise ValueError(f"{name.strip()!r} is no preset and no value of a breaker")
        given[name.strip()] = int(value)
    return msgspec.structs.replace(BREAKERS["production"], **given)


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How long and how often is tried. Times in seconds."""

    first_token: float = 10.0
    """How long to wait for a model's first token while its pace is not known."""
    first_token_least: float = 2.0
    first_token_most: float = 15.0
    stall: float = 10.0
    """How long to wait between two tokens."""
    begin: float = 60.0
    """How long a call may wait for its turn, for a key or for a provider to be back."""
    total: float = 300.0
    """How long a call may take in all."""
    tries_each: int = 3
    """How often one model is asked for one answer."""
    tries: int = 6
    """How often models are asked for one answer."""
    concurrent: int = 64
    """Concurrency: how many calls a worker has under way with one provider."""
    per_minute: int = 0
    """The rate limit: how many calls are begun in a minute, over all workers; 0 is none."""


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """All that settings say about the gateway. Budgets are in nano-USD a day (UTC), 0 is none."""

    order: tuple[str, ...] = ("gemini", "openai", "anthropic", "compatible")
    """Which provider is asked first; those that are not named come last."""
    routes: tuple[Route, ...] = TABLE
    weights: Mapping[Subscription, float] = WEIGHTS
    """Of calls that wait, so many of each subscription are let in by turns."""
    breaker: Breaker = BREAKERS["production"]
    limits: Limits = Limits()
    day_budget: int = 0
    guest_budget: int = 0
    """Of all guests together: one of each binds nobody, as becoming another costs nothing."""
    user_budgets: Mapping[Subscription, int] = {}
    quotas: Mapping[str, PlanQuota] = {}
    """What a user of a plan may have."""
    cache: bool = True
    share_personal: bool = False
    """Whether an answer may be given again to another user though personal data went into it."""
    hedge: bool = False
    """Whether a second provider is asked when the first token is late."""
    injection: Literal["flag", "refuse"] = "flag"
    keep_days: int = 35
    """How long usage records are kept."""
