"""Admission and settlement of each call: health, rate limit and budgets, shared by all workers."""

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from agents.gateway.backoff import Random, pause
from agents.gateway.clock import Clock
from agents.gateway.policy import Policy
from agents.gateway.routes import Candidate
from agents.gateway.shared_state import Admitted, Outcome, SharedState
from agents.gateway.usage_log import UsageRecord
from agents.models.faults import Fault
from agents.models.request import Caller
from protocol.errors import Unavailable

MARGIN_MS = 30_000
"""What was reserved for a call lapses so long after the call's last moment."""
MAX_REST_S = 60.0
"""A rate limit that names no time rests a key for longer each time, up to this."""
MAX_PENDING = 10_000
FLUSH_S = 2.0

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Ticket(msgspec.Struct, frozen=True):
    """Leave to make one call, with the key of that fingerprint."""

    call: str
    candidate: Candidate
    key: str
    budgets: tuple[str, ...]


class Settlements:
    """Takes every call to the state that the workers share: admits it, and settles it.

    While the storage is away no call is begun: `admit` waits, until it is back or the caller is
    cancelled, and `clock` stands still. Settlements wait in the background; those beyond
    MAX_PENDING, and those that are left at `close`, are lost, and what they had reserved
    lapses by itself.
    """

    def __init__(
        self, shared: SharedState, policy: Policy, now_ms: Callable[[], int], random: Random
    ) -> None:
        self.clock = Clock()
        self._shared = shared
        self._policy = policy
        self._now_ms = now_ms
        self._random = random
        self._ttl_ms = int(policy.limits.total * 1000) + MARGIN_MS
        self._limited: dict[tuple[str, str, str], int] = {}
        self._pending: set[asyncio.Task[None]] = set()

    async def admit(
        self, candidate: Candidate, caller: Caller, reserve: int
    ) -> tuple[Ticket | None, Admitted]:
        """A ticket, or why there is none."""
        call, budgets = uuid.uuid4().hex, self._budgets(caller)
        scopes = tuple(scope for scope, _ in budgets)
        try:
            admitted = await self._insist(
                lambda: self._shared.admit(
                    call,
                    now_ms=self._now_ms(),
                    ttl_ms=self._ttl_ms,
                    provider=candidate.keys.name,
                    model=candidate.model,
                    keys=candidate.keys.fingerprints,
                    breaker=self._policy.breaker,
                    budgets=budgets,
                    reserve=reserve,
                    per_minute=self._policy.limits.per_minute,
                )
            )
        except asyncio.CancelledError:
            # It may have been admitted all the same; nothing is to stay reserved for it.
            self.settle(Ticket(call, candidate, "", scopes), "neutral")
            raise
        if admitted.verdict != "ok" or admitted.key is None:
            return None, admitted
        return Ticket(call, candidate, admitted.key, scopes), admitted

    def limit(self, caller: Caller, scope: str) -> int | None:
        """How much (nano-USD) there is in all of that budget of the caller's."""
        return dict(self._budgets(caller)).get(scope)

    def _budgets(self, caller: Caller) -> list[tuple[str, int]]:
        day = datetime.fromtimestamp(self._now_ms() / 1000, UTC).date().isoformat()
        guest = caller.subscription == "guest"
        limits = {
            f"day:{day}": self._policy.day_budget,
            f"guests:{day}": self._policy.guest_budget if guest else 0,
            f"user:{caller.user}:{day}": self._policy.user_budgets.get(caller.subscription, 0),
        }
        return [(scope, limit) for scope, limit in limits.items() if limit > 0]

    def settle(
        self,
        ticket: Ticket,
        outcome: Outcome,
        *,
        cost: int = 0,
        fault: Fault | None = None,
        record: UsageRecord | None = None,
    ) -> asyncio.Task[None] | None:
        """Say, in the background, what became of the call."""
        name, model = ticket.candidate.keys.name, ticket.candidate.model
        rest = self._rest_s((name, model, ticket.key), fault)
        return self._send(
            ticket.call,
            record,
            provider=name,
            model=model,
            outcome=outcome,
            key=ticket.key,
            rest_ms=int(rest * 1000),
            rest_cause=fault.cause if fault and rest else "",
            rest_all=fault is not None and fault.handling.rests_all,
            budgets=ticket.budgets,
            cost=cost,
        )

    def note(self, record: UsageRecord) -> None:
        """Write down a call for which nothing is to be settled."""
        self._send(record.call, record, provider="", model="", outcome="neutral")

    def _rest_s(self, who: tuple[str, str, str], fault: Fault | None) -> float:
        """How long a key rests; where the provider does not say, longer each time in a row."""
        if fault is None or not fault.handling.rests:
            self._limited.pop(who, None)
            return 0.0
        if fault.retry_after is not None:
            return fault.retry_after
        if fault.cause != "rate_limited":
            return fault.handling.rests
        times = self._limited[who] = self._limited.get(who, 0) + 1
        return min(MAX_REST_S, fault.handling.rests * 2.0 ** min(times - 1, 16))

    def _send(
        self, call: str, record: UsageRecord | None, **what: Any
    ) -> asyncio.Task[None] | None:
        if len(self._pending) >= MAX_PENDING:
            _log.error("settlement_lost", extra={"call": call, "reason": "too many wait"})
            return None
        what |= {
            "now_ms": self._now_ms(),
            "breaker": self._policy.breaker,
            "record": msgspec.json.encode(record) if record else b"",
            "keep_days": self._policy.keep_days,
        }
        return self.later(self._settle(call, what))

    def later(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do it in the background, before `close`."""
        task = asyncio.get_running_loop().create_task(work)
        self._pending.add(task)
        task.add_done_callback(self._pending.discard)
        return task

    async def _settle(self, call: str, what: Mapping[str, Any]) -> None:
        try:
            await self._insist(lambda: self._shared.settle(call, **what))
        except Exception:
            _log.exception("settlement_lost", extra={"call": call})

    async def _insist(self, step: Callable[[], Awaitable[T]]) -> T:
        """What the step gives, which is done again until the storage is there."""
        failures = 0
        while True:
            try:
                done = await step()
            except Unavailable:
                self.clock.stop()
                failures += 1
                await asyncio.sleep(pause(failures, self._random))
            else:
                self.clock.go()
                return done

    async def flush(self) -> None:
        """Wait until everything so far is settled."""
        if self._pending:
            await asyncio.wait(self._pending)

    async def close(self) -> None:
        """Settle what there is, for at most 2 s."""
        pending = set(self._pending)
        if not pending:
            return
        _, left = await asyncio.wait(pending, timeout=FLUSH_S)
        for task in left:
            task.cancel()
        if left:
            _log.error("settlement_lost", extra={"calls": len(left), "reason": "closing"})
            await asyncio.wait(left)
