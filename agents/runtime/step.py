"""One durable step of a run: a role is asked, its answer streamed, checked and recorded."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import Any

import msgspec

from agents.errors import ModelError
from agents.kind.run_ports import Asking
from agents.kind.turn import CUT_SHORT
from agents.models.request import (
    Finish,
    Line,
    Model,
    ReasoningDelta,
    Request,
    TextDelta,
    ToolCall,
    Usage,
    Withdraw,
)
from agents.models.structured_output import decoded
from agents.runtime import figures, slips
from agents.runtime.echo import Echo
from agents.runtime.filler import Echoed
from agents.runtime.filling import OverLimit
from agents.runtime.incoming_answer import IncomingAnswer, showing
from agents.runtime.scope import Point, Scope
from agents.runtime.streamed_message import FORMS, Shown, Text
from agents.runtime.taken import StepTaken, total
from agents.schemas import schema_of
from protocol import catalogue
from protocol.messages import TokenUsage

log = logging.getLogger(__name__)

CUT_OFF = "The answer was cut off at its greatest length. Give a shorter one."
EMPTY = "The answer was empty."
REPEATED = "The answer repeated what it was told about the last one. Give the answer alone."

TOOL_ROUNDS = 8
"""How often a model may call tools before it answers."""


class Record(msgspec.Struct):
    """A finished step: what it gave, what it showed, what it took.

    `taken` says the last for people; an effect that no role was asked for has none.
    """

    answer: str
    shown: list[Shown] = []
    usage: list[Usage] = []
    taken: StepTaken | None = None

    @classmethod
    def decode(cls, raw: bytes) -> "Record":
        """The record that `Steps` wrote. Raises msgspec.DecodeError for anything else."""
        return msgspec.json.decode(raw, type=cls)


class Steps:
    """The steps of a run, each by its key: its place in the scope that asks for it.

    They are idempotent: one that an earlier attempt at the run recorded is replayed, not done.
    What another `version` of the kind's steps recorded is not known to be the same step, and is
    done again.
    """

    def __init__(self, model: Model, recorded: Mapping[str, bytes], version: int = 1) -> None:
        self._prefix = f"v{version}/" if version > 1 else ""
        self._usage: list[Usage] = []
        self._by_model: set[str] = set()
        self._model = model
        self._recorded = recorded
        self._recalled: set[str] = set()
        self._taken: list[StepTaken] = []

    async def ask(self, scope: Scope, request: Request, asking: Asking) -> str:
        """The answer to the request: from the record where it was given before.

        Text is streamed as a message of the assistant, or to where it is to go; JSON of
        `request.output` is not shown but where it is to go.
        """
        name = f"{request.role}:{request.task}"
        key = f"{self._prefix}{scope.next_step(name)}"
        record = self._recall(scope, key)
        if record is None:
            caller = msgspec.structs.replace(request.caller, step=key)
            record = await self._perform(
                _Step(scope, self._model, name, asking),
                msgspec.structs.replace(request, caller=caller),
            )
            await scope.stage.record(key, msgspec.json.encode(record))
        self._usage += record.usage
        if record.usage:  # what rules answer takes nothing
            self._by_model.add(name)
        if record.taken is not None:
            self._taken.append(record.taken)
        return record.answer

    async def _perform(self, step: "_Step", request: Request) -> Record:
        """Do a step, and write down what it took, also where nothing comes of it."""
        clock = asyncio.get_running_loop().time
        began = clock()

        def failed(code: str) -> None:
            usage = step.record.usage
            self._taken.append(StepTaken.of(request, usage, clock() - began, error=code))

        try:
            record = await step.perform(request)
        except ModelError as error:
            failed(error.code)
            raise
        except asyncio.CancelledError:
            failed("cancelled")
            raise
        record.taken = StepTaken.of(request, record.usage, clock() - began, answer=record.answer)
        return record

    def taken(self) -> list[StepTaken]:
        """What the steps of the run took: those that were done or recalled, in the order in which
        they ended, then those that an earlier attempt did and this one has not come to.
        """
        left = sorted(key for key in self._recorded if key not in self._recalled)
        records = (Record.decode(raw) for key in left if (raw := self._recorded[key]))
        return [*self._taken, *(one.taken for one in records if one.taken is not None)]

    async def once(self, scope: Scope, name: str, effect: Callable[[], Awaitable[bytes]]) -> bytes:
        """What an effect gave: it is had once, and from then on recorded."""
        key = f"{self._prefix}{scope.next_step(name)}"
        record = self._recall(scope, key)
        if record is None:
            scope.stage.go_live()
            record = Record((await effect()).decode())
            await scope.stage.record(key, msgspec.json.encode(record))
        return record.answer.encode()

    def by_model(self, name: str) -> bool:
        """Whether a model, and no rule, has answered a step of that name."""
        return name in self._by_model

    def totals(self) -> list[TokenUsage] | None:
        """What all steps took, by provider and model; None where no provider counted."""
        calls: dict[tuple[str, str], list[Usage]] = {}
        for usage in self._usage:
            if usage.kept:
                continue
            calls.setdefault((usage.provider, usage.model), []).append(usage)
        return [_total(of_one) for of_one in calls.values()] or None

    def _recall(self, scope: Scope, key: str) -> Record | None:
        """The record of a step that was done before, with what it showed shown again."""
        raw = self._recorded.get(key)
        if not raw:
            return None
        self._recalled.add(key)
        record = Record.decode(raw)
        for shown in record.shown:
            message = FORMS[shown.form](scope)
            message.add(shown.text)
            message.close()
        return record


class _Step:
    """A step that is done now."""

    def __init__(self, scope: Scope, model: Model, name: str, asking: Asking) -> None:
        self._scope = scope
        self._model = model
        self._name = name
        self._asking = asking
        self.record = Record(answer="")
        """What is known of it so far."""
        self._incoming: IncomingAnswer | None = None
        self._stands = False
        self._unfit = False
        self._cut = False
        self._begun: Point

    async def perform(self, request: Request) -> Record:
        """Do it. Raises ModelError when there is no answer, or none that can be used."""
        self._scope.stage.go_live()
        self._begun = self._scope.point()
        self._scope.start_step(self._name)
        try:
            await self._usable(request)
        except ModelError:
            self._give_up()
            raise
        finally:
            if self._incoming is not None:
                self._incoming.stop()
        self._scope.finish_step(self._name)
        return self.record

    def _give_up(self) -> None:
        """Close what is open: the handler may go on without an answer.

        In the result a half of one would stand for the whole, so it is taken back.
        """
        if self._asking.into is not None:
            self._withdraw()
        elif self._incoming is not None:
            self._incoming.end()
        self._scope.finish_step(self._name)

    async def _usable(self, request: Request) -> None:
        """Ask until the answer fits its type and passes the check.

        Where none passes, or asking again fails, the last that fits its type is kept, but for the
        figures that no model may name, and the slips of small ones; unless it must not stand.
        """
        issues: list[str] = []
        for attempt in range(self._asking.tries):
            if attempt:
                self._withdraw()
                request = msgspec.structs.replace(request, issues=tuple(issues))
            try:
                issues = await self._attempt(request)
            except ModelError:
                if not self.record.answer:
                    raise
                break
            if not issues:
                break
            said = {"step": request.caller.step, "attempt": attempt + 1, "why": self._why(issues)}
            log.warning("answer_not_usable", extra=said)
        if self._unfit:
            self._withdraw()
            raise ModelError(catalogue.Text("models.no_answer"), "bad_output")
        if self.record.answer:
            if issues:
                self._drop(request)
            self._show_kept(request)
        else:
            # What is wrong is said to the model alone: people can do nothing about it.
            raise ModelError(catalogue.Text("models.no_answer"), "bad_output")

    async def _attempt(self, request: Request) -> list[str]:
        """Ask once; what is wrong with the answer."""
        try:
            # In a task of its own a delta wakes this one coroutine, not all that wait for it.
            answer, finish = await asyncio.create_task(self._answer(request))
        except OverLimit as error:
            return [str(error)]
        except Echoed:
            return [REPEATED]
        return await self._keep_usable(request, answer, finish)

    async def _keep_usable(self, request: Request, answer: str, finish: Finish) -> list[str]:
        """Keep the answer if it fits its type; what is wrong with it."""
        if Echo(request.issues).stands_in(answer):
            return [REPEATED]
        if request.output is None:
            if not answer.strip():
                return [EMPTY]
            if finish.reason == "length":
                if not self._is_aloud(request):
                    return [CUT_OFF]
                self._cut = True
            self._keep(answer)
            return await self._issues(answer, request)
        if finish.reason == "length":
            return [CUT_OFF]
        try:
            value = decoded(answer, request.output)
        except msgspec.DecodeError as error:
            return [f"{error}."]
        self._keep(msgspec.json.encode(value).decode())
        return await self._issues(value, request)

    async def _issues(self, value: Any, request: Request) -> list[str]:
        """What is wrong with an answer that is kept."""
        unfit = await self._asking.unfit(value)
        self._unfit = bool(unfit)
        return [*unfit, *await self._asking.check(value), *self._wrong(value, request)]

    def _wrong(self, value: Any, request: Request) -> list[str]:
        """What no kind has to look for."""
        found = figures.wrong(value, request)
        return [*found, *slips.wrong(value, request)] if self._may_slip else found

    @property
    def _may_slip(self) -> bool:
        """Whether a model was called, and people read what it says: rules have no slips."""
        return bool(self.record.usage) and not self._asking.hidden

    def _keep(self, answer: str) -> None:
        """The answer that came last may be used."""
        self.record.answer = answer
        self._stands = True

    def _drop(self, request: Request) -> None:
        """Leave out of the answer what no model may say, as it has not done so when told."""
        answer = self.record.answer
        if request.output is None:
            kept = figures.dropped(answer, request)
            kept = slips.dropped(kept, request) if self._may_slip else kept
        else:
            value = msgspec.json.decode(answer, type=request.output)
            kept = msgspec.json.encode(figures.dropped(value, request)).decode()
        if kept != answer:
            self.record.answer, self._stands = kept, False

    def _why(self, issues: list[str]) -> str:
        """What operators are told: a check's words may quote what the user gave."""
        return "the task's check" if self._stands else issues[0]

    def _show_kept(self, request: Request) -> None:
        """Take back what came after the answer; say text that was held back, or taken back."""
        record = self.record
        if not self._stands:
            self._withdraw()
        if self._is_aloud(request) and not any(shown.form == "text" for shown in record.shown):
            self._say(record.answer)
        if self._cut:
            self._say(CUT_SHORT.to(self._asking.language))

    def _say(self, text: str) -> None:
        """A whole message, as a part of what the step shows."""
        message = Text(self._scope)
        message.add(text)
        self.record.shown.append(message.close())

    async def _answer(self, request: Request) -> tuple[str, Finish]:
        """The answer, after all tools that the model calls for it."""
        for _ in range(TOOL_ROUNDS):
            said, finish, calls = await self._stream(request)
            if finish.reason != "tools" or not calls:
                return said, finish
            results = [await self._asking.call(call) for call in calls]
            asked = Line("assistant", said, calls=tuple(calls))
            given = Line("user", "", results=tuple(results))
            request = msgspec.structs.replace(request, messages=(*request.messages, asked, given))
        raise ModelError(catalogue.Text("models.endless_tools"), "bad_output")

    async def _stream(self, request: Request) -> tuple[str, Finish, list[ToolCall]]:
        stage, record = self._scope.stage, self.record
        incoming = self._receive(request)
        finish, calls = Finish(), list[ToolCall]()
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
                    calls.clear()
                    incoming = self._receive(request)
                elif isinstance(delta, ToolCall):
                    calls.append(delta)
                elif isinstance(delta, Finish):
                    finish = delta
                if stage.needs_wait:
                    await stage.wait_for_room()
        record.shown += incoming.end()
        return incoming.said, finish, calls

    def _receive(self, request: Request) -> IncomingAnswer:
        """What takes an answer in: aloud where it is text that goes nowhere else.

        Text that is asked for again is held back until it has been looked at.
        """
        self._stands = self._cut = False
        echo = Echo(request.issues)
        schema = schema_of(request.output) if request.output is not None else None
        aloud = self._is_aloud(request) and not request.issues
        shows = None if aloud else showing(self._scope, self._asking.into, schema, echo)
        self._incoming = IncomingAnswer(self._scope, shows)
        return self._incoming

    def _is_aloud(self, request: Request) -> bool:
        asking = self._asking
        return request.output is None and asking.into is None and not asking.hidden

    def _withdraw(self) -> None:
        """Take back what the step has shown so far, if anything, and begin it anew."""
        self.record.shown.clear()
        if self._incoming is not None:
            self._incoming.stop()
        if self._scope.withdraw(self._begun):
            self._scope.start_step(self._name)


def _total(calls: list[Usage]) -> TokenUsage:
    return TokenUsage(
        provider=calls[0].provider,
        model=calls[0].model,
        input_tokens=total(call.input_tokens for call in calls),
        output_tokens=total(call.output_tokens for call in calls),
        reasoning_tokens=total(call.reasoning_tokens for call in calls),
        cached_input_tokens=total(call.cached_input_tokens for call in calls),
    )
