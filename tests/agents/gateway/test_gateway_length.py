"""Answers that came to their greatest length, and answers that their provider took back."""

import asyncio
from contextlib import aclosing
from typing import Any

import msgspec
import pytest

from agents.gateway import call
from agents.gateway.gateway import Gateway
from agents.gateway.policy import Policy
from agents.gateway.provider_keys import ProviderKeys
from agents.models.prices import Price, Prices
from agents.models.request import Delta, Finish, TextDelta, Tool, Usage, Withdraw
from agents.models.vendors.anthropic.adapter import Anthropic
from store.model_gate.model_gate import ModelGate
from tests.agents.gateway.lab import KEY, KNOWN, TOKENS, WHOLE, Lab, hear, request, today
from tests.upstream import Answer, Raw, Reset, Status, Tokens, prefill_rejected
from tests.wires import AnthropicWire

MODEL = "claude-haiku-4-5"
HALF = "".join(TOKENS[:40])
FIRST = Answer(TOKENS[:40], finish="length", usage=Tokens(12, 40))
REST = Answer(TOKENS[40:], usage=Tokens(50, 20))
SUM = Usage("anthropic", MODEL, 62, 60, 0, 0, 0)


class Verdict(msgspec.Struct):
    """An answer that is JSON."""

    good: bool


def provider(lab: Lab) -> ProviderKeys:
    """The primary, as a model that goes on from the beginning of its answer."""
    return ProviderKeys(Anthropic(lab.primary.url("anthropic")), (KEY,), {"standard": MODEL})


@pytest.fixture
def gateway(lab: Lab) -> Gateway:
    """A gateway over the primary alone, within a budget."""
    return lab.gateway(Policy(day_budget=10**12), provider(lab))


def counts(usage: Usage) -> tuple[str, str, int | None, int | None]:
    return usage.provider, usage.model, usage.input_tokens, usage.output_tokens


async def test_text_is_gone_on_with_by_the_same_model(
    lab: Lab, gateway: Gateway, gate: ModelGate
) -> None:
    lab.primary.play(FIRST, REST)
    heard = await hear(gateway, request())
    assert (heard.text, heard.withdrawn, heard.finish) == (WHOLE, 0, Finish("stop"))
    (usage,) = heard.usage
    assert counts(usage) == counts(SUM)
    first, second = lab.primary.calls
    begun = {"role": "assistant", "content": HALF.rstrip()}
    assert second.body["messages"] == [*first.body["messages"], begun]
    assert second.body["max_tokens"] == first.body["max_tokens"]
    (record,) = await lab.records(gateway)
    assert (record.outcome, record.tries, record.output_tokens) == ("ok", 2, 60)
    cost = Prices(KNOWN).cost
    parts = [Usage("anthropic", MODEL, 12, 40), Usage("anthropic", MODEL, 50, 20)]
    assert record.cost == sum(map(cost, parts))
    assert await gate.spent(f"day:{today()}") == record.cost


async def test_text_is_gone_on_with_a_few_times_only(lab: Lab, gateway: Gateway) -> None:
    lab.primary.play(then=Answer(("more ",), finish="length"))
    heard = await hear(gateway, request())
    assert len(lab.primary.calls) == 1 + call.LONGER
    assert heard.text.split() == ["more"] * (1 + call.LONGER)
    assert heard.finish == Finish("length")


@pytest.mark.parametrize(
    "wish",
    [
        {"max_output": 300},
        {"output": Verdict},
        {"tools": (Tool("look_up", "Looks it up.", Verdict),)},
    ],
)
async def test_other_answers_end_there(lab: Lab, gateway: Gateway, wish: dict[str, Any]) -> None:
    calls = [("c1", "look_up", "{}")] if "tools" in wish else []
    lab.primary.play(Answer(("{", "so"), calls=calls, finish="length"))
    heard = await hear(gateway, request(**wish))
    assert len(lab.primary.calls) == 1
    assert heard.finish == Finish("length")


