"""Where a run's events come to be: folded, and sent, or held back while it is replayed."""

import asyncio
from collections.abc import Callable
from copy import deepcopy
from typing import Any, NamedTuple, Protocol

import msgspec

from agents.runtime.port import Port
from protocol.events import (
    Event,
    MessagesSnapshotEvent,
    StateDeltaEvent,
    StateSnapshotEvent,
    TextMessageContentEvent,
    TextMessageEndEvent,
    TextMessageStartEvent,
)
from protocol.fold import Fold
from protocol.messages import Message
from protocol.patch import diff

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


class Point(NamedTuple):
    """A savepoint: what a run has shown at some moment."""

    messages: list[Message]
    state: dict[str, Any]


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
        "_messages",
        "_port",
        "_unmarked",
        "allowance",
        "needs_wait",
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
        self.needs_wait = False
        """Whether `wait_for_room` has something to do; asked once per token."""
        self.allowance = ALLOWANCE
        self._fold = fold
        self._port = port
        self._interrupted = interrupted
        self._messages = 0
        self._unmarked = 0
        self._growing: Growing | None = None
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
        event = self._growing.unfolded() if self._growing is not None else None
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

    def follow(self, message: Growing | None) -> Callable[[], None]:
        """From now on pull this message: when the log takes more, and before what is emitted.

        Call what this returns when it has something new. What the log takes is folded
        when the fold is asked for: as one event, not as many.
        """
        self._growing = message
        if message is None or not self.live:
            return _nothing
        return self._port.follow(message.pull)

    def flush(self) -> None:
        """Emit now what the growing message still has."""
        if self._growing is None:
            return
        if self.live:
            self._port.collect()
        else:
            self._growing.pull()
        self._catch_up()

    def pulled(self) -> None:
        """The growing message was pulled: `wait_for_room` may return."""
        if self._awaited is not None and not self._awaited.done():
            self._awaited.set_result(None)
        self._unmarked += 1
        if self._unmarked >= MARK_EVENTS:
            self.needs_wait = True

    def _look_for_room(self) -> None:
        self.needs_wait = self.live and (self._port.full() or self._unmarked >= MARK_EVENTS)

    def go_live(self) -> None:
        """End the replay: withdraw what the earlier attempt had half made, and show this."""
        if self.live:
            return
        point = self.point()
        self.take_over()
        self.withdraw(point)

    def point(self) -> Point:
        """Where this is now, to come back to."""
        self.flush()
        return Point(list(self.fold.messages), deepcopy(self.state))

    def withdraw(self, point: Point) -> None:
        """Roll back to the point: take back all that came after, in PROTOCOL.md §4's order."""
        if self._growing is not None:
            self._catch_up()
            self._growing.discard()
            self._growing = None
        self.emit(
            *self.fold.closers(),
            MessagesSnapshotEvent(messages=list(point.messages)),
            StateSnapshotEvent(snapshot=deepcopy(point.state)),
        )
        self.state = deepcopy(point.state)

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
        if self._growing is not None and self._growing.waits:
            loop = asyncio.get_running_loop()
            self._awaited = loop.create_future()
            await self._awaited
            self._awaited = None
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

    def next_id(self) -> str:
        """The id of the run's next message: the same in every attempt at the run."""
        self._messages += 1
        return f"{self.run_id}.{self._messages}"

    def say(self, text: str) -> None:
        """A whole message of the assistant."""
        self.message(self.next_id(), "assistant", text)

    def message(self, message_id: str, role: Any, text: str) -> None:
        """A whole message of anyone."""
        self.emit(
            TextMessageStartEvent(message_id=message_id, role=role),
            TextMessageContentEvent(message_id=message_id, delta=text),
            TextMessageEndEvent(message_id=message_id),
        )

    def update(self, fields: dict[str, Any]) -> None:
        """Set fields of the state."""
        self.emit(*self.change({**self.state, **msgspec.to_builtins(fields)}))

    def change(self, state: dict[str, Any]) -> list[Event]:
        """Make this the state; the event that tells clients, if it differs."""
        before, self.state = self.state, deepcopy(state)
        if not before:
            return [StateSnapshotEvent(snapshot=deepcopy(state))]
        patch = diff(before, self.state)
        return [StateDeltaEvent(delta=patch)] if patch else []


def _nothing() -> None:
    """While replaying nobody waits for more."""
