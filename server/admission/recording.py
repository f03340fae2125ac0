"""What is told of acts on credentials, to whoever keeps a record of them."""

from typing import Any, Literal, Protocol

from starlette.types import Scope

Outcome = Literal["ok", "refused"]


class Recorder(Protocol):
    """Keeps a record of what was done. Never raises, and holds nothing up."""

    def record(
        self, event: str, *, user: str, scope: Scope | None, outcome: Outcome, **facts: Any
    ) -> None:
        """Note an event about a user; `scope` is the ASGI scope of the request, if there is one.

        `facts` hold no secret and no text of people's.
        """
        ...


class NoRecorder:
    """Keeps none."""

    def record(
        self, event: str, *, user: str, scope: Scope | None, outcome: Outcome, **facts: Any
    ) -> None:
        """Do nothing."""
