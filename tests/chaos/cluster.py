"""The processes that chaos works on: one Redis, some workers, each on a port of its own."""

import asyncio
from pathlib import Path

from tests.processes import Redis, Server, Servers

HEARTBEAT_MS = 1500
LEASE_S = 3.0
LOG_EVENTS = 500
DRAIN_S = 15.0


class Cluster:
    """Workers are named by their place in the list; one keeps its port over its lives.

    With the code of an `older` release, all but the first begin with that, and whoever is drained
    comes back with this one: that is how workers are updated. One that is killed comes back as it
    was.
    """

    def __init__(self, servers: Servers, workers: int, older: Path | None = None) -> None:
        self._servers = servers
        self._older = older
        self.behind = set(range(1, workers)) if older is not None else set()
        """The places of those that run the older release."""
        self.redis: Redis = servers.redis()
        self._workers: list[Server] = [self._launch(place, None) for place in range(workers)]

    @property
    def bases(self) -> list[str]:
        """The URLs of all workers, those that are down included: clients don't know."""
        return [worker.url for worker in self._workers]

    async def ready(self) -> None:
        """Return when all are."""
        for worker in self._workers:
            await asyncio.to_thread(worker.wait_ready)

    def _launch(self, place: int, port: int | None) -> Server:
        code = {"PYTHONPATH": str(self._older)} if place in self.behind else {}
        return self._servers.start(
            redis_url=self.redis.url,
            port=port,
            wait=False,
            CAREERPILOT_KINDS="tests.chaos.kinds",
            CAREERPILOT_HEARTBEAT_MS=str(HEARTBEAT_MS),
            CAREERPILOT_LOG_EVENTS=str(LOG_EVENTS),
            CAREERPILOT_COMMANDS_PER_SECOND="100000",
            CAREERPILOT_COMMANDS_BURST="100000",
            CAREERPILOT_GUEST_SESSIONS="0",
            CAREERPILOT_GUEST_BYTES="0",
            **code,
        )

    async def kill(self, place: int, down_s: float) -> None:
        """SIGKILL a worker; another takes its port after a while."""
        worker = self._workers[place]
        await asyncio.to_thread(worker.kill)
        await asyncio.sleep(down_s)
        await self._replace(place)

    async def drain(self, place: int, down_s: float) -> None:
        """SIGTERM a worker, which must end well; another takes its port, of this release."""
        worker = self._workers[place]
        status = await asyncio.to_thread(worker.stop, DRAIN_S)
        assert status == 0, f"a drained worker ended with {status}:\n{worker.output()[-2000:]}"
        await asyncio.sleep(down_s)
        self.behind.discard(place)
        await self._replace(place)

    async def pause(self, place: int, down_s: float) -> None:
        """SIGSTOP a worker for longer than its leases last, then SIGCONT."""
        worker = self._workers[place]
        worker.pause()
        await asyncio.sleep(LEASE_S + down_s)
        worker.resume()

    async def restart_redis(self, down_s: float) -> None:
        """Stop Redis in order (it syncs its append-only file) and start it on the same data."""
        await asyncio.to_thread(self.redis.stop)
        await asyncio.sleep(down_s)
        self.redis = await asyncio.to_thread(self.redis.again)
        self._servers.adopt(self.redis)

    async def _replace(self, place: int) -> None:
        port = self._workers[place].port
        self._workers[place] = self._launch(place, port)
        await asyncio.to_thread(self._workers[place].wait_ready)
