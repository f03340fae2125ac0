"""The model that needs no key and no network: rules, and plain words where rules do not reach."""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Any

import msgspec

from agents.errors import ModelError
from agents.models.request import Delta, Finish, Request, TextDelta

Rules = Mapping[str, Callable[[Request], Any]]
"""How a kind's tasks are done without a model: by task, from the request to the output."""

TOKEN_DELAY_MS = 15
"""How long it waits between two words, so that one can read along."""

NEEDS_MODEL = "This needs a model. The offline model has no rules for it and does not guess."

_TOKEN = re.compile(r"(?:\A\s+)?\S+\s*")


class OfflineModel:
    """Answers by the rules that each kind brings for its tasks: `rules` go by the kind's name.

    A rule gives the output, or for text a string, which is streamed word by word, or an
    asynchronous generator of deltas, which is streamed as it comes.
    """

    def __init__(self, rules: Mapping[str, Rules], token_delay_ms: float = TOKEN_DELAY_MS) -> None:
        self._rules = rules
        self._delay = token_delay_ms / 1000

    def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        """The rule's answer. Raises ModelError (`needs_model`) without a rule."""
        rule = self._rules.get(request.kind, {}).get(request.task)
        if rule is None:
            raise ModelError(NEEDS_MODEL, "needs_model")
        answer = rule(request)
        return answer if isinstance(answer, AsyncGenerator) else self._speak(answer)

    async def _speak(self, answer: Any) -> AsyncGenerator[Delta, None]:
        """Text word by word; a typed output at once, as JSON."""
        if isinstance(answer, str):
            for token in _TOKEN.findall(answer):
                await asyncio.sleep(self._delay)
                yield TextDelta(token)
        else:
            yield TextDelta(msgspec.json.encode(answer).decode())
        yield Finish()
