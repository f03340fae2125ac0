"""Long texts at a running server: they cost who sent them, and nobody else."""

from contextlib import closing
from pathlib import Path

import pytest

from tests.processes import Server, Servers, eventually, lines_of
from tests.server.calls import Caller, Json, new_id
from tests.server.runs.delving import LONG

pytestmark = pytest.mark.slow

KINDS = {"CAREERPILOT_KINDS": "tests.server.runs.delving,bench.kinds"}


def helpers(server: Server) -> list[int]:
    """The ids of the helper processes of a server with one worker."""
    return [
        pid
        for pid in server.children()
        if b"helper_process" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]


def is_gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


def begun(caller: Caller, kind: str) -> str:
    """A session of that kind, at rest."""
    return str(caller.create(kind)["id"])


def rests(caller: Caller, session: str, seconds: float = 30.0) -> None:
    eventually(lambda: caller.session(session)["status"] == "idle", "the session rests", seconds)


def told(caller: Caller, session: str, text: str) -> None:
    answer = caller.say(session, type="message", id=new_id(), text=text)
    assert answer.status_code == 202, answer.text


def last_event(caller: Caller, session: str) -> Json:
    event: Json = caller.poll(session, after=0)[-1]["events"][-1]
    return event


def test_rule_that_never_ends_costs_its_own_run_and_nothing_else(servers: Servers) -> None:
    server = servers.start(**KINDS, CAREERPILOT_RULE_SECONDS="1.5")
    one, other = Caller(server), Caller(server)
    with closing(one.http), closing(other.http):
        session, quick = begun(one, "delving"), begun(other, "delving")
        told(one, session, "loop" + LONG)
        told(other, quick, "who")
        rests(other, quick)
        assert one.session(session)["status"] == "running"
        assert last_event(other, quick)["type"] == "RUN_FINISHED"
        rests(one, session)
        ended = last_event(one, session)
        assert (ended["type"], ended["code"]) == ("RUN_ERROR", "timed_out")
        assert "Please send a shorter text" in ended["message"]
        told(one, session, "who" + LONG)
        rests(one, session)
        assert last_event(one, session)["type"] == "RUN_FINISHED"
    events = {line["event"] for line in lines_of(server.output())}
    assert "call_timed_out" in events
    assert events.isdisjoint({"lease_lost", "run_failed", "run_given_up"})


def test_helper_ends_with_the_worker_that_is_told_to_end(servers: Servers) -> None:
    server = servers.start(**KINDS)
    caller = Caller(server)
    with closing(caller.http):
        session = begun(caller, "delving")
        assert helpers(server) == []
        told(caller, session, "who" + LONG)
        rests(caller, session)
        (helper,) = helpers(server)
        files = {str(path.readlink()) for path in Path(f"/proc/{helper}/fd").iterdir()}
        assert len([name for name in files if name.startswith("socket:")]) == 2, files
    assert server.stop() == 0
    assert is_gone(helper)


@pytest.mark.parametrize("busy", ["", "loop", "backtrack"])
def test_helper_ends_with_the_worker_that_is_killed(servers: Servers, busy: str) -> None:
    server = servers.start(**KINDS, CAREERPILOT_RULE_SECONDS="4")
    caller = Caller(server)
    with closing(caller.http):
        session = begun(caller, "delving")
        told(caller, session, "who" + LONG)
        rests(caller, session)
        (helper,) = helpers(server)
        if busy:
            told(caller, session, busy + LONG)
            eventually(lambda: is_running(helper), "the helper is busy")
        server.kill()
    eventually(lambda: is_gone(helper), "the helper is gone", 8)


def is_running(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] == "R"
