"""The store: durable sessions in Redis, for every worker of every machine."""

import time

from store.bus import Bus, Listener
from store.commits.commits import Commits
from store.leases.leases import Leases
from store.model_gate.model_gate import Gate
from store.redis.scripts import command
from store.sessions.sessions import Sessions


class Store(Commits, Leases, Sessions):
    """All that the server asks of Redis. One for each process; bound to its event loop.

    Makes no connection before the first call. Every call raises StoreUnavailable while Redis is
    away, within seconds, and works again when it is back. Every call may be sent again: what was
    done is not done twice. (An `acquire` whose answer was lost shows as held by the worker itself
    until that lease runs out.)
    """

    def bus(self, worker: str, listener: Listener) -> Bus:
        """What is published, brought to this worker. Not yet started."""
        return Bus(self.route, worker, listener)

    def gate(self) -> Gate:
        """What all workers share about calls of models."""
        return Gate(self.route)

    async def ping(self) -> float:
        """How long Redis takes to answer, in ms."""
        start = time.perf_counter()
        await self.route.run([command("", b"PING")])
        return (time.perf_counter() - start) * 1000

    async def close(self) -> None:
        """Close the connections."""
        await self.route.close()
