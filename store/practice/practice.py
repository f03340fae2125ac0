"""What users have practised: a record, and the questions that they were asked."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Literal

import msgspec

from store import keys
from store.errors import StoreUnavailable
from store.packing import pack, unpack
from store.quotas.quotas import ACCOUNT, RECOUNT_MS, Quotas
from store.quotas.types import Refusal
from store.redis.route import Route
from store.redis.scripts import Script, load, run

PRACTICE = (*ACCOUNT, "practice/practice.lua")
GET = load("practice/get.lua")
WRITE = load(*PRACTICE, "practice/write.lua")
ASK = load(*PRACTICE, "practice/ask.lua")
FORGET = load(*PRACTICE, "practice/forget.lua")

MOST_ASKED = 1000
"""So many questions are remembered of a user, the newest."""

Written = Literal["written", "stale"] | Refusal
"""`stale`: the version there is is not the one on which the change builds."""


class Practised(msgspec.Struct, frozen=True):
    """What there is: the record as it was written (None where none is), and the questions.

    The questions are oldest first. The `version` is 0 where nothing ever was, and is another after
    every change.
    """

    version: int
    record: bytes | None
    asked: Sequence[bytes]


class Practice:
    """What each user has practised. It lies in the user's slot, and ends with a guest.

    It counts for what a user may have, and each change is one atomic step: what is refused leaves
    nothing. Of a guest, all of it ends at `ends_ms`, ms since 1970, or at a later end that was said
    before. Where the store is `full`, only what takes less is taken. Every change may be sent
    again; what was done is not done twice.
    """

    def __init__(self, route: Route, quotas: Quotas) -> None:
        self._route = route
        self._quotas = quotas

    async def get(self, user: str) -> Practised:
        """What there is of a user."""
        call = run(GET, keys.practice(user))
        version, record, asked = (await self._route.run([call]))[0]
        kept = None if record is None else await unpack(record)
        return Practised(int(version or 0), kept, asked)

    async def write(
        self,
        user: str,
        expected: int,
        record: bytes,
        *,
        guest: bool,
        ends_ms: int | None = None,
        full: bool = False,
        beyond: bool = False,
    ) -> Written:
        """Write a record in the place of the one of the version that is `expected`.

        What moves from one user to another is theirs already, and may go `beyond` what they may
        have.
        """
        header = {"expected": expected, "ends": ends_ms, "beyond": beyond}
        return await self._grow(WRITE, user, header, await pack(record), guest=guest, full=full)

    async def ask(
        self,
        user: str,
        question: bytes,
        at_ms: int,
        *,
        guest: bool,
        ends_ms: int | None = None,
        full: bool = False,
        beyond: bool = False,
    ) -> Written:
        """Remember a question that was asked then; never `stale`. Again changes nothing.

        `beyond` is as `write` has it.
        """
        header = {"at": at_ms, "keep": MOST_ASKED, "ends": ends_ms, "beyond": beyond}
        return await self._grow(ASK, user, header, question, guest=guest, full=full)

    async def forget(self, user: str, *, guest: bool) -> None:
        """Forget all of it."""
        *_, sums = await self._step(FORGET, user, {"most": 0, "refusal": ""})
        if guest and sums:
            with suppress(StoreUnavailable):  # it is done, and is settled with the next change
                await self._quotas.settle_of_guests(user, sums)

    async def _grow(
        self,
        script: Script,
        user: str,
        header: dict[str, Any],
        part: bytes,
        *,
        guest: bool,
        full: bool,
    ) -> Written:
        """Run a step that adds bytes. Who would be refused is counted anew before."""
        refusal: Refusal | None = "storage"
        if not full:
            refusal = await self._quotas.take_of_guests(user, len(part)) if guest else None
        _, most = self._quotas.limits.of_one(guest)
        header |= {"refusal": refusal or "", "most": 0 if header["beyond"] else most}
        status, age_ms, sums = await self._step(script, user, header, part)
        if status == "quota" and age_ms > RECOUNT_MS:
            await self._quotas.recount(user, guest=guest)
            status, _, sums = await self._step(script, user, header, part)
        if guest and sums:
            await self._quotas.settle_of_guests(user, sums)
        elif guest and not refusal:
            await self._quotas.settle(user, {}, guest=True)
        return status

    async def _step(
        self, script: Script, user: str, header: dict[str, Any], *parts: bytes
    ) -> tuple[Written, int, Sequence[int]]:
        """What came of a step, when the account was counted anew (ms ago), and its sums."""
        known = {"members": keys.PRACTICE_MEMBERS, "counts": self._quotas.counts}
        encoded = msgspec.msgpack.encode(header | known)
        call = run(script, keys.all_of_practice(user), encoded, *parts)
        status, _, age_ms, *sums = (await self._route.run([call]))[0]
        return status.decode(), age_ms, sums
