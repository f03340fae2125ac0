"""One durable step of a run: a role is asked, its answer streamed, checked and recorded."""

import asyncio
from collections.abc import Mapping
from contextlib import aclosing

import msgspec

from agents.errors import ModelError
from agents.kind.turn import Check, Show
from agents.models.request import Finish, Model, ReasoningDelta, Request, TextDelta, Usage, Withdraw
from agents.models.structured_output import decoded
from agents.runtime.incoming_answer import IncomingAnswer
from agents.runtime.stage import Point, Stage
from agents.runtime.streamed_message import FORMS, Shown
from protocol.events import StepFinishedEvent, StepStartedEvent
from protocol.messages import TokenUsage

ATTEMPTS = 2
"""How often a step asks: once, and once more with what was wrong with the answer."""

CUT_OFF = "The answer was cut off at its greatest length. Give a shorter one."


class Record(msgspec.Struct):
    """A finished step: what it gave, what it showed, what it took."""

    answer: str
    shown: list[Shown] = []
    usage: list[Usage] = []

    @classmethod
    def decode(cls, raw: bytes) -> "Record":
        """The record that `Steps` wrote. Raises msgspec.DecodeError for anything else."""
        return msgspec.json.decode(raw, type=cls)


class Steps:
    """The steps of a run, numbered in the order in which its handler asks for them.

    They are idempotent: one that an earlier attempt at the run recorded is replayed, not done.
    What another version of the kind recorded is not known to be the same step, and is done again.
    """

    def __init__(
        self, stage: Stage, model: Model, recorded: Mapping[str, bytes], version: int = 1
    ) -> None:
        self._prefix = f"v{version}/" if version > 1 else ""
        self._usage: list[Usage] = []
        self._stage = stage
        self._model = model
        self._recorded = recorded
        self._count = 0

    async def ask(
        self, request: Request, check: Check | None = None, show: Show | None = None
    ) -> str:
        """The answer to the request: from the record where it was given before.

        Text is streamed as a message of the assistant. JSON of `request.output` is not shown but
        by `show`, which is given the answer's fields while they are being written.
        """
        self._count += 1
        name = f"{request.role}:{request.task}"
        key = f"{self._prefix}{self._count}:{name}"
        raw = None if self._stage.live else self._recorded.get(key)
        if raw:
            record = Record.decode(raw)
            self._replay(record)
        else:
            record = await _Step(self._stage, self._model, name, check, show).perform(
                msgspec.structs.replace(
                    request, caller=msgspec.structs.replace(request.caller, step=key)
                )
            )
            await self._stage.record(key, msgspec.json.encode(record))
        self._usage += record.usage
        return record.answer

    def totals(self) -> list[TokenUsage] | None:
        """What all steps took, by provider and model; None where no provider counted."""
        calls: dict[tuple[str, str], list[Usage]] = {}
        for usage in self._usage:
            calls.setdefault((usage.provider, usage.model), []).append(usage)
        return [_total(of_one) for of_one in calls.values()] or None

    def _replay(self, record: Record) -> None:
        """Fold in what a recorded step showed when it was done."""
        for shown in record.shown:
            message = FORMS[shown.form](self._stage)
            message.add(shown.text)
            message.close()


class _Step:
    """A step that is done now."""

    def __init__(
        self, stage: Stage, model: Model, name: str, check: Check | None, show: Show | None
    ) -> None:
        self._stage = stage
        self._model = model
        self._name = name
        self._check = check
        self._show = show
        self._record = Record(answer="")
        self._begun: Point

    async def perform(self, request: Request) -> Record:
        """Do it. Raises ModelError when there is no answer, or none that can be used."""
        self._stage.go_live()
        self._begun = self._stage.point()
        self._stage.emit(StepStartedEvent(step_name=self._name))
        await self._usable(request)
        self._stage.emit(StepFinishedEvent(step_name=self._name))
        return self._record

    async def _usable(self, request: Request) -> None:
        """Ask until the answer fits its type and passes the check.

        Where none passes, or asking again fails, the last that fits its type is kept.
        """
        issues: list[str] = []
        for attempt in range(ATTEMPTS):
            if attempt:
                self._withdraw()
                request = msgspec.structs.replace(request, issues=tuple(issues))
            # In a task of its own a delta wakes this one coroutine, not all that wait for it.
            try:
                answer, finish = await asyncio.create_task(self._stream(request))
            except ModelError:
                if not self._record.answer:
                    raise
                self._withdraw()
                return
            issues = self._keep_usable(request, answer, finish)
            if not issues:
                return
        if not self._record.answer:
            raise ModelError(
                f"The model's answer could not be used: {issues[0]} Please try again.",
                "bad_output",
            )

    def _keep_usable(self, request: Request, answer: str, finish: Finish) -> list[str]:
        """Keep the answer if it fits its type; what is wrong with it."""
        if request.output is None:
            if not answer.strip():
                return ["The answer was empty."]
            self._record.answer = answer
            return []
        if finish.reason == "length":
            return [CUT_OFF]
        try:
            value = decoded(answer, request.output)
        except msgspec.DecodeError as error:
            return [f"{error}."]
        self._record.answer = msgspec.json.encode(value).decode()
        return self._check(value) if self._check else []

    async def _stream(self, request: Request) -> tuple[str, Finish]:
        stage, record = self._stage, self._record
        incoming = IncomingAnswer(stage, request.output is None, self._show)
        finish = Finish()
        async with aclosing(self._model.stream(request)) as deltas:
            async for delta in deltas:
                # Not by pattern matching, which costs more: this is once per token.
                if isinstance(delta, TextDelta):
                    say = incoming.say or incoming.text
                    say(delta.text)
                elif isinstance(delta, ReasoningDelta):
                    incoming.reasoning(delta.text)
                elif isinstance(delta, Usage):
                    record.usage.append(delta)
                elif isinstance(delta, Withdraw):
                    self._withdraw()
                    incoming = IncomingAnswer(stage, request.output is None, self._show)
                elif isinstance(delta, Finish):
                    finish = delta
                if stage.needs_wait:
                    await stage.wait_for_room()
        record.shown += incoming.end()
        return incoming.said, finish

    def _withdraw(self) -> None:
        """Take back what the step has shown so far, if anything, and begin it anew."""
        self._record.shown.clear()
        if self._stage.point() == self._begun:
            return
        self._stage.withdraw(self._begun)
        self._stage.emit(StepStartedEvent(step_name=self._name))


def _total(calls: list[Usage]) -> TokenUsage:
    def add(name: str) -> int | None:
        counted = [n for n in (getattr(call, name) for call in calls) if n is not None]
        return sum(counted) if counted else None

    return TokenUsage(
        provider=calls[0].provider,
        model=calls[0].model,
        input_tokens=add("input_tokens"),
        output_tokens=add("output_tokens"),
        reasoning_tokens=add("reasoning_tokens"),
        cached_input_tokens=add("cached_input_tokens"),
    )
