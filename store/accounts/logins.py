"""Logins of accounts, and their refresh tokens, of which hashes alone are kept."""

from collections.abc import Sequence

from store import keys
from store.accounts.types import Family, Login, Rotation
from store.redis.route import Route
from store.redis.scripts import command, load, run

CLOCK = "redis/clock.lua"
OPEN = load(CLOCK, "accounts/open.lua")
ROTATE = load(CLOCK, "accounts/rotate.lua")

MOST = 100
"""So many logins an account has at once; the oldest ends for one more."""

FIELDS = ("createdAt", "lastUsedAt", "expiresAt", "address", "agent")


class Logins:
    """The logins of accounts, each in its user's slot. They end by themselves."""

    def __init__(self, route: Route) -> None:
        self._route = route

    async def open(
        self,
        user: str,
        id: str,
        *,
        password: str,
        family: Family,
        refresh: bytes,
        address: str,
        agent: str,
        lasts_ms: int,
        idle_ms: int,
    ) -> list[str] | None:
        """Begin a login whose first refresh token has the hash `refresh`; which others ended by it.

        None where there is no such account, or the hash of its `password` is another by now.
        """
        words: tuple[str | bytes, ...] = (
            "address", address, "agent", agent, "family", family.hash, "chain", family.chain,
            "refresh", refresh,
        )  # fmt: skip
        places = [keys.profile(user), keys.logins(user), keys.login(user, id)]
        start = keys.login(user, "")
        call = run(OPEN, places, password, lasts_ms, idle_ms, MOST, id, start, *words)
        done, *ended = (await self._route.run([call]))[0]
        return [one.decode() for one in ended] if done else None

    async def family(self, user: str, id: str) -> Family | None:
        """What the refresh tokens of a login are told by; None for one that has ended."""
        key = keys.login(user, id)
        ((hash, chain),) = await self._route.run([command(key, "HMGET", key, "family", "chain")])
        return Family(hash, chain) if hash and chain else None

    async def rotate(
        self, user: str, id: str, refresh: bytes, following: bytes, *, grace_ms: int, idle_ms: int
    ) -> Rotation:
        """Take a refresh token of a login's family, by its hash; the next one follows it."""
        places = [keys.profile(user), keys.logins(user), keys.login(user, id)]
        call = run(ROTATE, places, refresh, following, grace_ms, idle_ms, id)
        status, created = (await self._route.run([call]))[0]
        return Rotation(status.decode(), int(created or 0))

    async def end(self, user: str, id: str) -> bool:
        """End a login; whether there was one. Other workers hear of it by `Accounts.note`."""
        key, all_of_them = keys.login(user, id), keys.logins(user)
        calls = [command(key, "DEL", key), command(all_of_them, "ZREM", all_of_them, id)]
        ended, _ = await self._route.run(calls, durable=True)
        return bool(ended)

    async def listed(self, user: str) -> list[Login]:
        """The logins of a user, the newest first."""
        index = keys.logins(user)
        (found,) = await self._route.run([command(index, "ZREVRANGE", index, 0, -1)])
        ids = [id.decode() for id in found]
        places = [keys.login(user, id) for id in ids]
        rows = await self._route.run([command(key, "HMGET", key, *FIELDS) for key in places])
        return [_login(id, row) for id, row in zip(ids, rows, strict=True) if row[0] is not None]


def _login(id: str, row: Sequence[bytes]) -> Login:
    created, used, expires, address, agent = row
    return Login(id, int(created), int(used), int(expires), address.decode(), agent.decode())
