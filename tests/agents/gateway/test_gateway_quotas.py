"""Quotas of a plan: tokens and money of one user, whichever workers ask."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from agents.errors import ModelError
from agents.gateway.gateway import Gateway
from agents.gateway.policy import Policy
from agents.gateway.settlements import unnamed
from agents.gateway.usage_log import UsageRecord
from agents.models.quota import PlanQuota
from agents.models.request import Caller, Request
from protocol.errors import Unavailable
from store.model_gate.model_gate import ModelGate
from store.redis.scripts import command
from tests.agents.gateway.lab import TOKENS, WHOLE, Lab, hear, request, today
from tests.upstream import Answer, Tokens

MODEL = "gpt-6.1-terra"
ONE_CALL = 10_000
"""Tokens that one answer may take: its longest, and a short prompt."""


def asked_by(user: str) -> Request:
    return request(caller=Caller(user=user, subscription="free"))


def gateway(lab: Lab, quota: PlanQuota) -> Gateway:
    policy = Policy(quotas={"free": quota}, cache=False)
    return lab.gateway(policy, lab.openai(models={"standard": MODEL}))


async def spend(one: Gateway, user: str) -> ModelError:
    for _ in range(50):
        try:
            await hear(one, asked_by(user))
        except ModelError as error:
            return error
    raise AssertionError("nobody was refused")


@pytest.mark.parametrize(
    ("quota", "scope", "words"),
    [
        (
            PlanQuota(tokens_day=30_000), "tokens:{user}:{day}",
            "tokens that your plan has for a day",
        ),
        (
            PlanQuota(tokens_month=30_000), "tokens-month:{user}:{month}",
            "tokens that your plan has for a month",
        ),
        (
            PlanQuota(money_month=300_000_000), "month:{user}:{month}",
            "money that your plan has for a month",
        ),
    ],
    ids=["day", "month", "money"],
)  # fmt: skip
async def test_quota_that_a_call_could_pass_refuses_it_and_says_what_is_left(
    lab: Lab, gate: ModelGate, quota: PlanQuota, scope: str, words: str
) -> None:
    workers = [gateway(lab, quota) for _ in range(2)]
    lab.primary.play(then=Answer(TOKENS, usage=Tokens(100, 8_000)))
    error = await spend(workers[0], "ada")
    assert error.code == "quota_exceeded"
    assert words in str(error)
    now = datetime.now(UTC).date()
    name = scope.format(user=unnamed("ada"), day=now, month=str(now)[:7])
    used = await gate.spent(name)
    most = max(number for number in quota if number)
    assert 0 < used <= most
    left = most - used
    assert (f"{left:,}" if "tokens" in scope else f"{left / 1e9:.2f}") in str(error)
    anew = now + timedelta(days=1)
    if "month" in scope:
        anew = (now.replace(day=1) + timedelta(days=31)).replace(day=1)
    assert f"{anew} at 00:00 UTC" in str(error)
    with pytest.raises(ModelError, match=words):
        await hear(workers[1], asked_by("ada"))
    assert (await hear(workers[1], asked_by("bob"))).finish


async def test_calls_of_two_workers_at_once_pass_no_quota(lab: Lab, gate: ModelGate) -> None:
    workers = [gateway(lab, PlanQuota(tokens_day=3 * ONE_CALL)) for _ in range(2)]
    lab.primary.play(then=Answer(TOKENS, usage=Tokens(100, 8_000)))
    asked = [hear(workers[n % 2], asked_by("ada")) for n in range(8)]
    heard = await asyncio.gather(*asked, return_exceptions=True)
    whole = [one for one in heard if not isinstance(one, BaseException)]
    assert 1 <= len(whole) <= 3
    assert await gate.spent(f"tokens:{unnamed('ada')}:{today()}") == 8_100 * len(whole)


async def test_no_budget_says_whose_it_is(lab: Lab, gate: ModelGate) -> None:
    quota = PlanQuota(10**9, 10**9, 10**12)
    policy = Policy(quotas={"free": quota}, user_budgets={"free": 10**12}, cache=False)
    await hear(lab.gateway(policy), asked_by("ada-lovelace"))
    keys = await gate.route.run([command("", "KEYS", "*budget:*")])
    assert len(keys[0]) == 4
    assert not [key for key in keys[0] if b"lovelace" in key]


class Book:
    """A ledger; away for so many tries."""

    def __init__(self, away: int = 0) -> None:
        self.away = away
        self.records: list[UsageRecord] = []

    async def count(self, record: UsageRecord) -> None:
        if self.away:
            self.away -= 1
            raise Unavailable("away")
        self.records.append(record)


async def test_call_is_in_the_ledger_before_its_answer_has_ended(lab: Lab) -> None:
    book = Book()
    one = lab.gateway(Policy(cache=False), ledger=book)
    lab.primary.play(then=Answer(TOKENS, usage=Tokens(100, 60)))
    before = len(book.records)
    async for delta in one.stream(asked_by("ada")):
        if type(delta).__name__ in ("Usage", "Finish"):
            before = len(book.records)
            break
    assert before == 1
    (record,) = book.records
    assert (record.user, record.input_tokens, record.output_tokens) == ("ada", 100, 60)


async def test_ledger_that_is_away_holds_nothing_up_and_is_written_when_it_is_back(
    lab: Lab,
) -> None:
    book = Book(away=2)
    one = lab.gateway(Policy(cache=False), ledger=book)
    heard = await hear(one, asked_by("ada"))
    assert heard.text == WHOLE or heard.finish
    await one.flush()
    assert len(book.records) == 1
