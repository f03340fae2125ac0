"""A kind that changes between two releases: its old sessions go on, or stay to be read."""

import asyncio
import itertools
import shutil
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path

import pytest

from tests import references
from tests.documents import ROOT
from tests.processes import Server, Servers, eventually
from tests.redis_servers import RedisServer
from tests.references import ASKING, Hold, References, given, letter
from tests.server.calls import Caller, Json, new_id
from tests.server.talk import provided
from tests.soak import at_length
from tests.upstream import Upstream

pytestmark = pytest.mark.slow

SHIFT = '''
"""Says how often it was spoken to."""

from typing import ClassVar

import msgspec

from agents.kind import Kind, On, Stored, Table, Task, Turn


class ShiftInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What it is given."""

    word: str = ""


class ShiftMemory(msgspec.Struct):
    """What it remembers."""

    count: int = 0


class Nothing(msgspec.Struct, frozen=True):
    """No inputs."""


TELL = Task(
    "formatter",
    "tell",
    title="Tells",
    inputs=Nothing,
    output=str,
    prompt="Tell.",
    offline=lambda given: "so far and no further " * 8,
)


class Shift(Kind):
    """It."""

    name = "shift"
    title = "Shift"
    description = "Counts."
    input_type = ShiftInput
    memory_type = ShiftMemory
    initial = "new"
    table: ClassVar[Table] = {
        "new": {"start": On("hear", ("idle", "busy"))},
        "idle": {"message": On("hear", ("idle", "busy"))},
        "busy": {"message": On("hear", ("idle", "busy"))},
    }
    tasks = (TELL,)

    async def hear(self, turn: Turn[ShiftInput, ShiftMemory]) -> str:
        """Count, and take some time over it."""
        turn.memory.count += 1
        await turn.say(f"{turn.memory.count}")
        if turn.text:
            await turn.ask(TELL, Nothing())
            await turn.ask(TELL, Nothing())
        return "busy" if turn.memory.count % 2 == 0 else "idle"
'''

CHANGES = {
    "phase": [('"idle"', '"rest"')],
    "memory": [("count: int = 0", "count: list[str] = []"), (" += 1", '.append("x")')],
    "input": [("word: str", "other: str")],
}
"""What the next release has otherwise, by what it breaks."""

UPGRADE = [
    *CHANGES["phase"],
    ("count: int", "total: int"),
    (".count", ".total"),
    ("    title =", "    version = 2\n    title ="),
    (
        "    async def hear",
        '''    @classmethod
    def upgrade(cls, stored: Stored, version: int) -> Stored:
        """Version 1 called it otherwise."""
        stored.phase = {"idle": "rest"}.get(stored.phase, stored.phase)
        stored.memory = {"total": stored.memory.get("count", 0)}
        return stored

    async def hear''',
    ),
]
"""The next release, where its author has thought of what is stored."""

SESSIONS = at_length(24, 100)


def shift(folder: Path) -> Path:
    """Write the kind above into a folder; its file."""
    (folder / "shift.py").write_text(SHIFT)
    return folder / "shift.py"


def reference(folder: Path) -> Path:
    """Write a copy of the example in docs/ into a folder; its file."""
    shutil.copytree(ROOT / "docs/examples/reference", folder / "ours")
    return folder / "ours" / "kind.py"


class Releases:
    """Servers of one release after the other, over one Redis."""

    def __init__(
        self,
        servers: Servers,
        redis: RedisServer,
        folder: Path,
        write: Callable[[Path], Path] = shift,
        **settings: str,
    ) -> None:
        self._servers = servers
        self._redis = redis
        self._folder = folder
        self._write = write
        self._settings = settings

    def start(self, changes: list[tuple[str, str]], *, wait: bool = True) -> Server:
        """A server of the release that has these changes."""
        folder = self._folder / f"release-{len(list(self._folder.iterdir()))}"
        folder.mkdir()
        file = self._write(folder)
        source = file.read_text()
        for old, new in changes:
            assert old in source
            source = source.replace(old, new)
        file.write_text(source)
        return self._servers.start(
            redis_url=self._redis.url,
            wait=wait,
            CAREERPILOT_KINDS=".".join(file.relative_to(folder).with_suffix("").parts),
            PYTHONPATH=f"{folder}:{ROOT}",
            **self._settings,
        )


