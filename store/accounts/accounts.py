"""Accounts: who has one, under which e-mail address, and what all workers are to hear of it."""

from collections.abc import Sequence
from typing import Literal

from store import index, keys
from store.accounts.types import FIELDS, Account, Change, Words
from store.index import Position
from store.redis.route import Route
from store.redis.scripts import Call, command, load, run

CLOCK = "redis/clock.lua"
CLAIM = load("accounts/claim.lua")
HOLD = load("accounts/hold.lua")
RELEASE = load("accounts/release.lua")
CREATE = load(CLOCK, "accounts/create.lua")
CHANGE = load("accounts/change.lua")
SWAP = load("accounts/swap.lua")
PASSWORD = load("accounts/password.lua")
NOTE = load(CLOCK, "accounts/note.lua")
MEMBER = load(CLOCK, "accounts/member.lua")
NEWCOMER = load(CLOCK, "accounts/newcomer.lua")

CLAIM_MS = 60_000
"""So long an address is claimed, and an account there, that nobody finishes to make."""

CHANGES_MS = 20 * 60_000
"""So long changes are kept: longer than any access token of an account is valid."""

KEEP_AGAIN_MS = 60_000
"""So long after a guest has become an account one looks again at what they have: a worker that had
not heard of it may have made something that ends."""

Made = Literal["made", "taken"]


