"""A model answers by a script, and nothing that the script does not know."""

import asyncio
from typing import Any

import msgspec
import pytest

from agents.errors import ModelError
from agents.models.request import (
    Caller,
    Delta,
    Finish,
    ReasoningDelta,
    Request,
    TextDelta,
    ToolCall,
    Usage,
    Withdraw,
)
from agents.testing import CountingModel, Deltas, NotScripted, Pause, ScriptedModel
from tests.agents.testing.echo import Echo


class Words(msgspec.Struct):
    """A typed answer."""

    count: int


def request(task: str = "reply", step: str = "", **more: Any) -> Request:
    known = {"kind": "k", "role": "generator", "tier": "standard", "instructions": ""}
    return Request(task=task, caller=Caller(run="c1", step=step), **known | more)


async def deltas(model: Any, asked: Request) -> list[Delta]:
    return [delta async for delta in model.stream(asked)]


async def said(model: Any, asked: Request) -> str:
    found = await deltas(model, asked)
    return "".join(delta.text for delta in found if isinstance(delta, TextDelta))


async def test_text_comes_word_by_word_and_a_typed_value_as_json() -> None:
    model = ScriptedModel({"generator:reply": "One, two.", "generator:count": Words(2)})
    assert await deltas(model, request()) == [TextDelta("One, "), TextDelta("two."), Finish()]
    assert await deltas(model, request("count")) == [TextDelta('{"count":2}'), Finish()]
    assert model.asked == ["generator:reply", "generator:count"]
    assert [r.task for r in model.requests] == ["reply", "count"]


async def test_one_answer_is_given_each_time_and_a_sequence_in_its_order() -> None:
    model = ScriptedModel({"generator:reply": "Yes.", "generator:more": ["One.", "Two."]})
    assert [await said(model, request()) for _ in range(3)] == ["Yes."] * 3
    assert [await said(model, request("more")) for _ in range(2)] == ["One.", "Two."]


async def test_step_that_is_asked_for_again_is_answered_as_before() -> None:
    model = ScriptedModel({"generator:reply": ["One.", "Two.", "Three."]})
    first, second = request(step="1:generator:reply"), request(step="2:generator:reply")
    assert [await said(model, r) for r in (first, first, second)] == ["One.", "One.", "Two."]
    sent_back = msgspec.structs.replace(second, issues=("Too short.",))
    assert [await said(model, r) for r in (sent_back, sent_back)] == ["Three.", "Three."]


async def test_deltas_of_every_sort_come_as_they_are() -> None:
    parts = (
        ReasoningDelta("Hm."),
        TextDelta("No"),
        Withdraw(),
        TextDelta("Yes"),
        Usage("p", "m", input_tokens=1),
    )
    model = ScriptedModel({"generator:reply": Deltas(*parts)})
    assert await deltas(model, request()) == [*parts, Finish()]
    called = (ToolCall("t", "look", "{}"), Finish("tools"))
    model = ScriptedModel({"generator:reply": Deltas(*called)})
    assert await deltas(model, request()) == list(called)


@pytest.mark.parametrize("answer", [ModelError("Away."), Deltas(ModelError("Away."))])
async def test_exception_is_raised_where_it_stands(answer: Any) -> None:
    model = ScriptedModel({"generator:reply": answer})
    with pytest.raises(ModelError, match="Away"):
        await deltas(model, request())


async def test_model_waits_at_a_pause_until_that_is_over() -> None:
    pause = Pause()
    model = ScriptedModel({"generator:reply": Deltas(TextDelta("a"), pause, TextDelta("b"))})
    task = asyncio.create_task(said(model, request()))
    await pause.reached()
    assert not task.done()
    pause.end()
    assert await task == "ab"


@pytest.mark.parametrize(
    ("task", "says"),
    [
        ("other", r"step '3:generator:other' .* knows 'generator:reply', 'generator:more'"),
        ("more", r"step '3:generator:more' .* all that the script has for 'generator:more'"),
    ],
)
async def test_ask_that_the_script_does_not_know_says_its_step_and_what_was_known(
    task: str, says: str
) -> None:
    model = ScriptedModel({"generator:reply": "Yes.", "generator:more": []})
    with pytest.raises(NotScripted, match=says):
        await deltas(model, request(task, step=f"3:generator:{task}"))


async def test_ask_that_the_script_does_not_know_goes_to_another_answer_or_model() -> None:
    script = {"generator:reply": ["One."]}
    model = ScriptedModel(script, otherwise="Else.")
    assert [await said(model, request(step=s)) for s in "12"] == ["One.", "Else."]
    offline = CountingModel(Echo())
    model = ScriptedModel(script, otherwise=offline)
    with pytest.raises(ModelError, match="needs a model"):
        await deltas(model, request("poem"))
    assert offline.asked == ["generator:poem"]
