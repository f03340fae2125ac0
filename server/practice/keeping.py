"""What users have practised, over the store: read, added to, changed and forgotten."""

from collections.abc import Callable, Collection

import msgspec

from agents.kind.services import PracticeQuestion
from protocol.catalogue import Text
from protocol.errors import PreconditionFailed
from server.practice.record import Record, decoded, kept_question
from store.errors import StoreFull
from store.practice.practice import Practice, Practised
from store.quotas.types import Refusal

STALE = Text("errors.precondition_failed")


class Whose(msgspec.Struct, frozen=True):
    """A user; of a guest, what is added now is kept until `ends_ms` (ms since 1970) at least."""

    user: str
    guest: bool
    ends_ms: int | None = None


class PracticeKeeper:
    """What each user has practised. `is_full` says whether the storage takes nothing new."""

    def __init__(self, practice: Practice, is_full: Callable[[], bool]) -> None:
        self._practice = practice
        self._is_full = is_full

    async def find(self, user: str) -> tuple[Record, Practised]:
        """What there is of a user: the record, and what it was read of."""
        found = await self._practice.get(user)
        return decoded(found.record), found

    async def ask(self, whose: Whose, question: PracticeQuestion) -> Refusal | None:
        """Remember a question, or say why not. Again changes nothing."""
        try:
            status = await self._practice.ask(
                whose.user,
                kept_question(question),
                question.at,
                guest=whose.guest,
                ends_ms=whose.ends_ms,
                full=self._is_full(),
            )
        except StoreFull:
            return "storage"
        return None if status == "written" or status == "stale" else status

    async def change(
        self,
        whose: Whose,
        how: Callable[[Record], Record],
        versions: Collection[int] | None = None,
    ) -> Refusal | None:
        """Make a change of what there is by then, or say why not.

        Of those that come at once each builds on the one before. Raises PreconditionFailed where
        what there is has none of the `versions`; None: any will do.
        """
        while True:
            before, found = await self.find(whose.user)
            if versions is not None and found.version not in versions:
                raise PreconditionFailed(STALE, details={"version": found.version})
            after = how(before)
            if after == before:
                return None
            try:
                status = await self._practice.write(
                    whose.user,
                    found.version,
                    msgspec.json.encode(after),
                    guest=whose.guest,
                    ends_ms=whose.ends_ms,
                    full=self._is_full(),
                )
            except StoreFull:
                return "storage"
            if status == "written":
                return None
            if status != "stale":
                return status

    async def forget(self, whose: Whose, versions: Collection[int] | None = None) -> None:
        """Forget all of it. Raises PreconditionFailed as `change` does."""
        if versions is not None:
            _, found = await self.find(whose.user)
            if found.version not in versions:
                raise PreconditionFailed(STALE, details={"version": found.version})
        await self._practice.forget(whose.user, guest=whose.guest)
