"""Bodies that no vendor sends, but servers of others do, and who means harm: by all SDKs."""

import asyncio
import gzip
import json
import time
import zlib
from collections.abc import AsyncIterator, Callable
from functools import cache
from typing import Any

import pytest

from agents.models.provider import Provider
from agents.models.request import Finish, ReasoningDelta, TextDelta, Usage
from agents.models.response_body import MAX_ANSWER
from agents.models.vendors.anthropic.adapter import Anthropic
from agents.models.vendors.compatible.adapter import Compatible
from agents.models.vendors.gemini.adapter import Gemini
from agents.models.vendors.openai.adapter import OpenAI
from tests.agents.models.asking import ask, fault, finish, heard, reasoning, text, usage
from tests.upstream import Raw, Tokens, Upstream
from tests.wires import WIRES

PROVIDERS: dict[str, type[Provider]] = {
    provider.name: provider for provider in (OpenAI, Anthropic, Gemini, Compatible)
}
HELD_S = 0.05
"""How long an answer may hold up the event loop."""


@pytest.fixture
async def up() -> AsyncIterator[Upstream]:
    async with Upstream() as upstream:
        yield upstream


@pytest.fixture(params=PROVIDERS)
async def provider(request: pytest.FixtureRequest, up: Upstream) -> AsyncIterator[Provider]:
    made = PROVIDERS[request.param](up.url(request.param))
    await made.warm("sk-test")
    yield made
    await made.close()


@pytest.fixture
async def compatible(up: Upstream) -> AsyncIterator[Compatible]:
    made = Compatible(up.url("compatible"))
    yield made
    await made.close()


def stream(provider: Provider, *texts: str) -> bytes:
    """A whole answer of the vendor's."""
    wire = WIRES[{"compatible": "openai"}.get(provider.name, provider.name)]("m", {}, Tokens(12, 4))
    said = b"".join(map(wire.token, texts))
    return wire.opening() + said + wire.finish("stop", "") + wire.sentinel()


