"""Admission and settlement of each call: health, rate limit and budgets, shared by all workers."""

import asyncio
import hashlib
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
from agents.gateway.shared_state import Admitted, Ledger, Outcome, SharedState
from agents.gateway.usage_log import UsageRecord
from agents.models.faults import Fault
from agents.models.quota import PlanQuota
from agents.models.request import Caller
from protocol.errors import Unavailable

MARGIN_MS = 30_000
"""What was reserved for a call lapses so long after the call's last moment."""
MAX_REST_S = 60.0
"""A rate limit that names no time rests a key for longer each time, up to this."""
MAX_PENDING = 10_000
FLUSH_S = 2.0
WRITTEN_S = 0.25
"""So long the end of an answer waits until what it took is written down."""
USER_DIGITS = 32
UNLIMITED = PlanQuota()

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Budgets(msgspec.Struct, frozen=True):
    """What a caller's calls are spent from: scopes with their limits, in nano-USD and in tokens."""

    money: tuple[tuple[str, int], ...]
    tokens: tuple[tuple[str, int], ...]


class Ticket(msgspec.Struct, frozen=True):
    """Leave to make one call, with the key of that fingerprint."""

    call: str
    candidate: Candidate
    key: str
    budgets: "Budgets"


class Settlements:
    """Takes every call to the state that the workers share: admits it, and settles it.

    While the storage is away no call is begun: `admit` waits, until it is back or the caller is
    cancelled, and `clock` stands still. Settlements wait in the background; those beyond
    MAX_PENDING, and those that are left at `close`, are lost, and what they had reserved
    lapses by itself.
    """

    def __init__(
        self,
        shared: SharedState,
        policy: Policy,
        now_ms: Callable[[], int],
        random: Random,
        ledger: Ledger | None = None,
    ) -> None:
        self.clock = Clock()
        self._shared = shared
        self._ledger = ledger
        self._policy = policy
        self._now_ms = now_ms
        self._random = random
        self._ttl_ms = int(policy.limits.total * 1000) + MARGIN_MS
        self._limited: dict[tuple[str, str, str], int] = {}
        self._pending: set[asyncio.Task[None]] = set()

    async def admit(
        self, candidate: Candidate, caller: Caller, reserve: int, reserve_tokens: int = 0
    ) -> tuple[Ticket | None, Admitted]:
        """A ticket, or why there is none. `reserve` is money: nano-USD."""
        call, budgets = uuid.uuid4().hex, self._budgets(caller)
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
                    budgets=budgets.money,
                    reserve=reserve,
                    token_budgets=budgets.tokens,
                    reserve_tokens=reserve_tokens,
                    per_minute=self._policy.limits.per_minute,
                )
            )
        except asyncio.CancelledError:
            # It may have been admitted all the same; nothing is to stay reserved for it.
            self.settle(Ticket(call, candidate, "", budgets), "neutral")
            raise
        if admitted.verdict != "ok" or admitted.key is None:
            return None, admitted
        return Ticket(call, candidate, admitted.key, budgets), admitted

    def limit(self, caller: Caller, scope: str) -> int | None:
        """How much (nano-USD, tokens) there is in all of that budget of the caller's."""
        budgets = self._budgets(caller)
        return dict(budgets.money + budgets.tokens).get(scope)

    def _budgets(self, caller: Caller) -> Budgets:
        """The scopes say whose they are without naming them: they outlive who is deleted."""
        day = datetime.fromtimestamp(self._now_ms() / 1000, UTC).date().isoformat()
        user = unnamed(caller.user)
        plan, month = caller.subscription, day[: len("2026-12")]
        quota = self._policy.quotas.get(plan, UNLIMITED)
        money = {
            f"day:{day}": self._policy.day_budget,
            f"guests:{day}": self._policy.guest_budget if plan == "guest" else 0,
            f"user:{user}:{day}": self._policy.user_budgets.get(plan, 0),
            f"month:{user}:{month}": quota.money_month,
        }
        tokens = {
            f"tokens:{user}:{day}": quota.tokens_day,
            f"tokens-month:{user}:{month}": quota.tokens_month,
        }
        return Budgets(_limited(money), _limited(tokens))

    def settle(
        self,
        ticket: Ticket,
        outcome: Outcome,
        *,
        cost: int = 0,
        tokens: int = 0,
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
            budgets=[scope for scope, _ in ticket.budgets.money],
            cost=cost,
            token_budgets=[scope for scope, _ in ticket.budgets.tokens],
            tokens=tokens,
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
        return self.later(self._settle(call, record, what))

    def later(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do it in the background, before `close`."""
        task = asyncio.get_running_loop().create_task(work)
        self._pending.add(task)
        task.add_done_callback(self._pending.discard)
        return task

    async def _settle(self, call: str, record: UsageRecord | None, what: Mapping[str, Any]) -> None:
        try:
            await asyncio.gather(
                self._insist(lambda: self._shared.settle(call, **what)), self._count(record)
            )
        except Exception:
            _log.exception("settlement_lost", extra={"call": call})

    async def _count(self, record: UsageRecord | None) -> None:
        ledger = self._ledger
        if record is not None and ledger is not None:
            await self._insist(lambda: ledger.count(record))

    async def written(self, settling: asyncio.Task[None] | None) -> None:
        """Wait until that is settled, unless the storage is away: before what it was for is kept.

        So nothing is kept of which nobody knows that it was used, whenever a worker is killed.
        """
        if settling is not None:
            await asyncio.wait([settling], timeout=WRITTEN_S)

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


def unnamed(user: str) -> str:
    """What a user's budgets go by: it does not say whose they are to who does not know the user."""
    return hashlib.sha256(user.encode()).hexdigest()[:USER_DIGITS]


def _limited(budgets: Mapping[str, int | None]) -> tuple[tuple[str, int], ...]:
    return tuple((scope, limit) for scope, limit in budgets.items() if limit)
