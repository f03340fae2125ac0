"""Where a run's events come to be: folded, numbered, and sent, or held back while replaying."""

import asyncio
from collections.abc import Callable
from copy import deepcopy
from typing import Any, NamedTuple

import msgspec

from agents.port import Port
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

ALLOWANCE = 8
"""After so many deltas that the log has not taken yet, a run waits until it has."""

BURST_ALLOWANCE = 512
"""The same for deltas that had piled up meanwhile and come at once."""


class Point(NamedTuple):
    """What a run has shown at some moment."""

    messages: list[Message]
    document: dict[str, Any]


class Stage:
    """What a run has shown so far: its messages and its state document.

    With `interrupted`, the fold of what an earlier attempt at this run left in the log, the
    stage replays: it folds what is emitted and sends nothing, until `go_live`.
    """

    def __init__(
        self,
        run_id: str,
        port: Port,
        fold: Fold,
        document: dict[str, Any],
        interrupted: Fold | None,
    ) -> None:
        self.run_id = run_id
        self.fold = fold
        self.document = deepcopy(document)
        self.pressed = False
        """Whether `breathe` has something to do; asked once per token."""
        self.allowance = ALLOWANCE
        self._port = port
        self._interrupted = interrupted
        self._messages = 0
        self._pull: Callable[[], Event | None] | None = None
        self._taken: asyncio.Future[None] | None = None

    @property
    def live(self) -> bool:
        """Whether events go out."""
        return self._interrupted is None

    def emit(self, *events: Event) -> None:
        """Fold the events and, when live, send them."""
        if self._pull is not None:
            self.settle()
        for event in events:
            self.fold.apply(event)
            if self.live:
                self._port.emit(event)
        self._press()

    def gather(self, pull: Callable[[], Event | None]) -> None:
        """Have `pull` give an event when the log takes it, or before the next that is emitted."""
        self._pull = pull
        if self.live:
            self._port.gather(self._gathered)
        else:
            self.settle()

    def settle(self) -> None:
        """Emit now what is still being gathered."""
        pull, self._pull = self._pull, None
        event = pull() if pull else None
        if event is not None:
            self.emit(event)

    def _gathered(self) -> Event | None:
        """What the log takes: None where it was emitted before."""
        pull, self._pull = self._pull, None
        event = pull() if pull else None
        if event is not None:
            self.fold.apply(event)
        if self._taken is not None and not self._taken.done():
            self._taken.set_result(None)
        self._press()
        return event

    def _press(self) -> None:
        self.pressed = self.live and (self._port.full() or self._port.mark_due)

    def go_live(self) -> None:
        """End the replay: withdraw what the earlier attempt had half made, and show this."""
        if self.live:
            return
        point = self.point()
        self.adopt()
        self.withdraw(point)

    def point(self) -> Point:
        """Where this is now, to come back to."""
        self.settle()
        return Point(list(self.fold.messages), deepcopy(self.document))

    def withdraw(self, point: Point) -> None:
        """Take back all that came after the point, in the order that PROTOCOL.md §4 wants."""
        self._pull = None
        self.emit(
            *self.fold.closers(),
            MessagesSnapshotEvent(messages=list(point.messages)),
            StateSnapshotEvent(snapshot=deepcopy(point.document)),
        )
        self.document = deepcopy(point.document)

    def adopt(self) -> list[Event]:
        """End the replay by taking what stands in the log as it is; what would close it."""
        self.settle()
        if self._interrupted is not None:
            self.fold, self._interrupted = self._interrupted, None
            state = self.fold.state
            self.document = deepcopy(state) if isinstance(state, dict) else {}
        return self.fold.closers()

    async def breathe(self) -> None:
        """Wait where the log cannot keep up; leave a mark where one is due."""
        if not self.live:
            return
        if self._pull is not None:
            loop = asyncio.get_running_loop()
            self._taken = loop.create_future()
            await self._taken
            self.allowance = BURST_ALLOWANCE
            loop.call_soon(self._calm)
        if self._port.full():
            await self._port.room()
        if self._port.mark_due:
            self.settle()
            await self._port.mark(self.fold.dump())
        self._press()

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
        """Set fields of the state document."""
        self.emit(*self.change({**self.document, **msgspec.to_builtins(fields)}))

    def change(self, document: dict[str, Any]) -> list[Event]:
        """Make this the document; the event that tells clients, if it differs."""
        before, self.document = self.document, deepcopy(document)
        if not before:
            return [StateSnapshotEvent(snapshot=deepcopy(document))]
        patch = diff(before, self.document)
        return [StateDeltaEvent(delta=patch)] if patch else []
