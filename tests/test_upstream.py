"""The played upstream speaks the vendors' wire: their own SDKs' typed streams read it."""

import asyncio
from typing import Any

import pytest

from tests.upstream import (
    Answer,
    Empty,
    ErrorBody,
    Received,
    Reset,
    Scene,
    Silent,
    Status,
    Tokens,
    Upstream,
    bad_key,
    rate_limited,
)

ANSWER = Answer(
    tokens=("Grüße", " an", " alle"),
    reasoning=("So", " ist es."),
    calls=[("call_1", "look_up", '{"word": "Gruß"}')],
    finish="tools",
    usage=Tokens(100, 20, cached=30, cache_write=10, reasoning=5),
)


async def from_openai(up: Upstream) -> list[Any]:
    from openai import AsyncOpenAI

    async with AsyncOpenAI(base_url=up.url("openai"), api_key="k", max_retries=0) as client:
        stream = await client.chat.completions.create(
            model="gpt-x",
            messages=[{"role": "user", "content": "hi"}],
            stream=True,
            stream_options={"include_usage": True},
        )
        return [chunk async for chunk in stream]


async def from_anthropic(up: Upstream) -> Any:
    from anthropic import AsyncAnthropic

    asked = {"model": "claude-x", "max_tokens": 9, "messages": [{"role": "user", "content": "hi"}]}
    async with (
        AsyncAnthropic(base_url=up.url("anthropic"), api_key="k", max_retries=0) as client,
        client.messages.stream(**asked) as stream,
    ):
        return await stream.get_final_message()


async def from_gemini(up: Upstream) -> list[Any]:
    from google import genai

    client = genai.Client(
        api_key="k", http_options={"base_url": up.url("gemini"), "api_version": "v1beta"}
    )
    async with client.aio as aio:
        stream = await aio.models.generate_content_stream(model="gemini-x", contents="hi")
        return [chunk async for chunk in stream]


READERS = {"openai": from_openai, "anthropic": from_anthropic, "gemini": from_gemini}


async def test_openais_sdk_reads_all_of_an_answer() -> None:
    async with Upstream() as up:
        up.play(ANSWER)
        chunks = await from_openai(up)
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    assert "".join(delta.content or "" for delta in deltas) == "Grüße an alle"
    assert [d.reasoning_content for d in deltas if hasattr(d, "reasoning_content")] == [
        "So",
        " ist es.",
    ]
    calls = [call for delta in deltas for call in delta.tool_calls or ()]
    assert (calls[0].id, calls[0].function.name) == ("call_1", "look_up")
    assert "".join(call.function.arguments for call in calls) == '{"word": "Gruß"}'
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "tool_calls"
    usage = chunks[-1].usage
    assert (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens) == (100, 20, 120)
    assert usage.prompt_tokens_details.cached_tokens == 30
    assert usage.completion_tokens_details.reasoning_tokens == 5


async def test_anthropics_sdk_reads_all_of_an_answer() -> None:
    async with Upstream() as up:
        up.play(ANSWER)
        message = await from_anthropic(up)
    thinking, text, call = message.content
    assert thinking.thinking == "So ist es."
    assert thinking.signature
    assert text.text == "Grüße an alle"
    assert (call.id, call.name, call.input) == ("call_1", "look_up", {"word": "Gruß"})
    assert message.stop_reason == "tool_use"
    usage = message.usage
    assert (usage.input_tokens, usage.output_tokens) == (60, 20)
    assert (usage.cache_read_input_tokens, usage.cache_creation_input_tokens) == (30, 10)


async def test_googles_sdk_reads_all_of_an_answer() -> None:
    async with Upstream() as up:
        up.play(ANSWER)
        chunks = await from_gemini(up)
    parts = [part for chunk in chunks for part in chunk.candidates[0].content.parts]
    assert "".join(p.text for p in parts if p.text and not p.thought) == "Grüße an alle"
    assert "".join(p.text for p in parts if p.thought) == "So ist es."
    [call] = [part.function_call for part in parts if part.function_call]
    assert (call.id, call.name, call.args) == ("call_1", "look_up", {"word": "Gruß"})
    assert chunks[-1].candidates[0].finish_reason == "STOP"
    usage = chunks[-1].usage_metadata
    assert (usage.prompt_token_count, usage.candidates_token_count) == (100, 15)
    assert (usage.cached_content_token_count, usage.thoughts_token_count) == (30, 5)


@pytest.mark.parametrize("dialect", READERS)
async def test_the_sdk_raises_its_own_error_for_the_vendors_errors(dialect: str) -> None:
    async with Upstream() as up:
        up.play(rate_limited("2"), bad_key(dialect), Status(503, message="Overloaded"))
        for words in ("Rate limit", "key", "Overloaded"):
            with pytest.raises(Exception, match=words):
                await READERS[dialect](up)


@pytest.mark.parametrize("dialect", READERS)
@pytest.mark.parametrize("scene", [Reset(), Answer(cut_after=2)])
async def test_a_reset_reaches_the_sdk_as_a_failed_connection(dialect: str, scene: Any) -> None:
    async with Upstream() as up:
        up.play(scene)
        with pytest.raises(Exception, match=r"(?i)connect|read|^$"):
            await READERS[dialect](up)


@pytest.mark.parametrize(
    ("dialect", "scene"),
    [
        ("openai", Empty()),
        ("openai", ErrorBody()),
        ("openai", Answer(end_after=2)),
        ("gemini", Empty()),
        ("gemini", Answer(end_after=2)),
    ],
)
async def test_an_early_end_says_nothing_to_the_sdk(dialect: str, scene: Any) -> None:
    """Why the adapters look for the end themselves."""
    async with Upstream() as up:
        up.play(scene)
        chunks = await READERS[dialect](up)
    assert len(chunks) <= 3


@pytest.mark.parametrize("dialect", READERS)
@pytest.mark.parametrize("scene", [Silent(), Answer(stall_after=1), Answer(first_after_s=60)])
async def test_a_client_that_leaves_is_noticed(dialect: str, scene: Any) -> None:
    async with Upstream() as up:
        up.play(scene)
        asking = asyncio.create_task(READERS[dialect](up))
        call = await up.called(1)
        asking.cancel()
        async with asyncio.timeout(2):
            await call.closed.wait()
        assert not call.completed
        await asyncio.gather(asking, return_exceptions=True)


async def test_scenes_are_played_in_order_and_the_last_for_ever() -> None:
    async with Upstream() as up:
        up.play(Answer(tokens=["a"]), Answer(tokens=["b"]), then=Answer(tokens=["c"]))
        texts = [(await from_anthropic(up)).content[0].text for _ in range(4)]
    assert texts == ["a", "b", "c", "c"]
    assert [call.key for call in up.calls] == ["k"] * 4
    assert all(call.completed for call in up.calls)


async def test_scene_may_be_chosen_by_who_sees_the_request() -> None:
    def by_model(call: Received) -> Scene:
        return Answer([call.model])

    async with Upstream() as up:
        up.play(then=by_model)
        assert (await from_anthropic(up)).content[0].text == "claude-x"


@pytest.mark.parametrize("end", ["broken_after", "error_after"])
async def test_a_chunk_that_is_no_json_or_an_error_makes_the_sdk_fail(end: str) -> None:
    async with Upstream() as up:
        up.play(Answer(**{end: 1}))
        with pytest.raises(Exception, match=r"Overloaded|Unterminated|JSON"):
            await from_anthropic(up)
