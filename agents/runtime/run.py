"""A durable run: one command, from RUN_STARTED to its end, whatever happens to the worker."""

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from typing import Any, Literal

import msgspec

from agents.errors import (
    NO_MESSAGE,
    BadResult,
    MachineError,
    NotAllowed,
    Refused,
    RunFailure,
)
from agents.kind.kind import Kind
from agents.kind.materials import Materials
from agents.kind.options import spoken
from agents.kind.services import Services
from agents.kind.table import Alarm, On
from agents.kind.turn import Turn, wall_ms
from agents.kind.verdict import RoleMessage
from agents.models.request import Caller, Subscription
from agents.runtime.checkpoint import Checkpoint, Last, Position
from agents.runtime.port import LogLost, Port
from agents.runtime.scope import Scope
from agents.runtime.stage import Stage
from agents.runtime.step import Steps
from agents.runtime.taken import StepTaken
from protocol.catalogue import Text, misfit, told
from protocol.commands import EDIT, Action, Command, Retry, edited, message_of, name_of
from protocol.events import (
    AGUI_VERSION,
    Event,
    RunErrorEvent,
    RunFinishedEvent,
    RunStartedEvent,
    StateSnapshotEvent,
)
from protocol.fold import Fold
from protocol.messages import Message as Said
from protocol.messages import RunFinishedCancelledOutcome
from protocol.transcript import restating

log = logging.getLogger(__name__)

FAULT = Text("runs.fault")


class SessionView(msgspec.Struct, kw_only=True):
    """A session as its store has it when a command is taken up.

    `steps` are those recorded for this very command. `interrupted` is a fold of all that stands
    in the log; it counts where it is in the middle of this command's run. `held` is the state that
    clients hold, and `raw` the input, where an upgrade has just made them others. `language` is
    that of who began it, which counts where neither input nor options name one. An `item` is one of
    many of another session, and comes after all that somebody waits for.
    """

    id: str
    kind: Kind
    input: msgspec.Struct
    owner: str = ""
    subscription: Subscription = "guest"
    options: dict[str, Any] = {}
    checkpoint: Checkpoint | None = None
    raw: dict[str, Any] | None = None
    held: dict[str, Any] | None = None
    messages: list[Said] = []
    steps: dict[str, bytes] = {}
    interrupted: Fold | None = None
    language: str | None = None
    item: bool = False


class Outcome(msgspec.Struct, kw_only=True):
    """How a run ended, to be committed as one.

    `keep` finished messages stay and `messages` follow them. `terminal` are the events that are
    still to be appended: what closes the open ones, the last of the state, the run's end. `steps`
    are all that were done in it, by whichever worker, and `told` is what roles said to each other.
    """

    status: Literal["success", "cancelled", "error"]
    checkpoint: Checkpoint
    keep: int
    messages: list[Said]
    terminal: list[Event]
    allows: list[str]
    title: str | None = None
    steps: list[StepTaken] = []
    told: list[RoleMessage] = []