@pytest.fixture
def releases(servers: Servers, tmp_path: Path) -> Releases:
    folder = tmp_path / "releases"
    folder.mkdir()
    return Releases(servers, servers.redis(), folder)


def told(document: Json) -> list[str]:
    """The numbers that the session has counted to, in the order of its messages."""
    return [m["content"] for m in document["messages"] if m["content"].isdigit()]


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
    assert told(caller.session(session)) == ["1", "2"]


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


def test_session_that_an_upgrade_brings_up_goes_on(releases: Releases) -> None:
    first = releases.start([])
    caller = Caller(first)
    session = caller.create("shift", {})["id"]
    first.stop()
    second = releases.start(UPGRADE)
    caller = Caller(second, token=caller.token)
    assert say(caller, session)[-1]["type"] == "RUN_FINISHED"
    document = caller.session(session)
    assert (told(document), document["state"]["phase"]) == (["1", "2"], "busy")


def test_worker_of_an_older_release_leaves_a_session_to_a_newer_one(releases: Releases) -> None:
    new = releases.start(UPGRADE)
    caller = Caller(new)
    session = caller.create("shift", {})["id"]
    new.stop()
    old = releases.start([])
    message = {"type": "message", "id": "m1", "text": "Go on."}
    post([old], session, caller.token, message)
    eventually(lambda: "kind_is_newer_elsewhere" in old.output(), "it is said")
    assert not rests(old, session, caller.token)
    new = releases.start(UPGRADE)
    eventually(lambda: rests(new, session, caller.token), "the newer one has done it")
    document = new.request("GET", f"/v1/sessions/{session}", token=caller.token)[1]
    assert told(document) == ["1", "2"]
    assert old.output().count("kind_is_newer_elsewhere") == 1
    assert "actor_failed" not in old.output()


def post(servers: list[Server], session: str, token: str, command: Json) -> None:
    """Send a command to whichever server takes it: one may be going away at this moment."""
    deadline = time.monotonic() + 20
    for server in itertools.cycle(servers):
        try:
            status, _ = server.request("POST", f"/v1/sessions/{session}/commands", command, token)
        except OSError:
            status = 503
        if status == 202:
            return
        assert status >= 500, status
        assert time.monotonic() < deadline


def rests(server: Server, session: str, token: str) -> bool:
    return server.request("GET", f"/v1/sessions/{session}", token=token)[1]["status"] == "idle"


@pytest.mark.soak
def test_update_of_one_worker_after_the_other_loses_nothing_while_sessions_run(
    releases: Releases,
) -> None:
    workers = [releases.start([]) for _ in range(3)]
    ended: list[Server] = []
    owned = {str(uuid.uuid4()): workers[0].guest() for _ in range(SESSIONS)}
    for n, (session, token) in enumerate(owned.items()):
        start = {"type": "start", "id": "c0", "kind": "shift", "input": {}}
        post(workers[n % 3 :], session, token, start)
    rounds = range(1, 5)
    for number in rounds:
        for n, (session, token) in enumerate(owned.items()):
            # Every third has a command more: so they are spread over all phases.
            for part in range(1 + (n % 3 == 0)):
                message = {"type": "message", "id": f"m{number}.{part}", "text": "Go on."}
                post(workers[n % len(workers) :] + workers, session, token, message)
        if number <= 3:
            new = releases.start(UPGRADE)
            ended.append(workers.pop(0))
            workers.append(new)
            ended[-1].stop()
        for session, token in owned.items():
            eventually(lambda s=session, t=token: rests(workers[-1], s, t), "it rests", seconds=60)
    for n, (session, token) in enumerate(owned.items()):
        document = workers[-1].request("GET", f"/v1/sessions/{session}", token=token)[1]
        count = 1 + len(rounds) * (1 + (n % 3 == 0))
        assert told(document) == [str(number) for number in range(1, count + 1)]
        assert document["state"]["phase"] == ("busy" if count % 2 == 0 else "rest")
    for server in (*ended, *workers):
        for wrong in ("actor_failed", "run_given_up", "run_failed", '"kind_changed"'):
            assert wrong not in server.output()


