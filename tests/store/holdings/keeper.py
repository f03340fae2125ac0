"""Words for tests of holdings: one user's, and all that Redis has of them."""

import hashlib
from typing import Any

from store import keys
from store.holdings.types import Added, Collection, Listed, Replaced
from store.store import Store
from tests.store.quotas.accounts import usage
from tests.store.writers import raw

NOW = 1_000_000


class Keeper:
    """A user with one collection; of a guest, all ends at `ends_ms`."""

    def __init__(
        self,
        store: Store,
        user: str = "ada",
        collection: Collection = "resumes",
        ends_ms: int | None = None,
    ) -> None:
        self.store = store
        self.user = user
        self.collection: Collection = collection
        self.ends_ms = ends_ms

    @property
    def _place(self) -> tuple[Collection, str]:
        return self.collection, self.user

    @property
    def _who(self) -> dict[str, Any]:
        return {"guest": self.ends_ms is not None}

    async def add(self, id: str, **changes: Any) -> Added:
        """Add one that says so, of a hash that is its own."""
        part = {"title": id, "hash": f"hash of {id}", "head": b"head", "body": b"body"}
        part |= {"now_ms": NOW, "ends_ms": self.ends_ms} | self._who | changes
        return await self.store.holdings.add(*self._place, id, **part)

    async def settle(self, id: str, **changes: Any) -> Replaced:
        """What was read of one."""
        part = {"status": "ready", "head": b"head", "body": b"body", "now_ms": NOW + 1}
        return await self.store.holdings.settle(*self._place, id, **(part | self._who | changes))

    async def replace(self, id: str, **changes: Any) -> Replaced:
        """A new version of one, whatever the last one was."""
        part = {"expected": None, "head": b"head", "body": b"body", "now_ms": NOW + 2}
        part |= {"ends_ms": self.ends_ms} | self._who | changes
        return await self.store.holdings.replace(*self._place, id, **part)

    async def rename(self, id: str, title: str) -> bool:
        """Another title for one."""
        return await self.store.holdings.rename(*self._place, id, title, NOW + 3)

    async def delete(self, id: str) -> bool:
        """One fewer."""
        return await self.store.holdings.delete(*self._place, id)

    async def get(self, id: str, version: int | None = None) -> Any:
        """All of one."""
        return await self.store.holdings.get(*self._place, id, version)

    async def versions(self, id: str) -> Any:
        """The versions of one."""
        return await self.store.holdings.versions(*self._place, id)

    def key(self, id: str) -> str:
        """Where one is kept."""
        return keys.holding(self.user, self.collection, id)

    async def truth(self, id: str) -> int:
        """The bytes of memory that one takes."""
        return await usage(self.store, self.key(id))

    async def ids(self) -> list[str]:
        """All of them, newest first."""
        return [entry.id for entry in (await self.list()).entries]

    async def list(self, limit: int = 100, cursor: str | None = None) -> Listed:
        """A page of them."""
        return await self.store.holdings.list(*self._place, limit, cursor)


def noise(size: int, seed: int = 0) -> bytes:
    """Bytes that nothing compresses."""
    return hashlib.shake_256(b"%d" % seed).digest(size)


async def contents(store: Store, pattern: str = "*") -> dict[str, Any]:
    """All that Redis has, but for accounts, which may be counted anew at any time."""
    found = {}
    for key in sorted(await raw(store, "KEYS", pattern)):
        name = key.decode()
        if name.endswith((":bytes", ":ends")):
            continue
        of = await raw(store, "TYPE", name)
        if of == b"hash":
            flat = await raw(store, "HGETALL", name)
            found[name] = dict(zip(flat[::2], flat[1::2], strict=True))
        else:
            assert of == b"zset", f"{name} is a {of.decode()}"
            found[name] = await raw(store, "ZRANGE", name, 0, -1, "WITHSCORES")
    return found
