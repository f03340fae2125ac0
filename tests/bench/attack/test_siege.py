"""What one guest does to a server, whatever it does, another user hardly notices."""

import pytest

from bench.attack.attacks import ATTACKS
from bench.attack.siege import besiege
from bench.process import raise_file_limit
from bench.table import quantile
from tests.soak import at_length

SOON = tuple(name for name in ATTACKS if name != "logins")
"""Those that are tried whenever anything is."""

LATER_MS = 10.0
"""So much later tokens come, 99 of 100, while many sign in."""


@pytest.mark.timing
@pytest.mark.soak
@pytest.mark.slow(seconds=12)
@pytest.mark.parametrize("attack", at_length(SOON, tuple(ATTACKS)))
async def test_guest_who_attacks_keeps_nobody_waiting_and_no_memory(attack: str) -> None:
    raise_file_limit()
    outcome = await besiege(attack, rounds=at_length(3, 10), seconds=at_length(2.0, 6.0))
    assert outcome.faults == [], outcome
    if attack == "logins":
        quiet, busy = quantile(outcome.quiet_ms, 0.99), quantile(outcome.tokens_ms, 0.99)
        assert busy <= quiet + LATER_MS, outcome
