"""The applications of a user, for runs: found, and added to after an interview."""

from typing import Protocol

from agents.errors import Refused
from agents.kind.services import NO_APPLICATION, AppliedFor, InterviewEntry
from agents.models.request import Caller
from protocol.catalogue import Text
from protocol.errors import RemoteProtocolError
from server.runs.patience import patiently

NOTES_FULL = Text("runs.notes_full")


class Saver(Protocol):
    """What keeps applications of a user: see `server.intake.saving`."""

    async def find(self, user: str, id: str) -> AppliedFor | None:
        """The application, if there is one. Raises StoreUnavailable."""
        ...

    async def add(self, user: str, id: str, entry: InterviewEntry, *, guest: bool) -> bool | None:
        """Add an interview: whether it had room, None where there is no such application.

        Raises RemoteProtocolError and StoreUnavailable.
        """
        ...


class ApplicationService:
    """What `agents.kind.services.Applications` says, over the store.

    While Redis is away it waits, as the run does for which it is asked.
    """

    def __init__(self, saver: Saver) -> None:
        self._saver = saver

    async def find(self, caller: Caller, id: str) -> AppliedFor:
        """The application. Raises Refused."""
        found = await patiently(lambda: self._saver.find(caller.user, id))
        if found is None:
            raise Refused(NO_APPLICATION, "not_found")
        return found

    async def add(self, caller: Caller, id: str, entry: InterviewEntry) -> None:
        """Add what came of an interview; the same again changes nothing. Raises Refused."""
        is_guest = caller.subscription == "guest"
        try:
            added = await patiently(lambda: self._saver.add(caller.user, id, entry, guest=is_guest))
        except RemoteProtocolError as error:
            raise Refused(error.text, error.code) from None
        if added is None:
            raise Refused(NO_APPLICATION, "not_found")
        if not added:
            raise Refused(NOTES_FULL, "quota_exceeded")
