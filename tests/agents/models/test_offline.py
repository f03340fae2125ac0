"""The offline model: rules where there are some, plain words where there are none."""

import asyncio

import pytest

from agents.errors import ModelError
from agents.kind.loader import load
from agents.models.offline import OfflineModel
from agents.models.request import Finish, Request, TextDelta

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
