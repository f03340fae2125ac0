"""What a turn needs of the run that it is a part of: where it shows things, and who does steps."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from agents.kind.places import Path
from agents.models.request import Request, ToolCall, ToolResult
from protocol.catalogue import ENGLISH
from protocol.fold import Fold


@dataclass(frozen=True)
class Asking:
    """How a step is to be done, besides what is asked.

    `check` says what is wrong with an answer, `unfit` what of that it must not stand with, and
    `call` does a tool's work. `into` is where in the
    state the answer grows, None is nowhere; `hidden` text is not said aloud either.
    """

    tries: int
    check: Callable[[Any], Awaitable[list[str]]]
    unfit: Callable[[Any], Awaitable[list[str]]]
    call: Callable[[ToolCall], Awaitable[ToolResult]]
    into: Path | None = None
    hidden: bool = False
    language: str | None = ENGLISH
    """In which it is said that an answer is cut short."""


class TurnScope(Protocol):
    """What a turn needs of its scope in the run: to see what was shown, and to show more."""

    @property
    def path(self) -> str:
        """What names the scope: the same in every attempt at the run."""
        ...

    @property
    def run_id(self) -> str:
        """The run's id: the same in every attempt at it."""
        ...

    @property
    def fold(self) -> Fold:
        """All that clients have been told."""
        ...

    @property
    def state(self) -> dict[str, Any]:
        """The session's state, by names as on the wire."""
        ...

    def children(self, count: int) -> Sequence["TurnScope"]:
        """So many scopes for things that are done side by side."""
        ...

    def say(self, text: str) -> None:
        """Show a whole message of the assistant."""
        ...

    def act(self, kind: str, content: dict[str, Any]) -> None:
        """Show an activity."""
        ...

    def update(self, fields: dict[str, Any]) -> None:
        """Set fields of the state."""
        ...

    def put(self, path: Path, value: Any) -> None:
        """Set one place of the state."""
        ...

    def point(self) -> Any:
        """Where the scope is now."""
        ...

    def withdraw(self, point: Any) -> bool:
        """Take back all that the scope has shown since."""
        ...

    async def wait_for_room(self) -> None:
        """Wait where the log cannot keep up (backpressure)."""
        ...


class TurnSteps(Protocol):
    """What a turn needs of the run's steps."""

    async def ask(self, scope: Any, request: Request, asking: Asking) -> str:
        """The answer to the request, recorded: asked again after a take-over it is the same."""
        ...

    async def once(self, scope: Any, name: str, effect: Callable[[], Awaitable[bytes]]) -> bytes:
        """What an effect gave, recorded: it is had once."""
        ...

    def by_model(self, name: str) -> bool:
        """Whether a model, and no rule, has answered a step of that name."""
        ...
