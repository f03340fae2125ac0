"""What users, and all guests together, have of Redis' memory, and may have.

Each has an account in a slot of its own. Before something is added, as much as comes in is taken
from it, and given back where it was not added; what there is in truth is settled when a session
rests, is made or is deleted. So an account may be wrong by what is under way; what a crash left in
it is found when the sweep looks at the session, or else before anybody is refused for it.

What a user keeps besides their sessions lies in the account's own slot and is counted in the steps
that change it. Only all guests' account is taken from before, and settled after.
"""

from collections.abc import Mapping, Sequence

from store import keys
from store.quotas.types import NOTHING, Limits, Refusal, Size, member, session_of
from store.redis.scripts import Call, command, load, run
from store.steps.steps import SESSION, Steps, on_session

ACCOUNT = ("redis/clock.lua", "redis/memory.lua", "quotas/account.lua")
TAKE = load(*ACCOUNT, "quotas/take.lua")
GIVE_BACK = load(*ACCOUNT, "quotas/give_back.lua")
SETTLE = load(*ACCOUNT, "quotas/settle.lua")
MEASURE = load(*SESSION, "quotas/measure.lua")
MEASURE_HELD = load(*ACCOUNT, "quotas/measure_held.lua")

CLAIM_MS = 60_000
"""So long what was taken for something new counts, where it is not settled."""

RECOUNT_MS = 30_000
"""An account is not counted anew more often than that."""

HELD = "held"
"""What the account calls what is no session's (see account.lua)."""

RECOUNT_SESSIONS = 50
"""So many sessions, or other things, are measured in one trip: others' come in between."""


