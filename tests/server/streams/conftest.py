"""What tests of more than one transport look at."""

import pytest

from tests.processes import Server
from tests.server.calls import Caller, Json, new_id


@pytest.fixture(scope="module")
def long(running: Server) -> tuple[Caller, Json, list[Json]]:
    """A session whose log has lost its beginning, and all events that it ever had."""
    caller = Caller(running)
    session = new_id()
    with caller.dial(session) as ws:
        paced = {"tokens": 30, "perSecond": 1000}
        ws.send({"type": "start", "id": "c1", "kind": "pulse", "input": paced})
        ws.until_run_ends()
        for n in range(8):
            ws.send({"type": "message", "id": f"m{n}", "text": "x" * 40_000})
            ws.until_run_ends()
        return caller, caller.session(session), ws.events()
