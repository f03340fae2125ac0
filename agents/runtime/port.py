"""What a run needs of the world around it; the server hands it in."""

from collections.abc import Callable
from typing import Protocol

from protocol.events import Event


class LogLost(Exception):
    """The log is not this run's to write any more: it ends here, and says nothing of it."""


class Port(Protocol):
    """Where a run's events and finished steps go. All that it does may raise LogLost."""

    def emit(self, event: Event) -> None:
        """Queue an event for the log. Never blocks."""
        ...

    def follow(self, pull: Callable[[], Event | None]) -> Callable[[], None]:
        """From now on call `pull` right before a trip to the log, until it has nothing more.

        The trip takes what it returns, so what comes while one is under way becomes one event.
        Events that are emitted before that go first. Call what this returns when there is more.
        """
        ...

    def collect(self) -> None:
        """Call now what `follow` was given."""
        ...

    def full(self) -> bool:
        """Backpressure: whether more is queued than should be; `room` says when that is over."""
        ...

    async def room(self) -> None:
        """Wait until the queue has room."""
        ...

    async def record(self, step: str, result: bytes) -> None:
        """Make a finished step durable, with all events emitted before it: it is not done again."""
        ...

    async def mark(self, fold: bytes) -> None:
        """Keep a fold of all events emitted so far, so that the log can be trimmed."""
        ...
