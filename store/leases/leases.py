"""Who works on which session: leases with fencing tokens, the sweep, the cancel that can't wait."""

from collections.abc import Mapping, Sequence

import msgspec

from store import keys
from store.leases.types import Acquired, Fenced, Held, Idle, Newer, Renewed
from store.quotas.quotas import Quotas
from store.quotas.types import Size, member
from store.redis.scripts import command, load, pairs, run
from store.sessions.types import Info, Queued
from store.steps.steps import SESSION, Steps, new_epoch

ACQUIRE = load(*SESSION, "leases/acquire.lua")
RENEW = load("leases/renew.lua")
RELEASE = load(*SESSION, "leases/release.lua")
DUE = load("leases/due.lua")
PENDING = load(*SESSION, "leases/pending.lua")
FORGET = load("leases/forget.lua")

CLAIM_MS = 500
"""So long a sweep keeps what it has claimed from the other sweeps.

Enough to take a lease. The renewals of whoever has it keep the session from the sweeps thereafter;
where nobody has it, or the sweep came just before an old lease ran out, the next look is soon.
"""


_NO_VERSIONS: Mapping[str, int] = {}


class Leases:
    """Taking, keeping and letting go of sessions.

    A lease says who should work; the fencing token that comes with it says who can write.
    """

    def __init__(self, steps: Steps, quotas: Quotas) -> None:
        self._steps = steps
        self._route = steps.route
        self._quotas = quotas

    async def acquire(
        self, session: str, worker: str, versions: Mapping[str, int] = _NO_VERSIONS
    ) -> Acquired | Held | Idle | Newer:
        """Take the session's lease, with all that it takes to go on.

        Where nothing else waits, an alarm that is due becomes the command to run. `versions` are
        those of the kinds that the worker knows: a session whose kind was newer stays where it is.
        """
        await self._route.look()
        reply = await self._steps.step(
            ACQUIRE,
            session,
            worker,
            self._steps.lease_ms,
            new_epoch(),
            self._route.publish,
            msgspec.msgpack.encode(versions),
        )
        status = reply[0]
        if status == b"held":
            return Held(reply[1].decode())
        if status == b"idle":
            return Idle()
        if status == b"newer":
            return Newer(reply[1].decode(), int(reply[2]))
        _, token, meta, first, checkpoint, messages, steps, mark, tail, cancelled = reply
        found = pairs(meta)
        known = Info.from_meta(session, found)
        return Acquired(
            token=token,
            epoch=known.epoch,
            head=known.head,
            meta=known,
            command=Queued.from_inbox(first),
            checkpoint=checkpoint,
            messages=messages,
            steps=pairs(steps),
            mark=mark,
            tail=tail,
            takeovers=int(found.get("takeovers", 0)),
            cancelled=_name(cancelled),
        )

    async def renew(self, leases: Sequence[tuple[str, int]]) -> list[Renewed | Fenced]:
        """Prolong leases, given as (session, token); results in the same order."""
        if not leases:
            return []
        await self._route.look()
        groups = [[lease] for lease in leases] if self._route.cluster else [list(leases)]
        replies = await self._route.run(
            [
                run(
                    RENEW,
                    [key for s, _ in group for key in _renewed(s)],
                    self._steps.lease_ms,
                    *(token for _, token in group),
                )
                for group in groups
            ]
        )
        found = [one for reply in replies for one in reply]
        mine = [s for (s, _), one in zip(leases, found, strict=True) if one is not None]
        if mine:
            await self._steps.touch(mine, self._steps.lease_ms)
        return [Fenced() if one is None else Renewed(_name(one)) for one in found]

    async def leave(self, session: str) -> None:
        """Have another worker look after a session that this one is not to take, at once."""
        await self._steps.touch([session], 0)

    async def release(self, session: str, token: int) -> bool:
        """Hand the session over in mid-run: any worker's next sweep finds it.

        The token can't write any more. False: it could not before.
        """
        if not await self._steps.step(RELEASE, session, token):
            return False
        await self._route.run([command(keys.running(), "ZADD", keys.running(), 0, session)])
        return True

    async def due(self, limit: int) -> list[str]:
        """Claim at most `limit` sessions whose time to be looked at has come.

        Nobody else gets them for CLAIM_MS, the visibility timeout of this work queue: acquire them,
        or set them aside.
        """
        call = run(DUE, [keys.running()], limit, CLAIM_MS)
        return [session.decode() for session in (await self._route.run([call]))[0]]

    async def set_aside(self, session: str) -> bool:
        """Have the sweep leave a session alone until its alarm, or for good where it has none.

        What the session takes is settled with its owner's quota: it rests now.

        False: there is something to do for it. A command that comes meanwhile touches the session
        once more when it is on the inbox: that changes the score, or brings the session back, so
        the sweep never loses it. Nor does it lose an alarm: that is set at the end of a run, when
        the session still stands there for the run's sake, and is looked at soon after.
        """
        score = (
            await self._route.run([command(keys.running(), "ZSCORE", keys.running(), session)])
        )[0]
        if score is None:
            return False
        time_ms, *rest = await self._steps.step(PENDING, session)
        if time_ms == 0:
            return False
        if rest:
            owner, ttl, size, parent = rest
            sizes = {member(session, parent.decode()): Size.of(size)}
            await self._quotas.settle(owner.decode(), sizes, guest=ttl != b"")
        until = "" if time_ms < 0 else time_ms
        call = run(FORGET, [keys.running()], session, score, until)
        return bool((await self._route.run([call]))[0])

    async def cancelled(self, session: str) -> str | None:
        """The run that is to end as cancelled, by its command's id: the one that goes on, or none.

        It stays so until that run has ended, so it may be asked as often as one likes.
        """
        key = keys.cancel(session)
        return _name((await self._route.run([command(key, "GET", key)]))[0])


def _name(raw: bytes | None) -> str | None:
    """A run's name; None where Redis has none."""
    return raw.decode() if raw else None


def _renewed(session: str) -> tuple[str, ...]:
    """The keys that renewing a lease takes, in the script's order."""
    return keys.meta(session), keys.lease(session), keys.cancel(session)
