"""The input of a run, made of what a lease brings, and what the store is told at its end."""

import time
from dataclasses import dataclass, replace
from typing import cast, get_args

import msgspec

from agents.kind.kind import Kind
from agents.kind.table import Alarm
from agents.models.request import Subscription
from agents.runtime.checkpoint import Checkpoint, Position
from agents.runtime.run import Outcome, SessionView, common
from agents.runtime.upgrade import brought_up
from protocol.catalogue import Said, told
from protocol.codec import encode_command
from protocol.commands import Command, name_of
from protocol.events import (
    Event,
    RunErrorEvent,
    RunFinishedEvent,
    RunStartedEvent,
    StateSnapshotEvent,
)
from protocol.fold import Fold
from protocol.messages import Message
from server.runs.run_record import RunRecord
from server.stored import (
    Rest,
    command_of,
    encode_message,
    fold_of,
    language_of,
    messages_of,
    rest_of,
)
from store.commits.types import Committed, Finish
from store.leases.types import Acquired
from store.sessions.types import Queued

SUBSCRIPTIONS = get_args(Subscription)


@dataclass(frozen=True, slots=True)
class RunInput:
    """The input of one run: a command, and the session as it stands before it."""

    session: str
    owner: str
    guest: bool
    plan: str
    kind: str
    input: bytes
    input_version: int
    options: bytes
    language: str | None
    head: int
    command: Command
    accepted_at: int
    checkpoint: Checkpoint | None
    messages: list[Message]
    steps: dict[str, bytes]
    allows: str
    interrupted: Fold | None
    takeovers: int
    item: bool

    @classmethod
    async def of(cls, session: str, acquired: Acquired) -> "RunInput":
        """What a lease brings to be run; of a run that another worker left, where it stood."""
        command = command_of(acquired.command)
        messages = await messages_of(acquired)
        fold = fold_of(acquired, messages)
        rest = rest_of(acquired)
        return cls(
            session=session,
            owner=acquired.meta.owner,
            guest=acquired.meta.ttl is not None,
            plan=acquired.meta.plan,
            kind=acquired.meta.kind,
            input=acquired.meta.input,
            input_version=acquired.meta.input_version,
            options=acquired.meta.options,
            language=language_of(acquired.meta),
            head=acquired.head,
            command=command,
            accepted_at=acquired.command.accepted_ms,
            checkpoint=rest.checkpoint if rest else None,
            messages=messages,
            steps=acquired.steps,
            allows=acquired.meta.allows,
            interrupted=fold if fold.running and fold.run_id == command.id else None,
            takeovers=acquired.takeovers,
            item=bool(acquired.meta.parent),
        )

    def view(self, kind: Kind) -> SessionView:
        """The session as a run sees it, by this version of its kind. Raises KindChanged."""
        now = brought_up(kind, self.input, self.input_version, self.checkpoint, self.language)
        upgraded = self.checkpoint is not None and now.checkpoint is not self.checkpoint
        return SessionView(
            id=self.session,
            owner=self.owner,
            subscription=self._subscription(),
            kind=kind,
            input=now.input,
            raw=now.raw,
            options=msgspec.json.decode(self.options) if self.options else {},
            checkpoint=now.checkpoint,
            held=self.checkpoint.state if self.checkpoint and upgraded else None,
            messages=self.messages,
            steps=self.steps,
            interrupted=self.interrupted,
            language=self.language,
            item=self.item,
        )

    def _subscription(self) -> Subscription:
        """The plan by which models are asked; a session of a user whose plan nobody has noted goes
        by the least of those that are no guest's.
        """
        if self.guest:
            return "guest"
        plan = cast(Subscription, self.plan)
        return plan if plan in SUBSCRIPTIONS and plan != "guest" else "free"

    def refused(self, code: str, text: Said) -> Outcome:
        """The end of a run that can't even begin here; what it has said before stays."""
        fold, ending = self.interrupted, list[Event]()
        if fold is None:
            fold = Fold(self.messages, self.checkpoint.state if self.checkpoint else None)
            ending.append(RunStartedEvent(thread_id=self.session, run_id=self.command.id))
        ending += fold.closers()
        checkpoint = self.checkpoint or Checkpoint(
            position=Position(phase="", state=fold.state), version=self.input_version
        )
        if fold.state != checkpoint.state:
            ending.append(StateSnapshotEvent(snapshot=checkpoint.state))
        for event in ending:
            fold.apply(event)
        keep = common(self.messages, fold.messages)
        return Outcome(
            status="error",
            checkpoint=checkpoint,
            keep=keep,
            messages=fold.messages[keep:],
            terminal=[*ending, RunErrorEvent(message=told(text, self.language), code=code)],
            allows=self.allows.split(),
        )

    def finish(self, outcome: Outcome) -> Finish:
        """What the store is told when the run has ended."""
        terminal = cast(RunFinishedEvent | RunErrorEvent, outcome.terminal[-1])
        rest = Rest(outcome.checkpoint, self.command.id, terminal)
        return Finish(
            command_id=self.command.id,
            checkpoint=msgspec.json.encode(rest),
            keep=outcome.keep,
            messages=[encode_message(message) for message in outcome.messages],
            allows=" ".join(outcome.allows),
            title=outcome.title,
            alarm=_queued(outcome.checkpoint.position.alarm),
            unless_cancelled=outcome.status == "success",
            record=self._record(outcome, terminal).encoded(),
        )

    def _record(self, outcome: Outcome, terminal: RunFinishedEvent | RunErrorEvent) -> RunRecord:
        return RunRecord.of(
            self.command.id,
            name_of(self.command),
            started=self.accepted_at,
            ended=time.time_ns() // 1_000_000,
            outcome=outcome.status,
            error=terminal.code if isinstance(terminal, RunErrorEvent) else None,
            steps=outcome.steps,
            messages=outcome.told,
        )

    def next(self, outcome: Outcome, committed: Committed) -> "RunInput | None":
        """The command after this one, where the inbox holds one."""
        if committed.next is None:
            return None
        return replace(
            self,
            head=committed.head,
            command=command_of(committed.next),
            accepted_at=committed.next.accepted_ms,
            checkpoint=outcome.checkpoint,
            messages=self.messages[: outcome.keep] + outcome.messages,
            steps={},
            interrupted=None,
            takeovers=0,
        )


def _queued(alarm: Alarm | None) -> Queued | None:
    """An alarm's command, accepted at the moment for which the alarm is set."""
    if alarm is None:
        return None
    command = alarm.command()
    return Queued(command.id, alarm.at_ms, encode_command(command))
