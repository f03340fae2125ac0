"""Answers from the cache, as callers see them."""

import pytest

from agents.errors import ModelError
from agents.gateway.gateway import Gateway
from agents.gateway.policy import Policy
from agents.models.request import Caller, Finish, TextDelta, Usage
from tests.agents.gateway.lab import TOKENS, WHOLE, Lab, hear, request
from tests.upstream import Answer, Status

ASKED = request("The same?")
BOBS = request("The same?", caller=Caller(user="bob", subscription="pro"))


@pytest.fixture
async def gateway(lab: Lab) -> Gateway:
    """A gateway that has answered `ASKED`."""
    lab.primary.play(Answer(TOKENS))
    gateway = lab.gateway()
    await hear(gateway, ASKED)
    await gateway.flush()
    return gateway


async def test_same_request_is_answered_from_the_cache_as_a_stream(
    lab: Lab, gateway: Gateway
) -> None:
    heard = await hear(gateway, ASKED)
    whose = Usage("openai", "gpt-6.1-terra", kept=True)
    assert heard.deltas == [*map(TextDelta, TOKENS), whose, Finish("stop")]
    assert len(lab.primary.calls) == 1


async def test_cached_answer_is_written_down_and_costs_nothing(lab: Lab, gateway: Gateway) -> None:
    await hear(gateway, ASKED)
    _, record = await lab.records(gateway)
    assert (record.outcome, record.cost, record.tries) == ("cached", 0, 0)
    assert (record.provider, record.model) == ("openai", "gpt-6.1-terra")
    assert record.input_tokens is None


async def test_other_user_is_not_given_it(lab: Lab, gateway: Gateway) -> None:
    await hear(gateway, BOBS)
    assert len(lab.primary.calls) == 2


async def test_other_user_is_given_it_where_the_settings_say_so(lab: Lab) -> None:
    gateway = lab.gateway(Policy(share_personal=True))
    await hear(gateway, ASKED)
    await gateway.flush()
    await hear(gateway, BOBS)
    assert len(lab.primary.calls) == 1


async def test_fresh_answer_is_asked_for_and_kept(lab: Lab, gateway: Gateway) -> None:
    lab.primary.play(Answer(("New.",)))
    assert (await hear(gateway, request("The same?", fresh=True))).text == "New."
    await gateway.flush()
    assert (await hear(gateway, ASKED)).text == "New."
    assert len(lab.primary.calls) == 2


async def test_policy_can_do_without_a_cache(lab: Lab) -> None:
    gateway = lab.gateway(Policy(cache=False))
    for _ in range(2):
        await hear(gateway, ASKED)
        await gateway.flush()
    assert len(lab.primary.calls) == 2


@pytest.mark.parametrize(
    "scene",
    [Answer(TOKENS, finish="length"), Answer((), finish="filtered", why="No."), Status(400)],
)
async def test_answer_that_is_not_whole_is_not_kept(lab: Lab, scene: object) -> None:
    lab.primary.play(scene, then=Answer(TOKENS))  # type: ignore[arg-type]
    gateway = lab.gateway(None, lab.openai(models={"standard": "gpt-6.1-terra"}))
    try:
        await hear(gateway, ASKED)
    except ModelError as error:
        assert error.code in ("refused", "no_provider")  # noqa: PT017 - some scenes are answers
    await gateway.flush()
    assert (await hear(gateway, ASKED)).text == WHOLE
    assert len(lab.primary.calls) == 2


async def test_answer_that_was_rescued_is_kept_whole(lab: Lab) -> None:
    lab.primary.play(Answer(TOKENS, cut_after=40))
    lab.fallback.play(Answer(TOKENS))
    gateway = lab.gateway()
    await hear(gateway, ASKED)
    await gateway.flush()
    assert (await hear(gateway, ASKED)).text == WHOLE
