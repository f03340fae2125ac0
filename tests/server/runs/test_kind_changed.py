"""A kind that changes between two releases: its old sessions stay readable, and nothing loops."""

from pathlib import Path

import pytest

from tests.documents import ROOT
from tests.processes import Server, Servers, eventually
from tests.redis_servers import RedisServer
from tests.server.calls import Caller, Json, new_id

pytestmark = pytest.mark.slow

SHIFT = '''
"""Says how often it was spoken to."""

from typing import ClassVar

import msgspec

from agents.kind import Kind, On, Table, Turn


class ShiftInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What it is given."""

    word: str = ""


class ShiftMemory(msgspec.Struct):
    """What it remembers."""

    count: int = 0


class Shift(Kind):
    """It."""

    name = "shift"
    title = "Shift"
    description = "Counts."
    input_type = ShiftInput
    memory_type = ShiftMemory
    initial = "new"
    table: ClassVar[Table] = {
        "new": {"start": On("hear", ("idle",))},
        "idle": {"message": On("hear", ("idle",))},
    }

    async def hear(self, turn: Turn[ShiftInput, ShiftMemory]) -> str:
        """Count."""
        turn.memory.count += 1
        await turn.say(f"{turn.memory.count}")
        return "idle"
'''

CHANGES = {
    "phase": [('"idle"', '"rest"')],
    "memory": [("count: int = 0", "count: list[str] = []"), (" += 1", '.append("x")')],
    "input": [("word: str", "other: str")],
}
"""What the next release has otherwise, by what it breaks."""


class Releases:
    """Servers of one release after the other, over one Redis."""

    def __init__(self, servers: Servers, redis: RedisServer, folder: Path) -> None:
        self._servers = servers
        self._redis = redis
        self._folder = folder

    def start(self, changes: list[tuple[str, str]]) -> Server:
        """A server of the release that has these changes."""
        source = SHIFT
        for old, new in changes:
            assert old in source
            source = source.replace(old, new)
        folder = self._folder / f"release-{len(list(self._folder.iterdir()))}"
        folder.mkdir()
        (folder / "shift.py").write_text(source)
        path = f"{folder}:{ROOT}"
        return self._servers.start(
            redis_url=self._redis.url, CAREERPILOT_KINDS="shift", PYTHONPATH=path
        )


@pytest.fixture
def releases(servers: Servers, tmp_path: Path) -> Releases:
    folder = tmp_path / "releases"
    folder.mkdir()
    return Releases(servers, servers.redis(), folder)


def say(caller: Caller, session: str) -> list[Json]:
    """Send a message; the events of its run, which ends within seconds."""
    with caller.dial(session) as ws:
        ws.send({"type": "message", "id": new_id(), "text": "Go on."})
        ws.until_run_ends()
        return ws.events()


@pytest.mark.parametrize("what", CHANGES)
def test_session_of_a_kind_that_changed_rests_readable_until_a_release_takes_it_on(
    releases: Releases, what: str
) -> None:
    first = releases.start([])
    caller = Caller(first)
    session = caller.create("shift", {"word": "a"} if what == "input" else {})["id"]
    before = caller.session(session)
    first.stop()

    second = releases.start(CHANGES[what])
    caller = Caller(second, token=caller.token)
    ended = say(caller, session)[-1]
    assert (ended["type"], ended["code"]) == ("RUN_ERROR", "kind_changed")
    assert "start a new session" in ended["message"]
    document = caller.session(session)
    assert document["status"] == "idle"
    assert (document["messages"], document["state"]) == (before["messages"], before["state"])
    assert '"kind_changed"' in second.output()
    assert "actor_failed" not in second.output()
    second.stop()

    third = releases.start([])
    caller = Caller(third, token=caller.token)
    assert say(caller, session)[-1]["type"] == "RUN_FINISHED"
    assert [m["content"] for m in caller.session(session)["messages"]] == ["1", "Go on.", "2"]


def test_session_of_a_kind_that_changed_can_be_deleted(releases: Releases) -> None:
    first = releases.start([])
    caller = Caller(first)
    session = caller.create("shift", {})["id"]
    first.stop()
    second = releases.start(CHANGES["phase"])
    caller = Caller(second, token=caller.token)
    say(caller, session)
    assert caller.http.delete(f"/v1/sessions/{session}").status_code == 204
    eventually(lambda: caller.http.get(f"/v1/sessions/{session}").status_code == 404, "it is gone")
