"""Budgets that several callers share: whose they are, and who waits for whom."""

import asyncio
import logging

import pytest

from agents.errors import ModelError
from agents.gateway.gateway import Gateway
from agents.gateway.policy import Limits, Policy
from agents.models.request import Caller, Request
from store.model_gate.model_gate import ModelGate
from tests.agents.gateway.lab import TOKENS, WHOLE, Lab, hear, request, today
from tests.upstream import Answer, Tokens

MODEL = "gpt-6.1-terra"
BUDGET = 200_000_000
ONE_CALL = 60_000_000
"""Enough for one answer at a time."""


def asked_by(user: str, subscription: str = "guest") -> Request:
    return request(caller=Caller(user=user, subscription=subscription))  # type: ignore[arg-type]


async def spend(gateway: Gateway, *callers: Request) -> ModelError:
    """These ask by turns until one is refused: how that is said."""
    for n in range(100):
        try:
            await hear(gateway, callers[n % len(callers)])
        except ModelError as error:
            return error
        await gateway.flush()
    raise AssertionError("nobody was refused")


async def test_guests_spend_one_budget_together_however_many_they_are(
    lab: Lab, gate: ModelGate
) -> None:
    gateways = [lab.gateway(Policy(guest_budget=BUDGET, cache=False)) for _ in range(2)]
    lab.primary.play(then=Answer(TOKENS, usage=Tokens(40, 8_000)))
    error = await spend(gateways[0], *(asked_by(f"g-{n}") for n in range(100)))
    assert error.code == "over_budget"
    assert str(error).startswith("The guests' budget for models is used up for today.")
    assert 0 < await gate.spent(f"guests:{today()}") <= BUDGET
    with pytest.raises(ModelError, match="The guests' budget"):
        await hear(gateways[1], asked_by("g-of-another-worker"))
    assert (await hear(gateways[0], asked_by("ada", "free"))).finish
    assert lab.fallback.calls == []


async def test_guests_spend_of_the_budget_of_all_too(lab: Lab, gate: ModelGate) -> None:
    gateway = lab.gateway(Policy(guest_budget=10 * BUDGET, day_budget=BUDGET, cache=False))
    lab.primary.play(then=Answer(TOKENS, usage=Tokens(40, 8_000)))
    error = await spend(gateway, asked_by("g-1"), asked_by("ada", "free"))
    assert str(error).startswith("This service's budget")
    day = await gate.spent(f"day:{today()}")
    assert 0 < await gate.spent(f"guests:{today()}") < day <= BUDGET


async def test_call_waits_for_what_is_held_for_another(lab: Lab) -> None:
    only = lab.openai(models={"standard": MODEL})
    gateway = lab.gateway(Policy(guest_budget=ONE_CALL), only)
    go_on = asyncio.Event()
    lab.primary.play(Answer(TOKENS, hold=(5, go_on)), then=Answer(TOKENS))
    first = asyncio.create_task(hear(gateway, asked_by("g-1")))
    await lab.primary.called(1)
    second = asyncio.create_task(hear(gateway, asked_by("g-2")))
    done, _ = await asyncio.wait([second], timeout=1.2)
    assert not done
    assert len(lab.primary.calls) == 1
    go_on.set()
    assert [(await one).text for one in (first, second)] == [WHOLE, WHOLE]


async def test_call_that_waits_in_vain_is_told_that_others_are_under_way(lab: Lab) -> None:
    only = lab.openai(models={"standard": MODEL})
    gateway = lab.gateway(Policy(guest_budget=ONE_CALL, limits=Limits(begin=0.6)), only)
    go_on = asyncio.Event()
    lab.primary.play(Answer(TOKENS, hold=(5, go_on)))
    first = asyncio.create_task(hear(gateway, asked_by("g-1")))
    await lab.primary.called(1)
    with pytest.raises(ModelError, match="Retry in a minute") as caught:
        await hear(gateway, asked_by("g-2"))
    assert caught.value.code == "over_budget"
    go_on.set()
    assert (await first).finish


async def test_budget_that_no_call_fits_into_is_logged_for_who_can_raise_it(
    lab: Lab, caplog: pytest.LogCaptureFixture
) -> None:
    gateway = lab.gateway(Policy(guest_budget=1000))
    with (
        caplog.at_level(logging.WARNING),
        pytest.raises(ModelError, match="guests' budget for models is less than one call of"),
    ):
        await hear(gateway, asked_by("g-1"))
    seen = [one for one in caplog.records if one.getMessage() == "budget_too_small"]
    assert {(one.budget, one.limit) for one in seen} == {("guests", 1000)}  # type: ignore[attr-defined]
    assert all(one.reserve > 1000 for one in seen)  # type: ignore[attr-defined]
