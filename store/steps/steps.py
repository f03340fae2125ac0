"""Atomic steps on one session, which sessions, leases and commits are made of."""

import secrets
from collections.abc import Iterable
from typing import Any

from store import keys
from store.redis.route import Route
from store.redis.scripts import Call, Script, Word, load, run

SESSION = ("redis/clock.lua", "redis/memory.lua", "steps/session.lua")
"""What the scripts that work on one session begin with."""

TOUCH = load("steps/touch.lua")


class Steps:
    """Atomic steps on sessions, each one Lua script; and the index that says who needs looking at.

    Every part of the store that works on sessions has the same one. `lease_ms` is how long a lease
    lasts, and so how long a session may stand still before another worker looks at it.
    """

    def __init__(self, route: Route, lease_ms: int) -> None:
        self.route = route
        self.lease_ms = lease_ms

    async def step(self, script: Script, session: str, *arguments: Word) -> Any:
        """Run a script on one session, in one round trip; its reply. Raises StoreUnavailable."""
        return (await self.route.run([on_session(script, session, *arguments)]))[0]

    async def touch(self, sessions: Iterable[str], grace_ms: int) -> None:
        """Have the sweep look at these sessions when `grace_ms` have passed."""
        await self.route.run([self._touch(sessions, grace_ms)])

    def touching(self, session: str) -> Call:
        """What has the sweep look at a session when a lease's time has passed, for a trip."""
        return self._touch([session], self.lease_ms)

    async def enqueue(
        self, script: Script, session: str, calls: list[Call], *arguments: Word
    ) -> Any:
        """Run `calls` and then a script that puts something onto a session's inbox.

        The sweep is told before, lest a crash in between leaves a command that nobody looks for;
        and again after, before anybody is told that the command was accepted: a `set_aside` that
        saw the inbox still empty may have untold it.
        """
        first = [self.touching(session), *calls]
        last = [on_session(script, session, *arguments)]
        await self.route.look()
        if self.route.cluster:
            await self.route.run(first)
            reply = (await self.route.run(last))[0]
        else:
            reply = (await self.route.run(first + last))[-1]
        await self.touch([session], self.lease_ms)
        return reply

    @staticmethod
    def _touch(sessions: Iterable[str], grace_ms: int) -> Call:
        return run(TOUCH, [keys.running()], grace_ms, *sessions)


def on_session(script: Script, session: str, *arguments: Word) -> Call:
    """A run of a script that works on one session."""
    return run(script, keys.all_of(session), *arguments)


def new_epoch() -> str:
    """A name for an incarnation of a log that was not used before."""
    return secrets.token_urlsafe(9)
