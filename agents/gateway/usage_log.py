"""The usage log: one record for each call, also as a line of the log."""

import logging
from typing import Literal

import msgspec

from agents.models.request import Request, Usage

CallOutcome = Literal["ok", "cached", "failed", "cancelled"]

_log = logging.getLogger(__name__)


class UsageRecord(msgspec.Struct, kw_only=True):
    """What a call was for, what it took and how it ended. Nothing of what was said is in it.

    Times are ms since 1970 (`at`) and durations in ms. `cost` is in nano-USD and includes tries
    that came to nothing but for which the provider counted tokens. `key` is a fingerprint.
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

    def count(self, usage: Usage) -> None:
        """Enter what the answer took."""
        for name in _COUNTED:
            setattr(self, name, getattr(usage, name))

    def log(self) -> None:
        """Write it as a line of the log."""
        _log.info("model_call", extra=msgspec.to_builtins(self))


_COUNTED = sorted(set(Usage.__struct_fields__) - {"provider", "model"})
"""The tokens of each class, and whether they are estimated: they have the same names."""
