"""What is read is kept once, behind the answer where it takes long, and never half."""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from agents.reading.errors import ReadingError
from protocol.errors import Damaged, Overloaded, QuotaExceeded
from server.admission.tokens import Identity
from server.holdings.holdings import Contents, Failure, patience_ms
from server.intake.files import SentFile
from server.intake.keeper import Keeper
from server.intake.readings import Order, Readings, Taken
from server.intake.uploads import Upload, Uploads
from server.reading.sandbox import ReadingBusy
from server.settings.sections import LimitSettings, UploadSettings
from store import keys
from store.holdings.types import Holding
from store.quotas.types import Limits
from store.store import Store
from tests.redis_servers import RedisServer

GUEST_S = 3600
FILE = SentFile("cv.txt", "text/plain", b"Ada", "a" * 64)


class Slow:
    """Reads a file as soon as the test lets it, or fails as it is told."""

    def __init__(self, error: Exception | None = None, body: bytes = b'{"text":"Ada"}') -> None:
        self.go_on = asyncio.Event()
        self._error, self._body = error, body

    async def read(self, file: SentFile) -> Contents:
        await self.go_on.wait()
        if self._error is not None:
            raise self._error
        return Contents("Ada", b'{"said":1}', self._body)

    def unread(self, file: SentFile, failure: Failure | None = None) -> Contents:
        code = failure.code if failure else None
        return Contents("cv", json.dumps({"code": code}).encode(), b"{}")

    def renewed(self, same: Holding) -> Contents | None:
        return None


class Desk:
    """The parts, with somebody new who sends files."""

    def __init__(self, store: Store) -> None:
        self.uploads = Uploads(UploadSettings(), LimitSettings())
        self.keeper = Keeper(store.holdings, store.asked, lambda: False, GUEST_S, patience_ms(15))
        self.readings = Readings(self.keeper, reading_s=15, patience_s=0.05)
        self.caller = Identity(f"g-{time.time_ns()}", True, time.time() + 60, time.time())

    def order(self, form: Slow, file: SentFile = FILE) -> Order:
        return Order(self.caller, "resumes", file, form)

    async def take(self, form: Slow, file: SentFile = FILE) -> Taken:
        with self.upload() as upload:
            return await self.readings.take(self.order(form, file), upload)

    def upload(self) -> Upload:
        return self.uploads.begin(self.caller, 0)

    async def get(self, id: str) -> Holding:
        return await self.keeper.kept(self.caller, "resumes", id)

    async def settled(self, id: str) -> Holding:
        """It, when it is read no more."""
        async with asyncio.timeout(10):
            while (found := await self.get(id)).entry.status == "reading":  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        return found

    async def all(self) -> list[str]:
        listed = await self.keeper.holdings.list("resumes", self.caller.user, 100, None)
        return [entry.id for entry in listed.entries]


@pytest.fixture
async def desk(store: Store) -> AsyncIterator[Desk]:
    one = Desk(store)
    yield one
    await one.readings.stop()


def quick(**how: object) -> Slow:
    form = Slow(**how)  # type: ignore[arg-type]
    form.go_on.set()
    return form


async def test_file_that_is_read_quickly_is_there_at_once(desk: Desk) -> None:
    taken = await desk.take(quick())
    assert taken.status == 201
    found = await desk.get(taken.id)
    assert (found.entry.status, found.entry.title, found.body) == (
        "ready",
        "Ada",
        b'{"text":"Ada"}',
    )
    assert await desk.take(quick()) == Taken(taken.id, 200)
    assert desk.uploads.held == 0


async def test_file_that_cannot_be_read_leaves_nothing(desk: Desk) -> None:
    with pytest.raises(Damaged):
        await desk.take(quick(error=ReadingError("damaged")))
    with pytest.raises(Overloaded) as raised:
        await desk.take(quick(error=ReadingBusy("Too many.")))
    assert raised.value.retry_ms
    with pytest.raises(Overloaded):
        await desk.take(quick(error=OSError("no process")))
    assert await desk.all() == []


