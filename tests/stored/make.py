"""Makes the file of stored sessions of a release: run it at the release's own commit.

    python -m tests.stored.make 0.1.0-bec9b43 > tests/stored/0.1.0-bec9b43.json

Every session is made on a Redis of its own by real servers, which are then killed; what is left
then is kept. Where a moment between two of a server's steps is wanted, Redis refuses the second.
"""

import asyncio
import json
import random
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import redis

from tests.documents import ROOT
from tests.forms import answering
from tests.processes import Server, Servers, eventually
from tests.server.calls import Caller
from tests.stored.keeping import NOBODYS, Json, Kept, Stored, dump
from tests.upstream import Answer, Silent, Upstream, content_refused

RESUME = (ROOT / "tests" / "agents" / "resume" / "resumes" / "backend.txt").read_text()
SPAN = {"form": "tool", "text": "Kafka"}
POOR = "We had some problems with the checkout. We talked about it and we fixed it and it was fine."
GOOD = (
    "Our checkout failed twice a week. I measured every call, found that retries were not "
    "idempotent, and gave them keys. As a result failures fell by 95 % within a month."
)
INTERVIEW: Json = {"type": "behavioral", "difficulty": "medium", "durationMinutes": 60}
LONG: Json = INTERVIEW | {
    "resume": RESUME,
    "targetRole": "Staff Engineer",
    "company": "Örtel & Söhne",
}
SHORT: Json = INTERVIEW | {"durationMinutes": 10}
SMALL_LOG = {"CAREERPILOT_LOG_EVENTS": "100"}

PARTS = {
    *("meta", "log", "inbox", "messages", "steps", "state", "mark", "seen", "cancel", "sessions"),
    *("running", "call", "circuit", "rests", "minute", "budget", "holds", "usage", "c"),
}
"""What there is to be kept, by the part of a key's name that says so; a lease runs out."""

Made = tuple[Stored, list[Json]]
"""A session, and the keys that were made on the way and are nobody's own."""


