"""A minute of chaos: what `make chaos` does at length."""

import pytest

from tests.chaos.trial import Options, run


@pytest.mark.slow
async def test_clients_hold_the_log_when_everything_fails_around_them() -> None:
    """Nothing lost, repeated, or done twice; no run left unfinished (PROTOCOL §2, 1 to 6)."""
    report = await run(Options(seed=3, sessions=30, drops=150, faults=6, messages=1, limit_s=120.0))
    assert report.violations == []
    assert report.figures["faults: kill"]
    assert report.figures["takeovers"]
