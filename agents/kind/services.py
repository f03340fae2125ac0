"""What the server lends to runs: handed in whole, and reached by handlers as `Turn.services`.

A service more is a field more here and an interface; what it does for a handler is durable where
it is asked through `Turn.once`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec

from agents.errors import RunFailure
from agents.models.compute import Compute, Direct
from agents.models.request import Caller, Model
from protocol.catalogue import Text


class OtherSession(msgspec.Struct, frozen=True):
    """Another session of the same user as it stands: whether it rests, and what came of it."""

    id: str
    kind: str
    status: str
    """`running` or `idle`."""
    outcome: str | None = None
    """How its last run ended: `success`, `cancelled` or `error`; None before that."""
    error: Mapping[str, str] | None = None
    """`code` and `message` where it ended in an error."""
    result: Any = None


class Sessions(Protocol):
    """Other sessions of the user for whom a run works."""

    async def create(self, caller: Caller, session: str, kind: str, given: Any) -> None:
        """Begin a session under this id. Again under the same id changes nothing.

        Raises RunFailure for a kind or an input that there is not.
        """
        ...

    async def read(self, caller: Caller, session: str) -> OtherSession:
        """The session as it stands. Raises RunFailure where the user has none of that id."""
        ...

    async def rest(self, caller: Caller, session: str) -> OtherSession:
        """The session once it rests: at once, or when its run has ended."""
        ...


class NoSessions:
    """Where a run is alone."""

    async def create(self, caller: Caller, session: str, kind: str, given: Any) -> None:
        """Raise RunFailure: there are none."""
        raise RunFailure(Text("runs.no_sessions"))

    async def read(self, caller: Caller, session: str) -> OtherSession:
        """Raise RunFailure: there are none."""
        raise RunFailure(Text("runs.no_sessions"))

    async def rest(self, caller: Caller, session: str) -> OtherSession:
        """Raise RunFailure: there are none."""
        raise RunFailure(Text("runs.no_sessions"))


@dataclass(frozen=True, kw_only=True)
class Services:
    """Everything that a run asks of the outside."""

    model: Model
    sessions: Sessions = field(default_factory=NoSessions)
    compute: Compute = field(default_factory=Direct)
