"""Practice over HTTP: what is remembered of it, how its user changes it, and that it is theirs."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from agents.kind.services import (
    PastInterview,
    PracticeExercise,
    PracticeQuestion,
    PracticeStory,
    PracticeWeakPoint,
)
from agents.models.request import Caller as Runner
from server.practice.keeping import PracticeKeeper
from server.runs.practice_service import PracticeService
from store import keys
from store.redis.scripts import command
from store.store import Store
from tests.redis_servers import RedisServer
from tests.server.api.files import PLENTY
from tests.server.calls import Caller, assert_problem
from tests.server.shelving import user_of
from tests.store.holdings.keeper import noise

pytestmark = pytest.mark.slow

PATH = "/v1/me/practice"
PARTS = dict.fromkeys(("situation", "task", "action", "result", "lesson"), False)
NOTHING = {
    "stories": [], "weakPoints": [], "asked": [], "exercise": None, "interviews": [], "version": 0,
}  # fmt: skip
MINE = {"id": "mine", "title": "The pallets", "text": "I counted them at night."}


@pytest.fixture(scope="module")
def settings(redis: RedisServer) -> dict[str, str]:
    return PLENTY | {"redis_url": redis.url}


def practised(caller: Caller) -> Any:
    answer = caller.http.get(PATH)
    assert answer.status_code == 200, answer.text
    assert answer.headers["etag"] == f'"{answer.json()["version"]}"'
    assert answer.headers["cache-control"] == "no-store"
    return answer.json()


def changed(caller: Caller, patch: Any, **headers: str) -> Any:
    headers = {"Content-Type": "application/merge-patch+json"} | headers
    answer = caller.http.patch(PATH, json=patch, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.json() == practised(caller)
    return answer.json()


def interviewed(redis: RedisServer, caller: Caller, text: str = "I counted them.") -> str:
    """A session of the caller's in which a run has asked something and ended; its id."""
    session = str(caller.create()["id"])
    runner = Runner(user=user_of(caller.token), session=session)
    point = PracticeWeakPoint("outcome", "No result", session)
    story = PracticeStory(f"{session}:1", "Pallets", text, {"action": True}, ("why_us",), session)
    came_to = PastInterview(
        session, "2026-11-30", "behavioral", "easy", "rules", "bands 1", None, {"outcome": "partly"}
    )  # fmt: skip

    async def run() -> None:
        store = Store(redis.url)
        service = PracticeService(PracticeKeeper(store.practice, lambda: False), store.sessions, 60)
        await service.asked(runner, PracticeQuestion("Why us?", 7, "why_us"))
        await service.finished(
            runner, came_to, [story], [point], PracticeExercise("Say I", "Tell it once more.")
        )
        await store.close()

    asyncio.run(run())
    return session


def test_nothing_is_remembered_of_who_has_not_practised(caller: Caller) -> None:
    assert practised(caller) == NOTHING
    assert caller.http.delete(PATH).status_code == 204
    assert changed(caller, {}) == NOTHING


def test_what_an_interview_left_is_shown(redis: RedisServer, caller: Caller) -> None:
    session = interviewed(redis, caller)
    assert practised(caller) == {
        "stories": [{
            "id": f"{session}:1", "title": "Pallets", "text": "I counted them.",
            "parts": PARTS | {"action": True}, "fits": ["why_us"], "session": session, "number": 0,
        }],
        "weakPoints": [{"competency": "outcome", "text": "No result", "session": session}],
        "asked": [{"text": "Why us?", "at": 7}],
        "exercise": {"title": "Say I", "text": "Tell it once more.", "question": ""},
        "interviews": [{
            "session": session, "date": "2026-11-30", "type": "behavioral", "difficulty": "easy",
            "judgedBy": "rules", "method": "bands 1", "overallScore": None,
            "bands": {"outcome": "partly"},
        }],
        "version": 2,
    }  # fmt: skip


def test_what_its_user_has_edited_stays_and_ends_with_the_guest(
    redis: RedisServer, caller: Caller
) -> None:
    session = interviewed(redis, caller)
    (story,) = practised(caller)["stories"]
    edited = story | {"text": "I counted them at night.", "parts": {"lesson": True}}
    after = changed(caller, {"stories": [edited], "exercise": {"title": "Say we less"}})
    told = PARTS | {"action": True, "lesson": True}
    assert after["stories"] == [edited | {"parts": told}]
    assert after["exercise"]["title"] == "Say we less"
    assert after["exercise"]["text"] == "Tell it once more."
    assert len(after["asked"]) == len(after["weakPoints"]) == 1
    later = interviewed(redis, caller, "Something else.")
    now = practised(caller)
    assert [one["id"] for one in now["stories"]] == [f"{session}:1", f"{later}:1"]
    assert now["stories"][0] == after["stories"][0]
    for key in keys.practice(user_of(caller.token)):
        assert asyncio.run(left_ms(redis, key)) > 0


async def left_ms(redis: RedisServer, key: str) -> int:
    store = Store(redis.url)
    (left,) = await store.route.run([command(key, "PTTL", key)])
    await store.close()
    return int(left)


def test_it_outlives_the_session_that_it_came_from(redis: RedisServer, caller: Caller) -> None:
    session = interviewed(redis, caller)
    before = practised(caller)
    assert caller.http.delete(f"/v1/sessions/{session}").status_code == 204
    assert practised(caller) == before


