"""Applications for runs: found, added to, and refused in words that say what to do."""

import pytest

from agents.errors import Refused
from agents.kind import AppliedFor, InterviewEntry
from agents.models.request import Caller
from protocol.catalogue import Text
from protocol.errors import QuotaExceeded
from server.runs.application_service import ApplicationService

RUN = Caller(user="ana", session="s1", run="c1", subscription="guest")
ENTRY = InterviewEntry("Asked: why")


class Saves:
    """Ana's only application, and what comes of adding to it."""

    def __init__(self, room: bool = True, error: Exception | None = None) -> None:
        self.room, self.error, self.guest = room, error, False

    async def find(self, user: str, id: str) -> AppliedFor | None:
        return AppliedFor(id, "Nurse") if (user, id) == ("ana", "a1") else None

    async def add(self, user: str, id: str, entry: InterviewEntry, *, guest: bool) -> bool | None:
        self.guest = guest
        if self.error:
            raise self.error
        return self.room if await self.find(user, id) else None


async def test_run_finds_its_users_application_and_adds_to_it() -> None:
    saves = Saves()
    service = ApplicationService(saves)
    assert (await service.find(RUN, "a1")).title == "Nurse"
    await service.add(RUN, "a1", ENTRY)
    assert saves.guest


@pytest.mark.parametrize(
    ("saves", "id", "code"),
    [
        (Saves(), "gone", "not_found"),
        (Saves(room=False), "a1", "quota_exceeded"),
        (Saves(error=QuotaExceeded(Text("errors.quota_exceeded.holdings"))), "a1",
         "quota_exceeded"),
    ],
    ids=["gone", "full", "too many"],
)  # fmt: skip
async def test_what_can_not_be_added_is_refused(saves: Saves, id: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        await ApplicationService(saves).add(RUN, id, ENTRY)
    assert refused.value.code == code


async def test_application_of_another_is_not_there() -> None:
    with pytest.raises(Refused) as refused:
        await ApplicationService(Saves()).find(Caller(user="ben"), "a1")
    assert refused.value.code == "not_found"
