"""An eye on whether Redis keeps what it is given, and has room: at the start, and from then on.

It warns, and stops nothing: a setting of Redis may be changed at any time, and a worker that does
not start because of it takes the sessions that are there away from everybody. Where there is hardly
room, nothing new is taken, so that what is under way can end.
"""

from server.logs import get_logger
from store.errors import StoreUnavailable
from store.redis.durability import SCARCE, Durability
from store.store import Store

log = get_logger(__name__)


class DurabilityWatch:
    """`warnings` has a sentence for each thing by which something may be lost, or was.

    `scarce` says that there is little room in Redis, `full` that from `full_share` of its memory on
    nothing new is to be taken.
    """

    def __init__(self, store: Store, full_share: float = 1.0) -> None:
        self.warnings: list[str] = []
        self.scarce = False
        self.full = False
        self._full_share = full_share
        self._store = store
        self._evicted: int | None = None
        self._lost = 0

    async def look(self) -> None:
        """Ask Redis. What is new is logged; while Redis is away all stays as it was."""
        try:
            found = await self._store.durability()
        except StoreUnavailable:
            # The sweep says so.
            return
        self._count(sum(one.evicted for one in found))
        self._weigh(max((one.used for one in found), default=0.0))
        self._warn(found)

    def _weigh(self, used: float) -> None:
        """Of a cluster the node with the least room counts: any session may be there."""
        before = (self.scarce, self.full)
        self.scarce, self.full = used >= SCARCE, used >= self._full_share
        if (self.scarce, self.full) == before:
            return
        percent = round(used * 100)
        if self.full:
            log.error("redis_full", used_percent=percent)
        elif self.scarce:
            log.warning("redis_nearly_full", used_percent=percent)
        else:
            log.info("redis_has_room", used_percent=percent)

    def _count(self, evicted: int) -> None:
        """How many keys were evicted from the first look on; a restart of Redis counts anew."""
        before, self._evicted = self._evicted, evicted
        if before is None:
            return
        more = evicted - before if evicted >= before else evicted
        if more:
            self._lost += more
            log.error("redis_evicted", keys=more)

    def _warn(self, found: list[Durability]) -> None:
        before = self.warnings
        self.warnings = list(dict.fromkeys(said for one in found for said in one.warnings()))
        for said in dict.fromkeys(said for one in found for said in one.hazards()):
            if said not in before:
                log.warning("redis_may_lose", why=said)
        if self._lost:
            self.warnings.append(
                f"Redis has evicted {self._lost} keys since this worker watches: "
                "give it more memory, and look which sessions are damaged."
            )
