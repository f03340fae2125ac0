"""Who may call a model: keys, breaker, minute, budgets; and what is kept of a call."""

import asyncio
from collections import Counter

import pytest

from store import keys
from store.errors import StoreUnavailable
from store.model_gate.types import Admitted
from store.redis.scripts import command
from store.store import Store
from tests.redis_servers import CuttingProxy, RedisServer
from tests.store.model_gate.calls import MODEL, START_MS, TTL_MS, Calls, Rule
from tests.store.writers import NewStore, raw

DAY = "day:2026-11-21"
USER = "user:ada:2026-11-21"
HOUR_MS = 3_600_000


@pytest.fixture
def calls(store: Store) -> Calls:
    return Calls(store.model_gate)


async def contents(store: Store) -> dict[bytes, bytes]:
    """All that Redis holds."""
    names = await raw(store, "KEYS", "*")
    return {name: await raw(store, "DUMP", name) for name in names}


async def redis_ms(store: Store) -> int:
    """The time that Redis has."""
    [told] = await store.route.run([command("any", "TIME")])
    seconds, micros = map(int, told)
    return seconds * 1000 + micros // 1000


# keys


async def test_keys_take_turns(calls: Calls) -> None:
    given = [(await calls.admit(keys=["a", "b", "c"])).key for _ in range(9)]
    assert Counter(given) == {"a": 3, "b": 3, "c": 3}
    assert given[:3] == given[3:6]


async def test_key_that_rests_is_left_out_and_the_others_share_its_turns(calls: Calls) -> None:
    await calls.settle("failed", "neutral", key="a", rest_ms=5000, rest_cause="rate_limited")
    given = [(await calls.admit(keys=["a", "b", "c"])).key for _ in range(8)]
    assert Counter(given) == {"b": 4, "c": 4}
    calls.now_ms += 5000
    assert "a" in [(await calls.admit(keys=["a", "b", "c"])).key for _ in range(3)]


async def test_call_waits_for_the_first_key_that_is_back_when_all_rest(calls: Calls) -> None:
    await calls.settle("one", "neutral", key="a", rest_ms=5000, rest_cause="rate_limited")
    await calls.settle("two", "neutral", key="b", rest_ms=9000, rest_cause="auth", rest_all=True)
    await calls.settle("three", "neutral", key="c", rest_ms=7000, rest_cause="quota")
    assert await calls.admit(keys=["b", "a", "c"]) == Admitted("resting", wait_ms=5000)


async def test_key_rests_for_the_model_that_is_limited_and_serves_the_others(calls: Calls) -> None:
    await calls.settle("one", "neutral", rest_ms=5000, rest_cause="rate_limited")
    assert await calls.verdict() == "resting"
    assert await calls.verdict(model="gpt:mini") == "ok"
    await calls.settle("two", "neutral", model="gpt:mini", rest_ms=9000, rest_cause="quota")
    assert await calls.admit(model="gpt:mini") == Admitted("resting", wait_ms=9000)
    assert await calls.admit() == Admitted("resting", wait_ms=5000)


async def test_key_that_is_no_good_rests_for_all_models_of_its_provider(calls: Calls) -> None:
    await calls.settle("one", "neutral", rest_ms=5000, rest_cause="auth", rest_all=True)
    assert await calls.admit(model="gpt-mini") == Admitted("resting", wait_ms=5000)
    assert await calls.verdict(provider="gemini") == "ok"
    await calls.settle("two", "neutral", rest_ms=9000, rest_cause="rate_limited")
    assert await calls.admit() == Admitted("resting", wait_ms=9000)
    assert await calls.admit(model="gpt-mini") == Admitted("resting", wait_ms=5000)


