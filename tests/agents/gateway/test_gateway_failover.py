"""In mid-stream from one model to another."""

import logging

import msgspec
import pytest

from agents.gateway.gateway import Gateway
from agents.models.prompt import tokens
from agents.models.request import Finish, TextDelta, Withdraw
from tests.agents.gateway.lab import TOKENS, WHOLE, Lab, hear, request
from tests.upstream import Answer, ErrorBody, Reset, Status

TAKES_PREFILL = {"standard": "claude-haiku-4-5"}
HALF = "".join(TOKENS[:40])


class Verdict(msgspec.Struct):
    """An answer that is JSON."""

    good: bool


@pytest.fixture
def continuing(lab: Lab) -> Gateway:
    """A gateway whose fallback takes the beginning of its answer."""
    return lab.gateway(None, lab.openai(), lab.anthropic(models=TAKES_PREFILL))


async def test_answer_that_was_cut_is_continued_where_the_next_takes_a_prefill(
    lab: Lab, continuing: Gateway
) -> None:
    lab.primary.play(Answer(TOKENS, cut_after=40))
    lab.fallback.play(Answer(TOKENS[40:]))
    heard = await hear(continuing, request())
    assert heard.text == WHOLE
    assert heard.withdrawn == 0
    last = lab.fallback.calls[0].body["messages"][-1]
    assert last == {"role": "assistant", "content": HALF.rstrip()}


async def test_answer_and_its_continuation_are_bounded_by_what_the_request_gives(
    lab: Lab, continuing: Gateway
) -> None:
    lab.primary.play(Answer(TOKENS, cut_after=40))
    lab.fallback.play(Answer(TOKENS[40:]))
    await hear(continuing, request(max_output=300))
    assert lab.primary.calls[0].body["max_completion_tokens"] == 300
    left = 300 - tokens.estimate(HALF.rstrip())
    assert lab.fallback.calls[0].body["max_tokens"] == left


async def test_answer_that_has_all_its_tokens_is_continued_by_one_more(
    lab: Lab, continuing: Gateway
) -> None:
    lab.primary.play(Answer(TOKENS, cut_after=40))
    lab.fallback.play(Answer((" more",), finish="length"))
    heard = await hear(continuing, request(max_output=10))
    assert lab.fallback.calls[0].body["max_tokens"] == 1
    assert heard.finish == Finish("length")


async def test_continuation_that_repeats_the_blank_is_joined_without_it(
    lab: Lab, continuing: Gateway
) -> None:
    lab.primary.play(Answer(TOKENS, cut_after=40))
    lab.fallback.play(Answer((" ", *TOKENS[40:])))
    heard = await hear(continuing, request())
    assert heard.text == WHOLE
    assert TextDelta("") not in heard.deltas


async def test_answer_that_is_cut_twice_is_continued_twice(lab: Lab) -> None:
    only = lab.openai(models={"standard": "gpt-6.1-terra"})
    two = lab.anthropic(models=TAKES_PREFILL | {"lite": "claude-opus-4-5"})
    lab.primary.play(Answer(TOKENS, cut_after=40), then=Status(400))
    lab.fallback.play(Answer(TOKENS[40:], cut_after=5), Answer(TOKENS[45:]))
    heard = await hear(lab.gateway(None, only, two), request())
    assert heard.text == WHOLE
    assert heard.withdrawn == 0


async def test_answer_that_was_cut_is_said_anew_where_no_prefill_is_taken(lab: Lab) -> None:
    lab.primary.play(Answer(TOKENS, cut_after=40))
    lab.fallback.play(Answer(TOKENS))
    heard = await hear(lab.gateway(), request())
    assert heard.text == WHOLE
    assert heard.deltas[40] == Withdraw()
    assert lab.fallback.calls[0].body["messages"][-1]["role"] == "user"


async def test_json_is_said_anew(lab: Lab, continuing: Gateway) -> None:
    parts = ('{"good"', ": ", "true}")
    lab.primary.play(Answer(parts, cut_after=2))
    lab.fallback.play(Answer(parts))
    heard = await hear(continuing, request(output=Verdict))
    assert heard.text == '{"good": true}'
    assert heard.withdrawn == 1


async def test_nothing_is_withdrawn_where_nothing_was_said(lab: Lab) -> None:
    lab.primary.play(then=Status(503))
    assert (await hear(lab.gateway(), request())).withdrawn == 0


@pytest.mark.parametrize(
    "scene", [Reset(), Status(500), ErrorBody(), Answer(TOKENS, broken_after=9)]
)
async def test_passing_fault_is_recovered_from_on_the_same_model(lab: Lab, scene: object) -> None:
    lab.primary.play(scene, then=Answer(TOKENS))  # type: ignore[arg-type]
    heard = await hear(lab.gateway(), request())
    assert heard.text == WHOLE
    assert [call.model for call in lab.primary.calls] == ["gpt-6.1-terra"] * 2
    assert lab.fallback.calls == []


async def test_only_provider_goes_on_with_a_model_of_another_tier(lab: Lab) -> None:
    lab.primary.play(Answer(TOKENS, cut_after=40), then=Answer(TOKENS))
    heard = await hear(lab.gateway(None, lab.openai()), request())
    assert heard.text == WHOLE
    assert [call.model for call in lab.primary.calls] == ["gpt-6.1-terra", "gpt-6-luna"]


async def test_only_model_there_is_says_it_anew(lab: Lab) -> None:
    lab.primary.play(Answer(TOKENS, cut_after=40), then=Answer(TOKENS))
    only = lab.openai(models={"standard": "gpt-6.1-terra"})
    heard = await hear(lab.gateway(None, only), request())
    assert heard.text == WHOLE
    assert heard.withdrawn == 1


async def test_failed_try_is_logged_with_its_cause(
    lab: Lab, caplog: pytest.LogCaptureFixture
) -> None:
    lab.primary.play(Status(503))
    with caplog.at_level(logging.WARNING, "agents.gateway"):
        await hear(lab.gateway(), request())
    (line,) = [line for line in caplog.records if line.message == "model_try_failed"]
    assert (line.provider, line.cause) == ("openai", "overloaded")  # type: ignore[attr-defined]


@pytest.mark.timing
async def test_failover_begins_within_a_second_of_the_failure(lab: Lab) -> None:
    lab.fallback.play(then=Answer(TOKENS))
    gateway = lab.gateway()
    await hear(gateway, request(options={"provider": "anthropic"}))
    lab.primary.play(Answer(TOKENS, cut_after=40))
    await hear(gateway, request())
    failed = lab.primary.calls[0].at
    assert lab.fallback.calls[1].at - failed < 1.0