class Making:
    """A session that is being made, on a Redis of its own."""

    def __init__(
        self, servers: Servers, name: str, kind: str, given: Json | None = None, **settings: str
    ) -> None:
        self.name = name
        rng = random.Random(name)
        self.id = str(uuid.UUID(int=rng.getrandbits(128), version=4))
        self._start: Json = {"type": "start", "kind": kind, "input": given or {}}
        self._servers = servers
        self._redis = servers.redis()
        self._settings = settings
        self._commands: list[Json] = []
        self._document: Json | None = None
        self._allows: list[str] = []
        self._live: list[Server] = []
        self.db = redis.Redis.from_url(self._redis.url)
        self.server = self.another()
        self.caller = Caller(self.server)

    def another(self) -> Server:
        """One more server."""
        server = self._servers.start(redis_url=self._redis.url, **self._settings)
        self._live.append(server)
        return server

    def key(self, name: str) -> str:
        """The name of one of its keys."""
        return f"s:{{{self.id}}}:{name}"

    def send(self, type: str, caller: Caller | None = None, **command: Any) -> None:
        """Have a command accepted."""
        sent = {"type": type, "id": f"c{len(self._commands)}", **command}
        answer = (caller or self.caller).say(self.id, **sent)
        assert answer.status_code == 202, answer.text
        assert answer.json()["status"] == "accepted"
        self._commands.append(sent)

    def start(self, **options: Any) -> None:
        """Begin it."""
        self.send(**self._start, **({"options": options} if options else {}))

    def do(self, type: str, **command: Any) -> Json:
        """Have a command done; the document then."""
        if type == "start":
            self.start(**command)
        else:
            self.send(type, **command)
        return self.rest()

    def say(self, text: str) -> Json:
        """Say something, and wait for what comes of it."""
        return self.do("message", text=text)

    def act(self, name: str) -> Json:
        """Do an action, and wait for what comes of it."""
        return self.do("action", name=name)

    def rest(self) -> Json:
        """Wait until it is at rest; the document then."""
        eventually(lambda: self.caller.session(self.id)["status"] == "idle", "it is at rest")
        self._document = self.caller.session(self.id)
        self._allows = self.db.hget(self.key("meta"), "allows").decode().split()
        return self._document

    def log(self) -> list[Json]:
        """The events of its log."""
        return [json.loads(raw) for raw in self.db.lrange(self.key("log"), 0, -1)]

    def words(self) -> str:
        """What the newest message has said so far."""
        said = ""
        for event in self.log():
            if event["type"] == "TEXT_MESSAGE_START":
                said = ""
            said += event["delta"] if event["type"] == "TEXT_MESSAGE_CONTENT" else ""
        return said

    def speaks(self) -> None:
        """Wait until a message of the assistant is half said."""

        def half_said() -> bool:
            events = self.log()
            started = max(
                (n for n, e in enumerate(events) if e["type"] == "RUN_STARTED"), default=0
            )
            tail = [e["type"] for e in events[started:]]
            spoken = [e for e in events[started:] if e.get("role") == "assistant"]
            return bool(spoken) and tail[-4:] == ["TEXT_MESSAGE_CONTENT"] * 4

        eventually(half_said, "a message is half said")

    def steps(self) -> list[str]:
        """The names of the steps that the run which goes on has recorded."""
        return sorted(name.decode() for name in self.db.hkeys(self.key("steps")))

    def kill(self) -> None:
        """End all servers from one moment to the next."""
        for server in self._live:
            server.kill()

    def stored(
        self,
        resting: bool = True,
        kept: Sequence[str] = (),
        said: Sequence[str] = (),
        ends: str | None = None,
    ) -> Made:
        """What is left, and the keys that are nobody's own."""
        self.kill()
        eventually(lambda: not self.db.exists(self.key("lease")), "its lease has run out")
        found = dump(self.db)
        owner = self.db.hget(self.key("meta"), "owner").decode()
        shared = [key for key in found if key["key"].startswith(NOBODYS)]
        stored = Stored(
            name=self.name,
            id=self.id,
            owner=owner,
            at_ms=time.time_ns() // 1_000_000,
            document=self._document,
            allows=self._allows,
            resting=resting,
            commands=self._commands,
            kept=list(kept),
            said=list(said),
            ends=ends,
            keys=[key for key in found if key not in shared],
        )
        return stored, shared


def chat_at_rest(servers: Servers) -> Made:
    """After several messages, its whole log there."""
    one = Making(servers, "chat-at-rest", "chat", {"topic": "Gehaltsgespräch – how much? 🙂"})
    one.do("start", language="en")
    one.say("I want to change from nursing to data analysis.")
    one.say("How do I ask for more money?")
    return one.stored()


def chat_trimmed(servers: Servers) -> Made:
    """Of whose log only the newest events are left."""
    one = Making(servers, "chat-trimmed", "chat", **SMALL_LOG)
    one.do("start")
    one.say("What do I put into a cover letter?")
    one.say("How do I prepare for an interview?")
    one.say("How do I ask for more money?")
    document = one.rest()
    assert one.db.llen(one.key("log")) < document["head"]
    return one.stored()


def chat_log_dropped(servers: Servers) -> Made:
    """Idle so long that its log has run out."""
    one = Making(servers, "chat-log-dropped", "chat")
    one.do("start")
    one.say("How do I ask for more money?")
    assert one.db.pttl(one.key("log")) > 0
    one.db.pexpire(one.key("log"), 1)
    eventually(lambda: not one.db.exists(one.key("log")), "the log has run out")
    return one.stored()


def chat_cancelled(servers: Servers) -> Made:
    """Whose last run was cancelled in mid-answer."""
    one = Making(servers, "chat-cancelled", "chat", {"topic": "A career break"})
    one.do("start")
    one.send("message", text="How do I explain two years without work?")
    one.speaks()
    one.do("cancel")
    assert one.log()[-1]["outcome"] == {"type": "cancelled"}
    return one.stored()


