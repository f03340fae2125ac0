"""What runs remember of practice, with Redis: for whom, for how long, and where it is refused."""

import asyncio
import time
import uuid

import pytest
from structlog.testing import capture_logs

from agents.kind.services import (
    PastInterview,
    PracticeExercise,
    PracticeQuestion,
    PracticeStory,
    PracticeWeakPoint,
    Practised,
)
from agents.models.request import Caller
from server.practice.keeping import PracticeKeeper
from server.runs.practice_service import PracticeService
from store import keys
from store.quotas.types import Limits
from store.redis.scripts import command
from store.store import Store
from tests.redis_servers import RedisServer
from tests.store.holdings.keeper import noise

GUEST_S = 60
EXERCISE = PracticeExercise("Say I", "Tell it once more.")


def service_of(store: Store, *, full: bool = False) -> PracticeService:
    return PracticeService(PracticeKeeper(store.practice, lambda: full), store.sessions, GUEST_S)


@pytest.fixture
def service(store: Store) -> PracticeService:
    return service_of(store)


async def begin(store: Store, user: str = "", ttl_ms: int | None = None) -> Caller:
    """Somebody whose session has begun; a new user unless it is named."""
    session, user = str(uuid.uuid4()), user or str(uuid.uuid4())
    start = {"title": "", "command_id": "c1", "raw": b"start"}
    now_ms = time.time_ns() // 1_000_000
    made = await store.sessions.create(
        session, user, "interview", b"{}", b"{}", now_ms=now_ms, ttl_ms=ttl_ms, **start
    )
    assert made.status == "created"
    return Caller(user=user, session=session)


async def finish(service: PracticeService, caller: Caller, text: str = "I counted.") -> None:
    session = caller.session
    came_to = PastInterview(session, "2026-11-30", "behavioral", "easy", "rules", "b1", None, {})
    stories = [PracticeStory(f"{session}:1", "Pallets", text, {"action": True}, session=session)]
    points = [PracticeWeakPoint("outcome", f"No result in {session}", session)]
    await service.finished(caller, came_to, stories, points, EXERCISE)


async def test_what_was_practised_is_remembered(store: Store, service: PracticeService) -> None:
    ada = await begin(store)
    assert await service.of(ada) == Practised()
    question = PracticeQuestion("Why us?", 7, "why_us")
    for _ in range(2):
        await service.asked(ada, question)
        await finish(service, ada)
    found = await service.of(ada)
    assert found.asked == (question,)
    assert [one.id for one in found.stories] == [f"{ada.session}:1"]
    assert [one.session for one in found.interviews] == [ada.session]
    assert (len(found.weak_points), found.exercise) == (1, EXERCISE)
    assert await service.of(await begin(store)) == Practised()


async def test_sessions_that_end_at_once_lose_nothing_of_each_other(
    redis: RedisServer, store: Store
) -> None:
    first = await begin(store)
    callers = [first, *[await begin(store, first.user) for _ in range(15)]]
    other = Store(redis.url)
    services = [service_of(store), service_of(other)]
    questions = [PracticeQuestion(f"Question {n}?", n) for n in range(16)]
    await asyncio.gather(
        *(finish(services[n % 2], one) for n, one in enumerate(callers)),
        *(services[n % 2].asked(one, questions[n]) for n, one in enumerate(callers)),
    )
    await other.close()
    found = await services[0].of(first)
    assert {one.session for one in found.interviews} == {one.session for one in callers}
    assert len(found.stories) == len(found.weak_points) == 16
    assert found.asked == tuple(questions)


@pytest.mark.parametrize("ttl_ms", [None, 20_000])
async def test_of_a_guest_it_is_kept_until_they_end_however_short_the_session(
    store: Store, service: PracticeService, ttl_ms: int | None
) -> None:
    ada = await begin(store, ttl_ms=ttl_ms)
    await finish(service, ada)
    await service.asked(ada, PracticeQuestion("Why?", 1))
    for key in keys.practice(ada.user):
        (left,) = await store.route.run([command(key, "PTTL", key)])
        assert left == -1 if ttl_ms is None else 50_000 < left <= 60_000


async def test_session_that_was_deleted_leaves_nothing_more_and_what_it_left_stays(
    store: Store, service: PracticeService
) -> None:
    ada = await begin(store)
    await finish(service, ada)
    assert await store.sessions.delete(ada.session, ada.user)
    before = await service.of(ada)
    await service.asked(ada, PracticeQuestion("Why?", 1))
    await finish(service, ada, "I counted them again.")
    assert await service.of(ada) == before
    assert len(before.stories) == 1


async def test_where_nothing_more_may_be_kept_the_run_goes_on(
    redis: RedisServer, store: Store
) -> None:
    limited = Store(redis.url, limits=Limits(user_bytes=2000))
    ada = await begin(store)
    for service in (service_of(limited), service_of(limited, full=True)):
        with capture_logs() as logs:
            await service.asked(ada, PracticeQuestion("Why?" * 400, 1))
            await finish(service, ada, f"I counted {noise(2000).hex()}")
        whys = {(one["event"], one["session"]) for one in logs}
        assert whys == {("practice_not_kept", ada.session)}
        assert "counted" not in str(logs)
    assert await service.of(ada) == Practised()
    await limited.close()
