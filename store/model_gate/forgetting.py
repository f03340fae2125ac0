"""What calls of models have left of a user, forgotten: answers, and whom a record names.

Budgets do not say whose they are.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from store import keys
from store.redis.route import Route
from store.redis.scripts import command, load, run

SCRUB = load("model_gate/scrub.lua")
HAND_OVER = load("model_gate/hand_over.lua")

RECORDS = 500
"""So many records, or answers, are looked at in one trip: others' calls come in between."""

Scrub = Callable[[bytes], bytes | None]
"""A record without whom it names; None where it names somebody else."""


class Forgetting:
    """Forgets a user. Every call may be sent again."""

    def __init__(self, route: Route) -> None:
        self._route = route

    async def answers(self, user: str) -> list[tuple[str, int]]:
        """The answers that are kept for a user, each until when (ms since 1970)."""
        key = keys.answers(user)
        (found,) = await self._route.run([command(key, "ZRANGE", key, 0, -1, "WITHSCORES")])
        pairs = zip(found[::2], found[1::2], strict=True)
        return [(name.decode(), int(float(until))) for name, until in pairs]

    async def hand_over(self, user: str, other: str) -> None:
        """Note the answers of a user as another's, with whom they are forgotten."""
        mine, found = keys.answers(user), await self.answers(user)
        for first in range(0, len(found), RECORDS):
            some = found[first : first + RECORDS]
            words = [word for name, until in some for word in (until, name)]
            await self._route.run([run(HAND_OVER, [keys.answers(other)], *words)])
            names = [name for name, _ in some]
            await self._route.run([command(mine, "ZREM", mine, *names)])

    async def forget_answers(self, user: str) -> None:
        """Delete the answers that are kept for a user."""
        names = [name for name, _ in await self.answers(user)]
        for first in range(0, len(names), RECORDS):
            some = [keys.answer(name) for name in names[first : first + RECORDS]]
            await self._route.run([command(key, "DEL", key) for key in some])
        index = keys.answers(user)
        await self._route.run([command(index, "DEL", index)])

    async def scrub(self, scrubbed: Scrub, today: datetime, days: int) -> None:
        """Have the records of so many days name nobody whom `scrubbed` takes out of them."""
        places = [keys.usage(day) for day in _days(today, days)]
        lengths = await self._route.run([command(place, "LLEN", place) for place in places])
        for place, length in zip(places, lengths, strict=True):
            for first in range(0, length, RECORDS):
                words = ("LRANGE", place, first, first + RECORDS - 1)
                (records,) = await self._route.run([command(place, *words)])
                calls = [
                    run(SCRUB, [place], at, record, other)
                    for at, record in enumerate(records, first)
                    if (other := scrubbed(record)) is not None
                ]
                await self._route.run(calls)


def _days(today: datetime, count: int) -> list[str]:
    """So many days before and the next one: a worker's clock may be ahead."""
    return [(today.date() - timedelta(days=n)).isoformat() for n in range(-1, count + 1)]
