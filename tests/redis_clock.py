"""Redis' clock as a test wants it: scripts that ask for the time are told another."""

import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import msgspec

from store.model_gate.model_gate import ModelGate
from store.redis.route import Route
from store.redis.scripts import Call, Script

ASKED = b"redis.call('TIME')"
TOLD = b"{ARGV[#ARGV - 1], ARGV[#ARGV]}"


class Timed(Route):
    """A way to Redis on which it is `clock()` (ms since 1970) for scripts."""

    def __init__(self, route: Route, clock: Callable[[], int] | None = None) -> None:
        self._route = route
        self.clock = clock

    async def run(
        self, calls: Sequence[Call], *, urgent: bool = False, durable: bool = False
    ) -> list[Any]:
        """Run calls, each of whose scripts is told the time."""
        timed = [self._timed(call) for call in calls]
        return await self._route.run(timed, urgent=urgent, durable=durable)

    def _timed(self, call: Call) -> Call:
        if call.script is None or self.clock is None or ASKED not in call.script.source:
            return call
        seconds, ms = divmod(self.clock(), 1000)
        words = (*call.words, seconds, ms * 1000)
        return msgspec.structs.replace(call, words=words, script=_told(call.script))


def timed(gate: ModelGate, clock: Callable[[], int]) -> ModelGate:
    """The gate, where Redis' clock is this one."""
    return ModelGate(Timed(gate.route, clock))


@cache
def _told(script: Script) -> Script:
    """The script that is handed the time, as Redis tells it, after its other arguments."""
    source = script.source.replace(ASKED, TOLD)
    return Script(source, hashlib.sha1(source, usedforsecurity=False).hexdigest().encode())