class Run:
    """One command's run: the kind's handler as a durable workflow.

    Make one, await `execute` once (or `give_up`); `cancel` or `stop` at any time.
    """

    def __init__(
        self,
        session: SessionView,
        command: Command,
        accepted_at_ms: int,
        port: Port,
        services: Services,
        wall: Callable[[], int] = wall_ms,
    ) -> None:
        self._session = session
        self._wall = wall
        self._kind = session.kind
        self._language = spoken(session.input, session.options) or session.language
        self._command = command
        self._now_ms = accepted_at_ms
        self._port = port
        self._services = services
        self._cancelled = False
        self._stopped: RunFailure | None = None
        self._task: asyncio.Task[str] | None = None
        self._turn: Turn[Any, Any]
        self._told: list[RoleMessage] = []
        self._stage: Stage
        self._scope: Scope
        self._steps: Steps
        self._resolve()

    def _resolve(self) -> None:
        """Find the position to start from, and the command to do: for a retry, the last one."""
        checkpoint = self._session.checkpoint or Checkpoint(
            position=_new(self._kind, self._language, self._answered_by())
        )
        self._checkpoint = checkpoint
        self._materials = Materials(checkpoint.materials)
        self._last = Last(
            command=self._command,
            accepted_ms=self._now_ms,
            keep=len(self._session.messages),
            before=checkpoint.position,
        )
        if isinstance(self._command, Retry) and checkpoint.last:
            self._last = self._again(self._command, checkpoint.last)
        self._before = self._last.before
        self._retryable: Last | None = self._last

    def _again(self, retry: Retry, last: Last) -> Last:
        """What the retry does: the last command, said anew where it brings another text.

        Where that has no message to say anew, it is the retry itself, which no table takes.
        """
        if retry.text is None:
            return last
        command = edited(last.command, retry.id, retry.text)
        if command is None:
            return self._last
        return msgspec.structs.replace(last, command=command, accepted_ms=self._now_ms)

    @property
    def id(self) -> str:
        """The run's id, which is its command's."""
        return self._command.id

    def cancel(self) -> None:
        """End the run now, keeping what has been said so far. Again changes nothing."""
        if self._task and not self._cancelled:
            self._task.cancel()
        self._cancelled = True

    def stop(self, failure: RunFailure) -> None:
        """End the run now in that failure, keeping what has been said. The first one counts."""
        if self._task and not self._stopped:
            self._task.cancel()
        self._stopped = self._stopped or failure

    async def execute(self) -> Outcome:
        """Do it all. Raises CancelledError only when the calling task is cancelled itself.

        And LogLost where the log is another's by now.
        """
        self._begin()
        rule = self._rule()
        if rule is None:
            return self._refuse()
        self._task = asyncio.create_task(self._work(rule))
        if self._cancelled or self._stopped:
            self._task.cancel()
        try:
            return self._succeed(await self._task)
        except asyncio.CancelledError:
            if _being_cancelled() or not (self._cancelled or self._stopped):
                raise
            if self._stopped and not self._cancelled:
                return self._fail(self._stopped.code, self._stopped.text)
            return self._stop(rule)
        except BadResult as failure:
            said = {"session": self._session.id, "error": str(failure)}
            log.error("run_failed", extra=said)  # noqa: TRY400 - a trace would say no more
            return self._fail(failure.code, failure.text)
        except RunFailure as failure:
            return self._fail(failure.code, failure.text)
        except LogLost:
            raise
        except Exception:
            log.exception("run_failed", extra={"session": self._session.id})
            return self._fail("internal", FAULT)

    def give_up(self) -> Outcome:
        """In place of `execute`: end the run as a fault of ours, without doing any more of it."""
        self._begin()
        return self._refuse() if self._rule() is None else self._fail("internal", FAULT)

    def _rule(self) -> On | None:
        command = self._last.command
        if isinstance(command, Action) and command.name in self._withheld(self._before):
            return None
        return self._kind.rule(self._before.phase, name_of(command))

    def _withheld(self, position: Position) -> Collection[str]:
        """The actions that are not taken at a position."""
        return self._kind.withheld_from(position.phase, position.memory)

    def _begin(self) -> None:
        """Set the stage, and emit what stands at the head of the run."""
        session, stored = self._session, self._session.checkpoint
        held = session.held or (stored.state if stored else None)
        fold = Fold(session.messages, held)
        interrupted = session.interrupted
        if interrupted and not (interrupted.running and interrupted.run_id == self._command.id):
            interrupted = None
        self._stage = Stage(self._command.id, self._port, fold, self._before.state, interrupted)
        self._scope = Scope(self._stage, taken=self._taken())
        steps_version = self._kind.steps_version or self._kind.version
        self._steps = Steps(self._services.model, session.steps, steps_version)
        self._stage.emit(
            RunStartedEvent(
                thread_id=session.id, run_id=self._command.id, protocol_version=AGUI_VERSION
            )
        )
        if held is None or session.held:
            self._stage.emit(StateSnapshotEvent(snapshot=self._before.state))
        if self._rule() is not None:
            self._restore()

    def _answered_by(self) -> str:
        """Which model answers from now on, or that rules do, as people are told it.

        It is what this worker is set up with. Who takes the run over shows its own state anew.
        """
        said = self._services.answers(self._session.options, self._caller())
        return told(said, self._language)

    def _taken(self) -> set[str]:
        """The ids of others' messages that look like this run's: an earlier command may have one.

        They are the same in every attempt at the run, as they stood there before it.
        """
        said = message_of(self._last.command)
        ids = [message.id for message in self._session.messages] + ([said.id] if said else [])
        return {id for id in ids if id.startswith(f"{self._command.id}.")}

    def _restore(self) -> None:
        """Show the position that the run starts from, and what the user said."""
        if isinstance(self._command, Retry):
            kept = list(self._session.messages[: self._last.keep])
            self._stage.emit(
                restating(kept, self._stage.fold.messages),
                StateSnapshotEvent(snapshot=self._before.state),
            )
        if said := message_of(self._last.command):
            self._stage.message(said.id, "user", said.text)

    async def _work(self, rule: On) -> str:
        """Run the handler; the phase that it leads to."""
        turn = self._turn = self._new_turn()
        self._told = turn.noted.told
        if (answered_by := self._answered_by()) != self._stage.state.get("answeredBy"):
            turn.update(answeredBy=answered_by)
        await turn.take_documents(self._documents())
        phase = await getattr(self._kind, rule.handler)(turn)
        if phase not in self._kind.ends(rule):
            raise MachineError(f"{rule.handler} led to {phase!r}, which its rule does not name")
        if phase not in rule.to and not turn.noted.entered:
            ways = ", ".join(to for to in rule.to if to in self._kind.passing)
            raise MachineError(f"{rule.handler} led to {phase!r} and never entered {ways}")
        self._stage.go_live()
        return str(phase)

    def _new_turn(self) -> Turn[Any, Any]:
        text, given = self._content()
        return Turn(
            self._kind,
            self._scope,
            self._steps,
            self._services,
            input=self._session.input,
            memory=msgspec.convert(self._before.memory, self._kind.memory_type),
            phase=self._before.phase,
            now_ms=self._now_ms,
            sent_ms=self._last.accepted_ms,
            text=text,
            given=given,
            options=self._session.options,
            caller=self._caller(),
            again=isinstance(self._command, Retry),
            materials=self._materials,
            said_in=self._language,
            wall=self._wall,
        )

    def _caller(self) -> Caller:
        return Caller(
            user=self._session.owner,
            subscription=self._session.subscription,
            session=self._session.id,
            run=self._command.id,
            later=self._session.item,
        )

    def _content(self) -> tuple[str, Any]:
        """The message's text, or the action's input. Raises Refused for what does not fit."""
        command = self._last.command
        if said := message_of(command):
            return said.text, None
        if isinstance(command, Action):
            return "", _given(self._kind, command)
        return "", None

    def _documents(self) -> list[str]:
        """The ids of the documents that the message brings. Raises Refused where none are read."""
        said = message_of(self._last.command)
        ids = (said.documents or []) if said else []
        if ids and not self._kind.reads:
            raise Refused(Text("runs.no_documents"), "no_documents")
        return ids

    def _succeed(self, phase: str) -> Outcome:
        result = self._stage.state.get("result")
        self._kind.check_result(result, final=phase in self._kind.final)
        self._retryable = msgspec.structs.replace(self._last, told=self._told)
        memory = self._turn.memory
        withheld = self._kind.withheld(phase, memory)
        position = Position(
            phase=phase,
            memory=msgspec.to_builtins(memory),
            state=self._kind.at_rest(self._stage.state, phase, self._language, withheld),
            alarm=self._alarm(phase),
        )
        return self._end("success", position, self._finished(), self._turn.title)

    def _alarm(self, phase: str) -> Alarm | None:
        alarm = self._kind.alarm(phase, self._turn.memory)
        if alarm is not None and not self._kind.wakes(phase, alarm):
            raise MachineError(f"{phase!r} does not take the action of its {alarm}")
        return alarm

    def _stop(self, rule: On) -> Outcome:
        phase, alarm = rule.cancelled or self._before.phase, self._before.alarm
        position = msgspec.structs.replace(
            self._before,
            phase=phase,
            state=self._kind.at_rest(
                self._before.state, phase, self._language, self._withheld(self._before)
            ),
            alarm=alarm if alarm and self._kind.wakes(phase, alarm) else None,
        )
        return self._end("cancelled", position, self._finished(RunFinishedCancelledOutcome()))

    def _fail(self, code: str, text: Text | str) -> Outcome:
        message = told(text, self._language)
        error = RunErrorEvent(message=message, code=code, usage=self._steps.totals())
        return self._end("error", self._before, error)

    def _refuse(self) -> Outcome:
        """The end of a command that the machine does not take: nothing has changed."""
        allowed = self._kind.allows(
            self._checkpoint.position.phase,
            retry=self._retries(),
            withheld=self._withheld(self._checkpoint.position),
        )
        why = Text("errors.not_allowed.nothing")
        if name_of(self._command) == EDIT:
            why = NO_MESSAGE
        elif allowed:
            why = Text("errors.not_allowed.possible", names=", ".join(allowed))
        self._retryable = self._checkpoint.last
        error = RunErrorEvent(message=why.to(self._language), code=NotAllowed.code)
        return self._end("error", self._checkpoint.position, error)

    def _allows(self, position: Position, last: Last | None) -> list[str]:
        edits = last is not None and message_of(last.command) is not None
        withheld = self._withheld(position)
        allowed = self._kind.allows(position.phase, retry=last is not None, withheld=withheld)
        return allowed + [EDIT] * edits

    def _retries(self) -> bool:
        return self._checkpoint.last is not None

    def _finished(self, outcome: RunFinishedCancelledOutcome | None = None) -> RunFinishedEvent:
        return RunFinishedEvent(
            thread_id=self._session.id,
            run_id=self._command.id,
            outcome=outcome,
            usage=self._steps.totals(),
        )

    def _end(
        self,
        status: Literal["success", "cancelled", "error"],
        position: Position,
        terminal: Event,
        title: str | None = None,
    ) -> Outcome:
        """Close what is open, bring the state to the position, and add the run's end."""
        closing = [*self._stage.take_over(), *self._stage.change(position.state), terminal]
        for event in closing:
            self._stage.fold.apply(event)
        kept = common(self._session.messages, self._stage.fold.messages)
        checkpoint = Checkpoint(
            position=position,
            last=self._retryable,
            version=self._kind.version,
            input=self._session.raw,
            materials=self._materials.kept,
        )
        return Outcome(
            status=status,
            checkpoint=checkpoint,
            keep=kept,
            messages=list(self._stage.fold.messages[kept:]),
            terminal=closing,
            allows=self._allows(position, checkpoint.last),
            title=title,
            steps=self._steps.taken(),
            told=self._told,
        )


def _new(kind: Kind, language: str | None, answered_by: str) -> Position:
    """Where every session of the kind starts."""
    memory = msgspec.to_builtins(kind.memory_type())
    state = {**kind.first_state(language), "answeredBy": answered_by}
    return Position(phase=kind.initial, memory=memory, state=state)


def _given(kind: Kind, command: Action) -> Any:
    """The action's input, typed."""
    expected = kind.action(command.name).input
    if expected is None and not command.input:
        return None
    if expected is None:
        raise Refused(Text("runs.no_input", name=repr(command.name)))
    try:
        return msgspec.convert(command.input or {}, expected)
    except msgspec.ValidationError as error:
        text = Text("runs.action_input", name=repr(command.name), reason=misfit(error))
        raise Refused(text) from error


def _being_cancelled() -> bool:
    """Whether the task that we are in has itself been told to stop."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def common(before: Sequence[Said], after: Sequence[Said]) -> int:
    """How many messages, from the first on, are the same."""
    same = 0
    for old, new in zip(before, after, strict=False):
        if old != new:
            break
        same += 1
    return same
