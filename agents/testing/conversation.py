"""A session in memory that is run command by command by the real runtime, with its whole log."""

import copy
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from typing import Any, TypedDict, Unpack

import msgspec

from agents.kind import Alarm, Kind, Services
from agents.models.request import Delta, Model, Request
from agents.runtime.checkpoint import Checkpoint
from agents.runtime.run import Outcome, Run, SessionView
from agents.testing.counting_model import CountingModel
from agents.testing.recorder import CutOff, Recorder
from agents.testing.scripted_model import NotScripted
from agents.testing.valid_log import assert_log_is_valid
from protocol.commands import Action, Command, FirstMessage, Message, Retry, Start
from protocol.events import Event, RunErrorEvent
from protocol.fold import Fold
from protocol.messages import AssistantMessage, UserMessage
from protocol.messages import Message as Said

BEGINNING_MS = 1_700_000_000_000
"""When a conversation begins, in ms since 1970."""


class Faults(TypedDict, total=False):
    """What happens to a command's run.

    For each number in `cuts` a worker dies when it has done so many things (emitted an event,
    recorded a step), or else just before the run's end is stored, and another takes the run over.
    The last worker is told to cancel the run when it has emitted `cancel_after` events.
    """

    cuts: Sequence[int]
    cancel_after: int | None


