"""Lists of models as the four programs write them, in the forms of their documents, and ports."""

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import Any

from server.local_models.looking import Place
from tests.server.fetching.sites import Site, answer, serving

OLLAMA = {
    "models": [
        {
            "name": "llama3.2:latest",
            "model": "llama3.2:latest",
            "modified_at": "2025-10-03T23:34:03.409490317-07:00",
            "size": 3338801804,
            "details": {"format": "gguf", "family": "llama", "parameter_size": "3.2B"},
            "capabilities": ["completion", "tools"],
        },
        {"name": "qwen3:8b", "model": "qwen3:8b", "details": {"family": "qwen3"}},
        {"name": "nomic-embed-text:latest", "details": {"family": "nomic-bert"}},
        {"name": "all-minilm:latest", "details": {"family": "x"}, "capabilities": ["embedding"]},
        {
            "name": "gpt-oss:120b-cloud",
            "remote_model": "gpt-oss:120b",
            "remote_host": "https://ollama.com:443",
            "size": 405,
        },
    ]
}
LLAMA_CPP = {
    "object": "list",
    "data": [
        {
            "id": "models/My Gemma-4-12B-it-Q8_0.gguf",
            "object": "model",
            "owned_by": "llamacpp",
            "meta": {"n_ctx": 16384, "n_ctx_train": 262144},
        }
    ],
    "models": [{"name": "models/My Gemma-4-12B-it-Q8_0.gguf", "capabilities": ["completion"]}],
}
LM_STUDIO = {
    "models": [
        {
            "type": "llm",
            "key": "gemma-3-270m-it-qat",
            "display_name": "Gemma 3 270m Instruct Qat",
            "loaded_instances": [{"id": "gemma", "config": {"context_length": 4096}}],
            "max_context_length": 32768,
            "capabilities": {"vision": False, "trained_for_tool_use": False},
        },
        {"type": "llm", "key": "qwen3-8b", "loaded_instances": [], "max_context_length": 32768},
        {"type": "embedding", "key": "text-embedding-nomic", "loaded_instances": []},
    ]
}
LM_STUDIO_0 = {
    "object": "list",
    "data": [
        {"id": "qwen2-vl-7b-instruct", "object": "model", "type": "vlm", "state": "not-loaded"},
        {"id": "text-embedding-nomic-embed-text-v1.5", "object": "model", "type": "embeddings"},
    ],
}
VLLM = {
    "object": "list",
    "data": [
        {
            "id": "Qwen/Qwen3-8B",
            "object": "model",
            "created": 1700000000,
            "owned_by": "vllm",
            "root": "Qwen/Qwen3-8B",
            "max_model_len": 40960,
        }
    ],
}
LISTS: Mapping[str, tuple[str, Any]] = {
    "ollama": ("/api/tags", OLLAMA),
    "llama.cpp": ("/v1/models", LLAMA_CPP),
    "lmstudio": ("/api/v1/models", LM_STUDIO),
    "vllm": ("/v1/models", VLLM),
}
"""What each of the four lists, and where."""


def as_json(document: Any) -> bytes:
    """An answer that is this document."""
    return answer(json.dumps(document).encode(), type="application/json")


@asynccontextmanager
async def four() -> AsyncIterator[dict[str, Site]]:
    """The four, each on a port of its own."""
    async with AsyncExitStack() as stack:
        yield {
            name: await stack.enter_async_context(serving(Site({path: as_json(document)})))
            for name, (path, document) in LISTS.items()
        }


def where(sites: Mapping[str, Site]) -> list[Place]:
    """Where these are looked for."""
    return [Place(name, site.port) for name, site in sites.items()]


def setting(sites: Mapping[str, Site]) -> str:
    """The same as CAREERPILOT_LOCAL_MODELS."""
    return ",".join(f"{name}={site.port}" for name, site in sites.items())


def unused() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


@contextmanager
def running_four() -> Iterator[dict[str, Site]]:
    """The four, beside tests that have no event loop."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    stack = AsyncExitStack()
    try:
        started = stack.enter_async_context(four())
        yield asyncio.run_coroutine_threadsafe(started, loop).result(10)
    finally:
        asyncio.run_coroutine_threadsafe(stack.aclose(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
