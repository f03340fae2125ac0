"""The model that needs no key and no network: rules, and plain words where rules do not reach."""

import asyncio
import inspect
import re
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from typing import Any, cast

import msgspec

from agents.errors import ModelError
from agents.models.compute import Compute, Direct
from agents.models.request import Delta, Finish, Line, Request, TextDelta
from protocol.catalogue import Text

Rules = Mapping[str, Callable[[Request], Any]]
"""How a kind's tasks are done without a model: by task, from the request to the output."""

TOKEN_DELAY_MS = 15
"""How long it waits between two words, so that one can read along."""

LOOKED_AT = 40_000
"""Characters of the conversation that a rule is shown: the newest. What a session has gathered in
months would keep it busy for as long as it is long, in every answer."""

NEEDS_MODEL = Text("models.needs_model")

_TOKEN = re.compile(r"(?:\A\s+)?\S+\s*")


class OfflineModel:
    """Answers by the rules that each kind brings for its tasks: `rules` go by the kind's name.

    A rule gives the output, or for text a string, which is streamed word by word, or an
    asynchronous generator of deltas, which is streamed as it comes. It is shown what the
    conversation ends with: see `newest`. `compute` is where rules are worked out, all but
    functions that are such generators.
    """

    def __init__(
        self,
        rules: Mapping[str, Rules],
        token_delay_ms: float = TOKEN_DELAY_MS,
        compute: Compute = Direct(),  # noqa: B008 - it has no state
    ) -> None:
        self._rules = rules
        self._delay = token_delay_ms / 1000
        self._compute = compute

    def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        """The rule's answer. Raises ModelError (`needs_model`) without a rule."""
        rule = self._rules.get(request.kind, {}).get(request.task)
        if rule is None:
            raise ModelError(NEEDS_MODEL, "needs_model")
        seen = _data(request)
        if inspect.isasyncgenfunction(inspect.unwrap(rule)):
            return cast("AsyncGenerator[Delta, None]", rule(seen))
        return self._work_out(rule, seen)

    async def _work_out(
        self, rule: Callable[[Request], Any], request: Request
    ) -> AsyncGenerator[Delta, None]:
        """Text word by word; a typed output at once, as JSON."""
        answer = await self._compute.call(request.caller, rule, request)
        if isinstance(answer, AsyncGenerator):
            async with aclosing(answer):
                async for delta in answer:
                    yield delta
            return
        if isinstance(answer, str):
            for token in _TOKEN.findall(answer):
                await asyncio.sleep(self._delay)
                yield TextDelta(token)
        else:
            yield TextDelta(msgspec.json.encode(answer).decode())
        yield Finish()


def _data(request: Request) -> Request:
    """What a rule goes by: the inputs and the conversation, and not how a model is told of them."""
    return msgspec.structs.replace(
        request,
        instructions="",
        messages=newest(request.messages),
        output=None,
        images=(),
        tools=(),
        options={},
    )


def newest(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The last `LOOKED_AT` characters of a conversation, and its last message whole in any case.

    Of the first message that is shown there is the end only, where all of it is too much.
    """
    shown: list[Line] = []
    room = LOOKED_AT
    for line in reversed(lines):
        if shown and len(line.text) > room:
            if room > 0:
                shown.append(msgspec.structs.replace(line, text=line.text[-room:]))
            break
        shown.append(line)
        room -= len(line.text)
    return tuple(reversed(shown))
