"""What users have practised, for runs."""

import time
from collections.abc import Awaitable, Callable, Sequence

from agents.kind.services import (
    PastInterview,
    PracticeExercise,
    PracticeQuestion,
    PracticeStory,
    PracticeWeakPoint,
    Practised,
)
from agents.models.request import Caller
from server.logs import get_logger
from server.practice.keeping import PracticeKeeper, Whose
from server.practice.record import Finished, practised, with_interview, with_weak_points
from server.runs.patience import patiently
from store.quotas.types import Refusal
from store.sessions.sessions import Sessions
from store.sessions.types import Info

log = get_logger(__name__)


class PracticeService:
    """What `agents.kind.services.Practice` says, over the store.

    While Redis is away it waits, as the run does for which it is asked. Where the user may have no
    more, or the storage is full, nothing is remembered and the run goes on. A guest ends `guest_s`
    seconds after they first signed in: a run does not know when that was, and counts from now.
    """

    def __init__(self, keeper: PracticeKeeper, sessions: Sessions, guest_s: int) -> None:
        self._keeper = keeper
        self._sessions = sessions
        self._guest_s = guest_s

    async def of(self, caller: Caller) -> Practised:
        """All that is remembered of the user."""
        record, found = await patiently(lambda: self._keeper.find(caller.user))
        return practised(record, found.asked)

    async def asked(self, caller: Caller, question: PracticeQuestion) -> None:
        """Remember a question, of a guest until they end at least."""
        await self._remember(caller, lambda whose, _: self._keeper.ask(whose, question))

    async def finished(
        self,
        caller: Caller,
        interview: PastInterview,
        stories: Sequence[PracticeStory],
        weak_points: Sequence[PracticeWeakPoint],
        exercise: PracticeExercise | None,
    ) -> None:
        """Remember what an interview came to, of a guest until they end at least."""

        def add(whose: Whose, own: Info) -> Awaitable[Refusal | None]:
            came_to = Finished(interview, stories, weak_points, exercise, own.created)
            return self._keeper.change(whose, lambda record: with_interview(record, came_to))

        await self._remember(caller, add)

    async def debriefed(self, caller: Caller, weak_points: Sequence[PracticeWeakPoint]) -> None:
        """Remember what was open in a real interview, of a guest until they end at least."""

        def add(whose: Whose, own: Info) -> Awaitable[Refusal | None]:
            return self._keeper.change(
                whose, lambda record: with_weak_points(record, weak_points, caller.session)
            )

        await self._remember(caller, add)

    async def _remember(
        self, caller: Caller, step: Callable[[Whose, Info], Awaitable[Refusal | None]]
    ) -> None:
        own = await patiently(lambda: self._sessions.get(caller.session, caller.user))
        if own is None:
            return  # the session was deleted: nobody has practised
        guest = own.ttl is not None
        ends_ms = time.time_ns() // 1_000_000 + self._guest_s * 1000 if guest else None
        whose = Whose(caller.user, guest, ends_ms)
        why = await patiently(lambda: step(whose, own))
        if why is not None:
            log.warning("practice_not_kept", session=caller.session, why=why)
