"""What somebody has used, over HTTP and in a terminal."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from protocol.commands import Message
from server.cli.main import main
from tests.processes import Server, eventually, plans
from tests.server.calls import Caller, assert_problem
from tests.server.talk import Talk, provided
from tests.upstream import Answer, Tokens, Upstream

pytestmark = pytest.mark.slow

PATH = "/v1/me/usage"


TOKENS_DAY = 40_000


@pytest.fixture(scope="module")
def settings(port: int, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    quota = {"tokens_day": TOKENS_DAY, "tokens_month": 10**6, "money_month": 50.0}
    few = plans(tmp_path_factory.mktemp("plans"), requests="500/day", **quota)
    return provided(openai=Upstream(port)) | few | {"CAREERPILOT_CACHE": "off"}


def used(caller: Caller, **query: str) -> Any:
    answer = caller.http.get(PATH, params=query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return answer.json()


async def test_answer_of_a_model_is_used_by_who_asked(
    talk: Talk, up: Upstream, server: Server, stranger: Caller
) -> None:
    up.play(then=Answer(["Stay."], usage=Tokens(40, 3)))
    finished = await talk.start("chat", {"topic": "Salary"})
    caller = Caller(server, talk.client.place.token)
    today = datetime.now(UTC).date()
    (entry,) = used(caller)["usage"]
    took = finished["usage"]
    assert entry["day"] == str(today)
    assert entry["runs"] == 1
    assert entry["calls"] == len(up.calls)
    assert entry["tokens"]["output"] == sum(one["outputTokens"] for one in took)
    assert entry["cost"] > 0
    (kind,) = used(caller, by="kind")["usage"]
    assert (kind["kind"], kind["runs"], kind["tokens"]) == ("chat", 1, entry["tokens"])
    models = used(caller, by="model")["usage"]
    assert {one["model"].partition("/")[0] for one in models} == {"openai"}
    tomorrow = str(today + timedelta(days=1))
    later = used(caller, **{"from": tomorrow, "to": tomorrow})
    assert later["usage"] == []
    assert used(stranger)["usage"] == []
    resets = used(stranger)["resetsAt"]
    assert 0 < resets["day"] - datetime.now(UTC).timestamp() * 1000 <= 86_400_000
    assert resets["day"] <= resets["month"]
    left, theirs = used(caller)["left"], used(stranger)["left"]
    assert theirs["tokensToday"] - left["tokensToday"] == sum(entry["tokens"].values())
    assert theirs["moneyThisMonth"] - left["moneyThisMonth"] == pytest.approx(entry["cost"])
    assert theirs["requestsToday"] > left["requestsToday"] > 0


def test_run_by_rule_is_a_run_that_cost_nothing(caller: Caller) -> None:
    session = caller.create()["id"]
    assert session
    (entry,) = eventually(lambda: used(caller, by="kind")["usage"], "the run is counted")
    assert entry == {
        "kind": "pulse", "runs": 1, "calls": 0, "tokens": {"input": 0, "output": 0}, "cost": 0.0,
    }  # fmt: skip


async def test_who_has_used_all_of_a_day_is_refused_until_it_is_over(
    talk: Talk, up: Upstream, server: Server
) -> None:
    up.play(then=Answer(["Stay."], usage=Tokens(TOKENS_DAY, 3)))
    await talk.start("chat", {"topic": "Salary"})
    caller = Caller(server, talk.client.place.token)
    asked = len(up.calls)
    answer = caller.http.post("/v1/sessions", json={"kind": "chat", "input": {}})
    assert_problem(answer, 429, "quota_exceeded")
    said, resets = answer.json(), used(caller)["resetsAt"]
    assert said["details"]["left"]["tokensToday"] == 0
    assert said["details"]["left"]["tokensThisMonth"] > 0
    assert said["details"]["resetsAt"] == resets
    assert 0 < int(answer.headers["retry-after"]) <= 86_400
    assert "00:00 UTC" in said["detail"]
    ack = await talk.client.send(Message("m2", "And then?"))
    assert ack.status == "rejected"
    assert ack.error is not None
    assert ack.error.code == "quota_exceeded"
    assert len(up.calls) == asked


@pytest.mark.parametrize(
    "query",
    [
        {"by": "user"},
        {"from": "yesterday"},
        {"to": "2026-13-01"},
        {"from": "2026-12-02", "to": "2026-12-01"},
        {"from": "2024-01-01", "to": "2026-01-01"},
        {"from": "0001-01-01", "to": "9999-12-31"},
        {"to": "0001-01-01", "from": "0001-01-01T00:00"},
    ],
    ids=str,
)
def test_days_that_make_no_sense_are_refused(caller: Caller, query: dict[str, str]) -> None:
    assert_problem(caller.http.get(PATH, params=query), 422, "malformed")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_any_day_may_be_asked_for(caller: Caller, day: str) -> None:
    assert used(caller, **{"from": day, "to": day})["usage"] == []


def test_nobody_learns_what_others_have_used(server: Server) -> None:
    nobody = Caller(server, "")
    assert_problem(nobody.http.get(PATH), 401, "not_signed_in")


def test_terminal_shows_ones_own(
    caller: Caller, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    caller.create()
    eventually(lambda: used(caller)["usage"], "the run is counted")
    monkeypatch.setenv("CAREERPILOT_TOKEN", caller.token)
    assert main(["usage", "--by", "kind", "--url", caller.server.url]) == 0
    head, row, *left = capsys.readouterr().out.splitlines()
    assert head.split() == ["kind", "runs", "calls", "input", "output", "USD"]
    assert row.split() == ["pulse", "1", "0", "0", "0", "0.0000"]
    assert [line.partition(",")[0] for line in left[:1]] == ["Left: 499 requests"]
    assert left[3].startswith("Left: 50.00 USD, until ")
    assert main(["usage", "--mine", "--json", "--url", caller.server.url]) == 0
    assert '"resetsAt"' in capsys.readouterr().out
    assert main(["usage", "--mine", "--url", "http://127.0.0.1:1"]) == 1