async def test_resting_tells_until_when_and_why(calls: Calls) -> None:
    await calls.settle("one", "neutral", key="a", rest_ms=5000, rest_cause="rate_limited")
    await calls.settle("two", "neutral", key="b", rest_ms=9000, rest_cause="auth", rest_all=True)
    await calls.settle("three", "neutral", key="b", model="m:7b", rest_ms=7000, rest_cause="quota")
    await calls.settle("four", "neutral", key="gone", rest_ms=9000, rest_cause="quota")
    assert await calls.verdict(keys=["c"]) == "ok"
    calls.now_ms += 5000
    found = await calls.gate.resting("openai", ["a", "b", "c"], now_ms=calls.now_ms)
    assert found == {
        ("b", ""): (START_MS + 9000, "auth"),
        ("b", "m:7b"): (START_MS + 7000, "quota"),
    }
    assert await calls.gate.resting("gemini", ["b"], now_ms=calls.now_ms) == {}
    assert await calls.gate.resting("openai", [], now_ms=calls.now_ms) == {}


async def test_shorter_rest_does_not_end_a_longer_one(calls: Calls) -> None:
    await calls.settle("one", "neutral", rest_ms=9000, rest_cause="quota")
    await calls.settle("two", "neutral", rest_ms=1000, rest_cause="rate_limited")
    found = await calls.gate.resting("openai", ["k1"], now_ms=calls.now_ms)
    assert found == {("k1", "gpt"): (START_MS + 9000, "quota")}


# breaker


async def test_circuit_opens_when_the_share_of_failures_is_reached(calls: Calls) -> None:
    await calls.end("ok", "ok", "failed")
    assert await calls.gate.open_until("openai", "gpt") is None
    await calls.end("failed")
    assert await calls.gate.open_until("openai", "gpt") == START_MS + 30_000
    calls.now_ms += 1000
    assert await calls.admit() == Admitted("open", wait_ms=29_000)


async def test_circuit_stays_closed_below_the_minimum(calls: Calls) -> None:
    await calls.end("failed", "failed", "failed")
    assert await calls.verdict() == "ok"


async def test_success_never_opens_a_circuit(calls: Calls) -> None:
    await calls.end("failed", "failed", "failed", "ok")
    assert await calls.verdict() == "ok"
    await calls.end("failed")
    assert await calls.verdict() == "open"


async def test_neutral_outcome_says_nothing_of_health(calls: Calls) -> None:
    await calls.end(*["neutral"] * 10, "failed", "failed", "failed")
    assert await calls.verdict() == "ok"


async def test_failures_before_the_window_are_forgotten(store: Store, calls: Calls) -> None:
    await calls.end("failed", "failed", "failed")
    calls.now_ms += 60_000
    await calls.end("failed")
    assert await calls.verdict() == "ok"
    assert await raw(store, "HLEN", keys.circuit("openai", "gpt")) == 1


async def test_open_circuit_keeps_off_this_model_only(calls: Calls) -> None:
    await calls.end(*["failed"] * 4)
    assert await calls.verdict() == "open"
    assert await calls.verdict(model="gpt-mini") == "ok"
    assert await calls.verdict(provider="gemini") == "ok"


async def test_one_probe_goes_through_after_the_cooldown_and_its_success_closes(
    calls: Calls,
) -> None:
    await calls.end(*["failed"] * 4)
    calls.now_ms += 30_000
    assert (await calls.admit("probe")).probe
    assert await calls.admit() == Admitted("open", wait_ms=1000)
    await calls.settle("probe", "ok")
    assert await calls.gate.open_until("openai", "gpt") is None
    assert await calls.admit() == Admitted("ok", key="k1")
    await calls.end("failed", "failed", "failed")
    assert await calls.verdict() == "ok"


async def test_failed_probe_opens_the_circuit_anew(calls: Calls) -> None:
    await calls.end(*["failed"] * 4)
    calls.now_ms += 30_000
    assert (await calls.admit("probe")).probe
    calls.now_ms += 2000
    await calls.settle("probe", "failed")
    assert await calls.admit() == Admitted("open", wait_ms=30_000)


async def test_probe_that_says_nothing_gives_its_place_to_another(calls: Calls) -> None:
    await calls.end(*["failed"] * 4)
    calls.now_ms += 30_000
    assert (await calls.admit("probe")).probe
    await calls.settle("probe", "neutral")
    assert (await calls.admit()).probe


