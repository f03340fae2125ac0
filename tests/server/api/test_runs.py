"""What a session's runs did and cost, over HTTP and from a terminal."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from server.cli.main import main
from server.cli.remote import TOKEN_VARIABLE
from tests import references
from tests.asking import FAILING
from tests.processes import Server, Servers
from tests.references import ORDER, References, given
from tests.server.calls import Caller, Json, assert_problem, new_id
from tests.server.talk import provided
from tests.upstream import Upstream

pytestmark = pytest.mark.slow

MOST = 20
SECRET_WORD = "xylophone"
OFFLINE = {"provider": "offline"}


@pytest.fixture(scope="module")
def running(started: Servers, port: int) -> Server:
    """A server of the kind with a review, which asks the provider at the port."""
    settings = {**references.SETTINGS, **provided(compatible=Upstream(port))}
    kinds = f"{references.KIND},bench.kinds,tests.asking"
    return started.start(CAREERPILOT_KINDS=kinds, CAREERPILOT_COMMANDS_BURST="1000", **settings)


def runs_of(caller: Caller, session: str) -> list[Json]:
    """The runs that are kept."""
    answer = caller.http.get(f"/v1/sessions/{session}/runs")
    assert answer.status_code == 200, answer.text
    runs: list[Json] = answer.json()["runs"]
    return runs


def run_of(caller: Caller, session: str, run: str) -> Json:
    """One of them."""
    answer = caller.http.get(f"/v1/sessions/{session}/runs/{run}")
    assert answer.status_code == 200, answer.text
    document: Json = answer.json()
    return document


async def test_run_shows_who_did_what_by_which_model_for_how_much_and_how_it_was_judged(
    caller: Caller, up: Upstream
) -> None:
    up.play(then=References().play)
    facts = {**given("Ana-one"), "facts": f"She kept a ward calm. She plays the {SECRET_WORD}."}
    session = (await asyncio.to_thread(caller.create, "reference", facts))["id"]
    (summary,) = runs_of(caller, session)
    assert (summary["command"], summary["outcome"], summary["error"]) == ("start", "success", None)
    assert summary["steps"] == len(ORDER)
    assert summary["startedAt"] <= summary["endedAt"]
    run = run_of(caller, session, summary["id"])
    assert {name: run[name] for name in summary if name != "steps"} == {
        name: value for name, value in summary.items() if name != "steps"
    }
    names = [step["name"] for step in run["steps"]]
    assert names[:2] == ["strategist:plan", "generator:draft"]
    assert names[-1] == "formatter:layout"
    first = run["steps"][0]
    assert (first["role"], first["task"], first["offline"]) == ("strategist", "plan", False)
    assert first["provider"] == "compatible"
    assert sum(step["tokens"]["output"] for step in run["steps"]) == run["tokens"]["output"] > 0
    decisions = {
        step["name"]: step["verdict"]["decision"] for step in run["steps"] if step["verdict"]
    }
    assert decisions["resolver:end"] == "revise"
    assert ("resolver", "generator", "end") in [
        (one["sender"], one["to"], one["task"]) for one in run["messages"]
    ]
    assert SECRET_WORD not in json.dumps(run)


def test_newest_runs_are_kept_and_go_with_the_session(caller: Caller) -> None:
    session = caller.create(options=OFFLINE)["id"]
    with caller.dial(session, "?after=0") as ws:
        ws.until_run_ends()
        for number in range(MOST):
            ws.send({"type": "message", "id": f"m{number}", "text": "Again."})
        ws.until_run_ends(MOST)
    assert [one["id"] for one in runs_of(caller, session)] == [
        f"m{number}" for number in reversed(range(MOST))
    ]
    assert_problem(
        caller.http.get(f"/v1/sessions/{session}/runs/start-{session}"), 404, "not_found"
    )
    assert caller.http.delete(f"/v1/sessions/{session}").status_code == 204
    assert_problem(caller.http.get(f"/v1/sessions/{session}/runs"), 404, "not_found")


def test_run_that_was_cancelled_or_failed_says_so(caller: Caller) -> None:
    session = new_id()
    with caller.dial(session) as ws:
        ws.until("welcome")
        given = {"tokens": 100_000, "perSecond": 10}
        start = {"type": "start", "id": "c1", "kind": "pulse", "options": OFFLINE}
        ws.send(start | {"input": given})
        ws.until("events")
        ws.send({"type": "cancel", "id": "c2"})
        ws.until_run_ends()
    (cancelled,) = runs_of(caller, session)
    assert (cancelled["id"], cancelled["outcome"]) == ("c1", "cancelled")
    failed = caller.create("asking", {"topic": FAILING}, options=OFFLINE)["id"]
    (run,) = runs_of(caller, failed)
    assert (run["outcome"], bool(run["error"]), run["steps"]) == ("error", True, 0)


@pytest.fixture
def terminal(
    server: Server, caller: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Any:
    """Gives commands to the server as the caller."""
    monkeypatch.setenv(TOKEN_VARIABLE, caller.token)
    monkeypatch.setenv("CAREERPILOT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("CAREERPILOT_PORT", str(server.port))
    return lambda *words: main(["runs", *words])


def test_runs_are_listed_and_shown_step_by_step_in_a_terminal(
    caller: Caller, terminal: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    session = caller.create("asking", {"topic": "travel"}, options=OFFLINE)["id"]
    assert terminal(session) == 0
    head, line = capsys.readouterr().out.splitlines()
    assert head.split()[:2] == ["run", "command"]
    assert line.split()[:2] == [f"start-{session}", "start"]
    assert terminal(session, f"start-{session}") == 0
    assert "generator:write  rules" in capsys.readouterr().out
    assert terminal(session, "--json") == 0
    assert json.loads(capsys.readouterr().out)["runs"][0]["outcome"] == "success"
    assert terminal(new_id()) == 1
    assert "There is no such session." in capsys.readouterr().err
