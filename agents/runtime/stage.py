"""Where a run's events come to be: folded, and sent, or held back while it is replayed."""

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Protocol

from agents.runtime.port import Port
from protocol.events import (
    Event,
    StateDeltaEvent,
    StateSnapshotEvent,
    StepFinishedEvent,
    StepStartedEvent,
    TextMessageContentEvent,
    TextMessageEndEvent,
    TextMessageStartEvent,
)
from protocol.fold import Fold
from protocol.messages import PatchOperation
from protocol.patch import diff
from protocol.transcript import restating

ALLOWANCE = 2
"""Backpressure: after so many deltas that the log has not taken yet, a run waits until it has.

Few, as those that come meanwhile are then read in one go, for less than one by one.
"""

BURST_ALLOWANCE = 512
"""The same for deltas that had piled up meanwhile and come at once."""

MARK_EVENTS = 1000
"""After so many events a run puts down a fold of itself, so that its log can be trimmed."""


class Growing(Protocol):
    """A message that is not whole yet, pulled by the stage so that its deltas merge."""

    @property
    def id(self) -> str:
        """The message's id."""
        ...

    @property
    def waits(self) -> bool:
        """Whether something has come that was not pulled."""
        ...

    def pull(self) -> Event | None:
        """The event of all that has come since the last one, if anything has."""
        ...

    def unfolded(self) -> Event | None:
        """One event of all that was pulled since the last time this was asked."""
        ...

    def discard(self) -> None:
        """Give up what has not been pulled."""
        ...


@dataclass
class Room:
    """An object of the state that was made for things to be put in, in place of what was there."""

    old: Any
    uses: int = 0
    """How many changes lie in it that were not taken back."""


