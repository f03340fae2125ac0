"""An input that stops every worker that works on it: it is given up, and the others live on."""

import httpx
import pytest

from tests.chaos.kinds import LEASE
from tests.processes import Server, Servers, eventually, lines_of
from tests.server.calls import Caller, new_id
from tests.server.conftest import KINDS

PATIENCE_S = 120.0


def given_up(server: Server) -> bool:
    """Whether a worker says so."""
    return any(line["event"] == "run_given_up" for line in lines_of(server.output()))


def at_rest(caller: Caller, session: str) -> bool:
    """Whether the session's run has ended; a worker that dies answers nobody."""
    try:
        return bool(caller.session(session)["status"] == "idle")
    except httpx.TransportError:
        return False


def made(caller: Caller, session: dict[str, object]) -> bool:
    """Whether the session is there; a worker may die of it before it has answered."""
    try:
        return caller.http.post("/v1/sessions", json=session).status_code == 201
    except httpx.TransportError:
        return False


@pytest.mark.slow(seconds=15)
@pytest.mark.parametrize("how", ["killed", "frozen"])
def test_run_that_stops_one_worker_after_the_other_is_given_up(started: Servers, how: str) -> None:
    server = started.start(workers=2, **KINDS, **LEASE)
    caller, session = Caller(server), new_id()
    poison = {"id": session, "kind": "poison", "input": {"how": how}}
    eventually(lambda: made(caller, poison), "the session is made")
    eventually(lambda: given_up(server), "the run is given up", PATIENCE_S)
    eventually(lambda: at_rest(caller, session), "the session rests")
    (_, frame, *_) = caller.poll(session, after=0)
    kinds = [event["type"] for event in frame["events"]]
    assert kinds.count("RUN_STARTED") == 1
    assert kinds[-1] == "RUN_ERROR"
    assert frame["events"][-1]["code"] == "internal"
    assert caller.create()["status"] == "idle"