async def test_so_many_probes_go_through_at_a_time(calls: Calls) -> None:
    await calls.end(*["failed"] * 4)
    calls.now_ms += 30_000
    rule = Rule(probes=3)
    told = await asyncio.gather(*(calls.verdict(breaker=rule) for _ in range(10)))
    assert Counter(told) == {"ok": 3, "open": 7}


@pytest.mark.parametrize(("ttl_ms", "lapses_ms"), [(5000, 5000), (TTL_MS, 30_000)])
async def test_claim_of_a_probe_whose_worker_died_lapses(
    calls: Calls, ttl_ms: int, lapses_ms: int
) -> None:
    await calls.end(*["failed"] * 4)
    calls.now_ms += 30_000
    assert (await calls.admit("dead", ttl_ms=ttl_ms)).probe
    calls.now_ms += lapses_ms - 1
    assert await calls.verdict() == "open"
    calls.now_ms += 1
    assert (await calls.admit()).probe


async def test_probe_that_takes_longer_than_its_claim_still_decides(calls: Calls) -> None:
    await calls.end(*["failed"] * 4)
    calls.now_ms += 30_000
    assert (await calls.admit("slow")).probe
    calls.now_ms += 90_000
    await calls.settle("slow", "ok")
    assert await calls.gate.open_until("openai", "gpt") is None


@pytest.mark.parametrize("outcome", ["ok", "failed"])
async def test_call_that_began_before_the_circuit_opened_changes_nothing(
    calls: Calls, outcome: str
) -> None:
    await calls.admit("late")
    await calls.end(*["failed"] * 4)
    calls.now_ms += 10_000
    await calls.settle("late", outcome)
    assert await calls.gate.open_until("openai", "gpt") == START_MS + 30_000


async def test_probe_of_an_earlier_opening_decides_nothing(calls: Calls) -> None:
    await calls.end(*["failed"] * 4)
    calls.now_ms += 30_000
    rule = Rule(probes=2)
    await calls.admit("one", breaker=rule)
    await calls.admit("two", breaker=rule)
    await calls.settle("one", "failed")
    await calls.settle("two", "ok")
    assert await calls.verdict() == "open"


async def test_window_of_another_length_begins_anew(calls: Calls) -> None:
    await calls.end("failed", "failed", "failed")
    calls.rule = Rule(window_ms=10_000)
    await calls.end("failed")
    assert await calls.verdict() == "ok"


# the minute


async def test_calls_of_a_minute_are_limited_over_all_providers(calls: Calls) -> None:
    calls.now_ms += 15_000
    assert await calls.verdict(per_minute=2) == "ok"
    assert await calls.verdict(per_minute=2, provider="gemini") == "ok"
    assert await calls.admit(per_minute=2) == Admitted("busy", wait_ms=45_000)
    calls.now_ms += 45_000
    assert await calls.verdict(per_minute=2) == "ok"


# budgets


async def test_what_is_held_counts_and_comes_free_when_the_call_is_settled(calls: Calls) -> None:
    budgets = [(DAY, 100), (USER, 50)]
    assert await calls.verdict(budgets=budgets, reserve=50) == "ok"
    told = await calls.admit(budgets=budgets, reserve=1)
    assert told == Admitted("over_budget", scope=USER, wait_ms=500, left=50)
    await calls.settle("call-1", budgets=[DAY, USER], cost=20)
    assert await calls.verdict(budgets=budgets, reserve=30) == "ok"
    assert [await calls.gate.spent(scope) for scope in (DAY, USER)] == [20, 20]


async def test_budget_that_is_spent_is_named_before_one_that_is_held(calls: Calls) -> None:
    await calls.admit("one", budgets=[(DAY, 100)], reserve=90)
    told = await calls.admit(budgets=[(DAY, 100), (USER, 10)], reserve=20)
    assert told == Admitted("over_budget", scope=USER, left=10)
    told = await calls.admit(budgets=[(DAY, 100), (USER, 20)], reserve=20)
    assert told == Admitted("over_budget", scope=DAY, wait_ms=500, left=100)


