"""`careerpilot users`: lists, plans, links."""

import asyncio
import json
from pathlib import Path

import pytest

from server.accounts.emails import parse
from server.cli.main import main
from store.store import Store
from tests.processes import SECRET
from tests.redis_servers import RedisServer, talk


@pytest.fixture
def accounts(redis: RedisServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A Redis with two accounts, which is the one that is set."""
    assert talk(redis.port, "FLUSHALL") == "+OK\r\n"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REDIS_URL", redis.url)
    monkeypatch.setenv("CAREERPILOT_SECRET", SECRET)
    monkeypatch.setenv("CAREERPILOT_URL", "https://pilot.example")
    asyncio.run(_make(redis.url))


async def _make(url: str) -> None:
    store = Store(url)
    for user in ("ada", "ben"):
        email = parse(f"{user}@example.com")
        fields: list[tuple[str, str | bytes]] = [
            ("id", f"u-{user}"), ("email", email.shown), ("plan", "free"), ("passwordHash", "x"),
        ]  # fmt: skip
        await store.accounts.make(f"u-{user}", email.hash, fields=fields, newcomer=False)
        await store.accounts.confirm(f"u-{user}", email.hash, guest=False)
    await store.close()


def listed(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    assert main(["users", "list", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return {row["email"]: row["plan"] for row in rows}


@pytest.mark.usefixtures("accounts")
def test_accounts_are_listed_and_given_plans(capsys: pytest.CaptureFixture[str]) -> None:
    assert listed(capsys) == {"ada@example.com": "free", "ben@example.com": "free"}
    assert main(["users", "plan", "Ada@Example.com", "pro"]) == 0
    assert main(["users", "plan", "u-ben", "enterprise"]) == 0
    capsys.readouterr()
    assert listed(capsys) == {"ada@example.com": "pro", "ben@example.com": "enterprise"}
    assert main(["users", "list"]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["e-mail", "plan", "since", "id"]
    assert len(rows) == 2


@pytest.mark.usefixtures("accounts")
def test_link_is_printed_alone_and_hides_its_secret_from_servers(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["users", "reset", "ada@example.com"]) == 0
    told = capsys.readouterr()
    link = told.out.strip()
    assert link.startswith("https://pilot.example/#reset=u-ada:")
    assert "once, within 60 minutes" in told.err
    assert link.partition("=")[2] not in told.err


@pytest.mark.usefixtures("accounts")
@pytest.mark.parametrize("user", ["eve@example.com", "no address@", "u-eve", ""])
def test_who_has_no_account_is_told_so(user: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["users", "reset", user]) == 1
    assert capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["users", "plan", user, "guest"])