async def test_file_that_takes_long_is_settled_when_it_was_read(desk: Desk) -> None:
    form = Slow()
    taken = await desk.take(form)
    assert taken.status == 202
    assert (await desk.get(taken.id)).entry.status == "reading"
    assert desk.uploads.held == 0
    form.go_on.set()
    found = await desk.settled(taken.id)
    assert (found.entry.status, found.entry.version, found.entry.title) == ("ready", 1, "Ada")
    assert await desk.take(quick()) == Taken(taken.id, 200)


async def test_upload_holds_its_place_until_its_file_was_read(desk: Desk) -> None:
    form = Slow()
    with desk.upload() as upload:
        upload.grow(1000)
        taken = await desk.readings.take(desk.order(form), upload)
    assert desk.uploads.held == 1000
    form.go_on.set()
    await desk.settled(taken.id)
    assert desk.uploads.held == 0


async def test_same_file_that_is_being_read_is_not_kept_twice(desk: Desk) -> None:
    form = Slow()
    taken = await desk.take(form)
    assert await desk.take(Slow()) == Taken(taken.id, 202)
    assert await desk.take(quick()) == Taken(taken.id, 202)
    assert await desk.all() == [taken.id]


async def test_file_that_takes_long_and_cannot_be_read_says_why_and_may_come_again(
    desk: Desk,
) -> None:
    form = Slow(ReadingError("damaged"))
    taken = await desk.take(form)
    form.go_on.set()
    found = await desk.settled(taken.id)
    assert (found.entry.status, found.entry.head) == ("failed", b'{"code": "damaged"}')
    again = await desk.take(quick())
    assert again.status == 201
    assert again.id != taken.id


async def test_fault_behind_the_answer_leaves_nothing_that_is_read_for_ever(desk: Desk) -> None:
    form = Slow(RuntimeError("a bug"))
    taken = await desk.take(form)
    form.go_on.set()
    assert (await desk.settled(taken.id)).entry.status == "failed"


async def test_file_that_is_being_read_at_the_end_has_failed(desk: Desk) -> None:
    taken = await desk.take(Slow())
    await desk.readings.stop()
    found = await desk.get(taken.id)
    assert (found.entry.status, found.entry.head) == ("failed", b'{"code": "lost"}')


async def test_file_that_is_deleted_while_it_is_read_stays_deleted(desk: Desk) -> None:
    form = Slow()
    taken = await desk.take(form)
    await desk.keeper.delete(desk.caller, "resumes", taken.id)
    form.go_on.set()
    await desk.readings.stop()
    assert await desk.all() == []


async def test_file_whose_reader_is_gone_counts_as_failed_and_is_read_again(
    desk: Desk, store: Store
) -> None:
    now = time.time_ns() // 1_000_000
    await store.holdings.add(
        "resumes", desk.caller.user, "old", title="cv", hash=FILE.hash, head=b"{}", body=b"{}",
        status="reading", now_ms=now - patience_ms(15) - 1, guest=True,
        ends_ms=now + 60_000,
    )  # fmt: skip
    found = await desk.get("old")
    assert desk.keeper.standing(found.entry) == "failed"
    again = await desk.take(quick())
    assert again.status == 201
    assert (await desk.get("old")).entry.status == "failed"


@pytest.fixture
async def small(redis: RedisServer) -> AsyncIterator[Store]:
    """A store in which guests have little room."""
    one = Store(redis.url, limits=Limits(guest_bytes=20_000))
    yield one
    await one.close()


async def test_user_who_may_have_no_more_is_told_so_also_behind_the_answer(small: Store) -> None:
    desk = Desk(small)
    form = Slow(body=os.urandom(60_000))
    with pytest.raises(QuotaExceeded):
        await desk.take(quick(body=os.urandom(60_000)))
    assert await desk.all() == []
    taken = await desk.take(form)
    form.go_on.set()
    found = await desk.settled(taken.id)
    assert (found.entry.status, found.entry.head) == ("failed", b'{"code": "quota_exceeded"}')


async def test_what_a_guest_has_ends_with_the_guest(desk: Desk, redis: RedisServer) -> None:
    taken = await desk.take(quick())
    async with Redis.from_url(redis.url) as db:
        left = await db.pttl(keys.holding(desk.caller.user, "resumes", taken.id))
    assert GUEST_S * 1000 - 60_000 < left <= GUEST_S * 1000
