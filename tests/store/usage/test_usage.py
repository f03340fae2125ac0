"""What users have used: rolled up, once for each id, small, and gone when it is to be."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store import keys
from store.redis.scripts import Call, Script, command
from store.store import Store
from store.usage.types import Spent, Used
from store.usage.usage import ADD, DAY_MS, KEPT_DAYS, day_of
from tests.redis_servers import RedisServer
from tests.store.writers import NewStore

TODAY = datetime.now(UTC).date()
DAY = str(TODAY)
MONTH = DAY[:7]
ADA = "ada"


def call(**changes: object) -> Used:
    values = {"input_tokens": 10, "output_tokens": 2, "cost": 300} | changes
    return Used(DAY, "chat", "openai/gpt", **values)  # type: ignore[arg-type]


async def test_calls_and_runs_are_summed_by_day_kind_and_model(store: Store) -> None:
    yesterday = str(TODAY - timedelta(days=1))
    for number in range(3):
        await store.usage.count(ADA, f"c{number}", call(), guest=False)
    await store.usage.count(ADA, "other", Used(DAY, "chat", "gemini/flash", 1), guest=False)
    await store.usage.count(ADA, "run", Used(DAY, "chat"), guest=False)
    await store.usage.count(ADA, "before", Used(yesterday, "cv", "openai/gpt", 5), guest=False)
    assert await store.usage.between(ADA, yesterday, DAY) == [
        Used(yesterday, "cv", "openai/gpt", 5),
        Used(DAY, "chat", "", times=1),
        Used(DAY, "chat", "gemini/flash", 1),
        Used(DAY, "chat", "openai/gpt", 30, 6, 900, 3),
    ]
    assert await store.usage.between(ADA, yesterday, yesterday) == [
        Used(yesterday, "cv", "openai/gpt", 5)
    ]
    assert await store.usage.between("bob", yesterday, DAY) == []


async def test_what_was_counted_is_not_counted_again_by_whichever_worker(
    new_store: NewStore,
) -> None:
    workers = [new_store() for _ in range(3)]
    counted = await asyncio.gather(
        *(one.usage.count(ADA, "c1", call(), guest=False) for one in workers * 5)
    )
    assert Counter(counted) == {True: 1, False: 14}
    assert await workers[0].usage.between(ADA, DAY, DAY) == [call()]


async def test_spending_is_that_of_the_day_and_of_its_month(store: Store) -> None:
    tomorrow = str(TODAY.replace(day=28))
    today = str(TODAY.replace(day=27))
    for number, day in enumerate((today, tomorrow, today, tomorrow)):
        used = Used(day, "chat", "openai/gpt", 10, 1, 500)
        await store.usage.count(ADA, f"c{number}", used, guest=False)
        await store.usage.count(ADA, f"r{number}", Used(day, "chat"), guest=False)
    assert await store.usage.spent_on(ADA, tomorrow) == Spent(22, 44, 2000)
    # What comes late for a day that is over counts for its month alone.
    assert (await store.usage.spent_on(ADA, today)).tokens_month == 44
    assert await store.usage.spent_on("bob", today) == Spent()
    following = str((TODAY.replace(day=28) + timedelta(days=7)).replace(day=1))
    assert await store.usage.spent_on(ADA, following) == Spent()


async def test_sums_are_exact_where_numbers_are_large(store: Store) -> None:
    dear = call(input_tokens=2**40, cost=10**14)
    for number in range(3):
        await store.usage.count(ADA, f"c{number}", dear, guest=False)
    (row,) = await store.usage.between(ADA, DAY, DAY)
    assert (row.input_tokens, row.cost, row.times) == (3 * 2**40, 3 * 10**14, 3)


async def test_names_that_are_many_or_long_take_no_more_room_than_there_is(store: Store) -> None:
    for number in range(150):
        used = Used(DAY, "chat", f"{'m' * 500}" if number == 0 else f"m{number}", 1)
        await store.usage.count(ADA, f"c{number}", used, guest=False)
    rows = await store.usage.between(ADA, DAY, DAY)
    assert sum(row.times for row in rows) == sum(row.input_tokens for row in rows) == 150
    assert len(rows) <= 101
    assert max(len(row.model) for row in rows) <= 60
    assert {row.model: row.times for row in rows}["other"] == 51


async def test_a_guests_ends_with_them_and_an_accounts_after_a_year(new_store: NewStore) -> None:
    store = new_store(guest_ms=1000_000)
    await store.usage.count("g", "c1", call(), guest=True)
    await store.usage.count(ADA, "c1", call(), guest=False)
    guest, account = (keys.used(user, MONTH) for user in ("g", ADA))
    left = await store.route.run([command(key, "PTTL", key) for key in (guest, account)])
    assert 990_000 < left[0] <= 1000_000
    assert left[1] > (KEPT_DAYS - 1) * DAY_MS
    await store.usage.keep("g")
    (left_now,) = await store.route.run([command(guest, "PTTL", guest)])
    assert left_now > (KEPT_DAYS - 1) * DAY_MS


async def test_what_a_guest_has_used_goes_to_an_account_once(store: Store) -> None:
    await store.usage.count("g", "c1", call(), guest=True)
    await store.usage.count("g", "r1", Used(DAY, "chat"), guest=True)
    await store.usage.count(ADA, "c2", call(), guest=False)
    await asyncio.gather(*(store.usage.move("g", ADA) for _ in range(3)))
    await store.usage.move("g", ADA)
    assert await store.usage.everything("g") == []
    assert await store.usage.everything(ADA) == [
        Used(DAY, "chat", "", times=1),
        Used(DAY, "chat", "openai/gpt", 20, 4, 600, 2),
    ]
    assert await store.usage.spent_on(ADA, DAY) == Spent(24, 24, 600)


async def test_what_comes_while_a_guest_moves_is_moved_the_next_time(store: Store) -> None:
    await store.usage.count("g", "c1", call(), guest=True)
    await store.usage.move("g", ADA)
    await store.usage.count("g", "c2", call(), guest=True)
    await store.usage.move("g", ADA)
    await store.usage.move("g", ADA)
    (row,) = await store.usage.everything(ADA)
    assert row == call(input_tokens=20, output_tokens=4, cost=600, times=2)


@pytest.mark.parametrize("lost", [ADD, None], ids=["before it is given", "after"])
async def test_move_that_a_crash_cuts_off_is_finished_once(
    store: Store, monkeypatch: pytest.MonkeyPatch, lost: Script | None
) -> None:
    await store.usage.count("g", "c1", call(), guest=True)
    whole = store.route.run

    async def cut(calls: list[Call]) -> list[object]:
        if (lost and calls[0].script is lost) or calls[0].words[:1] == ("DEL",):
            raise ConnectionError
        return await whole(calls)

    with monkeypatch.context() as patch:
        patch.setattr(store.route, "run", cut)
        with pytest.raises(ConnectionError):
            await store.usage.move("g", ADA)
    await store.usage.count("g", "c2", call(), guest=True)
    await store.usage.move("g", ADA)
    await store.usage.move("g", ADA)
    (row,) = await store.usage.everything(ADA)
    assert row == call(input_tokens=20, output_tokens=4, cost=600, times=2)
    (left,) = await store.route.run([command("", "KEYS", "u:{g}:usage:2*")])
    assert left == []


async def test_nothing_is_left_of_whom_is_forgotten(store: Store) -> None:
    old = str(TODAY - timedelta(days=KEPT_DAYS - 5))
    for number, day in enumerate((DAY, old)):
        await store.usage.count(ADA, f"c{number}", Used(day, "chat", "m", 1), guest=False)
    assert len(await store.usage.everything(ADA)) == 2
    await store.usage.forget(ADA)
    (left,) = await store.route.run([command("", "KEYS", "*")])
    assert left == []


async def test_a_year_of_daily_use_takes_a_few_kilobytes(store: Store) -> None:
    first = TODAY - timedelta(days=365)
    for number in range(120):  # every third day an interview, which asks two models
        day = str(first + timedelta(days=3 * number))
        for model in ("openai/gpt-6.1-terra", "gemini/gemini-4-flash", ""):
            used = Used(day, "interview", model, *((61_234, 4_321, 51_234_567) if model else ()))
            await store.usage.count(ADA, f"{number} {model}", used, guest=False)
    found = await store.route.run([command("", "KEYS", "*:usage:2*")])
    sizes = await store.route.run([command("", "MEMORY", "USAGE", key) for key in found[0]])
    assert sum(sizes) < 16_000


ids = st.sampled_from(["a", "b", "c", "d"])
uses = st.builds(
    Used,
    st.sampled_from([str(TODAY.replace(day=day)) for day in (1, 2, 28)]),
    st.sampled_from(["chat", "cv"]),
    st.sampled_from(["", "m1", "m2"]),
    st.integers(0, 10**9),
    st.integers(0, 10**9),
    st.integers(0, 10**12),
)


@given(st.lists(st.tuples(ids, uses), max_size=12))
@settings(max_examples=15)
async def test_sums_are_those_of_what_came_first_under_each_id(
    shared_redis: RedisServer, given: list[tuple[str, Used]]
) -> None:
    store = Store(shared_redis.url)
    try:
        await store.usage.forget(ADA)
        first: dict[str, Used] = {}
        for id, used in given:
            assert await store.usage.count(ADA, id, used, guest=False) == (id not in first)
            first.setdefault(id, used)
        rows = await store.usage.between(ADA, f"{MONTH}-01", f"{MONTH}-28")
        for name in ("input_tokens", "output_tokens", "cost", "times"):
            told, held = Counter[tuple[str, str, str]](), Counter[tuple[str, str, str]]()
            for one in rows:
                told[one.day, one.kind, one.model] += getattr(one, name)
            for one in first.values():
                held[one.day, one.kind, one.model] += getattr(one, name)
            assert told == held
        spent = await store.usage.spent_on(ADA, str(TODAY.replace(day=1)))
        assert spent.cost_month == sum(one.cost for one in first.values())
        assert spent.tokens_month == sum(
            one.input_tokens + one.output_tokens for one in first.values()
        )
    finally:
        await store.close()


def test_day_is_that_of_utc() -> None:
    assert day_of(int(datetime(2026, 12, 1, tzinfo=UTC).timestamp() * 1000)) == "2026-12-01"
    assert day_of(int(datetime(2026, 12, 1, tzinfo=UTC).timestamp() * 1000) - 1) == "2026-11-30"
