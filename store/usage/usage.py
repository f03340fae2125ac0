"""What each user has used: rolled up by day, kind of session and model, a hash for each month."""

import hashlib
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from store import keys
from store.redis.route import Route
from store.redis.scripts import Call, command, load, pairs, run
from store.usage.types import Spent, Used

COUNT = load("redis/clock.lua", "usage/rollup.lua", "usage/count.lua")
TAKE = load("usage/take.lua")
ADD = load("redis/clock.lua", "usage/rollup.lua", "usage/add.lua")

DAY_MS = 86_400_000

KEPT_DAYS = 400
"""So long after its last entry a month is kept: a year can be looked back on, to the day."""

LONGEST = 60
"""Characters of a name: a hash is stored at its smallest while no part of it is longer than 64."""

ID_BYTES = 8
"""Of what is remembered as counted: two in a day are taken for one with a chance of 1 in 10^12."""


class Usage:
    """What users have used. It lies in the user's slot, and a guest's ends with them.

    Days are those of UTC. `guest_ms` is how long a guest's months are kept from their last entry.
    """

    def __init__(self, route: Route, guest_ms: int = KEPT_DAYS * DAY_MS) -> None:
        self._route = route
        self._guest_ms = guest_ms

    async def count(self, user: str, id: str, used: Used, *, guest: bool) -> bool:
        """Count what was used, once for an id; whether it was counted now.

        An id is known for a day: so long after it, it may come again.
        """
        month, day = _place(used.day)
        (counted,) = await self._route.run(
            [
                run(
                    COUNT,
                    [keys.used(user, month), keys.counted(user)],
                    _digest(id),
                    day,
                    used.kind[:LONGEST],
                    used.model[:LONGEST],
                    used.input_tokens,
                    used.output_tokens,
                    used.cost,
                    self._keep_ms(guest),
                )
            ]
        )
        return bool(counted)

    def spending(self, user: str, day: str) -> Call:
        """What asks how much was spent, to be sent along with others; `spent` reads the reply."""
        key = keys.used(user, _place(day)[0])
        return command(key, "HMGET", key, "today", "tokens", "cost")

    @staticmethod
    def spent(reply: Sequence[bytes | None], day: str) -> Spent:
        """What a reply to `spending` says of that day."""
        today, tokens, cost = reply
        last, tokens_day = (today or b"00 0").split()
        is_today = last.decode() == _place(day)[1]
        return Spent(int(tokens_day) if is_today else 0, int(tokens or 0), int(cost or 0))

    async def spent_on(self, user: str, day: str) -> Spent:
        """How much was spent on that day, and in its month until then."""
        (reply,) = await self._route.run([self.spending(user, day)])
        return self.spent(reply, day)

    async def between(self, user: str, first: str, last: str) -> list[Used]:
        """What was used from that day to that one, both included; in the order of days."""
        months = list(_months(first, last))
        calls = [_read(user, month) for month in months]
        found = await self._route.run(calls)
        rows = [
            row for month, flat in zip(months, found, strict=True) for row in _rows(month, flat)
        ]
        return sorted(
            (row for row in rows if first <= row.day <= last),
            key=lambda row: (row.day, row.kind, row.model),
        )

    async def everything(self, user: str) -> list[Used]:
        """All that is known of a user."""
        return await self.between(user, *_whole())

    async def move(self, guest: str, user: str) -> None:
        """Give a user what a guest has used, once, however often; then what came since."""
        for month in _months(*_whole()):
            apart = keys.used_apart(guest, month)
            take = run(TAKE, [keys.used(guest, month), apart], uuid.uuid4().hex)
            (flat,) = await self._route.run([take])
            if not flat:
                continue
            words = [word for row in _rows(month, flat) for word in _words(row)]
            into = [keys.used(user, month), keys.counted(user)]
            id = _digest(pairs(flat)["id"].decode())
            await self._route.run([run(ADD, into, id, self._keep_ms(guest=False), *words)])
            await self._route.run([command(apart, "DEL", apart)])

    async def keep(self, user: str) -> None:
        """A guest has signed up: what they have used does not end with guests any more."""
        months = [keys.used(user, month) for month in _months(*_whole())]
        ms = self._keep_ms(guest=False)
        await self._route.run([command(key, "PEXPIRE", key, ms) for key in months])

    async def forget(self, user: str) -> None:
        """Delete all of it."""
        months = list(_months(*_whole()))
        places = [name(user, month) for month in months for name in (keys.used, keys.used_apart)]
        places.append(keys.counted(user))
        await self._route.run([command(key, "DEL", key) for key in places])

    def _keep_ms(self, guest: bool) -> int:
        return self._guest_ms if guest else KEPT_DAYS * DAY_MS


def day_of(ms: int) -> str:
    """The day (UTC) of a time (ms since 1970)."""
    return datetime.fromtimestamp(ms / 1000, UTC).date().isoformat()


def _place(day: str) -> tuple[str, str]:
    """The month of a day, and its number there."""
    return day[:7], day[8:]


def _digest(id: str) -> bytes:
    return hashlib.blake2b(id.encode(), digest_size=ID_BYTES).digest()


def _read(user: str, month: str) -> Call:
    key = keys.used(user, month)
    return command(key, "HGETALL", key)


def _rows(month: str, flat: Sequence[bytes]) -> list[Used]:
    fields = pairs(flat)
    names = {raw.decode(): field[1:] for field, raw in fields.items() if field[0] == "="}
    rows = []
    for field, raw in fields.items():
        day, *numbers = field.split(":")
        if len(numbers) == 2:
            kind, model = (names.get(number, "") for number in numbers)
            rows.append(Used(f"{month}-{day}", kind, model, *map(int, raw.split())))
    return rows


def _words(row: Used) -> tuple[Any, ...]:
    counts = (row.input_tokens, row.output_tokens, row.cost, row.times)
    return (_place(row.day)[1], row.kind, row.model, *counts)


def _whole() -> tuple[str, str]:
    """From when to when anything can be there; a worker's clock may be ahead by a day."""
    today = datetime.now(UTC).date()
    return str(today - timedelta(days=KEPT_DAYS + 31)), str(today + timedelta(days=1))


def _months(first: str, last: str) -> Iterator[str]:
    """Each month (`2026-12`) that has one of these days."""
    begins, ends = (int(day[:4]) * 12 + int(day[5:7]) - 1 for day in (first, last))
    for number in range(begins, ends + 1):
        year, month = divmod(number, 12)
        yield f"{year:04}-{month + 1:02}"
