"""Words for tests of quotas: what Redis says that sessions take, and what was counted of it."""

from store import keys
from store.redis.scripts import command
from store.store import Store
from tests.store.writers import raw

KEPT = (
    keys.meta,
    keys.inbox,
    keys.messages,
    keys.steps,
    keys.state,
    keys.mark,
)


async def usage(store: Store, key: str, samples: int = 0) -> int:
    """The bytes of memory that a key takes."""
    call = command(key, "MEMORY", "USAGE", key, "SAMPLES", samples)
    return int((await store.route.run([call]))[0] or 0)


async def truth(store: Store, session: str) -> int:
    """The bytes of memory that a session takes, without its log."""
    kept = [await usage(store, key(session)) for key in KEPT]
    return sum(kept) + await usage(store, keys.seen(session), 5)


async def account(store: Store, names: tuple[str, str]) -> dict[str, int]:
    """What an account says, but for when it was counted."""
    flat = await raw(store, "HGETALL", names[0])
    found = {k.decode(): int(v) for k, v in zip(flat[::2], flat[1::2], strict=True)}
    found.pop("counted", None)
    return {name: value for name, value in found.items() if value}


async def counted(store: Store, user: str = "ada") -> dict[str, int]:
    """A user's account; the sums in it are held against its entries."""
    found = await account(store, keys.account(user))
    of_one = {name: value for name, value in found.items() if ":" in name}
    for class_ in ("kept", "log", "held"):
        parts = [value for name, value in of_one.items() if name.startswith(f"{class_}:")]
        assert found.get(class_, 0) == sum(parts)
    # An item of a session is none of its own.
    sessions = [name for name in of_one if name.startswith("kept:") and "/" not in name]
    assert found.get("members", 0) == len(sessions)
    return found


async def rest(store: Store) -> None:
    """The sweep looks at all sessions that were touched, as if a lease's time had passed."""
    for session in await raw(store, "ZRANGE", keys.running(), 0, -1):
        await store.leases.set_aside(session.decode())