def chat_failed(servers: Servers) -> Made:
    """Whose last run ended in an error, and can be done again."""
    with playing() as (up, settings):
        one = Making(servers, "chat-failed", "chat", **settings)
        up.play(Answer(reasoning=["Somebody", " comes", " in."], tokens=["Hello", " there", "."]))
        one.do("start")
        up.play(content_refused(), then=content_refused())
        one.say("How do I ask for more money?")
        assert one.log()[-1]["type"] == "RUN_ERROR"
        found = one.stored()
    assert "retry" in found[0].allows
    return found


def chat_new(servers: Servers) -> Made:
    """Just made: its first command waits, and no worker has taken it."""
    one = Making(servers, "chat-new", "chat", {"topic": "Pay"})
    with refusing(one.db, "get"):  # which taking a lease begins with
        one.start()
        one.kill()
    assert one.db.llen(one.key("inbox")) == 1
    assert one.db.hget(one.key("meta"), "worker") == b""
    return one.stored(resting=False, ends="success")


def chat_interrupted(servers: Servers) -> Made:
    """Whose worker died in mid-answer, with two more messages waiting."""
    one = Making(servers, "chat-interrupted", "chat")
    one.do("start")
    said = ["How do I ask for more money?", "And for a day at home?", "What about a title?"]
    for text in said:
        one.send("message", text=text)
    one.speaks()
    one.kill()
    assert one.db.llen(one.key("inbox")) == len(said)
    return one.stored(resting=False, said=said, ends="success")


def chat_cancel_waiting(servers: Servers) -> Made:
    """Whose worker died in mid-answer before it heard that the run is to be cancelled."""
    one = Making(servers, "chat-cancel-waiting", "chat")
    one.do("start")
    other = Caller(one.another(), one.caller.token)
    text = "How do I ask for more money?"
    one.send("message", text=text)
    one.speaks()
    one.server.pause()
    one.send("cancel", caller=other)
    one.kill()
    assert one.db.exists(one.key("cancel"))
    return one.stored(resting=False, kept=[one.words()], said=[text], ends="cancelled")


def chat_long(servers: Servers) -> Made:
    """So long a run that it had put down a mark and trimmed its log when its worker died.

    It is to be cancelled: then all that it has said stays.
    """
    tokens = [f"w{number} " for number in range(6000)]
    with playing() as (up, settings):
        one = Making(servers, "chat-long", "chat", **settings, **SMALL_LOG)
        up.play(Answer(["Hello", " there", "."]), then=Answer(tokens, interval_s=0.004))
        one.do("start")
        other = Caller(one.another(), one.caller.token)
        text = "Tell me all that you know of pay."
        one.send("message", text=text)
        eventually(lambda: one.db.exists(one.key("mark")), "it has put down a mark", 60.0)
        marked = int(one.db.hget(one.key("meta"), "marked"))

        def trimmed() -> bool:
            head = int(one.db.hget(one.key("meta"), "head"))
            return head > marked + 20 and one.db.llen(one.key("log")) < head

        eventually(trimmed, "its log is trimmed")
        one.server.pause()
        one.send("cancel", caller=other)
        one.kill()
        kept = "".join(tokens)
        kept = kept[: kept.index(one.words()) + len(one.words())]
        return one.stored(resting=False, kept=[kept], said=[text], ends="cancelled")


def interview_briefing(servers: Servers) -> Made:
    """Which was cancelled before its first question."""
    one = Making(servers, "interview-briefing", "interview", LONG)
    one.start()
    one.speaks()
    document = one.do("cancel")
    assert document["state"]["phase"] == "briefing"
    return one.stored()


def interview_question(servers: Servers) -> Made:
    """At its second question, with a hint given, its alarm set."""
    one = Making(servers, "interview-question", "interview", LONG)
    document = one.do("start")
    while document["state"]["question"]["number"] == 1:
        document = one.say(GOOD)
    document = one.act("hint")
    assert document["state"]["phase"] == "question"
    return one.stored()


