"""Résumés and jobs that a run saves, on a real server: versions, new ones, what has changed."""

from typing import Any

import pytest

from tests.processes import eventually
from tests.server.calls import Caller, Json

pytestmark = pytest.mark.slow

RESUME = {
    "basics": {"name": "Ana Kovacs", "email": "ana@mail.example"},
    "work": [
        {
            "name": "Rosehip Ltd",
            "position": "Florist",
            "startDate": "2019-03",
            "highlights": ["Responsible for managing 3 shops", "Bound 40 wreaths a day"],
        }
    ],
    "certificates": [{"name": "Forklift licence"}],
    "other": [{"name": "Cars", "highlights": ["Own van"]}],
}
PASTED = (
    "Ana Kovacs\n\nEXPERIENCE\nFlorist, Rosehip Ltd, March 2019 to present\n"
    "- Responsible for managing 3 shops\n- Bound 40 wreaths a day\n- Drove the van\n"
)


def stored(caller: Caller) -> str:
    answer = caller.http.post("/v1/resumes", json=RESUME)
    assert answer.status_code in (201, 202), answer.text
    id = str(answer.json()["id"])
    eventually(
        lambda: caller.http.get(f"/v1/resumes/{id}").json()["status"] == "ready", "it is read"
    )
    return id


def optimized(caller: Caller, resume: Any) -> Json:
    return caller.create("optimize", {"resume": resume, "targetRole": "Florist"})


def do(caller: Caller, session: str, name: str, number: int, **given: Any) -> Json:
    """The session's state once the action's run has ended."""
    command: Json = {"id": f"{name}{number}", "type": "action", "name": name}
    answer = caller.say(session, **command, **({"input": given} if given else {}))
    assert answer.status_code in (200, 202), answer.text

    def ended() -> Any:
        found = caller.session(session)
        last = found["lastRun"]
        return found if last["id"] == command["id"] and last["outcome"] != "running" else None

    return eventually(ended, "the action's run has ended")


def test_what_is_accepted_is_saved_as_the_next_version(caller: Caller) -> None:
    id = stored(caller)
    session = optimized(caller, {"id": id})
    name = session["id"]
    do(caller, name, "accept", 1, ids=["c1"])
    do(caller, name, "save", 2)
    state = caller.session(name)["state"]
    assert state["result"]["saved"] == {"id": id, "version": 2}
    kept = caller.http.get(f"/v1/resumes/{id}").json()
    assert kept["version"] == 2
    assert kept["resume"] == state["result"]["resume"]
    assert kept["resume"]["work"][0]["highlights"][0] == "Manage 3 shops"
    assert "Manage 3 shops" in kept["text"]
    assert "Own van" in kept["text"]
    assert kept["facts"]["jobs"][0]["bullets"][0] == "Manage 3 shops"
    old = caller.http.get(f"/v1/resumes/{id}", params={"version": 1}).json()
    assert old["resume"] == RESUME


def test_pasted_resume_is_saved_as_a_new_one(caller: Caller) -> None:
    session = optimized(caller, PASTED)
    do(caller, session["id"], "accept", 1)
    do(caller, session["id"], "save", 2)
    saved = caller.session(session["id"])["state"]["result"]["saved"]
    kept = caller.http.get(f"/v1/resumes/{saved['id']}").json()
    assert (kept["title"], kept["version"], kept["status"]) == ("Résumé: Florist", 1, "ready")
    assert kept["facts"]["name"] == "Ana Kovacs"


def test_version_that_came_meanwhile_is_not_written_over(caller: Caller) -> None:
    id = stored(caller)
    session = optimized(caller, {"id": id})
    newer = RESUME | {"basics": {"name": "Ana K."}}
    assert caller.http.put(f"/v1/resumes/{id}", json=newer).status_code == 200
    do(caller, session["id"], "accept", 1)
    found = do(caller, session["id"], "save", 2)
    assert found["state"]["result"]["saved"] is None
    assert "version 2" in str(found)
    assert caller.http.get(f"/v1/resumes/{id}").json()["resume"] == newer


def test_nobody_saves_over_another_s_resume(caller: Caller, stranger: Caller) -> None:
    id = stored(caller)
    answer = stranger.http.post(
        "/v1/sessions",
        json={"kind": "optimize", "input": {"resume": {"id": id}, "targetRole": "X y"}},
    )
    assert answer.status_code in (404, 422)
    assert caller.http.get(f"/v1/resumes/{id}").json()["version"] == 1


POSTING = (
    "Florist\nRosehip Ltd, Leeds\n\nRequirements\n- A driving licence\n- 2 years of experience\n"
)


def jobs(caller: Caller) -> dict[str, Json]:
    listed = caller.http.get("/v1/jobs").json()["jobs"]
    return {one["id"]: caller.http.get(f"/v1/jobs/{one['id']}").json() for one in listed}


def test_posting_that_was_read_is_a_job_and_each_change_a_version_of_it(caller: Caller) -> None:
    session = caller.create("job", {"text": POSTING})
    result = session["state"]["result"]
    (kept,) = jobs(caller).values()
    assert (kept["id"], kept["version"], kept["title"]) == (result["id"], 1, result["title"])
    assert kept["mustHave"] == result["mustHave"]
    do(caller, session["id"], "set", 1, title="Head florist")
    (kept,) = jobs(caller).values()
    assert (kept["version"], kept["title"]) == (2, "Head florist")
    do(caller, session["id"], "set", 2, title="Head florist")
    assert [one["version"] for one in jobs(caller).values()] == [2]


def test_same_posting_is_one_job_and_one_that_was_edited_is_left_alone(caller: Caller) -> None:
    posting = caller.create("job", {"text": POSTING})["state"]["result"]
    id = posting["id"]
    body = {name: value for name, value in jobs(caller)[id].items() if name in posting}
    edited = body | {"title": "My florist job"}
    assert caller.http.put(f"/v1/jobs/{id}", json=edited).status_code == 200
    other = caller.create("job", {"text": POSTING})["state"]["result"]["id"]
    assert other != id
    assert jobs(caller)[id]["title"] == "My florist job"


def test_job_that_was_deleted_is_kept_again_where_it_is_changed(caller: Caller) -> None:
    session = caller.create("job", {"text": POSTING})
    id = session["state"]["result"]["id"]
    assert caller.http.delete(f"/v1/jobs/{id}").status_code == 204
    do(caller, session["id"], "set", 1, remote="remote")
    assert jobs(caller)[id]["remote"] == "remote"
