"""What an adapter adds to the stream that it reads: CPU per chunk, over a bare client's."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2

from agents.models.provider import Prompt, Provider
from agents.models.registry import providers
from agents.models.request import Finish, Line, TextDelta
from bench.lab import Lab
from bench.table import Row, median
from bench.upstream import TOKENS
from tests.upstream import DIALECTS, Upstream

PACES = {"in a burst": (0.0, 75), "one at a time": (0.001, 9)}
"""How chunks come: the pause between two in seconds (with none, one read takes many), and how
many rounds are measured."""

KEY = "sk-bench"

_QUESTION = [{"role": "user", "content": "Say it."}]

_REQUESTS: dict[str, tuple[str, dict[str, str], dict[str, Any]]] = {
    "openai": (
        "/chat/completions",
        {"authorization": f"Bearer {KEY}"},
        {
            "model": "m",
            "stream": True,
            "stream_options": {"include_usage": True},
            "messages": _QUESTION,
        },
    ),
    "anthropic": (
        "/v1/messages",
        {"x-api-key": KEY, "anthropic-version": "2023-06-01"},
        {"model": "m", "stream": True, "max_tokens": 1000, "messages": _QUESTION},
    ),
    "gemini": (
        "/v1beta/models/m:streamGenerateContent?alt=sse",
        {"x-goog-api-key": KEY},
        {"contents": [{"role": "user", "parts": [{"text": "Say it."}]}]},
    ),
}
"""By dialect: path, headers and body of a request that gets the answer from `bench.upstream`."""


async def measure(lab: Lab) -> list[Row]:
    """The same bytes from the same server, read in turn by a bare client and by the adapter."""
    found = providers()
    rows = []
    for pace, (interval_s, rounds) in PACES.items():
        with lab.upstream(interval_s) as port:
            for dialect in DIALECTS:
                name = f"CPU per chunk, {found[dialect].title}, {pace}"
                pairs = await _compare(found[dialect], Upstream(port).url(dialect), rounds)
                rows.append(_row(name, pairs))
    return rows


def _row(name: str, pairs: list[tuple[float, float]]) -> Row:
    """The ratio is the median of the rounds': what disturbs a round disturbs both of its halves."""
    bare, ours = (median(side) for side in zip(*pairs, strict=True))
    ratio = median(after / before for before, after in pairs)
    return Row(name, "us", ours, bare, ratio, "ratio <= 1.5")


async def _compare(provider: type[Provider], url: str, rounds: int) -> list[tuple[float, float]]:
    """Microseconds a chunk in each round: the bare client's, the adapter's."""
    adapter = provider(url)
    prompt = Prompt(
        model=adapter.models["standard"],
        tier="standard",
        system="",
        turns=(Line("user", "Say it."),),
        max_output_tokens=1000,
    )
    pairs = []
    async with httpx2.AsyncClient(timeout=30.0) as client:
        # What is done once only, such as importing the SDK, is not counted.
        await _read_bare(client, provider.name, url)
        await _read(adapter, prompt)
        for _ in range(rounds):
            bare = await _cpu_us(lambda: _read_bare(client, provider.name, url))
            pairs.append((bare, await _cpu_us(lambda: _read(adapter, prompt))))
    await adapter.close()
    return pairs


async def _cpu_us(read: Callable[[], Awaitable[None]]) -> float:
    """Microseconds of this process's CPU for each chunk of an answer."""
    begun = time.process_time()
    await read()
    return (time.process_time() - begun) / TOKENS * 1e6


async def _read_bare(client: httpx2.AsyncClient, dialect: str, url: str) -> None:
    path, headers, body = _REQUESTS[dialect]
    async with client.stream("POST", url + path, headers=headers, json=body) as response:
        size = sum([len(chunk) async for chunk in response.aiter_bytes()])
    if response.status_code != 200 or size < TOKENS:
        raise RuntimeError(f"{dialect}: status {response.status_code}, {size} bytes")


async def _read(adapter: Provider, prompt: Prompt) -> None:
    deltas = [delta async for delta in adapter.stream(prompt, KEY)]
    texts = sum(isinstance(delta, TextDelta) for delta in deltas)
    if texts != TOKENS or deltas[-1] != Finish():
        raise RuntimeError(f"{adapter.name}: {texts} texts, then {deltas[-1]}")
