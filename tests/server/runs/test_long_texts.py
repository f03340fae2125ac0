"""Long texts at a running server: they cost who sent them, and nobody else."""

import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import quantiles

import pytest

from tests.processes import Server, Servers, command_of, eventually, lines_of
from tests.server.calls import Caller, Json, new_id
from tests.server.runs.delving import LONG
from tests.soak import at_length

pytestmark = pytest.mark.slow

KINDS = {"CAREERPILOT_KINDS": "tests.server.runs.delving,bench.kinds"}
LIVE_S, PING_S, TOKEN_S = 0.2, 0.1, 0.1
ANY_READS = {"CAREERPILOT_READS_PER_SECOND": "100000", "CAREERPILOT_READS_BURST": "100000"}
"""Whoever measures looks far more often than a page does."""

PER_SECOND = 50
LED = "I led a team. " * 7000


def helpers(server: Server) -> list[int]:
    """The ids of the helper processes of a server with one worker."""
    return [pid for pid in server.children() if b"helper_process" in command_of(pid)]


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


def test_helper_is_started_for_who_asks_which_kinds_there_are(servers: Servers) -> None:
    server = servers.start(**KINDS)
    caller = Caller(server)
    with closing(caller.http):
        assert helpers(server) == []
        for _ in range(3):
            caller.http.get("/v1/kinds").raise_for_status()
        eventually(lambda: helpers(server) != [], "the helper is started")
        session = begun(caller, "delving")
        told(caller, session, "who" + LONG)
        rests(caller, session)
        assert len(helpers(server)) == 1


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


class Meter:
    """Does something again and again in a thread, and notes how long each time took."""

    def __init__(self, act: Callable[[], object], pause_s: float = 0.01) -> None:
        self.took: list[float] = []
        self._act, self._pause_s = act, pause_s
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Meter":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(self._pause_s):
            begun = time.perf_counter()
            self._act()
            self.took.append(time.perf_counter() - begun)


def p99(took: list[float]) -> float:
    """What 99 of 100 times took at most."""
    return quantiles(took, n=100)[98]


@pytest.mark.timing
@pytest.mark.soak
@pytest.mark.slow(seconds=25)
def test_guest_with_many_long_messages_keeps_nobody_waiting(servers: Servers) -> None:
    server = servers.start(**KINDS, CAREERPILOT_COMMANDS_BURST="100", **ANY_READS)
    guest, other, watcher = Caller(server), Caller(server), Caller(server)
    with closing(guest.http), closing(other.http), closing(watcher.http):
        session, pulse = begun(guest, "chat"), new_id()
        live = Meter(lambda: watcher.http.get("/health/live"))
        with other.dial(new_id()) as pinged, other.dial(pulse) as ws:
            start = {"kind": "pulse", "input": {"tokens": 9000, "perSecond": PER_SECOND}}
            ws.send({"type": "start", "id": "c1"} | start)
            ws.until("events")

            def ping() -> None:
                pinged.send({"type": "ping", "t": 1})
                pinged.until("pong")

            tokens, pings = Meter(lambda: ws.until("events"), 0), Meter(ping)
            with live, tokens, pings:
                for number in range(at_length(8, 20)):
                    told(guest, session, f"How do I write a CV? {number} {LED}")
                told(guest, session, "go on")
                rests(guest, session, 120)
        assert guest.session(session)["lastRun"]["outcome"] == "success"
    assert p99(live.took) < LIVE_S
    assert p99(pings.took) < PING_S
    assert p99(tokens.took) < TOKEN_S + 1 / PER_SECOND
    events = {line["event"] for line in lines_of(server.output())}
    assert events.isdisjoint({"lease_lost", "call_timed_out", "run_failed"})
