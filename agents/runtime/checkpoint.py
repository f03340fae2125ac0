"""A session's checkpoint: where it stands between two runs, as it is stored."""

from typing import Any

import msgspec

from agents.kind.materials import Material
from agents.kind.table import Alarm
from agents.kind.verdict import RoleMessage
from protocol.commands import Command


class Position(msgspec.Struct, kw_only=True):
    """All that a handler starts from.

    `state` is the session's as clients see it, `memory` the kind's own, as builtins.
    `alarm` is what the session does by itself if no command comes before.
    """

    phase: str
    memory: dict[str, Any] = {}
    state: dict[str, Any] = msgspec.field(name="document", default_factory=dict)
    alarm: Alarm | None = None


class Last(msgspec.Struct, kw_only=True):
    """The last command that was run, and what `retry` goes back to.

    `told` is what roles said to each other in the course of it.
    """

    command: Command
    accepted_ms: int
    keep: int
    before: Position
    told: list[RoleMessage] = []


class Checkpoint(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The position that a session rests in, and the way back by one run.

    Both are of the kind's `version`. `input` is the session's where it was brought up to that.
    `materials` are what it has taken of its user's stored things; no retry goes back behind that.
    """

    position: Position
    last: Last | None = None
    version: int = 1
    input: dict[str, Any] | None = None
    materials: dict[str, Material] = {}

    @property
    def state(self) -> dict[str, Any]:
        """The state that clients hold at this point."""
        return self.position.state

    def encode(self) -> bytes:
        """The bytes to store, from which `decode` makes the same."""
        return msgspec.json.encode(self)

    @classmethod
    def decode(cls, raw: bytes) -> "Checkpoint":
        """What `encode` wrote. Raises msgspec.DecodeError for anything else."""
        return msgspec.json.decode(raw, type=cls)