class Accounts:
    """The accounts. Each lies in its user's slot, whose an address is in a slot of its own.

    `address` is the hash of an e-mail address in its one normal form: it is one user's. Writes are
    on the disk when they are answered, where Redis can tell. Each may be sent again.
    """

    def __init__(self, route: Route) -> None:
        self._route = route

    async def get(self, user: str) -> Account | None:
        """A user's account, None where they have none."""
        key = keys.profile(user)
        (found,) = await self._route.run([command(key, "HMGET", key, *FIELDS)])
        return Account.of(found)

    async def user_of(self, address: str) -> str:
        """Whose an address is, '' for nobody's; who only claims it does not have it yet."""
        key = keys.address(address)
        calls = [command(key, "GET", key), command(key, "PTTL", key)]
        holder, left = await self._route.run(calls)
        return holder.decode() if holder and left == -1 else ""

    async def make(
        self, user: str, address: str, *, fields: Sequence[tuple[str, str | bytes]], newcomer: bool
    ) -> Made:
        """Make an account under an address that is nobody's: of several who try, one does.

        It is there for CLAIM_MS, and for good once it is confirmed, or somebody signs in. `fields`
        are those of an Account but for `createdAt`. What a `newcomer` has was a guest's, and is to
        stay: keys.newcomers() names them from now on.
        """
        if not await self._claim(user, address):
            return "taken"
        key = keys.profile(user)
        words = [word for pair in fields for word in pair]
        calls = [run(CREATE, [key], CLAIM_MS, *words)]
        if newcomer:
            calls.append(run(NEWCOMER, [keys.newcomers()], KEEP_AGAIN_MS, user))
        made, *_ = await self._route.run(calls)
        if not made:
            return "taken"
        (held,) = await self._route.run([run(HOLD, [keys.address(address)], user)])
        return "made" if held else "taken"

    async def _claim(self, user: str, address: str) -> bool:
        """Whether an address is the user's to take."""
        key = keys.address(address)
        (told,) = await self._route.run([run(CLAIM, [key], user, CLAIM_MS, "")])
        holder, for_good = told[0].decode(), told[1]
        if holder != user and for_good and await self.get(holder) is None:
            # Its account was never finished, or was deleted, and a crash came in between.
            (told,) = await self._route.run([run(CLAIM, [key], user, CLAIM_MS, holder)])
            holder = told[0].decode()
        return bool(holder == user)

    async def confirm(self, user: str, address: str, *, guest: bool) -> None:
        """Have an account that was made on the disk, and listed; a guest's tokens end."""
        account, holder = keys.profile(user), keys.address(address)
        calls = [
            command(account, "PERSIST", account),
            run(HOLD, [holder], user),
            run(MEMBER, [keys.members()], user),
        ]
        if guest:
            calls.append(self._noting(f"guest {user}"))
        await self._route.run(calls, durable=True)

    async def change(self, user: str, values: Words) -> bool:
        """Change an account's fields by their names; whether there is one."""
        key = keys.profile(user)
        kept = [(name, value) for name, value in values.items() if value is not None]
        words = [word for pair in kept for word in pair]
        gone = [name for name, value in values.items() if value is None]
        call = run(CHANGE, [key], len(kept), *words, *gone)
        return bool((await self._route.run([call], durable=True))[0])

    async def set_plan(self, user: str, plan: str) -> bool:
        """Give a user another plan, which all workers hear of; whether they have an account."""
        if not await self.change(user, {"plan": plan}):
            return False
        await self.note(f"plan {user} {plan}")
        return True

    async def rehash(self, user: str, old: str, new: str) -> bool:
        """Keep the same password's hash with other parameters; whether it is the same still."""
        (done,) = await self._route.run([run(SWAP, [keys.profile(user)], old, new)])
        return bool(done)

    async def set_password(
        self, user: str, new: str, *, known: str = "", by: str = "", stays: str = ""
    ) -> bool:
        """Set a password's hash, and end all logins but the one that `stays`.

        Nothing is done, and False returned, where the hash that was `known` is another by now, or
        what may set it anew is not what it is done `by` (a hash; see `start_reset`).
        """
        places = [keys.profile(user), keys.logins(user), keys.reset(user)]
        call = run(PASSWORD, places, known, by, new, stays, keys.login(user, ""))
        (told,) = await self._route.run([call], durable=True)
        done, *ended = told
        if ended:
            await self.note(*(f"login {id.decode()}" for id in ended))
        return bool(done)

    async def start_reset(self, user: str, hash: str, ttl_ms: int) -> None:
        """Let what has this hash set the user's password anew, once; nothing else does any more."""
        key = keys.reset(user)
        await self._route.run([command(key, "SET", key, hash, "PX", ttl_ms)], durable=True)

    async def may_reset(self, user: str, hash: str) -> bool:
        """Whether what has this hash may set the user's password anew."""
        key = keys.reset(user)
        (found,) = await self._route.run([command(key, "GET", key)])
        return bool(found == hash.encode())

    async def end_guest(self, guest: str, ttl_ms: int) -> None:
        """A guest's tokens, which may last so long, count no more."""
        key = keys.ended_guest(guest)
        calls = [command(key, "SET", key, 1, "PX", ttl_ms), self._noting(f"guest {guest}")]
        await self._route.run(calls, durable=True)

    async def has_ended(self, guest: str) -> bool:
        """Whether a guest's tokens count no more: they have signed up, or in."""
        ended, account = keys.ended_guest(guest), keys.profile(guest)
        calls = [command(ended, "EXISTS", ended), command(account, "PTTL", account)]
        marked, left = await self._route.run(calls)
        return bool(marked) or left == -1

    async def listed(self, after: Position | None, count: int) -> list[index.Entry]:
        """Who has an account, and since when (ms), newest first, a page at a time."""
        found = await index.stretch(self._route, keys.members(), after, 0, count)
        return [entry for entry in found if index.is_after(entry, after)]

    async def delete(self, user: str, address: str) -> None:
        """Delete an account and all logins of it: nothing here names its user any more.

        What workers are to hear of it is kept for CHANGES_MS.
        """
        members, newcomers, logins = keys.members(), keys.newcomers(), keys.logins(user)
        (ids,) = await self._route.run([command(logins, "ZRANGE", logins, 0, -1)])
        places = [
            *(keys.login(user, id.decode()) for id in ids),
            logins,
            keys.reset(user),
            keys.ended_guest(user),
            keys.profile(user),
        ]
        calls = [
            self._noting(f"user {user}"),
            run(RELEASE, [keys.address(address)], user),
            command(members, "ZREM", members, user),
            command(newcomers, "ZREM", newcomers, user),
            *(command(place, "DEL", place) for place in places),
        ]
        await self._route.run(calls, durable=True)

    async def note(self, *changes: str) -> None:
        """Have all workers hear of changes (see Change)."""
        await self._route.run([self._noting(*changes)], durable=True)

    def _noting(self, *changes: str) -> Call:
        return run(NOTE, [keys.changes()], CHANGES_MS, *changes)

    async def changes(self, since_ms: int) -> list[Change]:
        """What has changed since then, by Redis' clock; the oldest first."""
        key = keys.changes()
        words = ("ZRANGEBYSCORE", key, since_ms, "+inf", "WITHSCORES")
        (flat,) = await self._route.run([command(key, *words)])
        pairs = zip(flat[::2], flat[1::2], strict=True)
        return [Change(int(float(at)), tuple(word.decode().split(" "))) for word, at in pairs]
