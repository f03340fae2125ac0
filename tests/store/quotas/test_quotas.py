"""What sessions, users and all guests may have: what is refused, and what goes on."""

from typing import Any

import pytest

from store import keys
from store.commits.types import Committed
from store.quotas import quotas
from store.quotas.types import Limits
from store.redis.scripts import run
from store.store import Store
from tests.store.quotas.accounts import account, counted, rest, truth, usage
from tests.store.writers import NewStore, Sessions, raw

KIB = 1024
GUEST = {"ttl_ms": 60_000}


async def create(store: Store, session: str, owner: str = "ada", **changes: Any) -> str:
    part: dict[str, Any] = {"title": "", "command_id": "c1", "raw": b"start", "now_ms": 1000}
    input_ = changes.pop("input", b"{}")
    made = await store.sessions.create(session, owner, "chat", input_, b"{}", **(part | changes))
    return made.status


async def say(store: Store, session: str, id: str, text: bytes = b"yes", **changes: Any) -> str:
    part: dict[str, Any] = {"owner": "ada", "name": "message"} | changes
    owner, name = part.pop("owner"), part.pop("name")
    answer = await store.sessions.submit(session, owner, id, name, text, 7, text, **part)
    return answer.status


async def work(store: Store, session: str, *events: bytes, messages: tuple[bytes, ...] = ()) -> Any:
    """A worker takes the session and ends one run."""
    writer = await Sessions(store).take(session)
    command = writer.acquired.command.id
    ended = await writer.finish(command, *events, messages=list(messages), allows="message retry")
    await Sessions(store).expire_lease(session)
    return ended


async def test_user_with_as_many_sessions_as_may_be_gets_no_more_until_one_is_deleted(
    new_store: NewStore,
) -> None:
    store = new_store(limits=Limits(user_sessions=2))
    assert [await create(store, name) for name in ("a", "b", "c")] == [
        "created",
        "created",
        "too_many",
    ]
    assert await create(store, "a") == "exists"
    assert await create(store, "c", owner="bob") == "created"
    listed = await store.sessions.list("ada", None, 10, None)
    assert {one.id for one in listed.sessions} == {"a", "b"}
    assert await raw(store, "ZCARD", keys.sessions("ada")) == 2
    assert await store.sessions.delete("a", "ada")
    assert await create(store, "d") == "created"


async def test_guest_whose_sessions_ran_out_may_have_others(new_store: NewStore) -> None:
    store = new_store(limits=Limits(guest_sessions=1, user_sessions=5))
    assert await create(store, "a", **GUEST) == "created"
    assert await create(store, "b", **GUEST) == "too_many"
    await raw(store, "DEL", *keys.all_of("a"))
    bytes_, ends = keys.account("ada")
    await raw(store, "ZADD", ends, 1, "kept:a")
    assert await create(store, "b", **GUEST) == "created"
    assert (await counted(store))["members"] == 1
    assert 0 < await raw(store, "PTTL", bytes_) <= 120_000


async def test_user_with_as_many_bytes_as_may_be_gets_no_more_until_some_are_deleted(
    new_store: NewStore,
) -> None:
    store = new_store(limits=Limits(user_bytes=64 * KIB))
    assert await create(store, "a") == "created"
    await work(store, "a")
    assert await say(store, "a", "c2", b"x" * 40 * KIB) == "accepted"
    assert await say(store, "a", "c3", b"x" * 40 * KIB) == "quota"
    assert await create(store, "b", input=b"x" * 40 * KIB) == "quota"
    assert await say(store, "a", "c2", b"x" * 40 * KIB) == "duplicate"
    assert await say(store, "a", "c4", name="cancel") == "accepted"
    assert await create(store, "a") == "exists"
    assert await store.sessions.delete("a", "ada")
    assert await create(store, "b", input=b"x" * 40 * KIB) == "created"


async def test_what_is_refused_or_was_said_before_counts_for_nothing(new_store: NewStore) -> None:
    store = new_store(limits=Limits(user_bytes=10**9))
    await create(store, "a")
    await work(store, "a")
    await rest(store)
    before = await counted(store)
    large = b"x" * 9000
    assert await say(store, "a", "c1", large) == "duplicate"
    assert await say(store, "a", "c2", large, name="end") == "rejected"
    assert await say(store, "gone", "c2", large) == "missing"
    assert await say(store, "a", "c2", large, owner="eve") == "missing"
    assert await create(store, "a", owner="eve", input=large) == "foreign"
    assert await create(store, "a", input=large) == "conflict"
    assert await counted(store) == before
    assert await counted(store, "eve") == {}


