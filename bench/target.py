"""The two servers under test, and what a load generator has to know of each."""

import json
import uuid
from dataclasses import dataclass
from typing import Protocol

from bench.process import cpu_seconds, memory_bytes


def new_id() -> str:
    """An id as clients make them, for a session or a command."""
    return str(uuid.uuid4())


class Target(Protocol):
    """How a server is asked for tokens."""

    def path(self, session: str) -> str:
        """Where a session's WebSocket is."""

    def order(self, tokens: int, per_second: float) -> bytes:
        """The frame that makes a new session stream. A rate of 0 is all at once."""


class Bare:
    """The yardstick."""

    def path(self, session: str) -> str:
        """The same for all."""
        return "/pulse"

    def order(self, tokens: int, per_second: float) -> bytes:
        """How many tokens, and how fast, as bench.bare reads it."""
        return json.dumps({"tokens": tokens, "perSecond": per_second}).encode()


class CareerPilot:
    """The product."""

    def path(self, session: str) -> str:
        """Where the protocol has it."""
        return f"/v1/sessions/{session}/ws"

    def order(self, tokens: int, per_second: float) -> bytes:
        """The start of a session of the kind that bench.kinds brings."""
        pulse = {"tokens": tokens, "perSecond": per_second}
        start = {"type": "start", "id": new_id(), "kind": "pulse", "input": pulse}
        return json.dumps(start).encode()


@dataclass(frozen=True)
class Running:
    """A server that answers, and the header lines of somebody signed in there."""

    target: Target
    port: int
    pid: int
    headers: str = ""

    def cpu_seconds(self) -> float:
        """The CPU time that it took so far, its children's included."""
        return cpu_seconds(self.pid)

    def memory_bytes(self) -> int:
        """The memory that it holds, its children's included."""
        return memory_bytes(self.pid)
