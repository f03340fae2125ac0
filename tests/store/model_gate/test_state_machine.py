"""The breaker, the keys and the budgets against a plain model, over any order of calls."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from store.model_gate.types import Admitted
from store.store import Store
from tests.redis_servers import RedisServer
from tests.soak import at_length
from tests.store.model_gate.calls import MODEL, Calls, Rule
from tests.store.writers import end, raw

RULE = Rule(share=50, minimum=3, window_ms=10_000, cooldown_ms=30_000, probes=2)
TTL_MS = 20_000
KEYS = ["a", "b"]
LIMITS = {"day": 100, "user": 60}
HELD_MS = 500


@dataclass
class Circuit:
    """What a breaker is meant to be."""

    outcomes: list[tuple[int, str]] = field(default_factory=list)
    until: int | None = None
    claims: dict[str, int] = field(default_factory=dict)

    def wait_ms(self, now: int) -> int:
        if self.until is None:
            return 0
        if self.until > now:
            return self.until - now
        out = sum(lapses > now for lapses in self.claims.values())
        return 0 if out < RULE.probes else 1000

    def note(self, call: str, outcome: str, now: int) -> None:
        probe = self.claims.pop(call, None) is not None
        if outcome == "neutral" or (self.until is not None and not probe):
            return
        if self.until is None:
            self.outcomes.append((now // 1000, outcome))
            recent = [one for bucket, one in self.outcomes if now // 1000 - bucket < 10]
            opens = len(recent) >= RULE.minimum and recent.count("failed") * 2 >= len(recent)
        else:
            self.outcomes.clear()
            opens = True
        if outcome == "ok":
            self.until = None
            self.claims.clear()
        elif opens:
            self.until = now + RULE.cooldown_ms
            self.claims.clear()
            self.outcomes.clear()


class GateMachine(RuleBasedStateMachine):
    """Calls of one model that begin, end, end twice, or are never heard of again."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.store = Store(self.url)
        self.calls = Calls(self.store.model_gate, RULE, TTL_MS)
        self.circuit = Circuit()
        self.rests: dict[tuple[str, str], int] = {}
        self.spent = dict.fromkeys(LIMITS, 0)
        self.holds: dict[str, tuple[int, int]] = {}
        self.open: dict[str, Admitted] = {}
        self.settled: list[str] = []

    def run(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    @property
    def now(self) -> int:
        return self.calls.now_ms

    def held(self) -> int:
        return sum(amount for amount, until in self.holds.values() if until > self.now)

    def over(self, reserve: int) -> Iterator[Admitted]:
        """What is said of each budget that has no room, those that are spent first."""
        for scope, limit in LIMITS.items():
            if self.spent[scope] + reserve > limit:
                yield Admitted("over_budget", scope=scope, left=max(0, limit - self.spent[scope]))
        for scope, limit in LIMITS.items():
            if self.spent[scope] + self.held() + reserve > limit:
                left = limit - self.spent[scope]
                yield Admitted("over_budget", scope=scope, wait_ms=HELD_MS, left=left)

    def back(self, key: str, model: str) -> int:
        return max(self.rests.get((key, model), 0), self.rests.get((key, ""), 0))

    @initialize()
    def start(self) -> None:
        self.run(raw(self.store, "FLUSHALL", "SYNC"))

    def admit(self, call: str, reserve: int) -> Admitted:
        budgets = list(LIMITS.items())
        return self.run(self.calls.admit(call, keys=KEYS, budgets=budgets, reserve=reserve))

    @rule(reserve=st.integers(0, 40), twice=st.booleans())
    def call_begins(self, reserve: int, twice: bool) -> None:
        call = self.calls.new()
        told = self.admit(call, reserve)
        back = {key: self.back(key, MODEL["model"]) for key in KEYS}
        awake = [key for key in KEYS if back[key] <= self.now]
        if wait := self.circuit.wait_ms(self.now):
            assert told == Admitted("open", wait_ms=wait)
        elif not awake:
            assert told == Admitted("resting", wait_ms=min(back.values()) - self.now)
        elif refusal := next(self.over(reserve), None):
            assert told == refusal
        else:
            probe = self.circuit.until is not None
            assert told == Admitted("ok", key=told.key, probe=probe)
            assert told.key in awake
            self.open[call] = told
            self.holds[call] = (reserve, self.now + TTL_MS)
            if probe:
                self.circuit.claims[call] = self.now + min(TTL_MS, RULE.cooldown_ms)
            assert not twice or self.admit(call, reserve) == told

    @precondition(lambda self: self.open)
    @rule(
        data=st.data(),
        outcome=st.sampled_from(["ok", "failed", "failed", "neutral"]),
        cost=st.integers(0, 50),
        rest_ms=st.sampled_from([0, 0, 0, 3000, 30_000]),
        rest_all=st.booleans(),
        times=st.integers(1, 2),
    )
    def call_ends(
        self,
        data: st.DataObject,
        outcome: str,
        cost: int,
        rest_ms: int,
        rest_all: bool,
        times: int,
    ) -> None:
        call = data.draw(st.sampled_from(sorted(self.open)))
        key = self.open.pop(call).key
        rest = {"rest_ms": rest_ms, "rest_cause": "auth", "rest_all": rest_all}
        for _ in range(times):
            self.settle(call, outcome, key=key, cost=cost, **rest)
        self.circuit.note(call, outcome, self.now)
        self.holds.pop(call)
        self.spent = {scope: sum_ + cost for scope, sum_ in self.spent.items()}
        who = (str(key), "" if rest_all else MODEL["model"])
        self.rests[who] = max(self.rests.get(who, 0), self.now + rest_ms if rest_ms else 0)
        self.settled.append(call)

    def settle(self, call: str, outcome: str, **words: Any) -> None:
        self.run(self.calls.settle(call, outcome, budgets=list(LIMITS), record=b"{}", **words))

    @precondition(lambda self: self.settled)
    @rule(data=st.data(), outcome=st.sampled_from(["ok", "failed"]))
    def end_is_told_again_much_later(self, data: st.DataObject, outcome: str) -> None:
        call = data.draw(st.sampled_from(self.settled))
        self.settle(call, outcome, cost=9, rest_ms=9000, rest_cause="auth")

    @precondition(lambda self: self.open)
    @rule(data=st.data())
    def worker_dies(self, data: st.DataObject) -> None:
        self.open.pop(data.draw(st.sampled_from(sorted(self.open))))

    @rule(ms=st.sampled_from([1, 999, 3000, 10_000, 20_000, 30_000]))
    def time_passes(self, ms: int) -> None:
        self.calls.now_ms += ms

    @invariant()
    def gate_agrees_with_the_model(self) -> None:
        gate = self.calls.gate
        assert {scope: self.run(gate.spent(scope)) for scope in LIMITS} == self.spent
        assert self.run(gate.open_until("openai", "gpt")) == self.circuit.until
        resting = self.run(gate.resting("openai", KEYS, now_ms=self.now))
        expected = {who: until for who, until in self.rests.items() if until > self.now}
        assert {who: until for who, (until, _) in resting.items()} == expected
        asleep = all(self.back(key, "another") > self.now for key in KEYS)
        told = self.run(self.calls.verdict(model="another", keys=KEYS))
        assert told == ("resting" if asleep else "ok")

    def teardown(self) -> None:
        records = self.run(self.calls.gate.usage("2026-11-21"))
        assert len(records) == len(self.settled)
        self.run(self.store.close())
        end(self.loop)


@pytest.mark.slow
def test_gate_agrees_with_a_plain_model(redis: RedisServer) -> None:
    machine = type("Machine", (GateMachine,), {"url": redis.url})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=at_length(60, 600),
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