async def test_call_that_costs_more_than_was_held_is_spent_in_full(calls: Calls) -> None:
    await calls.admit("one", budgets=[(DAY, 100)], reserve=10)
    await calls.settle("one", budgets=[DAY], cost=130)
    assert await calls.gate.spent(DAY) == 130
    assert await calls.verdict(budgets=[(DAY, 100)]) == "over_budget"


async def test_failed_call_costs_nothing(calls: Calls) -> None:
    await calls.admit("one", budgets=[(DAY, 100)], reserve=100)
    await calls.settle("one", "failed", budgets=[DAY])
    assert await calls.gate.spent(DAY) == 0
    assert await calls.verdict(budgets=[(DAY, 100)], reserve=100) == "ok"


async def test_hold_of_a_dead_worker_comes_free_by_itself(calls: Calls) -> None:
    await calls.admit("dead", budgets=[(DAY, 100)], reserve=100)
    calls.now_ms += TTL_MS - 1
    assert await calls.verdict(budgets=[(DAY, 100)], reserve=1) == "over_budget"
    calls.now_ms += 1
    assert await calls.verdict(budgets=[(DAY, 100)], reserve=100) == "ok"


async def test_cost_is_spent_where_the_hold_had_come_free(calls: Calls) -> None:
    budgets = [(DAY, 100)]
    await calls.admit("slow", budgets=budgets, reserve=60)
    calls.now_ms += TTL_MS
    await calls.admit("next", budgets=budgets, reserve=60)
    await calls.settle("slow", budgets=[DAY], cost=40)
    assert await calls.gate.spent(DAY) == 40
    assert await calls.verdict(budgets=budgets, reserve=1) == "over_budget"
    await calls.settle("next", budgets=[DAY])
    assert await calls.verdict(budgets=budgets, reserve=60) == "ok"


async def test_nothing_is_left_of_a_call_that_was_settled_but_its_cost(
    store: Store, calls: Calls
) -> None:
    await calls.admit("one", budgets=[(DAY, 100)], reserve=60)
    await calls.settle("one", budgets=[DAY], cost=7)
    found = await raw(store, "HGETALL", keys.budget(DAY))
    assert dict(zip(found[::2], found[1::2], strict=True)) == {b"spent": b"7", b"held": b"0"}
    assert await raw(store, "EXISTS", keys.holds(DAY)) == 0


async def test_sums_are_exact_to_the_nano_dollar(calls: Calls) -> None:
    limit = 10**15
    await calls.admit("one", budgets=[(DAY, limit)], reserve=limit)
    assert await calls.verdict(budgets=[(DAY, limit)], reserve=1) == "over_budget"
    await calls.settle("one", budgets=[DAY], cost=limit - 1)
    assert await calls.verdict(budgets=[(DAY, limit)], reserve=2) == "over_budget"
    assert await calls.verdict(budgets=[(DAY, limit)], reserve=1) == "ok"


# clocks


@pytest.mark.parametrize("wrong_ms", [HOUR_MS, -HOUR_MS])
async def test_worker_whose_clock_is_wrong_leaves_a_model_alone_no_longer_than_others(
    calls: Calls, wrong_ms: int
) -> None:
    calls.wrong_ms = wrong_ms
    await calls.end(*["failed"] * 4)
    assert await calls.admit() == Admitted("open", wait_ms=30_000)
    calls.wrong_ms = 0
    calls.now_ms += 29_999
    assert await calls.admit() == Admitted("open", wait_ms=1)
    calls.now_ms += 1
    assert (await calls.admit(ttl_ms=5000)).probe
    calls.wrong_ms = wrong_ms
    assert await calls.admit() == Admitted("open", wait_ms=1000)


@pytest.mark.parametrize("wrong_ms", [HOUR_MS, -HOUR_MS])
async def test_worker_whose_clock_is_wrong_rests_a_key_no_longer_than_others(
    calls: Calls, wrong_ms: int
) -> None:
    calls.wrong_ms = wrong_ms
    await calls.settle("one", "neutral", rest_ms=5000, rest_cause="rate_limited")
    assert await calls.admit() == Admitted("resting", wait_ms=5000)
    calls.wrong_ms = 0
    assert await calls.admit() == Admitted("resting", wait_ms=5000)
    calls.now_ms += 5000
    assert await calls.verdict() == "ok"