RENAMED = [('"clarifying"', '"asking"'), ('"ready"', '"written"')]
"""What the next release of the reference calls its phases."""

RENAMED_UPGRADE = [
    *RENAMED,
    ("    On,\n", "    On,\n    Stored,\n"),
    ('    description = "Writes', '    version = 2\n    description = "Writes'),
    (
        "    async def begin",
        """    @classmethod
    def upgrade(cls, stored: Stored, version: int) -> Stored:
        names = {"clarifying": "asking", "ready": "written"}
        stored.phase = names.get(stored.phase, stored.phase)
        return stored

    async def begin""",
    ),
]
"""The same with an upgrade."""


class Writers:
    """Sessions of the reference in the midst of their reviews, and between them."""

    def __init__(self, releases: Releases, upstream: Upstream) -> None:
        self.releases = releases
        self.script = References()
        upstream.play(then=self.script.play)
        self.tokens: dict[str, str] = {}
        self.names: dict[str, str] = {}

    def begin(self, server: Server, name: str, hold: str | None = None) -> str:
        """A session of a guest of its own, whose answer to that is held when it is asked."""
        session = str(uuid.uuid4())
        self.names[session], self.tokens[session] = name, server.guest()
        if hold:
            self.script.holds[name] = Hold(hold)
        start = {"type": "start", "id": "c0", "kind": "reference", "input": given(name)}
        post([server], session, self.tokens[session], start)
        return session

    def say(self, servers: list[Server], session: str, id: str, text: str = "Six.") -> None:
        """Have another run begin."""
        message = {"type": "message", "id": id, "text": text}
        post(servers, session, self.tokens[session], message)

    def until_held(self, sessions: Iterable[str]) -> None:
        """Return when each of them has asked what is held."""
        for session in sessions:
            name = self.names[session]
            hold = self.script.holds[name]
            asked = self.script.asked[name]
            eventually(lambda a=asked, h=hold: a[h.ask], f"{name} is held", seconds=60)  # type: ignore[misc]

    def until_rest(self, server: Server, sessions: Iterable[str], seconds: float = 60) -> None:
        """Return when all rest."""
        for session in sessions:
            token = self.tokens[session]
            eventually(lambda s=session, t=token: rests(server, s, t), "it rests", seconds)  # type: ignore[misc]

    def document(self, server: Server, session: str) -> Json:
        """The session's document."""
        path = f"/v1/sessions/{session}"
        document: Json = server.request("GET", path, token=self.tokens[session])[1]
        return document


@pytest.fixture
async def writers(servers: Servers, tmp_path: Path) -> AsyncIterator[Writers]:
    folder = tmp_path / "releases"
    folder.mkdir()
    async with Upstream() as upstream:
        settings = {**references.SETTINGS, **provided(compatible=upstream)}
        releases = Releases(servers, servers.redis(), folder, reference, **settings)
        yield Writers(releases, upstream)


async def test_review_that_an_update_without_an_upgrade_meets_goes_on_or_rests_readable(
    writers: Writers,
) -> None:
    await asyncio.to_thread(_meet_an_update_without_an_upgrade, writers)