async def test_guests_together_have_their_share_and_others_go_on(new_store: NewStore) -> None:
    store = new_store(limits=Limits(guests_bytes=64 * KIB))
    large = b"x" * 40 * KIB
    assert await create(store, "a", owner="g1", input=large, **GUEST) == "created"
    assert await create(store, "b", owner="g2", input=large, **GUEST) == "storage"
    assert await create(store, "c", owner="ada", input=large) == "created"
    assert await say(store, "a", "c2", large, owner="g1", guest=True) == "storage"
    assert await counted(store, "g2") == {}
    assert await store.sessions.delete("a", "g1")
    assert await account(store, keys.guests()) == {}
    assert await create(store, "b", owner="g2", input=large, **GUEST) == "created"


async def test_full_store_takes_cancels_and_what_it_has_already_and_nothing_new(
    new_store: NewStore,
) -> None:
    store = new_store()
    assert await create(store, "a") == "created"
    assert await create(store, "b", full=True) == "storage"
    assert await create(store, "a", full=True) == "exists"
    assert await say(store, "a", "c1", full=True) == "duplicate"
    assert await say(store, "a", "c2", full=True) == "storage"
    assert await say(store, "a", "c3", name="cancel", full=True) == "accepted"
    assert (await store.sessions.list("ada", None, 10, None)).sessions[0].id == "a"
    assert await store.sessions.delete("a", "ada")


async def test_session_takes_nothing_new_where_it_has_as_much_as_it_may(
    new_store: NewStore,
) -> None:
    store = new_store(limits=Limits(session_bytes=100 * KIB))
    await create(store, "a")
    await work(store, "a", b"e" * 30 * KIB, messages=(b"m" * 30 * KIB,))
    assert await say(store, "a", "c2", b"x" * 50 * KIB) == "session_full"
    assert await say(store, "a", "c3") == "accepted"
    assert await say(store, "a", "c4", name="cancel") == "accepted"
    assert await create(store, "b") == "created", "others are not concerned"


async def test_inbox_takes_so_many_bytes_and_more_when_they_are_handled(
    new_store: NewStore,
) -> None:
    store = new_store(limits=Limits(inbox_bytes=64 * KIB))
    await create(store, "a")
    assert await say(store, "a", "c2", b"x" * 40 * KIB) == "accepted"
    assert await say(store, "a", "c3", b"x" * 40 * KIB) == "full"
    assert await say(store, "a", "c4") == "accepted"
    for _ in range(3):
        await work(store, "a")
    assert await say(store, "a", "c3", b"x" * 40 * KIB) == "accepted"


