"""What it costs to show an answer while it is being written: the bytes of the events."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from jsonpointer import JsonPointer

from agents.runtime.filling import Change, Filling, Grow, Whole
from protocol.codec import encode_event
from protocol.events import (
    Event,
    StateDeltaEvent,
    TextMessageContentEvent,
    TextMessageEndEvent,
    TextMessageStartEvent,
)
from protocol.messages import AddOperation, PatchOperation, RemoveOperation, ReplaceOperation

MESSAGE = "0b9cd2a4-6a1e-4f0b-8a57-3f1d2c6e9b10.12"
"""An id of a message, as long as they are."""
PER_SECOND = 75.0
"""Tokens that a model writes in a second."""
TOKEN = 4.5
"""Characters of a token."""


def written(text: str, per_second: float = PER_SECOND) -> Iterator[tuple[float, str]]:
    """The text as a model writes it: the pieces, each with its moment in seconds."""
    tokens = round(len(text) / TOKEN) + 1
    for n in range(tokens):
        piece = text[round(n * TOKEN) : round((n + 1) * TOKEN)]
        if piece:
            yield n / per_second, piece


def changes(text: str, per_second: float = PER_SECOND) -> list[list[Change]]:
    """What is shown of an answer that is written so fast, each time that something is."""
    filling = Filling(None)
    shown = []
    for now, piece in written(text, per_second):
        filling.feed(piece)
        shown.append(filling.due(now))
    shown.append(filling.finish())
    return [some for some in shown if some]


class Log:
    """The events that show the changes, as the runtime makes them, and their bytes."""

    def __init__(self) -> None:
        self.bytes = 0
        self._grows = False

    def take(self, shown: Sequence[Change]) -> None:
        """Add what is due at one moment."""
        operations: list[PatchOperation] = []
        for change in shown:
            if isinstance(change, Grow):
                operations += self._grow(change)
                continue
            if isinstance(change, Whole):
                self._grows = False
                self._add(TextMessageEndEvent(message_id=MESSAGE))
                operations.append(RemoveOperation(path="/filling/0"))
            operation = ReplaceOperation if change.replace else AddOperation
            operations.append(operation(path=_pointer("result", *change.path), value=change.value))
        if operations:
            self._add(StateDeltaEvent(delta=operations))

    def _grow(self, change: Grow) -> list[PatchOperation]:
        opens = not self._grows
        if opens:
            self._grows = True
            self._add(TextMessageStartEvent(message_id=MESSAGE, role="assistant"))
        self._add(TextMessageContentEvent(message_id=MESSAGE, delta=change.text))
        entry = {"path": _pointer(*change.path), "message": MESSAGE}
        return [AddOperation(path="/filling/-", value=entry)] if opens else []

    def _add(self, event: Event) -> None:
        self.bytes += len(encode_event(event))


def cost(answer: Any, per_second: float = PER_SECOND) -> float:
    """The bytes of all events that show the answer, by those of the answer as compact JSON."""
    text = msgspec.json.encode(answer).decode()
    log = Log()
    for shown in changes(text, per_second):
        log.take(shown)
    return log.bytes / len(text.encode())


def _pointer(*parts: str | int) -> str:
    return str(JsonPointer.from_parts(parts).path)
