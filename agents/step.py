"""One step of a run: a role is asked, its answer streamed, checked and recorded."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, Literal

import msgspec

from agents.errors import ModelError
from agents.models.base import Model, ReasoningDelta, Request, TextDelta, Usage
from agents.models.pairs import Pairs
from agents.stage import Stage
from protocol.events import (
    Event,
    ReasoningEndEvent,
    ReasoningMessageContentEvent,
    ReasoningMessageEndEvent,
    ReasoningMessageStartEvent,
    ReasoningStartEvent,
    StepFinishedEvent,
    StepStartedEvent,
    TextMessageContentEvent,
    TextMessageEndEvent,
    TextMessageStartEvent,
)

ATTEMPTS = 3
"""How often a step asks before it gives up on answers that cannot be used."""

Check = Callable[[Any], list[str]]
"""Says what is wrong with an answer, in words that the model can act on."""


class Shown(msgspec.Struct):
    """A message that a step left in the session."""

    form: Literal["text", "reasoning"]
    text: str


class Record(msgspec.Struct):
    """A finished step: what it gave, what it showed, what it took."""

    answer: str
    shown: list[Shown] = []
    usage: list[Usage] = []

    @classmethod
    def decode(cls, raw: bytes) -> "Record":
        """What `Steps` recorded."""
        return msgspec.json.decode(raw, type=cls)


class Steps:
    """The steps of a run, numbered in the order in which its handler asks for them."""

    def __init__(self, stage: Stage, model: Model, recorded: Mapping[str, bytes]) -> None:
        self.usage: list[Usage] = []
        self._stage = stage
        self._model = model
        self._recorded = recorded
        self._count = 0

    async def ask(self, request: Request, check: Check | None = None) -> str:
        """The answer to the request: from the record where it was given before.

        Text is streamed as a message of the assistant; JSON of `request.output` is not shown.
        """
        self._count += 1
        name = f"{request.role}:{request.task}"
        key = f"{self._count}:{name}"
        raw = None if self._stage.live else self._recorded.get(key)
        record = Record.decode(raw) if raw else await self._perform(name, key, request, check)
        if raw:
            self._show(record)
        self.usage += record.usage
        return record.answer

    def _show(self, record: Record) -> None:
        """Fold in what a recorded step showed when it was done."""
        for shown in record.shown:
            voice = _VOICES[shown.form](self._stage, Record(answer=""))
            voice.add(shown.text)
            voice.close()

    async def _perform(self, name: str, key: str, request: Request, check: Check | None) -> Record:
        self._stage.go_live()
        self._stage.emit(StepStartedEvent(step_name=name))
        record = await self._usable(request, check)
        self._stage.emit(StepFinishedEvent(step_name=name))
        await self._stage.record(key, msgspec.json.encode(record))
        return record

    async def _usable(self, request: Request, check: Check | None) -> Record:
        """Ask until the answer fits its type and passes the check."""
        record = Record(answer="")
        for _ in range(ATTEMPTS):
            await self._stream(request, record)
            issues = _issues(request, record.answer, check)
            if not issues:
                return record
            request = msgspec.structs.replace(request, issues=tuple(issues))
        raise ModelError("The model's answer could not be used. Please try again.", "bad_output")

    async def _stream(self, request: Request, record: Record) -> None:
        parts: list[str] = []
        voice: _Voice | None = None
        pairs = Pairs()
        async for delta in self._model.stream(request):
            # Not by pattern matching, which costs more: this is once per token.
            if isinstance(delta, TextDelta):
                text = pairs.feed(delta.text)
                parts.append(text)
                if request.output is None:
                    voice = self._voice(voice, _Text, record)
                    voice.add(text)
            elif isinstance(delta, ReasoningDelta):
                voice = self._voice(voice, _Reasoning, record)
                voice.add(pairs.feed(delta.text))
            elif isinstance(delta, Usage):
                record.usage.append(delta)
            elif delta.reason == "refused":
                raise ModelError("The model declined to answer this.", "refused")
            if self._stage.pressed:
                await self._stage.breathe()
        if voice:
            voice.close()
        record.answer = "".join(parts)

    def _voice(self, voice: "_Voice | None", form: "type[_Voice]", record: Record) -> "_Voice":
        """The open message where it is of this form, else a new one."""
        if type(voice) is form:
            return voice
        if voice is not None:
            voice.close()
        return form(self._stage, record)


def _issues(request: Request, answer: str, check: Check | None) -> list[str]:
    if request.output is None:
        return [] if answer.strip() else ["The answer was empty."]
    try:
        value: Any = msgspec.json.decode(answer, type=request.output)
    except msgspec.DecodeError as error:
        return [str(error)]
    return check(value) if check else []


class _Voice(ABC):
    """An open message that grows by deltas; closed, it is in the step's record."""

    form: Literal["text", "reasoning"]

    def __init__(self, stage: Stage, record: Record) -> None:
        self.stage = stage
        self.id = stage.next_id()
        self._record = record
        self._parts: list[str] = []
        stage.emit(*self.opening())

    def add(self, text: str) -> None:
        """The next delta."""
        self._parts.append(text)
        self.stage.emit(self.content(text))

    def close(self) -> None:
        """There are no more."""
        self.stage.emit(*self.closing())
        self._record.shown.append(Shown(self.form, "".join(self._parts)))

    @abstractmethod
    def opening(self) -> list[Event]:
        """The events that open it."""

    @abstractmethod
    def content(self, text: str) -> Event:
        """The event of one delta."""

    @abstractmethod
    def closing(self) -> list[Event]:
        """The events that close it."""


class _Text(_Voice):
    form = "text"

    def opening(self) -> list[Event]:
        return [TextMessageStartEvent(message_id=self.id, role="assistant")]

    def content(self, text: str) -> Event:
        return TextMessageContentEvent(message_id=self.id, delta=text)

    def closing(self) -> list[Event]:
        return [TextMessageEndEvent(message_id=self.id)]


class _Reasoning(_Voice):
    form = "reasoning"

    def opening(self) -> list[Event]:
        return [
            ReasoningStartEvent(message_id=self.id),
            ReasoningMessageStartEvent(message_id=self.id, role="reasoning"),
        ]

    def content(self, text: str) -> Event:
        return ReasoningMessageContentEvent(message_id=self.id, delta=text)

    def closing(self) -> list[Event]:
        return [
            ReasoningMessageEndEvent(message_id=self.id),
            ReasoningEndEvent(message_id=self.id),
        ]


_VOICES: dict[str, type[_Voice]] = {"text": _Text, "reasoning": _Reasoning}
