"""What a server sustains is a figure, even where that is nothing."""

import pytest

from bench.lab import Lab
from bench.measures import throughput


@pytest.mark.slow
async def test_server_that_holds_no_rate_sustains_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bench goes on, and its row is a missed one."""
    for name, value in {"P99_LIMIT_MS": -1.0, "WINDOW_S": 0.2, "TRIES": 1}.items():
        monkeypatch.setattr(throughput, name, value)
    with Lab() as lab:
        taken = await throughput.most_sustained(lab.bare, lab.redis.pid)
    assert taken.delivered == 0
    assert taken.p99_ms > 0