class Quotas:
    """The accounts of users and of all guests. Nothing is counted where there are no limits.

    A session's log ends by itself `log_ttl_ms` after its last run.
    """

    def __init__(self, steps: Steps, limits: Limits, log_ttl_ms: int) -> None:
        self.limits = limits
        self._steps = steps
        self._route = steps.route
        self._log_ttl_ms = log_ttl_ms
        self.counts = limits != Limits()

    async def take(
        self, owner: str, session: str, size: int, *, guest: bool, parent: str = ""
    ) -> Refusal | None:
        """Take so many bytes for a session of a user, or say why they may have no more.

        With a `parent` it is an item of that one. Who would be refused is counted anew before.
        """
        if not self.counts:
            return None
        refusal, age_ms = await self._take(owner, session, size, guest, parent)
        if refusal in ("too_many", "quota") and age_ms > RECOUNT_MS:
            await self.recount(owner, guest=guest)
            refusal, _ = await self._take(owner, session, size, guest, parent)
        return refusal

    async def _take(
        self, owner: str, session: str, size: int, guest: bool, parent: str
    ) -> tuple[Refusal | None, int]:
        """Why not, if so, and when the user's account was last counted anew (ms ago)."""
        sessions, most = self.limits.of_one(guest)
        account, name = keys.account(owner), member(session, parent)
        calls = [
            self._steps.touching(session),  # the sweep finds what a crash leaves
            run(TAKE, account, name, size, most, sessions, CLAIM_MS),
        ]
        if guest:
            room = self.limits.guests_bytes
            calls.append(run(TAKE, keys.guests(), owner, size, room, 0, CLAIM_MS))
        _, (why, age_ms), *all_guests = await self._route.run(calls)
        over = bool(all_guests) and all_guests[0][0] != b""
        back = list[Call]()
        if why and all_guests and not over:
            back.append(run(GIVE_BACK, keys.guests(), owner, size))
        if over and not why:
            back.append(run(GIVE_BACK, account, name, size))
        await self._route.run(back)
        refusal: Refusal | None = why.decode() or ("storage" if over else None)
        return refusal, age_ms

    async def give_back(
        self, owner: str, session: str, size: int, *, guest: bool, parent: str = ""
    ) -> None:
        """Nothing was added: give back what was taken for it."""
        if not self.counts:
            return
        calls = [run(GIVE_BACK, keys.account(owner), member(session, parent), size)]
        if guest:
            calls.append(run(GIVE_BACK, keys.guests(), owner, size))
        await self._route.run(calls)

    async def settle(
        self, owner: str, sizes: Mapping[str, Size], *, guest: bool, all_of_them: bool = False
    ) -> None:
        """Write down what sessions of a user take, in place of what was taken for them.

        `sizes` has them by what the account calls them (`member`).
        """
        if not self.counts:
            return
        words = [word for name, one in sizes.items() for word in (name, *_words(one))]
        account = keys.account(owner)
        call = run(SETTLE, account, int(all_of_them), *words)
        sums = (await self._route.run([call]))[0]
        if guest:
            await self.settle_of_guests(owner, sums)

    async def take_of_guests(self, owner: str, size: int) -> Refusal | None:
        """Take so many bytes for a guest from what all guests have, or say that there are none."""
        if not self.counts:
            return None
        room = self.limits.guests_bytes
        call = run(TAKE, keys.guests(), owner, size, room, 0, CLAIM_MS)
        why, _ = (await self._route.run([call]))[0]
        return "storage" if why else None

    async def settle_of_guests(self, owner: str, sums: Sequence[int]) -> None:
        """Write down what a guest has in all: the `sums` of their account (see account.lua)."""
        if not self.counts:
            return
        kept, log, ends_ms = sums
        whole = Size(kept, ends_ms, log, self._log_ttl_ms)
        await self._route.run([run(SETTLE, keys.guests(), 0, owner, *_words(whole))])

    async def measure(self, owner: str, session: str, *, guest: bool) -> None:
        """Settle what a session takes now that does not rest yet: the sweep leaves it alone."""
        if not self.counts:
            return
        found = (await self._route.run([on_session(MEASURE, session)]))[0]
        if found is not None and found[0] == owner.encode():
            name = member(session, found[2].decode())
            await self.settle(owner, {name: Size.of(found[1])}, guest=guest)

    async def recount(self, owner: str, *, guest: bool) -> None:
        """Measure all that counts, or is listed, and settle what it takes."""
        indexes = [keys.sessions(owner), *(keys.collection(owner, n) for n in keys.COLLECTIONS)]
        _, ends = keys.account(owner)
        calls = [command(one, "ZRANGE", one, 0, -1) for one in (*indexes, ends)]
        listed, *collections, counted = await self._route.run(calls)
        entries = [one.decode().partition(":") for one in counted]
        held = [
            f"{name}:{id.decode()}"
            for name, ids in zip(keys.COLLECTIONS, collections, strict=True)
            for id in ids
        ]
        held += [member for class_, _, member in entries if class_ == HELD]
        await self._measure_held(owner, list(dict.fromkeys(held)))
        names = [one.decode() for one in listed]
        names += [name for class_, _, name in entries if class_ != HELD]
        members = list(dict.fromkeys(names))
        for first in range(0, max(1, len(members)), RECOUNT_SESSIONS):
            some = members[first : first + RECOUNT_SESSIONS]
            found = await self._route.run([on_session(MEASURE, session_of(one)) for one in some])
            sizes = {
                name: Size.of(one[1]) if one and _is_that(one, owner, name) else NOTHING
                for name, one in zip(some, found, strict=True)
            }
            await self.settle(owner, sizes, guest=guest, all_of_them=True)

    async def _measure_held(self, owner: str, members: Sequence[str]) -> None:
        for first in range(0, len(members), RECOUNT_SESSIONS):
            some = members[first : first + RECOUNT_SESSIONS]
            things = [keys.holding(owner, *member.split(":", 1)) for member in some]
            call = run(MEASURE_HELD, [*keys.account(owner), *things], *some)
            await self._route.run([call])


def _is_that(measured: Sequence[bytes], owner: str, name: str) -> bool:
    """Whether what was measured is the owner's, and is what their account calls so: what was taken
    for an item under its own name ends by itself, and does not count twice."""
    whose, _, parent = measured
    return whose == owner.encode() and member(session_of(name), parent.decode()) == name


def _words(size: Size) -> tuple[int, int, int, int]:
    return size.kept, size.kept_ms, size.log, size.log_ms
