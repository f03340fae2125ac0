"""What users were asked before, for runs."""

import time
from collections.abc import Sequence

from agents.kind.services import GivenBefore, GivenQuestion, ResumeMark
from agents.models.request import Caller
from server.runs.patience import patiently
from store.asked.asked import Entry
from store.store import Store


class AskedService:
    """What `agents.kind.services.Asked` says, over the store.

    While Redis is away it waits, as the run does for which it is asked.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    async def before(self, caller: Caller, resume: ResumeMark) -> GivenBefore:
        """What the user was asked about a résumé, in any of their sessions; newest first."""
        asked = self._store.asked
        found, until = await patiently(lambda: asked.of(caller.user, resume.hash, resume.id))
        return GivenBefore([GivenQuestion(entry.text, entry.key) for entry in found], until)

    async def record(
        self, caller: Caller, resume: ResumeMark, questions: Sequence[GivenQuestion], until: int
    ) -> bool:
        """Remember what was asked, of a guest for as long as the session lasts.

        Not where another session was given something about it since. Again changes nothing.
        """
        sessions, asked = self._store.sessions, self._store.asked
        own = await patiently(lambda: sessions.get(caller.session, caller.user))
        if own is None:
            return True  # the session was deleted: nobody was asked
        mark = (resume.hash, resume.id)
        entries = [Entry(*mark, one.key, one.text, caller.session) for one in questions]
        now_ms = time.time_ns() // 1_000_000
        return await patiently(lambda: asked.record(caller.user, entries, until, now_ms, own.ttl))
