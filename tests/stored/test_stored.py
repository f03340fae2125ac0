"""Sessions that a release has stored go on under this code, whatever they were in the middle of.

One server takes over a Redis that holds all of them. What changes a session is done to a copy.
"""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import redis

from tests.documents import ROOT
from tests.processes import Redis, Server, Servers, clean_environ, eventually
from tests.server.admission.test_admission import folded
from tests.server.calls import Caller
from tests.stored.keeping import FOLDER, RUNNING, Json, Kept, Stored, load

pytestmark = pytest.mark.slow

FILES = [Kept.read(path) for path in sorted(FOLDER.glob("*.json"))]
SESSIONS = {f"{file.release}:{one.name}": one for file in FILES for one in file.sessions}
RESTING = [name for name, one in SESSIONS.items() if one.resting]
UNDONE = [name for name, one in SESSIONS.items() if not one.resting]
SLEEPING = [name for name in RESTING if SESSIONS[name].alarm_ms is not None]
COMMANDS = [(name, command) for name in RESTING for command in SESSIONS[name].allows]

DONE_AGAIN = ("interview",)
"""Kinds whose steps are others by now: a run that was cut off is done again from its beginning."""

PAUSE_MS = 5_000
"""So long nothing has run, before these tests' server does; less than any interview has left."""

LONGER_THAN_AN_INTERVIEW_MS = 2 * 3_600_000

SAID = (
    "The release broke our checkout. I rolled it back within ten minutes, wrote a test for it, and "
    "as a result we have had no such outage for a year."
)


@dataclass(frozen=True)
class Resumed:
    """The Redis that the sessions are in, and the server that has taken it over."""

    redis: Redis
    db: "redis.Redis"
    server: Server
    sessions: dict[str, Stored]

    def add(self, stored: Stored) -> Caller:
        """Bring in one more session; its owner."""
        load(self.db, stored.keys)
        return Caller(self.server, stored.token())

    def owner(self, name: str) -> tuple[Stored, Caller]:
        """A session and its owner."""
        return self.sessions[name], Caller(self.server, self.sessions[name].token())


@pytest.fixture(scope="module")
def resumed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Resumed]:
    """All sessions, as after a pause, and a server that has begun when they were there."""
    with Servers(tmp_path_factory.mktemp("stored")) as servers:
        place = servers.redis()
        with redis.Redis.from_url(place.url) as db:
            sessions = {name: one.after(PAUSE_MS) for name, one in SESSIONS.items()}
            load(db, [key for file in FILES for key in file.shared])
            load(db, [key for one in sessions.values() for key in one.keys])
            server = servers.start(redis_url=place.url)
            yield Resumed(place, db, server, sessions)
            assert "Traceback" not in server.output(), server.output()


@pytest.fixture(scope="module")
def continued(resumed: Resumed) -> dict[tuple[str, str], tuple[Stored, Caller]]:
    """A copy of every session at rest for each command that it takes, to which that was said."""
    found = {}
    for name, command in COMMANDS:
        stored = SESSIONS[name].after(PAUSE_MS).copy()
        caller = resumed.add(stored)
        type, _, action = command.partition(":")
        more = {"name": action} if action else {"text": SAID} if type == "message" else {}
        answer = caller.say(stored.id, type=type, id="next", **more)
        assert (answer.status_code, answer.json()["status"]) == (202, "accepted"), (name, command)
        found[name, command] = stored, caller
    return found


def at_rest(caller: Caller, session: str) -> tuple[Json, Json]:
    """The session when nothing is to be done for it any more, and its last event."""
    eventually(lambda: caller.session(session)["status"] == "idle", f"{session} is at rest")
    document = caller.session(session)
    cursor = {"after": document["head"] - 1, "epoch": document["epoch"]}
    return document, caller.poll(session, **cursor)[-1]["events"][-1]


def contents(document: Json, role: str) -> list[str]:
    return [m["content"] for m in document["messages"] if m["role"] == role]