@pytest.mark.parametrize("size", [100, 9000])
async def test_commit_says_that_the_session_is_full_and_has_written_all_the_same(
    new_store: NewStore, size: int
) -> None:
    store = new_store(limits=Limits(session_bytes=40 * KIB), log_events=1000)
    writer = await Sessions(store).writer()
    told = [await writer.append(b"e" * size) for _ in range(64 * KIB // size)]
    assert [one.head for one in told] == list(range(1, len(told) + 1))
    first = next(i for i, one in enumerate(told) if one.full)
    assert abs(first * size - 40 * KIB) < 64 * size + 4 * KIB
    assert len(await Sessions(store).log()) == len(told)
    assert await writer.append(step=("s", b"r")) == Committed(writer.head, full=True)
    assert await writer.finish("c1") == Committed(writer.head, released=True)


async def test_run_of_a_session_with_room_is_told_nothing(new_store: NewStore) -> None:
    store = new_store(limits=Limits(session_bytes=200 * KIB), log_events=100)
    writer = await Sessions(store).writer()
    for _ in range(40):
        assert not (await writer.append(b"e" * 9000, mark=b"fold")).full or (
            await usage(store, keys.log("one")) > 190 * KIB
        )


async def test_account_of_a_session_that_rests_is_what_redis_says_of_it(
    new_store: NewStore,
) -> None:
    store = new_store(limits=Limits(user_bytes=10**9))
    await create(store, "a")
    assert (await counted(store))["kept"] == await truth(store, "a")
    await work(store, "a", b"e" * 5000, messages=(b"m" * 7000,))
    await rest(store)
    found = await counted(store)
    assert found["kept"] == await truth(store, "a") > 7000
    assert found["log"] == await usage(store, keys.log("a")) > 5000


async def test_log_of_a_session_that_rests_counts_until_it_is_dropped(
    new_store: NewStore,
) -> None:
    store = new_store(limits=Limits(guest_bytes=10**9), log_ttl_ms=50_000)
    await create(store, "a", **GUEST)
    await work(store, "a", b"e" * 5000)
    await rest(store)
    _, ends = keys.account("ada")
    kept, log = [float(await raw(store, "ZSCORE", ends, f"{c}:a")) for c in ("kept", "log")]
    assert 9_000 <= kept - log <= 11_000
    for names, member in ((keys.account("ada"), "a"), (keys.guests(), "ada")):
        assert (await account(store, names))["log"] > 5000
        await raw(store, "ZADD", names[1], 1, f"log:{member}")
    await raw(store, "DEL", keys.log("a"))
    assert await create(store, "b", **GUEST) == "created"
    assert "log" not in await counted(store)
    assert "log" not in await account(store, keys.guests())


async def test_what_a_crash_left_is_set_right_by_the_sweep(new_store: NewStore) -> None:
    store = new_store(limits=Limits(guest_bytes=10**9))
    await create(store, "a", **GUEST)
    await work(store, "a")
    assert await store.quotas.take("ada", "a", 5000, guest=True) is None
    assert (await counted(store))["kept"] > 5000
    assert (await account(store, keys.guests()))["kept"] > 5000
    await rest(store)
    found = await counted(store)
    assert found["kept"] == await truth(store, "a")
    assert await account(store, keys.guests()) == {
        "kept": found["kept"],
        "kept:ada": found["kept"],
        "members": 1,
    }


async def test_claim_for_a_session_that_was_never_made_ends_by_itself(
    new_store: NewStore,
) -> None:
    store = new_store(limits=Limits(user_bytes=10**9, user_sessions=1))
    assert await store.quotas.take("ada", "a", 5000, guest=False) is None
    assert 0 < await raw(store, "PTTL", keys.account("ada")[0]) <= quotas.CLAIM_MS


async def test_nobody_is_refused_for_what_is_not_there_any_more(
    new_store: NewStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = new_store(limits=Limits(user_bytes=64 * KIB, user_sessions=2))
    await create(store, "a", input=b"x" * 30 * KIB)
    await create(store, "b", input=b"x" * 30 * KIB)
    await raw(store, "DEL", *keys.all_of("a"))
    assert await create(store, "c", input=b"x" * 20 * KIB) == "created"
    assert "kept:a" not in await counted(store)
    assert await create(store, "d") == "too_many"
    await raw(store, "DEL", *keys.all_of("b"))
    assert await create(store, "d") == "too_many", "it was counted just now"
    monkeypatch.setattr(quotas, "RECOUNT_MS", -1)
    assert await create(store, "d") == "created"


async def test_session_of_an_earlier_release_counts_from_its_next_command_on(
    new_store: NewStore,
) -> None:
    before = new_store()
    await create(before, "a", input=b"x" * 5000)
    await work(before, "a")
    assert await counted(before) == {}
    store = new_store(limits=Limits(user_bytes=10**9, session_bytes=10**9))
    assert await say(store, "a", "c2") == "accepted"
    await work(store, "a")
    await rest(store)
    assert (await counted(store))["kept"] == await truth(store, "a")


async def test_recount_finds_all_that_is_listed(new_store: NewStore) -> None:
    before = new_store()
    names = [f"s{i}" for i in range(quotas.RECOUNT_SESSIONS + 5)]
    for name in names:
        await create(before, name)
    store = new_store(limits=Limits(user_sessions=1000))
    await store.quotas.recount("ada", guest=False)
    assert (await counted(store))["members"] == len(names)


async def test_take_of_many_at_once_never_gives_more_than_there_is(new_store: NewStore) -> None:
    store = new_store(limits=Limits(user_bytes=10_000))
    taking = [
        run(quotas.TAKE, keys.account("ada"), f"s{i}", 1000, 10_000, 0, 60_000) for i in range(30)
    ]
    replies = await store.route.run(taking)
    assert [why for why, _ in replies].count(b"") == 10
    assert (await counted(store))["kept"] == 10_000


async def test_session_of_a_guest_that_is_kept_counts_for_as_long(new_store: NewStore) -> None:
    store = new_store(limits=Limits(guest_sessions=1))
    assert await create(store, "a", **GUEST) == "created"
    await raw(store, "PEXPIRE", keys.meta("a"), 20_000)
    await raw(store, "ZADD", keys.account("ada")[1], 1, "kept:a")  # as one that has ended
    assert await store.sessions.keep({"a": "ada"}) == {"a": 60_000}
    assert await create(store, "b", **GUEST) == "too_many"
