"""Where a run's events come to be: folded, numbered, and sent, or held back while replaying."""

from copy import deepcopy
from typing import Any

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
from protocol.patch import diff


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
        self._port = port
        self._interrupted = interrupted
        self._messages = 0

    @property
    def live(self) -> bool:
        """Whether events go out."""
        return self._interrupted is None

    def emit(self, *events: Event) -> None:
        """Fold the events and, when live, send them."""
        for event in events:
            self.fold.apply(event)
            if self.live:
                self._port.emit(event)

    def go_live(self) -> None:
        """End the replay: withdraw what the earlier attempt had half made, and show this."""
        if self.live:
            return
        messages, document = list(self.fold.messages), deepcopy(self.document)
        closers = self.adopt()
        self.emit(
            *closers,
            MessagesSnapshotEvent(messages=messages),
            StateSnapshotEvent(snapshot=deepcopy(document)),
        )
        self.document = document

    def adopt(self) -> list[Event]:
        """End the replay by taking what stands in the log as it is; what would close it."""
        if self._interrupted is not None:
            self.fold, self._interrupted = self._interrupted, None
            state = self.fold.state
            self.document = deepcopy(state) if isinstance(state, dict) else {}
        return self.fold.closers()

    @property
    def pressed(self) -> bool:
        """Whether `breathe` has something to do; asked once per token."""
        return self._port.full() or self._port.mark_due

    async def breathe(self) -> None:
        """Wait where the log cannot keep up; leave a mark where one is due."""
        if not self.live:
            return
        if self._port.full():
            await self._port.room()
        if self._port.mark_due:
            await self._port.mark(self.fold.dump())

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
