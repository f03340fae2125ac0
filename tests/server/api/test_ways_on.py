"""Ways on and projects over HTTP: one call gives a result, and what is said of it changes it."""

import pytest

from tests.agents.kinds.paths.cases import text_of
from tests.processes import Server, Servers, eventually
from tests.server.calls import Caller, assert_problem, new_id

pytestmark = pytest.mark.slow

PATHS = {"resume": text_of("warehouse_lead.txt"), "targetRole": "Shift manager"}
PROJECTS = {"targetRole": "Nurse", "skills": ["wound care"], "level": "mid", "count": 2}


@pytest.fixture(scope="module")
def running(started: Servers) -> Server:
    return started.start()


def say(caller: Caller, session: str, **command: object) -> None:
    """Send a command, and wait until all of it is done."""
    answer = caller.say(session, id=new_id(), **command)
    assert answer.status_code < 300, answer.text
    eventually(lambda: caller.session(session)["status"] == "idle", "the run has ended")


def test_one_call_gives_ways_on_and_a_wish_changes_them(caller: Caller) -> None:
    made = caller.create("paths", PATHS)
    paths = made["state"]["result"]["paths"]
    assert len(paths) >= 5
    assert made["state"]["phase"] == "ready"
    say(caller, made["id"], type="message", text="only gaps")
    say(caller, made["id"], type="action", name="weeks", input={"weeks": 3})
    shown = caller.session(made["id"])["state"]["result"]["paths"]
    assert {one["type"] for one in shown} == {"weakness"}
    assert max(one["durationWeeks"] for one in shown) <= 3


def test_one_call_gives_projects_and_a_wish_changes_them(caller: Caller) -> None:
    made = caller.create("projects", PROJECTS)
    assert len(made["state"]["result"]["projects"]) == 2
    say(caller, made["id"], type="message", text="smaller, 4 hours each")
    say(caller, made["id"], type="action", name="more")
    shown = caller.session(made["id"])["state"]["result"]["projects"]
    assert [one["hours"] for one in shown] == [4, 4, 4, 4]


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("projects", PROJECTS | {"hours": 0}),
        ("projects", PROJECTS | {"level": "wizard"}),
        ("projects", PROJECTS | {"skills": ["x" * 201]}),
        ("paths", PATHS | {"targetRole": ""}),
        ("paths", {"resume": "too short"}),
    ],
)
def test_wrong_input_is_refused_at_once(caller: Caller, kind: str, wrong: object) -> None:
    answer = caller.http.post("/v1/sessions", json={"kind": kind, "input": wrong})
    assert_problem(answer, 422, "malformed")