def _meet_an_update_without_an_upgrade(writers: Writers) -> None:
    old = writers.releases.start([])
    first = writers.begin(old, "Ana-first", "draft 2")
    later = writers.begin(old, "Ana-later", "draft 4")
    waiting = writers.begin(old, f"Ana-waiting-{ASKING}")
    writers.until_held([first])
    writers.until_rest(old, [later, waiting])
    before = writers.document(old, waiting)
    writers.say([old], later, "c1", "Shorter.")
    writers.until_held([later])
    new = writers.releases.start(RENAMED)
    old.stop()
    writers.until_rest(new, [first, later], seconds=10)
    document = writers.document(new, first)
    assert document["lastRun"] == {"id": "c0", "outcome": "success"}
    assert document["state"]["phase"] == "written"
    assert document["state"]["result"]["letter"] == letter("Ana-first", 3)
    document = writers.document(new, later)
    assert document["lastRun"]["error"]["code"] == "kind_changed"
    assert document["state"]["result"]["letter"] == letter("Ana-later", 3)
    assert "filling" not in document["state"]
    assert writers.script.asked["Ana-later"]["draft 4"] == 1
    assert writers.document(new, waiting) == before
    writers.say([new], waiting, "c1")
    writers.until_rest(new, [waiting], seconds=10)
    document = writers.document(new, waiting)
    assert document["lastRun"]["error"]["code"] == "kind_changed"
    assert document["messages"] == before["messages"]
    assert document["state"] == before["state"]
    assert "actor_failed" not in new.output()


@pytest.mark.soak
async def test_update_of_one_worker_after_the_other_loses_no_review_that_runs_or_waits(
    writers: Writers,
) -> None:
    await asyncio.to_thread(_update_one_after_the_other, writers)


def _update_one_after_the_other(writers: Writers) -> None:
    started = [writers.releases.start([], wait=False) for _ in range(3)]
    workers = [server.wait_ready() for server in started]
    waiting, later = _spread(writers, workers)
    ended: list[Server] = []
    for _ in range(3):
        new = writers.releases.start(RENAMED_UPGRADE)
        ended.append(workers.pop(0))
        workers.append(new)
        ended[-1].stop()
    writers.until_rest(workers[0], writers.names)
    for session in waiting:
        assert writers.document(workers[0], session)["state"]["phase"] == "clarifying"
        writers.say(workers, session, "c1")
    writers.until_rest(workers[0], waiting)
    for session in writers.names:
        writers.say(workers, session, "c2", "Shorter.")
    writers.until_rest(workers[0], writers.names)
    for session, name in writers.names.items():
        document = writers.document(workers[0], session)
        assert document["lastRun"] == {"id": "c2", "outcome": "success"}
        assert document["state"]["phase"] == "written"
        assert document["state"]["result"]["letter"] == letter(name, 5 if session in later else 4)
        # A worker of the next release that takes a run over begins it anew: no more than that.
        assert max(writers.script.asked[name].values()) <= 1 + len(ended)
    for server in (*ended, *workers):
        for wrong in ("actor_failed", "run_given_up", "run_failed", '"kind_changed"', "Traceback"):
            assert wrong not in server.output()


def _spread(writers: Writers, workers: list[Server]) -> tuple[list[str], list[str]]:
    """Sessions on all workers, a quarter of them waiting for an answer, the others at their first
    letter, at the one after an answer, or at their second; the first and the last of these.
    """
    asks = ("draft 2", "judge 2", "end 2", "layout 3")
    waiting, first, answered, later = (list[str]() for _ in range(4))
    for n in range(SESSIONS // 4):
        worker, ask = workers[n % 3], asks[n // 3 % len(asks)]
        waiting.append(writers.begin(worker, f"Ana-{n}-waiting-{ASKING}"))
        first.append(writers.begin(worker, f"Ana-{n}-first", ask))
        answered.append(writers.begin(worker, f"Ana-{n}-answered-{ASKING}", ask))
        later.append(writers.begin(worker, f"Ana-{n}-later", "draft 4"))
    writers.until_rest(workers[0], [*waiting, *answered, *later])
    for sessions in (answered, later):
        for n, session in enumerate(sessions):
            writers.say([workers[n % 3]], session, "c1")
    writers.until_held([*first, *answered, *later])
    return waiting, later
