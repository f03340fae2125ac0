"""A run's port in memory, which keeps what it is given.

It stands for the port's interface, not for the store: nothing here is atomic or durable.
"""

from collections.abc import Callable, Iterable

import msgspec

from protocol.codec import encode_event
from protocol.events import Event


class CutOff(BaseException):
    """The worker died. No handler catches it, as no handler survives its process."""


class Recorder:
    """A port. What the run did is in `events` and `steps`, in their order.

    With `cut_at` the worker dies by CutOff when that many things have been done: events emitted and
    steps recorded. With `full_after` the log cannot keep up after so many events, until the run has
    waited for room.
    """

    def __init__(self, cut_at: int | None = None, full_after: int | None = None) -> None:
        self.events: list[Event] = []
        self.steps: dict[str, bytes] = {}
        self.marks: list[tuple[int, bytes]] = []
        """The folds that were put down, each with the number of events that it is of."""
        self.borders: list[int] = []
        """For each recorded step, how many events had been emitted before."""
        self.waits = 0
        """How often the run has waited for room."""
        self._cut_at = cut_at
        self._full_after = full_after
        self._since_room = 0
        self._watched: tuple[int, Callable[[], None]] | None = None

    @property
    def done(self) -> int:
        """How many things have been done, as `cut_at` counts them."""
        return len(self.events) + len(self.steps)

    def when(self, count: int, call: Callable[[], None]) -> None:
        """Call it once, as soon as so many events have been emitted; with 0 at once."""
        self._watched = count, call
        self._look()

    def _look(self) -> None:
        if self._watched is not None and len(self.events) >= self._watched[0]:
            call = self._watched[1]
            self._watched = None
            call()

    def _live(self) -> None:
        if self._cut_at is not None and self.done >= self._cut_at:
            raise CutOff

    def emit(self, event: Event) -> None:
        """Keep an event, which can be encoded."""
        self._live()
        encode_event(event)
        self.events.append(event)
        self._since_room += 1
        self._look()

    def follow(self, pull: Callable[[], Event | None]) -> Callable[[], None]:
        """Pull at once what there is, each time that there is something."""

        def take() -> None:
            while (event := pull()) is not None:
                self.emit(event)

        return take

    def collect(self) -> None:
        """There is nothing: what comes is pulled at once."""

    def full(self) -> bool:
        """Whether `full_after` events have been emitted since there was room."""
        return self._full_after is not None and self._since_room >= self._full_after

    async def room(self) -> None:
        """There is room at once."""
        self.waits += 1
        self._since_room = 0

    async def record(self, step: str, result: bytes) -> None:
        """Keep a finished step."""
        self._live()
        self.borders.append(len(self.events))
        self.steps[step] = result

    async def mark(self, fold: bytes) -> None:
        """Keep a fold, and how many events it is of."""
        self.marks.append((len(self.events), fold))


def event_types(events: Iterable[Event]) -> list[str]:
    """The events' types as on the wire: `RUN_STARTED`, `TEXT_MESSAGE_START`, …"""
    return [msgspec.to_builtins(event)["type"] for event in events]
