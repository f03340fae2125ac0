"""Quotas of plans: what is asked before a run, what is said, and when there is more."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.models.quota import PlanQuota
from protocol.errors import QuotaExceeded
from server.admission.tokens import Identity
from server.usage.quota import UsageQuota, left_of, resets_at
from store.redis.route import Route
from store.usage.types import Spent
from store.usage.usage import Usage, day_of

NOW = int(datetime(2026, 12, 31, 23, 59, tzinfo=UTC).timestamp() * 1000)
NEXT = int(datetime(2027, 1, 1, tzinfo=UTC).timestamp() * 1000)
ADA = Identity("ada", False, 0.0, plan="free")
QUOTA = PlanQuota(tokens_day=100, tokens_month=1000, money_month=5_000_000_000)
USAGE = Usage(Route("redis://127.0.0.1:1", timeout=1.0, connect_timeout=1.0))


def quota(now_ms: int = NOW) -> UsageQuota:
    return UsageQuota(USAGE, {"free": QUOTA}, lambda: now_ms)


def reply(tokens_day: int, tokens: int, cost: int, day: str = "31") -> list[bytes]:
    return [b"%s %d" % (day.encode(), tokens_day), b"%d" % tokens, b"%d" % cost]


def test_who_has_something_left_passes() -> None:
    assert len(quota().calls(ADA)) == 1
    quota().verdict(ADA, [reply(99, 999, 4_999_999_999)])
    quota().verdict(ADA, [[None, None, None]])
    quota().verdict(ADA, [reply(100, 999, 0, day="30")])


def test_plan_without_a_quota_is_not_asked_for() -> None:
    pro = ADA._replace(plan="pro")
    assert quota().calls(pro) == ()
    quota().verdict(pro, [])


@pytest.mark.parametrize(
    ("used", "which", "left"),
    [
        (reply(100, 100, 0), "all the tokens that your plan has for a day", (0, 900, 5.0)),
        (reply(1, 1000, 0), "all the tokens that your plan has for a month", (99, 0, 5.0)),
        (reply(130, 1100, 6_000_000_000), "all the money", (0, 0, 0.0)),
    ],
    ids=["day", "month", "money"],
)
def test_who_has_nothing_left_is_told_what_is_and_until_when(
    used: list[bytes], which: str, left: tuple[object, ...]
) -> None:
    with pytest.raises(QuotaExceeded, match=which) as caught:
        quota().verdict(ADA, [used])
    assert "2027-01-01 00:00 UTC" in caught.value.message
    assert caught.value.retry_ms == NEXT - NOW
    names = ("tokensToday", "tokensThisMonth", "moneyThisMonth")
    said = caught.value.details
    assert tuple(said["left"][name] for name in names) == left
    assert said["resetsAt"] == {"day": NEXT, "month": NEXT}


@given(
    st.builds(PlanQuota, *[st.none() | st.integers(0, 100)] * 3),
    st.builds(Spent, *[st.integers(0, 200)] * 3),
)
def test_what_is_left_is_never_less_than_nothing(quota: PlanQuota, spent: Spent) -> None:
    left = left_of(quota, spent)
    for most, used, there in (
        (quota.tokens_day, spent.tokens_day, left.tokens_today),
        (quota.tokens_month, spent.tokens_month, left.tokens_this_month),
    ):
        assert (there is None) == (most is None)
        assert there is None or most is None or there == max(0, most - used)


@given(st.integers(10**12, 4 * 10**12))
def test_days_and_months_end_at_midnight_of_utc(now_ms: int) -> None:
    resets = resets_at(now_ms)
    day, month = (datetime.fromtimestamp(ms / 1000, UTC) for ms in (resets.day, resets.month))
    assert now_ms < resets.day <= resets.month
    assert resets.day - now_ms <= timedelta(days=1) / timedelta(milliseconds=1)
    assert day_of(resets.day - 1) == day_of(now_ms)
    assert day_of(resets.month - 1)[:7] == day_of(now_ms)[:7]
    assert (day.hour, month.day, month.hour) == (0, 1, 0)
