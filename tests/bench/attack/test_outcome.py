"""What of an attack's figures is as it should be, and what is not."""

from collections import Counter
from dataclasses import replace

import pytest

from bench.attack.attacks import ATTACKS
from bench.attack.outcome import BACK, LIVE_MS, TOKEN_MS, Outcome, render

MB = 1_000_000

FINE = Outcome(
    attack="stored",
    cpu_s=1.5,
    redis_cpu_s=0.5,
    memory_before=80 * MB,
    memory_peak=300 * MB,
    memory_after=[90 * MB, 91 * MB],
    kept_before=2 * MB,
    kept_after=50 * MB,
    quiet_ms=[2.0] * 100,
    tokens_ms=[5.0] * 100,
    lives_ms=[9.0] * 100,
    pings_ms=[1.0] * 100,
    told=Counter({"202": 40, "409 session_full": 7}),
)


def test_attack_that_others_hardly_notice_has_no_faults() -> None:
    assert FINE.faults == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"tokens_ms": [5.0] * 98 + [TOKEN_MS] * 2}, "99 % of tokens take up to 100 ms"),
        ({"lives_ms": [9.0] * 98 + [LIVE_MS] * 2}, "99 % of /health/live take up to 200 ms"),
        ({"memory_after": [80 * MB, int(80 * MB * BACK) + MB]}, "97 MB are held afterwards"),
        ({"told": Counter({"202": 40, "401 not_signed_in": 1})}, "nothing is refused with any of"),
    ],
    ids=["tokens", "lives", "memory", "refusals"],
)
def test_attack_that_others_notice_has_a_fault_that_says_so(
    change: dict[str, object], words: str
) -> None:
    outcome = replace(FINE, **change)
    assert [words in fault for fault in outcome.faults] == [True]
    assert words in render([outcome])


def test_token_that_is_one_in_two_hundred_is_no_fault() -> None:
    assert replace(FINE, tokens_ms=[5.0] * 199 + [3000.0]).faults == []


def test_attack_on_what_costs_nobody_needs_no_refusal() -> None:
    assert replace(FINE, attack="pings", told=Counter({"8 MiB taken": 1})).faults == []


def test_table_has_a_row_for_each_attack_and_what_it_got() -> None:
    table = render([replace(FINE, attack=name) for name in ATTACKS])
    lines = table.splitlines()
    assert [line.split("  ")[0] for line in lines[1 : 1 + len(ATTACKS)]] == [
        attack.tried for attack in ATTACKS.values()
    ]
    assert lines.count("stored got: 40 x 202, 7 x 409 session_full") == 1
