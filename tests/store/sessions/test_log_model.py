"""The log and its cursors against a plain list, over any order of what can happen."""

import asyncio
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from store import keys
from store.commits.types import Committed
from store.leases.types import Fenced
from store.store import Store
from tests.redis_servers import RedisServer
from tests.soak import at_length
from tests.store.writers import Sessions, Writer, end, raw

LIMIT = 10
EVENTS = st.lists(st.binary(max_size=8).filter(lambda raw: b"\n" not in raw), max_size=15)


class LogMachine(RuleBasedStateMachine):
    """One session, its writer, writers that were replaced, and clients with cursors anywhere."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.store = Store(self.url, log_events=LIMIT)
        self.sessions = Sessions(self.store)
        self.zombies: list[Writer] = []
        self.log: list[bytes] = []
        self.floor = 0
        self.inbox: list[str] = []
        self.made = 0
        self.dropped = 0

    def run(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    def command(self) -> str:
        self.made += 1
        return f"c{self.made}"

    @initialize()
    def start(self) -> None:
        self.run(raw(self.store, "FLUSHALL", "SYNC"))
        self.inbox = [self.command()]
        self.writer: Writer | None = self.run(self.sessions.writer())
        self.epoch = self.writer.epoch

    @precondition(lambda self: self.writer)
    @rule(events=EVENTS, mark=st.booleans(), twice=st.booleans())
    def append(self, events: list[bytes], mark: bool, twice: bool) -> None:
        item = self.writer.commit(*events, mark=b"fold" if mark else None)
        for _ in range(1 + twice):
            result = self.run(self.writer.send(item))
            assert result == Committed(len(self.log) + len(events))
        self.log += events
        self.floor = len(self.log) if mark else self.floor

    @precondition(lambda self: self.writer)
    @rule(events=EVENTS, twice=st.booleans())
    def finish(self, events: list[bytes], twice: bool) -> None:
        item = self.writer.end(self.inbox[0], *events)
        for _ in range(1 + twice):
            result = self.run(self.writer.send(item))
            assert result.released == (len(self.inbox) == 1)
            assert (result.next and result.next.id) == (self.inbox[1:] or [None])[0]
        self.log += events
        self.floor = len(self.log)
        self.inbox.pop(0)
        if not self.inbox:
            self.zombies.append(self.writer)
            self.writer = None

    @rule()
    def submit(self) -> None:
        self.inbox.append(self.command())
        assert self.run(self.sessions.say("one", self.inbox[-1])).status == "accepted"
        assert self.run(self.sessions.say("one", self.inbox[-1])).status == "duplicate"

    @precondition(lambda self: self.inbox)
    @rule()
    def take_over(self) -> None:
        if self.writer is not None:
            self.zombies.append(self.writer)
            self.run(self.sessions.expire_lease())
        self.writer = self.run(self.sessions.take("one"))
        assert self.writer.acquired.tail == self.log[self.floor :]
        assert self.writer.acquired.command.id == self.inbox[0]

    @precondition(lambda self: self.writer and self.zombies)
    @rule(data=st.data())
    def zombie_writes(self, data: st.DataObject) -> None:
        zombie = data.draw(st.sampled_from(self.zombies))
        zombie.head = len(self.log)
        assert self.run(zombie.append(b"late")) == Fenced()

    @precondition(lambda self: self.writer is None)
    @rule()
    def idle_log_expires(self) -> None:
        self.run(raw(self.store, "DEL", keys.log("one")))
        self.dropped = len(self.log)

    @rule(data=st.data(), limit=st.integers(1, 30))
    def client_reads(self, data: st.DataObject, limit: int) -> None:
        after = data.draw(st.integers(0, len(self.log)))
        page = self.run(self.store.sessions.read("one", after, limit))
        opened = self.run(self.store.sessions.open("one", "ada", after, self.epoch, limit))
        expected = self.log[after : after + limit] if after >= page.base else []
        assert page.events == expected
        assert opened.events == (expected if after >= page.base else None)
        if opened.snapshot:
            assert opened.snapshot.tail == self.log[self.floor :]

    @invariant()
    def log_is_the_newest_part_of_the_list(self) -> None:
        page = self.run(self.store.sessions.read("one", 0, 1))
        assert (page.head, page.epoch) == (len(self.log), self.epoch)
        assert page.status == ("running" if self.inbox else "idle")
        kept = self.run(self.sessions.log())
        assert kept == self.log[page.base :]
        needed = max(self.dropped, min(self.floor, max(0, page.head - LIMIT)))
        assert page.base <= needed

    def teardown(self) -> None:
        self.run(self.store.close())
        end(self.loop)


@pytest.mark.slow
def test_log_and_cursors_agree_with_a_plain_list(redis: RedisServer) -> None:
    machine = type("Machine", (LogMachine,), {"url": redis.url})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=at_length(60, 600),
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
