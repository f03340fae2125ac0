"""What runs have of a user's stored things: their own, once they are read, with Redis or later."""

import asyncio
import datetime as dt
from typing import Any

import msgspec
import pytest

from agents.errors import Refused, TimedOut
from agents.kind import SavedResume, StoredJobRef, StoredResumeRef
from agents.models.request import Caller
from protocol.catalogue import Text
from protocol.errors import PreconditionFailed, QuotaExceeded, RemoteProtocolError
from server.runs.library_service import LibraryService, unknown
from store.store import Store
from tests.redis_servers import RedisServer
from tests.server.shelving import Shelf

ANA = Caller(user="ana")
BEN = Caller(user="ben")
TEXT = "Ana, nurse. " * 20


@pytest.fixture
def shelf(redis: RedisServer, request: pytest.FixtureRequest) -> Shelf:
    """Ana's, of a test of its own."""
    return Shelf(redis.url, "ana")


@pytest.fixture
def library(store: Store) -> LibraryService:
    return LibraryService(store.holdings, wait_s=10)


async def test_resume_has_its_text_title_and_version(shelf: Shelf, library: LibraryService) -> None:
    await shelf.add("resumes", "first", TEXT, name="Ana")
    found = await library.resume(ANA, "first")
    assert (found.id, found.version, found.title, found.text) == ("first", 1, "Ana", TEXT)


async def test_resume_has_what_was_measured_of_its_file(
    shelf: Shelf, library: LibraryService
) -> None:
    await shelf.add("resumes", "measured", TEXT, measured={"pages": 2})
    await shelf.add("resumes", "older", TEXT)
    assert (await library.resume(ANA, "measured")).file == {"pages": 2}
    assert (await library.resume(ANA, "older")).file is None


async def test_resume_is_had_as_it_is_now_or_in_a_version(
    shelf: Shelf, library: LibraryService
) -> None:
    await shelf.add("resumes", "twice", TEXT)
    await shelf.replace("resumes", "twice", "Newer.")
    assert (await library.resume(ANA, "twice")).text == "Newer."
    old = await library.resume(ANA, "twice", 1)
    assert (old.version, old.text) == (1, TEXT)
    with pytest.raises(Refused) as refused:
        await library.resume(ANA, "twice", 3)
    assert refused.value.code == "not_found"


async def test_what_is_anothers_is_not_there(shelf: Shelf, library: LibraryService) -> None:
    await shelf.add("resumes", "hers", TEXT)
    await shelf.add("documents", "hers-too", TEXT)
    for asked in (library.resume(BEN, "hers"), library.document(BEN, "hers-too")):
        with pytest.raises(Refused) as refused:
            await asked
        assert refused.value.code == "not_found"
        assert "paste" in str(refused.value)


async def test_document_is_one_or_a_resume(shelf: Shelf, library: LibraryService) -> None:
    await shelf.add("documents", "doc", "A posting.", name="posting.pdf")
    await shelf.add("resumes", "cv", TEXT, name="cv.pdf")
    found = await library.document(ANA, "doc")
    assert (found.name, found.media_type, found.text) == (
        "posting.pdf",
        "application/pdf",
        "A posting.",
    )
    assert (await library.document(ANA, "cv")).text == TEXT


async def test_picture_comes_with_what_its_user_said_of_it(
    shelf: Shelf, library: LibraryService
) -> None:
    await shelf.add("documents", "seen", None, name="ad.png", image=b"\x89PNG", vision=True)
    await shelf.add("documents", "unseen", None, name="ad.png", image=b"\x89PNG")
    found = await library.document(ANA, "seen")
    assert (found.image, found.media_type, found.text) == (b"\x89PNG", "image/png", None)
    assert found.may_be_seen
    assert not (await library.document(ANA, "unseen")).may_be_seen


async def test_what_is_being_read_is_waited_for(shelf: Shelf, library: LibraryService) -> None:
    await shelf.add("resumes", "slow", None, status="reading", name="slow.pdf")
    told: list[str] = []
    waits = asyncio.Event()

    def tell(title: str) -> None:
        told.append(title)
        waits.set()

    task = asyncio.create_task(library.resume(ANA, "slow", None, tell))
    await waits.wait()
    assert not task.done()
    await shelf.settle("resumes", "slow", TEXT)
    assert (await task).text == TEXT
    assert told == ["slow.pdf"]


async def test_what_cannot_be_read_ends_in_the_readers_words(
    shelf: Shelf, library: LibraryService
) -> None:
    await shelf.add("resumes", "bad", None, status="reading")
    error = {"code": "encrypted", "message": "The file needs a password."}
    await shelf.settle("resumes", "bad", None, error=error)
    with pytest.raises(Refused) as refused:
        await library.resume(ANA, "bad")
    assert refused.value.code == "encrypted"
    assert "The file needs a password. Upload another" in str(refused.value)


async def test_what_is_never_read_is_not_waited_for_without_end(shelf: Shelf, store: Store) -> None:
    await shelf.add("resumes", "never", None, status="reading")
    with pytest.raises(TimedOut) as late:
        await LibraryService(store.holdings, wait_s=0.2).resume(ANA, "never")
    assert "Upload it again" in str(late.value)