async def test_model_that_takes_no_beginning_is_not_asked_again(lab: Lab) -> None:
    lab.primary.play(FIRST)
    heard = await hear(lab.gateway(), request())
    assert (heard.text, heard.finish) == (HALF, Finish("length"))
    assert len(lab.primary.calls) == 1
    assert lab.fallback.calls == []


async def test_full_window_is_not_asked_for_more(lab: Lab) -> None:
    lab.primary.play(Answer(["word " * 2_400], finish="length"))
    small = Prices(KNOWN, {f"anthropic/{MODEL}": Price(1.0, 5.0, window=4_000)})
    heard = await hear(lab.gateway(None, provider(lab), prices=small), request())
    assert heard.finish == Finish("length")
    assert len(lab.primary.calls) == 1


@pytest.mark.parametrize(
    "scene",
    [Status(500), Reset(), prefill_rejected(), Answer(TOKENS[40:], cut_after=10)],
    ids=["500", "reset", "prefill", "cut"],
)
async def test_what_there_is_stays_where_it_cannot_be_gone_on_with(
    lab: Lab, gateway: Gateway, scene: Any
) -> None:
    lab.primary.play(FIRST, scene)
    heard = await hear(gateway, request())
    assert heard.text.startswith(HALF)
    assert (heard.withdrawn, heard.finish) == (0, Finish("length"))
    assert len(lab.primary.calls) == 2
    (record,) = await lab.records(gateway)
    assert record.outcome == "ok"
    assert (record.output_tokens or 0) >= 40


async def test_answer_that_was_gone_on_with_is_kept_and_half_of_one_is_not(
    lab: Lab, gateway: Gateway
) -> None:
    asked = [request("Long?"), request("Longer?")]
    lab.primary.play(FIRST, REST, FIRST, Status(400))
    for one in asked:
        await hear(gateway, one)
    await gateway.flush()
    lab.primary.play(then=Answer(("Anew.",)))
    assert [(await hear(gateway, one)).text for one in asked] == [WHOLE, "Anew."]


async def test_call_that_is_cancelled_in_its_second_part_has_paid_for_the_first(
    lab: Lab, gateway: Gateway
) -> None:
    lab.primary.play(FIRST, Answer(TOKENS[40:], stall_after=2))
    async with aclosing(gateway.stream(request())) as deltas:
        async for delta in deltas:
            if delta == TextDelta(TOKENS[40]):
                break
    async with asyncio.timeout(5):
        await lab.primary.calls[1].closed.wait()
    (record,) = await lab.records(gateway)
    assert (record.outcome, record.estimated) == ("cancelled", True)
    assert (record.output_tokens or 0) > 40
    assert record.cost > Prices(KNOWN).cost(Usage("anthropic", MODEL, 12, 40))


def twice(*texts: str) -> Raw:
    """An answer that a proxy begins anew for each of the texts."""
    body = b""
    for text in texts:
        wire = AnthropicWire(MODEL, {}, Tokens(12, 4))
        body += wire.opening() + wire.token(text)
    return Raw(body + wire.finish("stop", "") + wire.sentinel())


async def test_answer_that_its_provider_begins_anew_is_there_once(
    lab: Lab, gateway: Gateway
) -> None:
    lab.primary.play(twice("Ask for the r", "Ask for the raise."))
    heard = await hear(gateway, request("Doubled?"))
    said: list[Delta] = [TextDelta("Ask for the r"), Withdraw(), TextDelta("Ask for the raise.")]
    assert heard.deltas[:3] == said
    assert heard.text == "Ask for the raise."
    await gateway.flush()
    assert (await hear(gateway, request("Doubled?"))).text == "Ask for the raise."
    assert len(lab.primary.calls) == 1


async def test_part_that_is_begun_anew_leaves_what_was_said_before(
    lab: Lab, gateway: Gateway
) -> None:
    lab.primary.play(FIRST, twice("wor", "".join(TOKENS[40:])))
    heard = await hear(gateway, request())
    assert (heard.text, heard.withdrawn) == (WHOLE, 1)