@pytest.mark.parametrize("wrong_ms", [HOUR_MS, -HOUR_MS])
async def test_worker_whose_clock_is_wrong_holds_money_no_longer_than_others(
    calls: Calls, wrong_ms: int
) -> None:
    calls.wrong_ms = wrong_ms
    await calls.admit("dead", budgets=[(DAY, 100)], reserve=60)
    calls.wrong_ms = 0
    await calls.admit("alive", budgets=[(DAY, 100)], reserve=40)
    calls.wrong_ms = wrong_ms
    assert await calls.verdict(budgets=[(DAY, 100)], reserve=1) == "over_budget"
    calls.wrong_ms = 0
    calls.now_ms += TTL_MS
    assert await calls.verdict(budgets=[(DAY, 100)], reserve=100) == "ok"


async def test_gate_goes_by_the_clock_of_redis(store: Store) -> None:
    gate, rule = store.model_gate, Rule(minimum=1)
    before = await redis_ms(store)
    await gate.settle(
        "one", now_ms=START_MS, breaker=rule, outcome="failed", key="k1", **MODEL,
        rest_ms=9000, rest_cause="quota",
    )  # fmt: skip
    after = await redis_ms(store)
    opened = await gate.open_until("openai", "gpt")
    assert opened is not None
    assert before <= opened - rule.cooldown_ms <= after
    [(until, _)] = (await gate.resting("openai", ["k1"], now_ms=before)).values()
    assert until - 9000 == opened - rule.cooldown_ms


# one step


async def test_call_that_is_not_admitted_changes_nothing(store: Store, calls: Calls) -> None:
    await calls.end(*["failed"] * 4)
    await calls.settle("tired", "neutral", provider="gemini", rest_ms=5000, rest_cause="auth")
    await calls.settle("dear", budgets=[DAY], cost=100, model="other")
    await calls.admit(model="other", per_minute=9)
    before = await contents(store)
    assert await calls.verdict(budgets=[(USER, 9)]) == "open"
    assert await calls.verdict(provider="gemini", budgets=[(USER, 9)]) == "resting"
    assert await calls.verdict(model="other", per_minute=1, budgets=[(USER, 9)]) == "busy"
    told = await calls.admit(model="other", per_minute=9, budgets=[(USER, 9), (DAY, 9)], reserve=1)
    assert told == Admitted("over_budget", scope=DAY)
    assert await contents(store) == before


async def test_call_admitted_again_gets_the_same_answer_and_holds_once(calls: Calls) -> None:
    words = {"budgets": [(DAY, 100)], "reserve": 60, "keys": ["a", "b"], "per_minute": 1}
    first = await calls.admit("one", **words)
    assert await calls.admit("one", **words) == first
    await calls.settle("one", budgets=[DAY], cost=0)
    assert await calls.verdict(budgets=[(DAY, 100)], reserve=100) == "ok"


async def test_call_settled_again_counts_once(calls: Calls) -> None:
    await calls.admit("one", budgets=[(DAY, 100)], reserve=60)
    for _ in range(5):
        await calls.settle("one", "failed", budgets=[DAY], cost=7, record=b"{}")
    assert await calls.gate.spent(DAY) == 7
    assert await calls.gate.usage("2026-11-21") == [b"{}"]
    assert await calls.verdict() == "ok"


async def test_settled_call_is_known_for_longer_than_it_could_have_been_held(
    store: Store, calls: Calls
) -> None:
    await calls.admit("one")
    assert await raw(store, "PTTL", keys.call("one")) <= TTL_MS
    await calls.settle("one")
    assert await raw(store, "PTTL", keys.call("one")) > TTL_MS