def interview_follow_up(servers: Servers) -> Made:
    """Where a follow-up waits for its answer."""
    one = Making(servers, "interview-follow-up", "interview", LONG)
    one.do("start", language="en")
    document = one.say(POOR)
    assert document["state"]["phase"] == "followUp"
    return one.stored()


def interview_paused(servers: Servers) -> Made:
    """Which was paused at a follow-up: its clock stands."""
    one = Making(servers, "interview-paused", "interview", INTERVIEW)
    one.do("start")
    one.say(POOR)
    document = one.act("pause")
    assert document["state"]["phase"] == "paused"
    return one.stored()


def interview_done(servers: Servers) -> Made:
    """Which has its result."""
    one = Making(servers, "interview-done", "interview", SHORT)
    one.do("start")
    one.say(GOOD)
    document = one.act("end")
    assert document["state"]["phase"] == "done"
    return one.stored()


def interview_between_steps(servers: Servers) -> Made:
    """Whose worker died when two steps of its first run were done and the third was not."""
    greeting = ["Welcome", " to", " the", " interview", "."]
    with playing() as (up, settings):
        one = Making(servers, "interview-between-steps", "interview", LONG, **settings)
        play = answering(greeting, given={"spans": [SPAN]})
        up.play(play, play, then=Silent())
        one.start()
        eventually(lambda: len(up.calls) == 3, "the third step has begun")
        one.kill()
        assert len(one.steps()) == 2
        return one.stored(resting=False, kept=["".join(greeting)], ends="success")


def interview_feedback_interrupted(servers: Servers) -> Made:
    """Whose worker died in the middle of the feedback, the summary done."""
    one = Making(servers, "interview-feedback-interrupted", "interview", SHORT)
    one.do("start")
    one.say(GOOD)
    one.send("action", name="end")
    one.speaks()
    one.kill()
    assert len(one.steps()) == 1
    return one.stored(resting=False, ends="success")


SCENES: tuple[Callable[[Servers], Made], ...] = (
    chat_at_rest,
    chat_trimmed,
    chat_log_dropped,
    chat_cancelled,
    chat_failed,
    chat_new,
    chat_interrupted,
    chat_cancel_waiting,
    chat_long,
    interview_briefing,
    interview_question,
    interview_follow_up,
    interview_paused,
    interview_done,
    interview_between_steps,
    interview_feedback_interrupted,
)


@contextmanager
def refusing(db: "redis.Redis", command: str) -> Iterator[None]:
    """A Redis that does not do this command, whoever sends it."""
    db.execute_command("ACL", "SETUSER", "default", f"-{command}")
    try:
        yield
    finally:
        db.execute_command("ACL", "SETUSER", "default", f"+{command}")


@contextmanager
def playing() -> Iterator[tuple[Upstream, dict[str, str]]]:
    """A provider of models, and what is to be set so that a server asks it."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    up = Upstream()
    try:
        asyncio.run_coroutine_threadsafe(up.__aenter__(), loop).result()
        settings = {
            "OPENAI_API_KEY": "sk-of-the-tests",
            "OPENAI_BASE_URL": up.url("openai"),
            "CAREERPILOT_BUDGET_USD": "5",
            "CAREERPILOT_CALLS_PER_MINUTE": "1000",
        }
        yield up, settings
        asyncio.run_coroutine_threadsafe(up.__aexit__(None, None, None), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def make(release: str, only: Sequence[str] = ()) -> Kept:
    """Make all sessions, or only some."""
    sessions, shared = [], []
    for scene in SCENES:
        if only and scene.__name__ not in only:
            continue
        print(scene.__name__, file=sys.stderr)
        with tempfile.TemporaryDirectory() as folder, Servers(Path(folder)) as servers:
            stored, nobodys = scene(servers)
        sessions.append(stored)
        shared += nobodys
    keys = [*shared, *(key for one in sessions for key in one.keys)]
    missing = PARTS - {part for key in keys for part in key["key"].split(":")}
    assert only or not missing, f"no session has {missing}"
    return Kept(release, sessions, shared)


if __name__ == "__main__":
    sys.stdout.write(make(sys.argv[1], sys.argv[2:]).text())
