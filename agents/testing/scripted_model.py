"""A model that answers what a test tells it to."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import TypeAlias, cast

import msgspec

from agents.models.offline import OfflineModel
from agents.models.request import Delta, Finish, Model, Request


class NotScripted(BaseException):
    """The model was asked for what its script does not know; the text says which step that was.

    No handler catches it and no run ends in it, so that the test fails.
    """


class Pause:
    """A place in an answer where the model waits until the test says `end`."""

    def __init__(self) -> None:
        self._reached = asyncio.Event()
        self._ended = asyncio.Event()

    async def reached(self) -> None:
        """Wait until the model has come here."""
        await self._reached.wait()

    def end(self) -> None:
        """Let the model go on, now and whenever it comes here again."""
        self._ended.set()

    async def hold(self) -> None:
        """What the model does here."""
        self._reached.set()
        await self._ended.wait()


class Deltas:
    """An answer delta by delta. An exception is raised where it stands.

    `Finish()` is added where neither a Finish nor an exception is the last.
    """

    def __init__(self, *parts: Delta | Exception | Pause) -> None:
        ends = bool(parts) and isinstance(parts[-1], Finish | Exception)
        self.parts = parts if ends else (*parts, Finish())

    async def stream(self) -> AsyncGenerator[Delta, None]:
        """The deltas, as a model gives them."""
        for part in self.parts:
            if isinstance(part, Exception):
                raise part
            if isinstance(part, Pause):
                await part.hold()
            else:
                yield part


Answer: TypeAlias = str | msgspec.Struct | Exception | Deltas
"""Text, which is streamed word by word; a typed value; a failure; or deltas."""


class ScriptedModel:
    """Answers by `role:task`: the same each time, or from a sequence one after the other.

    What is asked and stands nowhere, or was answered to the last of its sequence, goes to
    `otherwise`: an answer, or another model. Without one it raises NotScripted. A step that is
    asked for again by a worker that took the run over is answered as before, not by the next of a
    sequence.
    """

    def __init__(
        self,
        answers: Mapping[str, Answer | Sequence[Answer]] | None = None,
        *,
        otherwise: Answer | Model | None = None,
    ) -> None:
        self.requests: list[Request] = []
        self._answers = dict(answers or {})
        self._left = {
            name: deque[Answer](told)
            for name, told in self._answers.items()
            if isinstance(told, Sequence) and not isinstance(told, str)
        }
        self._given: dict[tuple[str, str, tuple[str, ...], int], Answer | None] = {}
        self._otherwise = otherwise

    @property
    def asked(self) -> list[str]:
        """The tasks that it was asked for, as `role:task`, in their order."""
        return [f"{request.role}:{request.task}" for request in self.requests]

    def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        """The next answer. Raises NotScripted where there is none, and exceptions of the script."""
        self.requests.append(request)
        answer = self._next(request)
        if answer is not None:
            return _told(answer, request)
        if self._otherwise is None:
            raise NotScripted(self._unknown(request))
        if isinstance(self._otherwise, str | msgspec.Struct | Exception | Deltas):
            return _told(self._otherwise, request)
        return self._otherwise.stream(request)

    def _next(self, request: Request) -> Answer | None:
        """What the script has for the request: the same for the same attempt at a step."""
        name = f"{request.role}:{request.task}"
        left = self._left.get(name)
        if left is None:
            return cast("Answer | None", self._answers.get(name))
        attempt = request.caller.run, request.caller.step, request.issues, len(request.messages)
        if not request.caller.step or attempt not in self._given:
            self._given[attempt] = left.popleft() if left else None
        return self._given[attempt]

    def _unknown(self, request: Request) -> str:
        name = f"{request.role}:{request.task}"
        step = request.caller.step or name
        if name in self._left:
            return f"step {step!r} has no answer: all that the script has for {name!r} were given"
        known = ", ".join(map(repr, self._answers)) or "nothing"
        return f"step {step!r} has no answer: the script knows {known}"


def _told(answer: Answer, request: Request) -> AsyncGenerator[Delta, None]:
    if isinstance(answer, Exception):
        answer = Deltas(answer)
    if isinstance(answer, Deltas):
        return answer.stream()
    rules = {request.kind: {request.task: lambda _: answer}}
    return OfflineModel(rules, token_delay_ms=0).stream(request)