class Conversation:
    """A session of a kind, whose commands are done one after the other.

    A command's run that fails does not raise: how it went is in the Outcome and in `error`. What
    raises AssertionError is what no kind may do: leave a log that is not valid, or ask again for a
    step that was recorded; and a script that does not know what is asked (`ScriptedModel`).
    """

    def __init__(
        self,
        kind: Kind,
        given: Mapping[str, Any] | None = None,
        *,
        model: Model | None = None,
        options: Mapping[str, Any] | None = None,
        services: Callable[[Model], Services] | None = None,
    ) -> None:
        """`given` is the input as on the wire. Raises InvalidInput where it does not fit.

        Without a `model` it is the kind's offline one, which counts (`CountingModel`). `services`
        makes what runs are lent besides that model.
        """
        self.kind = kind
        self.given = dict(given or {})
        self.input = kind.parse_input(self.given)
        self.options = dict(options or {})
        self.model: Any = model or CountingModel(kind)
        self._lend = services or (lambda model: Services(model=model))
        self.log: list[Event] = []
        self.messages: list[Said] = []
        self.checkpoint: Checkpoint | None = None
        self.outcome: Outcome | None = None
        self.workers: list[Recorder] = []
        """The ports of the last command's workers, in their order."""
        self.now_ms = BEGINNING_MS
        self.works_ms = 0
        """How long a run takes till it looks at the time."""
        self._ids = 0
        self._run: Run | None = None

    @property
    def services(self) -> Services:
        """What its runs are lent."""
        return self._lend(self.model)

    def fork(self) -> "Conversation":
        """One that stands where this one does, and goes on by itself, with a copy of the model."""
        other = copy.copy(self)
        other.model = copy.deepcopy(self.model)
        other.log, other.messages = list(self.log), list(self.messages)
        other.workers = list(self.workers)
        return other

    def view(self, **changes: Any) -> SessionView:
        """The session as its store has it."""
        known = {"checkpoint": self.checkpoint, "messages": list(self.messages)}
        return SessionView(
            id="s1", kind=self.kind, input=self.input, options=self.options, **(known | changes)
        )

    def next_id(self) -> str:
        """The id of the next command: `c1`, `c2`, …"""
        self._ids += 1
        return f"c{self._ids}"

    async def start(
        self,
        text: str | None = None,
        wait_ms: int = 0,
        *,
        documents: Sequence[str] = (),
        **faults: Unpack[Faults],
    ) -> Outcome:
        """Begin it, with the user's first words, and the documents to them, where there are any."""
        message = None if text is None else FirstMessage("m0", text, list(documents) or None)
        options = self.options or None
        command = Start(self.next_id(), self.kind.name, self.given, options, message)
        return await self.do(command, wait_ms, **faults)

    async def say(
        self,
        text: str,
        wait_ms: int = 0,
        *,
        documents: Sequence[str] = (),
        **faults: Unpack[Faults],
    ) -> Outcome:
        """What the user says, and which documents go with it."""
        said = Message(self.next_id(), text, list(documents) or None)
        return await self.do(said, wait_ms, **faults)

    async def act(
        self,
        name: str,
        input: Mapping[str, Any] | None = None,
        wait_ms: int = 0,
        **faults: Unpack[Faults],
    ) -> Outcome:
        """An action, with its input as on the wire."""
        command = Action(self.next_id(), name, None if input is None else dict(input))
        return await self.do(command, wait_ms, **faults)

    async def retry(
        self, text: str | None = None, wait_ms: int = 0, **faults: Unpack[Faults]
    ) -> Outcome:
        """The last command once more, or the last message with another text."""
        return await self.do(Retry(self.next_id(), text), wait_ms, **faults)

    async def ring(self, **faults: Unpack[Faults]) -> Outcome:
        """What the alarm that is set does, at its time."""
        alarm = self.alarm
        if alarm is None:
            raise AssertionError(f"no alarm is set in the phase {self.phase!r}")
        if alarm.at_ms < self.now_ms:
            raise AssertionError(f"the alarm has rung {self.now_ms - alarm.at_ms} ms ago")
        return await self.do(alarm.command(), **faults)

    async def do(
        self,
        command: Command,
        wait_ms: int = 0,
        *,
        view: SessionView | None = None,
        **faults: Unpack[Faults],
    ) -> Outcome:
        """Do a command, `wait_ms` after the last one, or the alarm's at the alarm's time.

        With a `view` the session is that one.
        """
        self.now_ms += wait_ms
        alarm = self.checkpoint and self.alarm
        if alarm and command == alarm.command():
            self.now_ms = max(self.now_ms, alarm.at_ms)
        self.workers = []
        view = view or self.view()
        log: list[Event] = []
        for cut in faults.get("cuts", ()):
            await self._die(view, command, cut)
            log += self.workers[-1].events
            view = msgspec.structs.replace(
                view, steps=view.steps | self.workers[-1].steps, interrupted=self._interrupted(log)
            )
        port = Recorder()
        outcome = await self._execute(view, command, port, faults.get("cancel_after"))
        return self.commit([*log, *port.events], outcome)

    async def _die(self, view: SessionView, command: Command, cut: int) -> None:
        """Run the command on a worker that dies at this point, or with the run done."""
        try:
            await self._execute(view, command, Recorder(cut_at=cut), None)
        except CutOff:
            return

    async def _execute(
        self, view: SessionView, command: Command, port: Recorder, cancel_after: int | None
    ) -> Outcome:
        self.workers.append(port)
        lent = self._lend(_OncePerStep(self.model, view.steps))
        run = Run(view, command, self.now_ms, port, lent, self._wall)
        if cancel_after is not None:
            port.when(cancel_after, run.cancel)
        self._run = run
        try:
            return await run.execute()
        except (NotScripted, _AskedAgain) as error:
            raise AssertionError(str(error)) from error
        finally:
            self._run = None

    def _wall(self) -> int:
        return self.now_ms + self.works_ms

    def cancel(self) -> None:
        """End the run that is going on: one that was begun as a task, and is at a `Pause`."""
        if self._run is None:
            raise AssertionError("no run is going on")
        self._run.cancel()

    def commit(self, events: Sequence[Event], outcome: Outcome) -> Outcome:
        """Do what the server does with the outcome of a run that emitted `events`; give it back.

        Raises AssertionError where the log is then not valid, or does not mean what is stored.
        """
        self.log += [*events, *outcome.terminal]
        self.messages = [*self.messages[: outcome.keep], *outcome.messages]
        self.checkpoint = Checkpoint.decode(outcome.checkpoint.encode())
        self.outcome = outcome
        assert_log_is_valid(self.log)
        fold = self.fold()
        if (fold.messages, fold.state) != (self.messages, self.state):
            raise AssertionError("the log means other messages, or another state, than are stored")
        return outcome

    def fold(self) -> Fold:
        """What the log means to whoever has followed it."""
        return _folded(self.log)

    def _interrupted(self, log: Sequence[Event]) -> Fold:
        return _folded([*self.log, *log])

    @property
    def steps(self) -> list[str]:
        """The steps that the last command's workers have recorded, as `number:role:task`."""
        return [step for worker in self.workers for step in worker.steps]

    @property
    def state(self) -> dict[str, Any]:
        """The session's state as clients see it."""
        return self._rested().state

    @property
    def phase(self) -> str:
        """The phase that it rests in."""
        return self._rested().position.phase

    @property
    def memory(self) -> Any:
        """What the kind remembers, as its `memory_type`."""
        return msgspec.convert(self._rested().position.memory, self.kind.memory_type)

    @property
    def alarm(self) -> Alarm | None:
        """The alarm that is set."""
        return self._rested().position.alarm

    @property
    def result(self) -> dict[str, Any] | None:
        """The state's result, as far as there is one."""
        result: dict[str, Any] | None = self.state.get("result")
        return result

    @property
    def texts(self) -> list[str]:
        """What the assistant has said, message by message."""
        return [
            message.content
            for message in self.messages
            if isinstance(message, AssistantMessage) and message.content is not None
        ]

    @property
    def said(self) -> dict[str, Any]:
        """What the user has said, by the messages' ids."""
        return {m.id: m.content for m in self.messages if isinstance(m, UserMessage)}

    @property
    def error(self) -> RunErrorEvent | None:
        """The error that the last command ended in, with its `code` and `message`."""
        last = self.log[-1] if self.log else None
        return last if isinstance(last, RunErrorEvent) else None

    def _rested(self) -> Checkpoint:
        if self.checkpoint is None:
            raise AssertionError("nothing was run yet: start it")
        return self.checkpoint


class _AskedAgain(BaseException):
    """A step was asked for that had been recorded."""


class _OncePerStep:
    """A model that is not asked for steps that were recorded."""

    def __init__(self, model: Model, recorded: Mapping[str, bytes]) -> None:
        self._model = model
        self._recorded = recorded

    def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        """The model's answer. Raises _AskedAgain where there is one already."""
        if request.caller.step in self._recorded:
            raise _AskedAgain(f"step {request.caller.step!r} was recorded, and is asked for again")
        return self._model.stream(request)


def _folded(log: Sequence[Event]) -> Fold:
    fold = Fold()
    for event in log:
        fold.apply(event)
    return fold