async def test_admit_that_arrives_after_its_call_was_settled_holds_nothing(calls: Calls) -> None:
    await calls.settle("one", "neutral")
    await calls.admit("one", budgets=[(DAY, 100)], reserve=100)
    assert await calls.verdict(budgets=[(DAY, 100)], reserve=100) == "ok"


async def test_lost_answers_are_made_good_by_sending_again(
    redis: RedisServer, new_store: NewStore
) -> None:
    async with CuttingProxy(redis.port) as proxy:
        store = new_store(proxy.url)
        calls = Calls(store.model_gate)
        await store.ping()
        proxy.cut()
        with pytest.raises(StoreUnavailable):
            await calls.admit("one", budgets=[(DAY, 100)], reserve=60)
        assert await calls.verdict(call="one", budgets=[(DAY, 100)], reserve=60) == "ok"
        proxy.cut()
        with pytest.raises(StoreUnavailable):
            await calls.settle("one", budgets=[DAY], cost=30)
        await calls.settle("one", budgets=[DAY], cost=30)
        assert proxy.cuts == 2
        assert await calls.gate.spent(DAY) == 30
        assert await calls.verdict(budgets=[(DAY, 100)], reserve=70) == "ok"
        await store.close()


async def test_admit_and_settle_are_one_round_trip_each(
    redis: RedisServer, store: Store, calls: Calls
) -> None:
    words = {"budgets": [(DAY, 100), (USER, 100)], "reserve": 1, "per_minute": 10}
    await calls.admit("warm", **words)
    await calls.settle("warm", budgets=[DAY, USER], cost=1, record=b"{}")
    reader, writer = await asyncio.open_connection("127.0.0.1", redis.port)
    writer.write(b"MONITOR\r\n")
    assert await reader.readline() == b"+OK\r\n"
    await calls.admit("one", **words)
    await calls.settle("one", budgets=[DAY, USER], cost=1, record=b"{}")
    await store.ping()
    sent = []
    while b'"PING"' not in (line := await reader.readline()):
        if b" lua] " not in line:
            sent.append(line.split(b"] ")[1].split()[0])
    writer.close()
    await writer.wait_closed()
    assert sent == [b'"EVALSHA"', b'"EVALSHA"']


# what is kept


async def test_records_stand_in_order_on_the_list_of_their_day(store: Store, calls: Calls) -> None:
    await calls.settle("one", record=b'{"n":1}', keep_days=2)
    await calls.settle("none")
    await calls.settle("two", record=b"\x00\n", keep_days=2)
    calls.now_ms += 86_400_000
    await calls.settle("three", record=b'{"n":3}', keep_days=2)
    assert await calls.gate.usage("2026-11-21") == [b'{"n":1}', b"\x00\n"]
    assert await calls.gate.usage("2026-11-21", -1) == [b"\x00\n"]
    assert await calls.gate.usage("2026-11-22") == [b'{"n":3}']
    assert await calls.gate.usage("2026-11-23") == []
    left = await raw(store, "PTTL", keys.usage("2026-11-22"))
    assert 0 <= 2 * 86_400_000 - left < 60_000


async def test_answer_is_remembered_for_its_time(store: Store, calls: Calls) -> None:
    await calls.gate.remember("abc", b"\x00answer", ttl_ms=50_000)
    assert await calls.gate.recall("abc") == b"\x00answer"
    assert await calls.gate.recall("xyz") is None
    assert 0 < await raw(store, "PTTL", keys.answer("abc")) <= 50_000


async def test_what_belongs_to_one_call_minute_or_day_expires(store: Store, calls: Calls) -> None:
    await calls.admit("one", budgets=[(DAY, 9)], reserve=1, per_minute=9)
    await calls.admit("two", budgets=[(DAY, 9)], reserve=1, per_minute=9)
    await calls.settle("one", "failed", budgets=[DAY], record=b"{}", rest_ms=1, rest_cause="auth")
    await calls.settle("never admitted")
    lasting = {
        name for name in await raw(store, "KEYS", "*") if await raw(store, "PTTL", name) == -1
    }
    assert lasting == {keys.circuit("openai", "gpt").encode(), keys.rests("openai").encode()}