def chunks(*deltas: dict[str, Any], finish: str | None = "stop", done: bool = True) -> bytes:
    """Chunks of a chat completion."""
    events = [{"choices": [{"index": 0, "delta": delta}]} for delta in deltas]
    if finish is not None:
        events.append({"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
    lines = [*map(json.dumps, events), *(["[DONE]"] if done else [])]
    return "".join(f"data: {line}\n\n" for line in lines).encode()


@pytest.mark.parametrize(("coding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
@pytest.mark.parametrize("piece", [1, None])
async def test_packed_answer_is_read(
    provider: Provider, up: Upstream, coding: str, pack: Callable[[bytes], bytes], piece: int | None
) -> None:
    up.play(Raw(pack(stream(provider, "Grüße", "!")), {"content-encoding": coding}, piece=piece))
    deltas = await heard(provider.stream(ask("m"), "sk-test"))
    assert (text(deltas), finish(deltas)) == ("Grüße!", "stop")
    assert up.calls[0].headers["accept-encoding"] == "gzip, deflate"


async def cpu_held(provider: Provider) -> float:
    """For how many seconds of this thread's work, at most, nobody else had their turn.

    The least of a few: the garbage collector goes through all that other tests have left, once.
    """
    return min([await _cpu_held(provider) for _ in range(3)])


async def _cpu_held(provider: Provider) -> float:
    held, last = 0.0, time.thread_time()

    async def watch() -> None:
        nonlocal held, last
        while True:
            await asyncio.sleep(0)
            now = time.thread_time()
            held, last = max(held, now - last), now

    watching = asyncio.create_task(watch())
    await fault(provider, ask("m"))
    watching.cancel()
    return held


BOMBS = {
    "lines": b"\n",
    "comments": b":\n",
    "one line": b"x",
    "events": b"data: {}\n\n",
    "signs of life": b"data:\n\n",
}


@cache
def packed(bomb: str) -> bytes:
    """More than an answer may have, and some kB on the wire."""
    part = BOMBS[bomb]
    return gzip.compress(b"data: " + part * (2 * MAX_ANSWER // len(part)), 1)


@pytest.mark.slow(seconds=0.5)
@pytest.mark.timing
@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("status", [200, 302, 500])
async def test_packed_body_without_end_holds_nobody_up(
    provider: Provider, up: Upstream, bomb: str, status: int
) -> None:
    headers = {"content-encoding": "gzip", "location": "/else"}
    up.play(then=Raw(packed(bomb), headers, status))
    assert await cpu_held(provider) < HELD_S


NESTED = {
    "objects": b"[" + b"{}," * 80_000 + b"{}]",
    "arrays": b"[" * 250_000,
    "objects in objects": b'{"a":' * 40_000,
    "number": b"9" * 250_000,
}


@pytest.mark.slow(seconds=0.1)
@pytest.mark.timing
@pytest.mark.parametrize("name", ["error", "usage", "choices", "candidates", "delta", "content"])
@pytest.mark.parametrize("value", NESTED)
async def test_large_event_holds_nobody_up(
    provider: Provider, up: Upstream, name: str, value: str
) -> None:
    event = b'data: {"type":"message_delta","%b":%b}\n\n' % (name.encode(), NESTED[value])
    up.play(then=Raw(event))
    assert await cpu_held(provider) < HELD_S


async def test_error_that_is_packed_and_long_is_told_by_its_status(
    provider: Provider, up: Upstream
) -> None:
    body = gzip.compress(b"Slow down. " * 10_000_000, 1)
    up.play(Raw(body, {"content-encoding": "gzip", "retry-after": "7"}, 429))
    found = await fault(provider, ask("m"))
    assert (found.cause, found.retry_after) == ("rate_limited", 7.0)


@pytest.mark.parametrize("date", ["Wed, 21 Oct 2015 07:28:00 +99999999999999999999"])
async def test_date_that_is_none_is_not_waited_for(
    provider: Provider, up: Upstream, date: str
) -> None:
    up.play(Raw(b"{}", {"retry-after": date}, 429))
    found = await fault(provider, ask("m"))
    assert (found.cause, found.retry_after) == ("rate_limited", None)


@pytest.mark.parametrize("sign", [b"data:\n\n", b"data: null\n\n", b"data: : keepalive\n\n"])
async def test_sign_of_life_as_data_is_passed_over(
    provider: Provider, up: Upstream, sign: bytes
) -> None:
    events = stream(provider, "One", " two.").replace(b"\n\n", b"\n\n" + sign)
    up.play(Raw(sign * 3 + events))
    deltas = await heard(provider.stream(ask("m"), "sk-test"))
    assert (text(deltas), finish(deltas)) == ("One two.", "stop")


async def test_bytes_that_are_no_utf8_are_replaced(provider: Provider, up: Upstream) -> None:
    up.play(Raw(stream(provider, "Gr@", "!").replace(b"@", b"\xfc")))
    assert text(await heard(provider.stream(ask("m"), "sk-test"))) == "Gr\ufffd!"


async def test_half_a_character_at_the_end_is_replaced(provider: Provider, up: Upstream) -> None:
    up.play(Raw(stream(provider, "Bye @").replace(b"@", b"\\ud83d")))
    assert text(await heard(provider.stream(ask("m"), "sk-test"))) == "Bye \ufffd"


DOCUMENTS = {
    "openai": {"choices": [{"message": {"content": "Whole."}, "finish_reason": "stop"}]},
    "compatible": {"choices": [{"message": {"content": "Whole."}}]},
    "anthropic": {"content": [{"type": "text", "text": "Whole."}], "stop_reason": "end_turn"},
    "gemini": [
        {"candidates": [{"content": {"parts": [{"text": "Who"}]}}]},
        {"candidates": [{"content": {"parts": [{"text": "le."}]}, "finishReason": "STOP"}]},
    ],
}


@pytest.mark.parametrize("indent", [None, 2])
async def test_answer_that_comes_as_one_document_is_taken(
    provider: Provider, up: Upstream, indent: int | None
) -> None:
    body = json.dumps(DOCUMENTS[provider.name], indent=indent).encode()
    up.play(Raw(body, {"content-type": "application/json"}, piece=7))
    deltas = await heard(provider.stream(ask("m"), "sk-test"))
    assert (text(deltas), finish(deltas)) == ("Whole.", "stop")


async def test_parts_of_a_content_are_told_apart(compatible: Compatible, up: Upstream) -> None:
    thinking = {"type": "thinking", "thinking": [{"type": "text", "text": "I weigh it."}]}
    up.play(Raw(chunks({"content": [thinking]}, {"content": [{"type": "text", "text": "Ask."}]})))
    deltas = await heard(compatible.stream(ask("m"), ""))
    assert deltas == [ReasoningDelta("I weigh it."), TextDelta("Ask."), Finish()]


@pytest.mark.parametrize("parts", [["<thi", "nk>I weigh it.</th", "ink>\n\nAsk."],
                                   ["I weigh it.", "\n</THINK>", "\n", "\nAsk."]])  # fmt: skip
async def test_thoughts_in_the_text_are_reasoning(
    compatible: Compatible, up: Upstream, parts: list[str]
) -> None:
    up.play(Raw(chunks(*({"content": part} for part in parts))))
    deltas = await heard(compatible.stream(ask("m"), ""))
    assert text(deltas[-2:]) == "Ask."
    assert reasoning(deltas).strip() == "I weigh it."


async def test_answer_that_is_all_thoughts_is_none(compatible: Compatible, up: Upstream) -> None:
    up.play(Raw(chunks({"content": "I weigh it.\n"}, {"content": "</think>"})))
    assert (await fault(compatible, ask("m"), "")).cause == "empty"


async def test_last_word_without_a_reason_is_an_end(compatible: Compatible, up: Upstream) -> None:
    up.play(Raw(chunks({"content": "Whole."}, finish=None)))
    deltas = await heard(compatible.stream(ask("m"), ""))
    assert deltas == [TextDelta("Whole."), Finish()]
    up.play(Raw(chunks({"content": "Half"}, finish=None, done=False)))
    assert (await fault(compatible, ask("m"), "")).cause == "cut"


@pytest.mark.parametrize(
    ("reason", "cause"),
    [("network_error", "cut"), ("SAFETY", "filtered"), ("cancelled", "cut")],
)
async def test_bad_reason_makes_no_answer_whole(
    compatible: Compatible, up: Upstream, reason: str, cause: str
) -> None:
    up.play(Raw(chunks({"content": "Half an ans"}, finish=reason)))
    assert (await fault(compatible, ask("m"), "")).cause == cause


async def test_usage_below_zero_is_none(compatible: Compatible, up: Upstream) -> None:
    counts = {"prompt_tokens": -1, "completion_tokens": 4}
    event = b"data: %b\n\n" % json.dumps({"choices": [], "usage": counts}).encode()
    up.play(Raw(event + chunks({"content": "Yes."})))
    counted = usage(await heard(compatible.stream(ask("m"), "")))
    assert counted == Usage("compatible", "m", None, 4)