async def test_unknown_are_those_that_the_user_does_not_have(shelf: Shelf, store: Store) -> None:
    await shelf.add("resumes", "mine", TEXT)
    await shelf.add("documents", "mine-too", TEXT)
    await shelf.add("jobs", "job", None)
    holdings = store.holdings
    mine, job = StoredResumeRef("mine"), StoredJobRef("job")
    known = [mine, StoredResumeRef("mine", 1), job]
    assert await unknown(holdings, "ana", known, ["mine", "mine-too"]) == []
    others = [StoredResumeRef("mine", 2), StoredResumeRef("x"), StoredJobRef("mine")]
    assert await unknown(holdings, "ana", others, ["y"]) == ["mine", "x", "mine", "y"]
    assert await unknown(holdings, "ben", [mine, job], ["mine-too"]) == ["mine", "job", "mine-too"]


RUN = Caller(user="ana", session="s1", run="c1")
TODAY = dt.date(2026, 11, 30)
DATA = {"basics": {"name": "Ana"}}


class Saves:
    """What keeps résumés: it says what it was asked, or raises."""

    def __init__(self, error: Exception | None = None) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self._error = error

    async def __call__(self, *given: Any, guest: bool) -> int:
        self.asked.append((*given, guest))
        if self._error:
            raise self._error
        return given[3] + 1 if given[3] else 1


async def test_resume_is_saved_after_the_version_that_is_named(store: Store) -> None:
    saves = Saves()
    library = LibraryService(store.holdings, 10, saves)
    saved = await library.save_resume(RUN, DATA, TODAY, SavedResume("r1", 3))
    assert saved == SavedResume("r1", 4)
    assert saves.asked == [("ana", "r1", b'{"basics":{"name":"Ana"}}', 3, None, TODAY, True)]


async def test_new_resume_has_one_id_however_often_a_run_saves_it(store: Store) -> None:
    library = LibraryService(store.holdings, 10, Saves())
    first = await library.save_resume(RUN, DATA, TODAY, "Ana")
    assert first.version == 1
    assert await library.save_resume(RUN, DATA, TODAY, "Ana") == first
    other = Caller(user="ana", session="s1", run="c2")
    assert (await library.save_resume(other, DATA, TODAY, "Ana")).id != first.id


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (PreconditionFailed(Text("errors.precondition_failed"), details={"version": 7}), "stale"),
        (QuotaExceeded(Text("errors.quota_exceeded.held")), "quota_exceeded"),
    ],
)
async def test_who_cannot_save_is_told_what_to_do(
    store: Store, error: RemoteProtocolError, code: str
) -> None:
    library = LibraryService(store.holdings, 10, Saves(error))
    with pytest.raises(Refused) as refused:
        await library.save_resume(RUN, DATA, TODAY, SavedResume("r1", 3))
    assert refused.value.code == error.code
    assert ("7" in str(refused.value)) is (code == "stale")


async def test_where_nothing_keeps_resumes_none_is_saved(library: LibraryService) -> None:
    with pytest.raises(Refused):
        await library.save_resume(RUN, DATA, TODAY, "Ana")


async def test_resume_has_its_data(shelf: Shelf, library: LibraryService) -> None:
    await shelf.add("resumes", "data", TEXT, resume=DATA)
    assert (await library.resume(ANA, "data")).data == DATA


POSTING = {"title": "Nurse", "mustHave": [{"id": "m1", "text": "Nights"}]}


async def test_session_has_one_job_of_its_own_whatever_its_runs_save(store: Store) -> None:
    asked: list[tuple[Any, ...]] = []

    async def keep(*given: Any, guest: bool) -> str:
        asked.append((*given, guest))
        return str(given[2] or given[3])

    library = LibraryService(store.holdings, 10, None, keep)
    first = await library.save_job(RUN, POSTING, None)
    again = Caller(user="ana", session="s1", run="c2", subscription="free")
    assert await library.save_job(again, POSTING, None) == first
    assert await library.save_job(again, POSTING, "j7") == "j7"
    other = Caller(user="ana", session="s2", run="c1")
    assert await library.save_job(other, POSTING, None) != first
    user, raw, id, own, guest = asked[0]
    assert (user, id, own, guest) == ("ana", None, first, True)
    assert msgspec.json.decode(raw) == POSTING
    assert asked[1][-1] is False


async def test_who_cannot_save_a_job_is_told_what_to_do(store: Store) -> None:
    async def refuse(*given: Any, guest: bool) -> str:
        raise QuotaExceeded(Text("errors.quota_exceeded.holdings"))

    with pytest.raises(Refused) as refused:
        await LibraryService(store.holdings, 10, None, refuse).save_job(RUN, POSTING, None)
    assert refused.value.code == "quota_exceeded"
    with pytest.raises(Refused):
        await LibraryService(store.holdings, 10).save_job(RUN, POSTING, None)
