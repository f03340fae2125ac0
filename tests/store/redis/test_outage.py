"""The operator is told that Redis is away, and that it is back, each once."""

import pytest

from store.errors import StoreUnavailable
from store.redis.outage import Outage


def test_outage_is_told_once_with_its_reason_and_its_end_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")
    outage = Outage("sweep")
    outage.end()
    for reason in ("refused", "too slow"):
        outage.begin(StoreUnavailable(reason))
        assert outage.lasts
    for _ in range(2):
        outage.end()
        assert not outage.lasts
    outage.begin(StoreUnavailable("again"))
    told = [(line.message, vars(line).get("error")) for line in caplog.records]
    assert told == [("redis_away", "refused"), ("redis_back", None), ("redis_away", "again")]
    assert {vars(line)["part"] for line in caplog.records} == {"sweep"}