def from_cursor(caller: Caller, stored: Stored, after: int, head: int) -> Json:
    """What a client that comes with a cursor gets: events up to the head, or a snapshot.

    Several frames of events are made one.
    """
    epoch = {"epoch": stored.epoch} if after else {}
    events: list[Json] = []
    with caller.listen(stored.id, after=after, **epoch) as sse:
        assert sse.next()[1]["type"] == "welcome"
        while True:
            frame = sse.next()[1]
            if frame["type"] == "snapshot":
                return frame
            events += frame["events"] if frame["type"] == "events" else []
            if frame["seq"] >= head:
                return {"type": "events", "events": events}


def cursors(stored: Stored) -> list[int]:
    """Positions before the first event, in the middle of the log, and right before its end."""
    last = stored.head - 1
    return [0, last - len(stored.log) // 2, last] if stored.head else [0]


def test_every_release_has_sessions_of_all_sorts() -> None:
    assert FILES
    for file in FILES:
        assert (FOLDER / f"{file.release}.json").stat().st_size < 300_000
        resting = [one for one in file.sessions if one.resting]
        states = [one.document["state"] for one in resting if one.document]
        phases = {(state["kind"], state["phase"]) for state in states}
        assert phases >= {
            ("chat", "listening"),
            *(("interview", p) for p in ("briefing", "question", "followUp", "paused", "done")),
        }
        assert {one.ends for one in file.sessions} == {None, "success", "cancelled"}
        assert file.shared


@pytest.mark.parametrize("name", SESSIONS)
def test_owner_finds_the_session_in_the_list(resumed: Resumed, name: str) -> None:
    stored, owner = resumed.owner(name)
    answer = owner.http.get("/v1/sessions")
    assert answer.status_code == 200
    (listed,) = answer.json()["sessions"]
    assert listed["id"] == stored.id
    assert listed["kind"] == stored.commands[0]["kind"]
    if stored.resting and stored.document is not None:
        # What a run was left in goes on, and may name its session.
        same = ("kind", "title", "createdAt")
        assert {key: listed[key] for key in same} == {key: stored.document[key] for key in same}


@pytest.mark.parametrize("name", RESTING)
def test_session_at_rest_is_as_it_was(resumed: Resumed, name: str) -> None:
    stored, owner = resumed.owner(name)
    document = owner.session(stored.id)
    assert stored.document is not None
    assert {name: document[name] for name in stored.document} == stored.document


@pytest.mark.parametrize("name", RESTING)
def test_client_of_a_session_at_rest_comes_back_with_any_cursor(
    resumed: Resumed, name: str
) -> None:
    stored, owner = resumed.owner(name)
    document = owner.session(stored.id)
    said = document["messages"], document["state"]
    base = stored.head - len(stored.log)
    for after in cursors(stored):
        frame = from_cursor(owner, stored, after, stored.head)
        if frame["type"] == "snapshot":
            assert folded(frame["events"]) == said
            continue
        assert frame["events"] == stored.log[after - base :]
        if base == 0:
            assert folded(stored.log[:after] + frame["events"]) == said


@pytest.mark.parametrize("name", UNDONE)
def test_session_that_was_cut_off_comes_to_its_end_by_itself(resumed: Resumed, name: str) -> None:
    stored, owner = resumed.owner(name)
    document, last = at_rest(owner, stored.id)
    assert last["type"] == "RUN_FINISHED"
    assert last.get("outcome", {"type": "success"})["type"] == stored.ends
    earlier = stored.document["messages"] if stored.document else []
    assert document["messages"][: len(earlier)] == earlier
    later = {"messages": document["messages"][len(earlier) :]}
    assert contents(later, "user") == stored.said
    answers = contents(later, "assistant")
    if document["kind"] not in DONE_AGAIN:
        assert [text for text in stored.kept if answers.count(text) != 1] == []
    assert len(answers) >= max(1, len(stored.said)), "every command was done"
    assert document["state"]["phase"] in ("listening", "question", "done")
    if document["state"]["phase"] == "done":
        assert document["state"]["result"]["detailedFeedback"]


@pytest.mark.parametrize("name", UNDONE)
def test_client_of_a_session_that_was_cut_off_comes_back_with_any_cursor(
    resumed: Resumed, name: str
) -> None:
    stored, owner = resumed.owner(name)
    document, last = at_rest(owner, stored.id)
    for after in cursors(stored):
        frame = from_cursor(owner, stored, after, document["head"])
        if frame["type"] == "snapshot":
            assert folded(frame["events"]) == (document["messages"], document["state"])
        else:
            assert frame["events"][-1] == last
            assert len(frame["events"]) == document["head"] - after


@pytest.mark.parametrize(("name", "command"), COMMANDS)
def test_command_that_the_session_takes_is_done(
    continued: dict[tuple[str, str], tuple[Stored, Caller]], name: str, command: str
) -> None:
    stored, owner = continued[name, command]
    before = stored.document
    assert before is not None
    document, last = at_rest(owner, stored.id)
    assert last["type"] == "RUN_FINISHED"
    assert last["runId"] == "next"
    assert "outcome" not in last
    state = document["state"]
    assert state["phase"] in phases_after(before["state"]["phase"], command)
    kept = before_the_last_run(stored) if command == "retry" else before["messages"]
    assert document["messages"][: len(kept)] == kept
    assert len(document["messages"]) > len(kept)
    if command == "message":
        assert contents(document, "user")[-1] == SAID
    if state["phase"] == "done":
        assert "overallScore" in state["result"]
        assert state["result"]["detailedFeedback"]


INTERVIEWS = [(name, command) for name, command in COMMANDS if "interview" in name]


@pytest.mark.parametrize(("name", "command"), INTERVIEWS)
def test_interview_remembers_all_that_came_before(
    continued: dict[tuple[str, str], tuple[Stored, Caller]], name: str, command: str
) -> None:
    stored, owner = continued[name, command]
    assert stored.document is not None
    before, earlier = stored.document["state"], stored.document
    document, _ = at_rest(owner, stored.id)
    state = document["state"]
    if before["clock"]["running"] and command != "retry":
        # Nobody ran it for a while, and its clock ran on.
        assert state["clock"]["usedMs"] >= before["clock"]["usedMs"] + PAUSE_MS
    if command == "action:hint":
        told = contents(document, "assistant")[-1]
        assert told not in contents(earlier, "assistant"), "no hint is given twice"
    if command in ("action:repeat", "action:resume"):
        assert state["question"] == before["question"]
        assert before["question"]["text"] in contents(document, "assistant")[-1]
    if command == "action:end":
        answers = [asked["answer"] for asked in state["result"]["questions"]]
        assert "\n\n".join(filter(None, answers)) == "\n\n".join(contents(earlier, "user"))
        if before["question"]["number"] > 1:
            assert state["result"]["overallScore"] is None, "rules give no score"
            assert state["result"]["competencies"], "what was answered is looked at anew"


def before_the_last_run(stored: Stored) -> list[Json]:
    """The messages that there were before the last run: the ids of its own begin with its name."""
    run = [command["id"] for command in stored.commands if command["type"] != "cancel"][-1]
    messages = stored.document["messages"] if stored.document else []
    return [message for message in messages if message["id"].partition(".")[0] != run]


def phases_after(phase: str, command: str) -> tuple[str, ...]:
    """Where a session rests when this was done in that phase, with time left on the clock."""
    match command:
        case "action:end":
            return ("done",)
        case "action:pause":
            return ("paused",)
        case "action:skip":
            return ("question",)
        case "action:resume":
            return ("followUp",)  # where it was paused
        case "message" if phase != "listening":
            return ("question", "followUp")
        case "retry" if phase == "briefing":
            return ("question",)
    return (phase,)


@pytest.mark.parametrize("name", SLEEPING)
def test_session_sleeps_until_its_alarm(resumed: Resumed, name: str) -> None:
    stored, owner = resumed.owner(name)
    eventually(
        lambda: resumed.db.zscore(RUNNING, stored.id) == stored.alarm_ms,
        "nobody looks at it before its alarm",
    )
    assert owner.session(stored.id)["status"] == "idle"


@pytest.mark.parametrize("name", SLEEPING)
def test_alarm_whose_moment_has_passed_rings(resumed: Resumed, name: str) -> None:
    stored = SESSIONS[name].after(LONGER_THAN_AN_INTERVIEW_MS).copy()
    owner = resumed.add(stored)
    eventually(lambda: owner.session(stored.id)["state"]["phase"] == "done", "it has rung")
    document, last = at_rest(owner, stored.id)
    assert last["type"] == "RUN_FINISHED"
    assert last["runId"].startswith(f"alarm:{stored.alarm_ms}:")
    assert document["state"]["result"]["detailedFeedback"]


@pytest.mark.parametrize("name", SLEEPING)
def test_alarm_stays_set_where_a_run_is_cancelled(resumed: Resumed, name: str) -> None:
    stored = SESSIONS[name].after(PAUSE_MS).copy()
    owner = resumed.add(stored)
    assert owner.say(stored.id, type="action", id="next", name="end").status_code == 202
    assert owner.say(stored.id, type="cancel", id="stop").status_code == 202
    _, last = at_rest(owner, stored.id)
    assert (last["runId"], last["outcome"]) == ("next", {"type": "cancelled"})
    eventually(
        lambda: resumed.db.zscore(RUNNING, stored.id) == stored.alarm_ms,
        "nobody looks at it before its alarm",
    )


@pytest.mark.parametrize("name", SESSIONS)
def test_command_that_was_accepted_before_is_not_done_again(resumed: Resumed, name: str) -> None:
    stored, owner = resumed.owner(name)
    before, _ = at_rest(owner, stored.id)
    for command in stored.commands:
        answer = owner.say(stored.id, **command)
        assert (answer.status_code, answer.json()["status"]) == (202, "duplicate"), command
    start = stored.commands[0]
    new = {"id": stored.id, "kind": start["kind"], "input": start["input"]}
    answer = owner.http.post("/v1/sessions", json=new)
    assert (answer.status_code, answer.json()) == (201, before)


@pytest.mark.parametrize("name", SESSIONS)
def test_session_is_deleted_with_all_that_was_stored_of_it(resumed: Resumed, name: str) -> None:
    stored = SESSIONS[name].after(PAUSE_MS).copy()
    owner = resumed.add(stored)
    assert owner.http.delete(f"/v1/sessions/{stored.id}").status_code == 204
    assert owner.http.get("/v1/sessions").json()["sessions"] == []
    # A worker that had it in hand may hear of it a moment later.
    eventually(lambda: not list(resumed.db.scan_iter(f"*{stored.id}*")), "its keys are gone")
    eventually(lambda: resumed.db.zscore(RUNNING, stored.id) is None, "nobody looks at it")


def test_records_of_calls_are_still_summed_up(resumed: Resumed) -> None:
    records = [key for file in FILES for key in file.shared if ":usage:" in key["key"]]
    for day in {key["key"].rpartition(":")[2] for key in records}:
        kept = [raw for key in records if key["key"].endswith(day) for raw in key["value"]]
        argv = [sys.executable, "-m", "server.cli", "usage", day]
        environ = clean_environ() | {
            "REDIS_URL": resumed.redis.url,
            "CAREERPILOT_SECRET": "a-secret-of-the-tests-that-signs-nothing",
        }
        done = subprocess.run(
            argv, env=environ, cwd=ROOT, capture_output=True, text=True, check=True
        )
        last = done.stdout.splitlines()[-1].split()
        assert last[:2] == ["all", str(len(kept))]
