"""Two servers by others that play OpenAI, Anthropic and Gemini: llmock (PyPI) and aimock (npm).

They know the vendors' wire from their own reading of it, so they find what we misread. Each plays
one scene until it is told another.
"""

import http.client
import json
import logging
import os
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from llmock.scenarios import Behavior, Fail, Reply, SlowFirstToken, StreamFault, ToolCall
from llmock.testing import LLMockServer

from tests.documents import ROOT
from tests.processes import Process, clean_environ, eventually, free_port

FOREVER_S = 60.0
"""Longer than any test waits."""


LONG = "It goes on for some words, and then for some words more."
"""What an answer says that breaks."""


class Vendors(ABC):
    """A server for all dialects, and what it can be told to do."""

    name: str

    faults: tuple[str, ...]
    """What it can do wrong: disconnect, stall, truncate (end in good order, but too early),
    malformed (one chunk that is no JSON), no_stream (status 200, and no answer in it)."""

    @abstractmethod
    def url(self, dialect: str) -> str:
        """The base URL to hand to the adapter."""

    @abstractmethod
    def says(self, text: str) -> None:
        """Answers so, in some words at a time."""

    @abstractmethod
    def calls(self, name: str, arguments: dict[str, Any], finish: str | None = None) -> None:
        """Asks for a tool. `finish` is why it stops, where its own word is not the vendor's."""

    @abstractmethod
    def fails(self, status: int, retry_after: int | None = None) -> None:
        """Answers with this status."""

    @abstractmethod
    def is_slow(self) -> None:
        """Sends no token before a test's patience ends."""

    @abstractmethod
    def breaks(self, fault: str) -> None:
        """Does one of `faults`, after the first words where there are any."""


class Llmock(Vendors):
    """llmock, in a thread."""

    name = "llmock"
    faults = ("disconnect", "stall", "truncate", "malformed")

    def __init__(self, server: LLMockServer) -> None:
        self._server = server

    def url(self, dialect: str) -> str:
        return self._server.base_url(dialect)

    def says(self, text: str) -> None:
        self._play(Reply(text, times=None))

    def calls(self, name: str, arguments: dict[str, Any], finish: str | None = None) -> None:
        self._play(Reply(tool_calls=(ToolCall(name, arguments),), times=None))

    def fails(self, status: int, retry_after: int | None = None) -> None:
        self._play(Fail(status, retry_after, times=None))

    def is_slow(self) -> None:
        self._play(SlowFirstToken(FOREVER_S, times=None))

    def breaks(self, fault: str) -> None:
        text = Reply(LONG, times=None)
        self._play(text, StreamFault(fault, 5, FOREVER_S, times=None))

    def was_left(self) -> bool:
        """Whether the last call's client went away before it had its answer."""
        records = self._server.state.journal.records()
        return bool(records) and not records[-1].completed

    def clear(self) -> None:
        """Play nothing in particular, and forget what came."""
        self._play()
        self._server.state.journal.clear()

    def _play(self, *scene: Behavior) -> None:
        self._server.state.scenarios.clear()
        self._server.state.scenarios.add(*scene)


class Aimock(Vendors):
    """aimock, in a process of its own, told over HTTP."""

    name = "aimock"
    faults = ("disconnect", "no_stream")

    USAGE = (12, 5)
    """What its answers took: input and output tokens."""

    def __init__(self, port: int) -> None:
        self._port = port

    def url(self, dialect: str) -> str:
        return f"http://127.0.0.1:{self._port}" + ("/v1" if dialect == "openai" else "")

    def says(self, text: str, *, reasoning: str | None = None) -> None:
        self._play(self._answer(content=text, reasoning=reasoning), chunkSize=5)

    def calls(self, name: str, arguments: dict[str, Any], finish: str | None = None) -> None:
        calls = [{"name": name, "arguments": arguments}]
        self._play(self._answer(toolCalls=calls, finishReason=finish))

    def fails(self, status: int, retry_after: int | None = None) -> None:
        error = {"message": "Not now.", "type": "error"}
        self._play({"error": error, "status": status, "retryAfter": retry_after})

    def is_slow(self) -> None:
        self._play(self._answer(content="late"), streamingProfile={"ttft": FOREVER_S * 1000})

    def breaks(self, fault: str) -> None:
        # Without a pause it would drop the connection before the first chunk is on its way.
        how: dict[str, Any] = {
            "disconnect": {"truncateAfterChunks": 3, "latency": 30},
            "no_stream": {"chaos": {"malformedRate": 1}},
        }[fault]
        self._play(self._answer(content=LONG), chunkSize=5, **how)

    def is_healthy(self) -> bool:
        """Whether it answers."""
        try:
            return self._request("GET", "/health") == 200
        except OSError:
            return False

    def clear(self) -> None:
        """Play nothing: every call is answered with 404."""
        assert self._request("POST", "/__aimock/reset") == 200

    def _answer(self, **content: Any) -> dict[str, Any]:
        taken, made = self.USAGE
        usage = {"prompt_tokens": taken, "completion_tokens": made, "total_tokens": taken + made}
        return {"usage": usage} | {k: v for k, v in content.items() if v is not None}

    def _play(self, response: dict[str, Any], **options: Any) -> None:
        self.clear()
        fixture = {"match": {}, "response": response} | options
        assert self._request("POST", "/__aimock/fixtures", {"fixtures": [fixture]}) == 200

    def _request(self, method: str, path: str, body: Any = None) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=10)
        try:
            connection.request(method, path, None if body is None else json.dumps(body))
            return connection.getresponse().status
        finally:
            connection.close()


@contextmanager
def llmock() -> Iterator[Llmock]:
    """A running llmock."""
    server = LLMockServer()
    with _loggers_kept():
        server.start()
    try:
        yield Llmock(server)
    finally:
        server.stop()


@contextmanager
def _loggers_kept() -> Iterator[None]:
    """Leaves uvicorn's loggers as they were: a server that starts takes them for itself."""
    loggers = [logging.getLogger(name) for name in ("uvicorn", "uvicorn.access", "uvicorn.error")]
    before = [(list(one.handlers), list(one.filters), one.level, one.propagate) for one in loggers]
    yield
    for one, (handlers, filters, level, propagate) in zip(loggers, before, strict=True):
        one.handlers, one.filters, one.propagate = handlers, filters, propagate
        one.setLevel(level)


@contextmanager
def aimock(folder: Path) -> Iterator[Aimock]:
    """A running aimock, whose log is in the folder."""
    port = free_port()
    fixtures = folder / "fixtures.json"
    fixtures.write_text('{"fixtures": []}')
    argv = ["node", str(aimock_program()), "--port", str(port), "--fixtures", str(fixtures)]
    process = Process(argv, folder / "aimock.log", clean_environ(), folder)
    server = Aimock(port)

    def healthy_or_ended() -> bool:
        assert process.status is None, process.output()
        return server.is_healthy()

    try:
        eventually(healthy_or_ended, "aimock answers")
        yield server
    finally:
        process.clean_up()


def aimock_program() -> Path:
    """What node is to run: npm's packages for the tests are where the Makefile puts them."""
    given = os.environ.get("CAREERPILOT_TEST_NODE_MODULES")
    modules = Path(given) if given else ROOT / "tests" / "agui" / "node_modules"
    return modules / "@copilotkit" / "aimock" / "dist" / "cli.js"
