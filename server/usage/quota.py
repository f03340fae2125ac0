"""What a user's plan still leaves them: asked before a run, and shown to them."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec

from agents.models.quota import PlanQuota
from protocol.catalogue import Text
from protocol.errors import QuotaExceeded
from server.admission.tokens import Identity
from server.settings.plans import Plan
from store.redis.scripts import Call
from store.usage.types import Spent
from store.usage.usage import Usage, day_of

NANO = 1_000_000_000

NO_QUOTA = PlanQuota()


class Left(msgspec.Struct, rename="camel"):
    """What is left of a day and of a month (UTC); null where there is no limit. Money is in USD."""

    tokens_today: int | None
    tokens_this_month: int | None
    money_this_month: float | None
    requests_today: int | None = None


class ResetsAt(msgspec.Struct, rename="camel"):
    """When there is more (ms since the Unix epoch): at midnight UTC, and at the month's end."""

    day: int
    month: int


class UsageQuota:
    """The quotas of plans, held against what users have used.

    It looks at what is settled. What calls under way have reserved, the gateway holds back: no call
    of a model is begun that could pass a quota. `now_ms` is this worker's clock.
    """

    def __init__(
        self,
        usage: Usage,
        quotas: Mapping[Plan, PlanQuota],
        now_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    ) -> None:
        self._usage = usage
        self._quotas = quotas
        self._now_ms = now_ms

    def calls(self, identity: Identity) -> Sequence[Call]:
        """What is to be asked before a run: nothing where the caller's plan has no quota."""
        if self._of(identity) == NO_QUOTA:
            return ()
        return (self._usage.spending(identity.user, day_of(self._now_ms())),)

    def verdict(self, identity: Identity, replies: Sequence[Any]) -> None:
        """Raises QuotaExceeded, with what is left and until when, by the replies to `calls`.

        A day is that of the worker's clock; what was asked just before midnight counts as the day
        before.
        """
        if not replies:
            return
        now_ms = self._now_ms()
        quota, spent = self._of(identity), self._usage.spent(replies[0], day_of(now_ms))
        resets = resets_at(now_ms)
        # What lasts longest is said first: it is no use to come back earlier.
        for name, most, used, anew in (
            ("money_month", quota.money_month, spent.cost_month, resets.month),
            ("tokens_month", quota.tokens_month, spent.tokens_month, resets.month),
            ("tokens_day", quota.tokens_day, spent.tokens_day, resets.day),
        ):
            if most is not None and used >= most:
                when = datetime.fromtimestamp(anew / 1000, UTC).strftime("%Y-%m-%d %H:%M")
                details = {"left": left_of(quota, spent), "resetsAt": resets}
                raise QuotaExceeded(
                    Text(f"errors.quota_exceeded.{name}", when=when),
                    retry_ms=max(1, anew - now_ms),
                    details=msgspec.to_builtins(details),
                )

    async def standing(self, identity: Identity) -> tuple[Left, ResetsAt]:
        """What is left to the caller, and when there is more."""
        now_ms = self._now_ms()
        spent = await self._usage.spent_on(identity.user, day_of(now_ms))
        return left_of(self._of(identity), spent), resets_at(now_ms)

    def _of(self, identity: Identity) -> PlanQuota:
        return self._quotas.get(identity.plan, NO_QUOTA)


def left_of(quota: PlanQuota, spent: Spent) -> Left:
    """What is left of a quota."""
    money = _left(quota.money_month, spent.cost_month)
    return Left(
        _left(quota.tokens_day, spent.tokens_day),
        _left(quota.tokens_month, spent.tokens_month),
        None if money is None else money / NANO,
    )


def _left(most: int | None, used: int) -> int | None:
    return None if most is None else max(0, most - used)


def resets_at(now_ms: int) -> ResetsAt:
    """When the day and the month (UTC) of that time end."""
    day = datetime.fromtimestamp(now_ms / 1000, UTC).date()
    following = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
    return ResetsAt(_ms(day + timedelta(days=1)), _ms(following))


def _ms(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)
