"""The audit in a terminal: whose entries, since when, and nobody's name."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from server.audit import Audit
from server.cli import own_store
from server.cli.audit_command import since
from server.cli.main import main
from store.store import Store
from tests.redis_servers import RedisServer, talk

SCOPE = {"client": ("192.0.2.77", 1)}


async def written(redis: RedisServer) -> None:
    store = Store(redis.url)
    audit = Audit(store.audit, 1000, 60_000)
    audit.record("login", user="ada", scope=SCOPE, outcome="ok")
    audit.record("login", user="bob", scope=SCOPE, outcome="ok")
    audit.record("plan_changed", user="ada", scope=None, outcome="ok", plan="pro", before="free")
    await audit.close()
    await store.close()


def test_entries_of_one_user_are_listed_and_nobodys_name(
    redis: RedisServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert talk(redis.port, "FLUSHALL") == "+OK\r\n"
    asyncio.run(written(redis))
    monkeypatch.setenv("REDIS_URL", redis.url)
    monkeypatch.setenv("CAREERPILOT_SECRET", "s" * 40)
    monkeypatch.setattr(own_store, "heard_by", lambda handler: None)

    def printed(*words: str, status: int = 0) -> list[str]:
        assert main(["audit", *words]) == status
        return capsys.readouterr().out.splitlines()

    every = printed()
    assert [line.split()[2:4] for line in every] == [
        ["login", "ok"], ["login", "ok"], ["plan_changed", "ok"],
    ]  # fmt: skip
    ada = printed("--user", "ada")
    assert len(ada) == 2
    assert ada[1].endswith("plan=pro  before=free")
    assert not any(name in line for name in ("ada", "bob", "192.0") for line in every)
    last = json.loads(printed("--user", "ada", "--json")[-1])
    assert (last["event"], last["plan"]) == ("plan_changed", "pro")
    assert len(printed("--since", "1h")) == 3
    assert printed("--since", "2099-01-01") == []
    assert printed("--user", "nobody", status=1) == []


@pytest.mark.parametrize(
    ("text", "ago"),
    [("30m", timedelta(minutes=30)), ("12h", timedelta(hours=12)), ("7d", timedelta(days=7))],
)
def test_how_long_ago_is_understood(text: str, ago: timedelta) -> None:
    then = datetime.now(UTC) - ago
    assert abs(since(text) - then.timestamp() * 1000) < 5_000


def test_days_and_times_are_those_of_utc() -> None:
    at = datetime(2026, 12, 1, 8, 30, tzinfo=UTC).timestamp() * 1000
    assert since("2026-12-01T08:30") == since("2026-12-01T09:30+01:00") == at
    with pytest.raises(ValueError, match="Invalid isoformat"):
        since("yesterday")
