"""A little chaos: what `make chaos` does at length, and `make soak` for a minute."""

import pytest

from tests.chaos.trial import Options, run
from tests.soak import at_length

QUARTER = Options(seed=3, sessions=12, drops=60, faults=3, messages=1, limit_s=120.0)
MINUTE = Options(seed=3, sessions=30, drops=150, faults=6, messages=1, limit_s=120.0)


@pytest.mark.slow(seconds=50)
@pytest.mark.soak
async def test_clients_hold_the_log_when_everything_fails_around_them() -> None:
    """Nothing lost, repeated, or done twice; no run left unfinished (PROTOCOL §2, 1 to 6)."""
    report = await run(at_length(QUARTER, MINUTE))
    assert report.violations == []
    assert report.figures["faults: kill"]
    assert report.figures["takeovers"]
