"""The offline model: rules where there are some, plain words where there are none."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.errors import ModelError, TimedOut
from agents.kind.loader import load
from agents.models.compute import Direct, T
from agents.models.offline import LOOKED_AT, OfflineModel, newest
from agents.models.request import Caller, Delta, Finish, Line, Request, TextDelta

RULES = {kind.name: kind.offline for kind in load().values()}
SUBJECT = {"topic": None, "language": None}


def request(task: str, **inputs: object) -> Request:
    return Request(
        kind="chat", role="generator", task=task, tier="standard", instructions="", inputs=inputs
    )


async def test_task_without_a_rule_needs_a_model():
    model = OfflineModel(RULES)
    with pytest.raises(ModelError, match="needs a model") as caught:
        [delta async for delta in model.stream(request("poem"))]
    assert caught.value.code == "needs_model"


async def test_text_comes_word_by_word_and_whole():
    model = OfflineModel(RULES, token_delay_ms=0)
    deltas = [delta async for delta in model.stream(request("greeting", **SUBJECT))]
    assert deltas[-1] == Finish()
    words = [delta.text for delta in deltas if isinstance(delta, TextDelta)]
    assert len(words) > 20
    assert "".join(words).startswith("Hello. I am your career coach.")


async def test_delay_is_kept_between_words():
    model = OfflineModel(RULES, token_delay_ms=2)
    loop = asyncio.get_running_loop()
    began = loop.time()
    count = len([delta async for delta in model.stream(request("greeting", **SUBJECT))]) - 1
    assert loop.time() - began >= count * 0.002


async def test_no_usage_is_reported():
    model = OfflineModel(RULES, token_delay_ms=0)
    kinds = {type(delta) async for delta in model.stream(request("greeting", **SUBJECT))}
    assert kinds == {TextDelta, Finish}


async def test_rule_is_worked_out_where_it_is_said_and_a_stream_here() -> None:
    called: list[Request] = []

    class Late(Direct):
        async def call(
            self, caller: Caller, function: Callable[..., T], *given: Any, slow: bool = False
        ) -> T:
            called.extend(given)
            raise TimedOut("It took too long.")

    async def streamed(request: Request) -> AsyncGenerator[Delta, None]:
        yield Finish()

    rules = {"chat": {"reply": lambda request: "Yes.", "count": streamed}}
    model = OfflineModel(rules, 0, Late())
    assert [delta async for delta in model.stream(request("count"))] == [Finish()]
    assert called == []
    with pytest.raises(TimedOut):
        [delta async for delta in model.stream(request("reply"))]
    assert [one.task for one in called] == ["reply"]


async def test_stream_that_a_plain_rule_gives_is_passed_on() -> None:
    async def streamed() -> AsyncGenerator[Delta, None]:
        yield TextDelta("Yes.")
        yield Finish()

    model = OfflineModel({"chat": {"reply": lambda request: streamed()}}, 0)
    deltas = [delta async for delta in model.stream(request("reply"))]
    assert deltas == [TextDelta("Yes."), Finish()]


TEXTS = st.lists(st.sampled_from([0, 1, 10, LOOKED_AT - 1, LOOKED_AT, LOOKED_AT + 1]), max_size=8)


@given(TEXTS)
def test_rule_is_shown_what_the_conversation_ends_with(lengths: list[int]) -> None:
    lines = [Line("user", f"{n}" * length) for n, length in enumerate(lengths)]
    shown = newest(lines)
    assert shown[-1:] == tuple(lines[-1:])
    said, heard = ("".join(line.text for line in some) for some in (lines, shown))
    last = len(lines[-1].text) if lines else 0
    assert heard == said[len(said) - min(len(said), max(LOOKED_AT, last)) :]


async def test_rule_is_shown_the_newest_of_a_long_conversation() -> None:
    asked: list[Request] = []
    model = OfflineModel({"chat": {"reply": asked.append}})
    lines = tuple(Line("user", text) for text in ("x" * 2 * LOOKED_AT, "go on"))
    long = msgspec.structs.replace(request("reply"), messages=lines)
    assert [delta async for delta in model.stream(long)][-1] == Finish()
    assert asked[0].messages == newest(lines)
    assert len(asked[0].messages[0].text) == LOOKED_AT - len("go on")
