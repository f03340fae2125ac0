"""The usage log: one record for each call, also as a line of the log."""

import logging
from collections.abc import Sequence
from functools import reduce
from typing import Literal

import msgspec

from agents.models.request import Request, Usage

CallOutcome = Literal["ok", "cached", "failed", "cancelled"]

_log = logging.getLogger(__name__)


class UsageRecord(msgspec.Struct, kw_only=True):
    """What a call was for, what it took and how it ended. Nothing of what was said is in it.

    Times are ms since 1970 (`at`) and durations in ms. The tokens are the answer's; where there is
    none, those of all tries of which something came. `cost` is in nano-USD and includes such tries
    in any case. It is `estimated` where a provider did not count. `key` is a fingerprint.
    """

    call: str
    at: int
    kind: str
    role: str
    task: str
    tier: str
    user: str
    subscription: str = msgspec.field(name="plan")
    session: str
    run: str
    step: str
    provider: str = ""
    model: str = ""
    key: str = ""
    input_tokens: int | None = None
    output_tokens: int | None = None
    reasoning_tokens: int | None = None
    cached_input_tokens: int | None = None
    cache_write_input_tokens: int | None = None
    estimated: bool = False
    cost: int = 0
    first_ms: int | None = None
    total_ms: int = 0
    tries: int = 0
    outcome: CallOutcome = "failed"
    error: str = ""

    @classmethod
    def of(cls, call: str, at: int, request: Request) -> "UsageRecord":
        """The record of a call that begins."""
        caller = request.caller
        return cls(
            call=call,
            at=at,
            kind=request.kind,
            role=request.role,
            task=request.task,
            tier=request.tier,
            user=caller.user,
            subscription=caller.subscription,
            session=caller.session,
            run=caller.run,
            step=caller.step,
        )

    def asked(self, provider: str, model: str, key: str) -> None:
        """Enter who was asked; the last stays."""
        self.provider, self.model, self.key = provider, model, key

    def add(self, usage: Usage) -> None:
        """Enter what a try took, besides those before it."""
        for name in _TOKENS:
            setattr(self, name, _sum(getattr(self, name), getattr(usage, name)))
        self.estimated = self.estimated or usage.estimated

    def count(self, usage: Usage) -> None:
        """Enter what the answer took, in place of what tries before it did."""
        for name in _TOKENS:
            setattr(self, name, getattr(usage, name))
        self.estimated = self.estimated or usage.estimated

    def log(self) -> None:
        """Write it as a line of the log."""
        _log.info("model_call", extra=msgspec.to_builtins(self))


def summed(usages: Sequence[Usage]) -> Usage:
    """What an answer took that has several parts, of one model."""
    first = usages[0]
    counts = {name: reduce(_sum, (getattr(usage, name) for usage in usages)) for name in _TOKENS}
    estimated = any(usage.estimated for usage in usages)
    return Usage(first.provider, first.model, **counts, estimated=estimated)


def _sum(one: int | None, other: int | None) -> int | None:
    return other if one is None else one + (other or 0)


_TOKENS = sorted(name for name in Usage.__struct_fields__ if name.endswith("_tokens"))
"""The tokens of each class: usage and record have the same names for them."""