def test_patch_replaces_lists_and_null_takes_away(caller: Caller) -> None:
    exercise = {"title": "Say I", "text": "Once more."}
    one = changed(caller, {"stories": [MINE], "exercise": exercise})
    assert one["stories"] == [MINE | {"parts": PARTS, "fits": [], "session": "", "number": 0}]
    two = changed(caller, {"stories": [MINE | {"id": "other"}], "exercise": None})
    assert [story["id"] for story in two["stories"]] == ["other"]
    assert two["exercise"] is None
    assert changed(caller, {"stories": None})["stories"] == []


def test_patch_that_changes_nothing_makes_no_version(caller: Caller) -> None:
    one = changed(caller, {"stories": [MINE]})
    assert changed(caller, {"stories": one["stories"]}) == one


def test_change_of_an_older_version_is_refused(caller: Caller) -> None:
    one = changed(caller, {"stories": [MINE]}, **{"If-Match": '"0"'})
    assert one["version"] == 1
    late = caller.http.patch(PATH, json={"stories": []}, headers={"If-Match": '"0"'})
    assert assert_problem(late, 412, "stale")["details"] == {"version": 1}
    assert_problem(caller.http.delete(PATH, headers={"If-Match": '"0"'}), 412, "stale")
    assert practised(caller) == one


def test_all_of_it_is_forgotten(redis: RedisServer, caller: Caller) -> None:
    interviewed(redis, caller)
    version = practised(caller)["version"]
    answer = caller.http.delete(PATH, headers={"If-Match": f'"{version}"'})
    assert (answer.status_code, answer.content) == (204, b"")
    assert practised(caller) == NOTHING | {"version": version + 1}


def test_changes_at_once_lose_nothing_of_each_other(redis: RedisServer, caller: Caller) -> None:
    exercise = {"title": "Say I", "text": "Once more."}
    with ThreadPoolExecutor() as pool:
        sessions = [pool.submit(interviewed, redis, caller) for _ in range(3)]
        changes = [
            pool.submit(caller.http.patch, PATH, json={"exercise": exercise | {"text": f"{n}"}})
            for n in range(4)
        ]
        ids = {one.result() for one in sessions}
        assert [one.result().status_code for one in changes] == [200] * 4
    now = practised(caller)
    assert {one["session"] for one in now["stories"]} == ids
    assert {one["session"] for one in now["interviews"]} == ids
    assert len(now["asked"]) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b'{"asked": []}', b'{"stories": [{"title": "t"}]}',
        b'{"stories": "all"}', b'{"exercise": 1}', b"[" * 100_000, b'{"exercise":' * 50_000,
        b'{"stories": [{"title": "\xff", "text": "x"}]}',
    ],
    ids=lambda body: repr(body)[:40],
)  # fmt: skip
def test_what_does_not_fit_is_refused(body: bytes, caller: Caller) -> None:
    answer = caller.http.patch(PATH, content=body, headers={"Content-Type": "application/json"})
    assert_problem(answer, 422, "malformed")
    assert practised(caller) == NOTHING


def test_refusals_are_in_the_callers_language(caller: Caller) -> None:
    twice = {"stories": [MINE, MINE]}
    english = caller.http.patch(PATH, json=twice)
    assert "same id" in assert_problem(english, 422, "malformed")["detail"]
    korean = caller.http.patch(PATH, json=twice, headers={"Accept-Language": "ko"})
    assert "이야기가 둘" in assert_problem(korean, 422, "malformed")["detail"]


def test_as_many_stories_as_may_be_fit_in_any_script(caller: Caller) -> None:
    many = [
        {"id": f"{n}", "title": "가" * 200, "text": "나는 " * 1333, "fits": ["왜"] * 5}
        for n in range(50)
    ]
    began = time.perf_counter()
    after = changed(caller, {"stories": many})
    assert time.perf_counter() - began < 5
    assert [one["text"] for one in after["stories"]] == [one["text"] for one in many]
    more = caller.http.patch(PATH, json={"stories": [*many, MINE]})
    assert_problem(more, 422, "malformed")
    large = caller.http.patch(PATH, content=b" " * (1024 * 1024 + 1))
    assert_problem(large, 413, "too_large")


def test_who_may_have_no_more_is_told_so_and_may_have_less(
    redis: RedisServer, caller: Caller
) -> None:
    before = changed(caller, {"stories": [MINE]})
    account = keys.account(user_of(caller.token))
    full = 200 * 1024 * 1024

    async def fill() -> None:
        store = Store(redis.url)
        await store.route.run([
            command(account[0], "HSET", account[0], "held", full, "held:jobs:x", full,
                    "counted", 10**14),
            command(account[1], "ZADD", account[1], "+inf", "held:jobs:x"),
        ])  # fmt: skip
        await store.close()

    asyncio.run(fill())
    more = caller.http.patch(PATH, json={"stories": [MINE | {"text": noise(2000).hex()}]})
    assert_problem(more, 429, "quota_exceeded")
    assert practised(caller) == before
    assert changed(caller, {"stories": []})["stories"] == []


def test_everybody_has_their_own(redis: RedisServer, caller: Caller, stranger: Caller) -> None:
    interviewed(redis, caller)
    assert practised(stranger) == NOTHING
    assert stranger.http.delete(PATH).status_code == 204
    assert len(practised(caller)["stories"]) == 1
