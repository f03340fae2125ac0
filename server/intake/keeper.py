"""What callers keep: each change of the store, with what it is told by and refused with."""

from collections.abc import Awaitable, Callable

from protocol.catalogue import Text
from protocol.errors import NotFound, PreconditionFailed
from server.admission.admission import now_ms
from server.admission.tokens import Identity
from server.holdings.holdings import Contents, standing_of
from server.intake.refusals import not_kept
from store.asked.asked import Asked
from store.errors import StoreFull
from store.holdings.holdings import VERSIONS, Holdings
from store.holdings.types import Added, Collection, Entry, Holding, Replaced, Standing

NOT_THERE = Text("errors.not_found.thing")
STALE = Text("errors.precondition_failed")


Whither = Callable[[str], Awaitable[str | None]]
"""To whom the things of a guest have moved, if they have."""


async def nowhere(guest: str) -> str | None:
    """Where nothing moves."""
    return None


class Keeper:
    """The holdings of callers. `is_full` says whether the storage takes nothing new.

    What a guest has ends with the guest, `guest_s` seconds after they first signed in. What has
    been read for `patience_ms` is read by nobody any more. `whither` says where a guest's things
    are who has signed in to an account while a file of theirs was read.
    """

    def __init__(
        self,
        holdings: Holdings,
        asked: Asked,
        is_full: Callable[[], bool],
        guest_s: int,
        patience_ms: int,
        whither: Whither = nowhere,
    ) -> None:
        self.holdings = holdings
        self._asked = asked
        self._is_full = is_full
        self._guest_s = guest_s
        self._patience_ms = patience_ms
        self._whither = whither

    def standing(self, entry: Entry) -> Standing:
        """How a holding stands now."""
        return standing_of(entry, now_ms(), self._patience_ms)

    async def keep_new(
        self,
        caller: Identity,
        collection: Collection,
        id: str,
        hash: str,
        contents: Contents,
        status: Standing = "ready",
    ) -> Added:
        """Keep something new, or say which is the same. Raises QuotaExceeded and StorageFull."""
        try:
            added = await self.holdings.add(
                collection,
                caller.user,
                id,
                title=contents.title,
                hash=hash,
                head=contents.head,
                body=contents.body,
                data=contents.data,
                status=status,
                now_ms=now_ms(),
                guest=caller.guest,
                ends_ms=self.ends_ms(caller),
                full=self._is_full(),
            )
        except StoreFull:
            raise not_kept("storage") from None
        if added.status == "created" or added.status == "exists":
            return added
        raise not_kept(added.status)

    async def settle(
        self,
        caller: Identity,
        collection: Collection,
        id: str,
        contents: Contents,
        status: Standing = "ready",
    ) -> Replaced:
        """Say what came of something that was being read."""
        settled = await self._settle(caller.user, caller.guest, collection, id, contents, status)
        if settled.status == "missing" and caller.guest:
            user = await self._whither(caller.user)
            if user is not None:
                return await self._settle(user, False, collection, id, contents, status)
        return settled

    async def _settle(
        self,
        user: str,
        guest: bool,
        collection: Collection,
        id: str,
        contents: Contents,
        status: Standing,
    ) -> Replaced:
        return await self.holdings.settle(
            collection,
            user,
            id,
            title=contents.title,
            status=status,
            head=contents.head,
            body=contents.body,
            now_ms=now_ms(),
            guest=guest,
            full=self._is_full(),
        )

    async def keep_version(
        self,
        caller: Identity,
        collection: Collection,
        id: str,
        expected: int | None,
        contents: Contents,
        keep: int = VERSIONS,
    ) -> int:
        """Write a new version, of which the newest `keep` are kept, and say which.

        Raises NotFound, PreconditionFailed, QuotaExceeded and StorageFull.
        """
        try:
            replaced = await self.holdings.replace(
                collection,
                caller.user,
                id,
                expected=expected,
                head=contents.head,
                body=contents.body,
                now_ms=now_ms(),
                guest=caller.guest,
                ends_ms=self.ends_ms(caller),
                full=self._is_full(),
                keep=keep,
            )
        except StoreFull:
            raise not_kept("storage") from None
        if replaced.status == "missing":
            raise NotFound(NOT_THERE)
        if replaced.status == "stale":
            raise stale(replaced.version)
        if replaced.status != "replaced":
            raise not_kept(replaced.status)
        return replaced.version

    async def find(
        self, caller: Identity, collection: Collection, id: str, version: int | None = None
    ) -> Holding | None:
        """Something that is kept, if it is."""
        return await self.holdings.get(collection, caller.user, id, version)

    async def kept(
        self, caller: Identity, collection: Collection, id: str, version: int | None = None
    ) -> Holding:
        """Something that is kept. Raises NotFound."""
        holding = await self.find(caller, collection, id, version)
        if holding is None:
            raise NotFound(NOT_THERE)
        return holding

    async def rename(self, caller: Identity, collection: Collection, id: str, title: str) -> None:
        """Give something another title. Raises NotFound."""
        if not await self.holdings.rename(collection, caller.user, id, title, now_ms()):
            raise NotFound(NOT_THERE)

    async def delete(self, caller: Identity, collection: Collection, id: str) -> None:
        """Delete something; of a résumé also what was asked about it. Raises NotFound."""
        if collection == "resumes":
            await self._asked.forget(caller.user, id)
        if not await self.holdings.delete(collection, caller.user, id):
            raise NotFound(NOT_THERE)

    def ends_ms(self, caller: Identity) -> int | None:
        """When what a guest keeps ends (ms since 1970); None: the caller is none."""
        if caller.guest and not caller.signed_in_at:
            return now_ms() + round(self._guest_s * 1000)  # a run does not know since when
        return round((caller.signed_in_at + self._guest_s) * 1000) if caller.guest else None


def stale(version: int) -> PreconditionFailed:
    """What is said to whoever has read another version than this."""
    return PreconditionFailed(STALE, details={"version": version})