class Stage:
    """What a run has shown so far: its messages and its state.

    With `interrupted`, the fold of what an earlier attempt at this run left in the log, the
    stage replays: it folds what is emitted and sends nothing, until `go_live`.
    """

    __slots__ = (
        "_awaited",
        "_fold",
        "_growing",
        "_interrupted",
        "_port",
        "_steps",
        "_unmarked",
        "allowance",
        "needs_wait",
        "rooms",
        "run_id",
        "state",
    )

    def __init__(
        self,
        run_id: str,
        port: Port,
        fold: Fold,
        state: dict[str, Any],
        interrupted: Fold | None,
    ) -> None:
        self.run_id = run_id
        self.state = deepcopy(state)
        self.rooms: dict[tuple[int | str, ...], Room] = {}
        """The objects that were made for things to be put in, by their place."""
        self.needs_wait = False
        """Whether `wait_for_room` has something to do; asked once per token."""
        self.allowance = ALLOWANCE
        self._fold = fold
        self._port = port
        self._interrupted = interrupted
        self._unmarked = 0
        self._steps: Counter[str] = Counter()
        self._growing: list[Growing] = []
        self._awaited: asyncio.Future[None] | None = None

    @property
    def live(self) -> bool:
        """Whether events go out."""
        return self._interrupted is None

    @property
    def fold(self) -> Fold:
        """The fold of all that was emitted or taken by the log."""
        self._catch_up()
        return self._fold

    def _catch_up(self) -> None:
        for message in self._growing:
            event = message.unfolded()
            if event is not None:
                self._fold.apply(event)

    def emit(self, *events: Event) -> None:
        """Fold the events and, when live, send them."""
        self.flush()
        for event in events:
            self._fold.apply(event)
            if self.live:
                self._port.emit(event)
        self._unmarked += len(events)
        self._look_for_room()

    def follow(self, message: Growing) -> Callable[[], None]:
        """From now on pull this message: when the log takes more, and before what is emitted.

        Call what this returns when it has something new. What the log takes is folded
        when the fold is asked for: as one event, not as many.
        """
        self._growing.append(message)
        return self._port.follow(self._puller()) if self.live else _nothing

    def unfollow(self, message: Growing) -> None:
        """Pull it no more: it is whole, or taken back."""
        self._growing.remove(message)
        if self.live:
            self._port.follow(self._puller())

    def _puller(self) -> Callable[[], Event | None]:
        """The short way where there is one message, as there nearly always is: once per token."""
        return self._growing[0].pull if len(self._growing) == 1 else self._pull

    def _pull(self) -> Event | None:
        """The next event of any message that has one."""
        return next((e for message in self._growing if (e := message.pull())), None)

    def flush(self) -> None:
        """Emit now what growing messages still have."""
        if not self._growing:
            return
        if self.live:
            self._port.collect()
        else:
            for message in self._growing:
                message.pull()
        self._catch_up()

    def pulled(self) -> None:
        """A growing message was pulled: `wait_for_room` may return."""
        awaited, self._awaited = self._awaited, None
        if awaited is not None:
            awaited.set_result(None)
        self._unmarked += 1
        if self._unmarked >= MARK_EVENTS:
            self.needs_wait = True

    def _look_for_room(self) -> None:
        self.needs_wait = self.live and (self._port.full() or self._unmarked >= MARK_EVENTS)

    def go_live(self) -> None:
        """End the replay: withdraw what the earlier attempt had half made, and show this."""
        if self.live:
            return
        messages, state = list(self.fold.messages), self.state
        self.take_over()
        self.state = state
        self.emit(*self._fold.closers(), restating(messages, self._fold.messages), self._shown())

    def _shown(self) -> StateSnapshotEvent:
        return StateSnapshotEvent(snapshot=deepcopy(self.state))

    def start_step(self, name: str) -> None:
        """Show that a step begins. Of several by one name at a time clients see one."""
        self._steps[name] += 1
        if self._steps[name] == 1:
            self.emit(StepStartedEvent(step_name=name))

    def finish_step(self, name: str) -> None:
        """Show that it has ended, when the last by its name has."""
        self.emit(*self._finished(name))

    def _finished(self, name: str) -> list[Event]:
        self._steps[name] -= 1
        return [] if self._steps[name] else [StepFinishedEvent(step_name=name)]

    def withdraw(self, messages: Collection[str], steps: Iterable[str]) -> None:
        """Take back these messages and steps, in PROTOCOL.md §4's order; the state is as it is.

        All that is open is closed first. What is done beside it is opened again after the snapshot,
        which holds its messages as far as they are.
        """
        self.flush()
        for message in [m for m in self._growing if m.id in messages]:
            message.discard()
            self.unfollow(message)
        self._steps.subtract(steps)
        opened, closers = self.fold.open, self.fold.closers()
        going_on = [opener for opener in opened if self._goes_on(opener, messages)]
        kept = [message for message in self.fold.messages if message.id not in messages]
        self.emit(*closers, restating(kept, self.fold.messages), self._shown(), *going_on)

    def _goes_on(self, opener: Event, withdrawn: Collection[str]) -> bool:
        """Whether what this has opened is not withdrawn."""
        if isinstance(opener, StepStartedEvent):
            return self._steps[opener.step_name] > 0
        return getattr(opener, "message_id", None) not in withdrawn

    def take_over(self) -> list[Event]:
        """End the replay by taking what stands in the log as it is; what would close it."""
        self.flush()
        if self._interrupted is not None:
            self._fold, self._interrupted = self._interrupted, None
            state = self._fold.state
            self.state = deepcopy(state) if isinstance(state, dict) else {}
        return self._fold.closers()

    async def wait_for_room(self) -> None:
        """Backpressure: wait where the log cannot keep up; leave a mark where one is due."""
        if not self.live:
            return
        if any(message.waits for message in self._growing):
            loop = asyncio.get_running_loop()
            if self._awaited is None:
                self._awaited = loop.create_future()
            await asyncio.shield(self._awaited)
            self.allowance = BURST_ALLOWANCE
            loop.call_soon(self._calm)
        if self._port.full():
            await self._port.room()
        if self._unmarked >= MARK_EVENTS:
            self.flush()
            self._unmarked = 0
            await self._port.mark(self.fold.dump())
        self._look_for_room()

    def _calm(self) -> None:
        self.allowance = ALLOWANCE

    async def record(self, step: str, result: bytes) -> None:
        """Make a finished step durable."""
        await self._port.record(step, result)

    def message(self, message_id: str, role: Any, text: str) -> None:
        """A whole message of anyone."""
        self.emit(
            TextMessageStartEvent(message_id=message_id, role=role),
            TextMessageContentEvent(message_id=message_id, delta=text),
            TextMessageEndEvent(message_id=message_id),
        )

    def patch(self, operations: Sequence[PatchOperation]) -> None:
        """Tell clients of a change that the state has had already."""
        if operations:
            self.emit(StateDeltaEvent(delta=list(operations)))

    def change(self, state: dict[str, Any]) -> list[Event]:
        """Make this the state; the event that tells clients, if it differs."""
        before, self.state = self.state, deepcopy(state)
        if not before:
            return [StateSnapshotEvent(snapshot=deepcopy(state))]
        patch = diff(before, self.state)
        return [StateDeltaEvent(delta=patch)] if patch else []


def _nothing() -> None:
    """While replaying nobody waits for more."""
