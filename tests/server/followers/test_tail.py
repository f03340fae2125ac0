"""The seam between replay and live: a log that is read and published in every order."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protocol.cursor import Cursor, resolve
from server.followers.ring import Frame
from server.followers.tail import Tail
from server.followers.tails import LINGER_S, Tails
from store.errors import StoreUnavailable
from store.sessions.types import Foreign, Info, Opened, Page, Snapshot
from tests.soak import at_length
from tests.store.writers import eventually

SESSION = "one"
OWNER = "ada"


def raw(epoch: str, seq: int) -> bytes:
    return b'{"type":"CUSTOM","epoch":"%b","n":%d}' % (epoch.encode(), seq)


class Script:
    """A log, and a Source on it whose every answer is computed and delivered when told to."""

    def __init__(self, head: int = 0) -> None:
        self.epoch = "e1"
        self.base = 0
        self.head = head
        self.exists = True
        self.away = False
        self.subscribed = False
        self.feed: Callable[[int, Sequence[bytes]], None] = lambda seq, raws: None
        self.channel: list[tuple[int, list[bytes]]] = []
        self.asked: list[tuple[Callable[[], Any], asyncio.Future[Any]]] = []
        self.answered: list[tuple[Any, asyncio.Future[Any]]] = []

    def append(self, count: int = 1) -> None:
        """Events come onto the log and are published, to whoever is subscribed by now."""
        new = [raw(self.epoch, self.head + i + 1) for i in range(count)]
        self.head += count
        if self.subscribed:
            self.channel.append((self.head, new))

    def deliver(self) -> None:
        """The oldest thing that was published arrives."""
        if self.channel:
            self.feed(*self.channel.pop(0))

    def execute(self, which: int = 0) -> None:
        """Redis does a request: from here on its answer is what it is."""
        if self.asked:
            work, answer = self.asked.pop(which % len(self.asked))
            self.answered.append((work(), answer))

    def reply(self, which: int = 0) -> None:
        """The answer to a request arrives."""
        if self.answered:
            value, answer = self.answered.pop(which % len(self.answered))
            if not answer.done():
                answer.set_result(value)

    async def is_asked(self) -> bool:
        """Whether a request waits."""
        return bool(self.asked)

    async def _ask(self, work: Callable[[], Any]) -> Any:
        if self.away:
            raise StoreUnavailable("away")
        answer = asyncio.get_running_loop().create_future()
        self.asked.append((work, answer))
        return await answer

    def _events(self, after: int, limit: int) -> list[bytes]:
        return [raw(self.epoch, n + 1) for n in range(after, min(self.head, after + limit))]

    async def read(self, session: str, after: int, limit: int) -> Page | None:
        def work() -> Page | None:
            if not self.exists:
                return None
            events = self._events(after, limit) if after >= self.base else []
            return Page(self.epoch, self.head, self.base, events, OWNER, "running")

        page: Page | None = await self._ask(work)
        return page

    async def open(
        self, session: str, owner: str, after: int | None, epoch: str | None, limit: int
    ) -> Opened | Foreign | None:
        def work() -> Opened | Foreign | None:
            if not self.exists:
                return None
            if owner != OWNER:
                return Foreign()
            info = Info(
                session,
                OWNER,
                "k",
                b"",
                1,
                b"",
                "",
                "running",
                self.epoch,
                self.head,
                "",
                0,
                0,
                None,
            )
            if resolve(Cursor(epoch, after), self.epoch, 0, self.head) == "replay":
                return Opened(info, 0, self._events(after or 0, limit), None)
            return Opened(info, 0, None, Snapshot([], None, None, []))

        opened: Opened | Foreign | None = await self._ask(work)
        return opened

    async def subscribe(self, session: str) -> None:
        def work() -> None:
            self.subscribed = True

        await self._ask(work)

    async def unsubscribe(self, session: str) -> None:
        self.subscribed = False


class Reader:
    """A follower that takes what the ring holds, as a sender does."""

    def __init__(self, tail: Tail, seq: int) -> None:
        self.tail = tail
        self.seq = seq
        self.seen: list[bytes] = []
        self.was_gone = False

    def push(self, frame: Frame) -> None:
        self.wake()

    def wake(self) -> None:
        if not self.tail.stale and self.tail.ring.first <= self.seq + 1:
            self.seen += self.tail.ring.after(self.seq)
            self.seq = self.tail.ring.head

    def gone(self, with_owner: bool) -> None:
        self.was_gone = True


async def settle() -> None:
    """Let every task do what it can do now."""
    for _ in range(20):
        await asyncio.sleep(0)


async def finish(script: Script) -> None:
    """Everything that is under way arrives, oldest first."""
    await settle()
    for _ in range(100):
        if not (script.asked or script.answered or script.channel):
            return
        script.execute()
        script.reply()
        script.deliver()
        await settle()
    raise AssertionError("it never comes to rest")


def new_tail(script: Script, local: bool = False) -> Tail:
    tail = Tail(SESSION, script, local)
    script.feed = tail.feed
    return tail


def assert_current(tail: Tail, script: Script) -> None:
    """The tail is at the head, and every event that it holds is the one of that number."""
    assert not tail.stale
    assert tail.epoch == script.epoch
    assert tail.ring.head == script.head
    first = tail.ring.first
    held = [raw(script.epoch, first + i) for i in range(script.head - first + 1)]
    assert tail.ring.after(first - 1) == held


async def hold(tail: Tail, script: Script) -> None:
    """Make a tail current."""
    task = asyncio.create_task(tail.open(OWNER, Cursor(None, 0)))
    await finish(script)
    await task
    assert_current(tail, script)


async def held(head: int) -> tuple[Tail, Script]:
    """A tail that is current with a log of so many events, and that log."""
    script = Script(head)
    tail = new_tail(script)
    await hold(tail, script)
    return tail, script


STEPS = ["append", "append", "deliver", "execute", "execute 1", "reply", "reply 1", "open", "reset"]
CHANGES = [*STEPS, "epoch", "local", "remote"]


async def play(steps: list[str], head: int, warm: bool) -> None:
    script = Script(head)
    tail = new_tail(script)
    opens: list[Awaitable[Any]] = []
    if warm:
        await hold(tail, script)
    reader = Reader(tail, script.head)
    tail.followers[reader] = None
    for step in ["open", *steps]:
        if step == "open":
            cursor = Cursor(script.epoch, script.head)
            opens.append(asyncio.create_task(tail.open(OWNER, cursor)))
        else:
            await take(step, tail, script)
        await settle()
    await finish(script)
    await asyncio.gather(*opens)
    if tail.local:
        tail.set_remote()
        await finish(script)
    append(tail, script)
    await finish(script)
    assert_current(tail, script)
    if "epoch" not in steps:
        assert reader.seen == [raw("e1", head + i + 1) for i in range(reader.seq - head)]
        assert reader.seq == script.head


async def take(step: str, tail: Tail, script: Script) -> None:
    """One step of a play, but for `open`."""
    name, _, which = step.partition(" ")
    if name in ("reset", "epoch"):
        # What was published before the connection to the bus broke never arrives.
        script.channel.clear()
        if name == "epoch":
            script.epoch, script.head = f"e{int(script.epoch[1:]) + 1}", max(0, script.head - 1)
        tail.reset()
    elif name == "local":
        await hand_over(tail, script)
    elif name == "remote":
        tail.set_remote()
    elif name == "append":
        append(tail, script)
    elif name == "deliver":
        script.deliver()
    else:
        {"execute": script.execute, "reply": script.reply}[name](int(which or 0))


def append(tail: Tail, script: Script) -> None:
    """Where the actor lives here, the committer feeds the tail at once."""
    script.append()
    if tail.local:
        tail.feed(script.head, [raw(script.epoch, script.head)])


async def hand_over(tail: Tail, script: Script) -> None:
    await tail.set_local(script.epoch, script.head)
    script.channel.clear()


@given(st.lists(st.sampled_from(STEPS), max_size=14), st.integers(0, 3), st.booleans())
@settings(max_examples=at_length(400, 4000), deadline=None, suppress_health_check=list(HealthCheck))
def test_events_come_once_and_in_order_however_reads_and_news_cross(
    steps: list[str], head: int, warm: bool
) -> None:
    asyncio.run(play(steps, head, warm))


@given(st.lists(st.sampled_from(CHANGES), max_size=14), st.integers(0, 3), st.booleans())
@settings(max_examples=at_length(400, 4000), deadline=None, suppress_health_check=list(HealthCheck))
def test_tail_is_current_in_the_end_whatever_happened(
    steps: list[str], head: int, warm: bool
) -> None:
    asyncio.run(play(steps, head, warm))


async def test_hole_makes_the_tail_read_the_log() -> None:
    tail, script = await held(3)
    script.append(2)
    script.channel.clear()
    script.append()
    script.deliver()
    assert tail.stale
    await finish(script)
    assert_current(tail, script)


async def test_answer_of_a_read_is_taken_from_where_it_was_asked() -> None:
    tail, script = await held(3)
    tail.reset()
    await settle()
    opening = asyncio.create_task(tail.open(OWNER, Cursor("e1", 0)))
    await settle()
    script.append(2)
    script.execute()
    script.execute()
    script.reply(1)
    await finish(script)
    await opening
    assert_current(tail, script)


async def test_event_that_is_heard_while_the_log_is_read_is_read_too() -> None:
    tail, script = await held(3)
    tail.reset()
    await settle()
    script.execute()
    script.append()
    script.deliver()
    await finish(script)
    assert_current(tail, script)


async def test_tail_that_missed_more_than_the_log_keeps_goes_on_from_its_head() -> None:
    tail, script = await held(3)
    script.append(100)
    script.channel.clear()
    script.base = 50
    tail.reset()
    await finish(script)
    assert_current(tail, script)


async def test_tail_behind_an_actor_that_comes_to_live_here_reads_on() -> None:
    tail, script = await held(3)
    script.append()
    await tail.set_local("e1", 4)
    script.channel.clear()
    await finish(script)
    assert_current(tail, script)


async def test_reset_while_reading_reads_once_more() -> None:
    tail, script = await held(3)
    tail.reset()
    await settle()
    script.execute()
    script.append()
    script.channel.clear()
    tail.reset()
    await finish(script)
    assert_current(tail, script)


async def test_new_epoch_while_reading_is_not_missed() -> None:
    tail, script = await held(3)
    tail.reset()
    await settle()
    script.execute()
    script.epoch, script.head = "e2", 2
    tail.reset()
    await finish(script)
    assert_current(tail, script)


async def test_answer_of_an_old_epoch_does_not_replace_a_newer_one() -> None:
    tail, script = await held(3)
    tail.reset()
    await settle()
    script.execute()
    script.epoch, script.head = "e2", 2
    opening = asyncio.create_task(tail.open(OWNER, Cursor(None, 0)))
    await settle()
    script.execute()
    script.reply(1)
    await finish(script)
    await opening
    assert_current(tail, script)


async def test_session_of_another_is_not_opened() -> None:
    script = Script(3)
    tail = new_tail(script)
    opening = asyncio.create_task(tail.open("eve", Cursor()))
    await finish(script)
    assert isinstance(await opening, Foreign)


async def test_tail_of_a_new_id_becomes_current_with_the_first_event() -> None:
    script = Script(0)
    script.exists = False
    tail = new_tail(script)
    opening = asyncio.create_task(tail.open(OWNER, Cursor()))
    await finish(script)
    assert await opening is None
    assert tail.epoch is None
    assert tail.status == "new"
    # Whoever makes a session announces its epoch before its first event (see store.bus).
    script.exists = True
    tail.reset()
    script.append(2)
    await finish(script)
    assert_current(tail, script)


async def test_deleted_session_is_told_to_its_followers() -> None:
    tail, _ = await held(3)
    reader = Reader(tail, 3)
    tail.followers[reader] = None
    tail.deleted()
    assert reader.was_gone
    assert tail.epoch is None
    assert tail.status == "new"


async def test_tail_without_redis_raises_and_is_current_when_it_is_back() -> None:
    script = Script(3)
    script.away = True
    tail = new_tail(script)
    with pytest.raises(StoreUnavailable):
        await tail.open(OWNER, Cursor())
    with pytest.raises(StoreUnavailable):
        await tail.ready()
    script.away = False
    await hold(tail, script)


async def test_tail_with_followers_reads_again_when_redis_is_back() -> None:
    tail, script = await held(3)
    tail.followers[Reader(tail, 3)] = None
    script.away = True
    tail.reset()
    await settle()
    script.append()
    script.channel.clear()
    script.away = False
    await eventually(script.is_asked, "the tail asks again")
    await finish(script)
    assert_current(tail, script)


def test_status_is_that_of_the_newest_event_of_a_run() -> None:
    tail = Tail(SESSION, Script(), local=False)
    tail.epoch = "e1"
    tail.stale = False
    tail.feed(1, [b'{"type":"RUN_STARTED","runId":"c1"}'])
    assert tail.status == "running"
    tail.feed(2, [raw("e1", 2)])
    assert tail.status == "running"
    tail.feed(3, [b'{"type":"RUN_FINISHED","runId":"c1"}'])
    assert tail.status == "idle"
    tail.feed(5, [b'{"type":"RUN_STARTED"}', b'{"type":"RUN_ERROR"}'])
    assert tail.status == "idle"


async def test_tails_are_dropped_when_nobody_has_followed_for_a_while() -> None:
    script = Script(3)
    tails = Tails(script)
    tail = tails.get(SESSION)
    script.feed = tail.feed
    await hold(tail, script)
    reader = Reader(tail, 3)
    tail.followers[reader] = None
    await tails.sweep(100.0)
    assert tails.get(SESSION) is tail
    tail.followers.clear()
    await tails.sweep(100.0 + LINGER_S)
    assert tails.get(SESSION) is tail
    await tails.sweep(100.1 + LINGER_S)
    assert tails.heads() == []
    assert not script.subscribed
    assert tails.get(SESSION) is not tail


class Keeper:
    """What keeps sessions: a store that notes for which it is asked."""

    def __init__(self, **ttls: int | None) -> None:
        self.ttls: dict[str, int | None] = dict(ttls)
        self.asked: list[str] = []

    async def __call__(self, owners: Mapping[str, str]) -> dict[str, int | None]:
        assert set(owners.values()) <= {OWNER}
        self.asked += owners
        return {session: self.ttls[session] for session in owners if session in self.ttls}

    def told(self) -> list[str]:
        """The sessions for which it was asked since this was called last."""
        asked, self.asked = self.asked, []
        return asked


async def followed(script: Script) -> tuple[Tails, Reader]:
    """The tails of a process where one session is followed."""
    tails = Tails(script)
    tail = tails.get(SESSION)
    script.feed = tail.feed
    await hold(tail, script)
    reader = Reader(tail, 3)
    tail.followers[reader] = None
    return tails, reader


async def test_session_that_is_followed_is_kept_before_it_runs_out() -> None:
    tails, _ = await followed(Script(3))
    keeper = Keeper(one=60_000)
    for now, asked in [(100.0, [SESSION]), (114.9, []), (115.0, [SESSION]), (129.0, [])]:
        await tails.keep(now, keeper)
        assert keeper.told() == asked, now
    assert tails.get("two").epoch is None
    await tails.keep(130.0, keeper)
    assert keeper.told() == [SESSION]


async def test_session_that_never_runs_out_is_asked_for_once() -> None:
    tails, _ = await followed(Script(3))
    keeper = Keeper(one=None)
    await tails.keep(100.0, keeper)
    await tails.keep(1e9, keeper)
    assert keeper.told() == [SESSION]


async def test_session_that_ran_out_is_gone_for_its_followers_once() -> None:
    script = Script(3)
    tails, reader = await followed(script)
    await tails.keep(100.0, Keeper())
    assert reader.was_gone
    assert tails.get(SESSION).epoch is None
    keeper = Keeper()
    await tails.keep(200.0, keeper)
    assert keeper.told() == []


async def test_session_that_was_made_anew_while_it_was_asked_for_stays() -> None:
    script = Script(3)
    tails, reader = await followed(script)

    async def keep(owners: Mapping[str, str]) -> dict[str, int | None]:
        tails.get(SESSION).epoch = "e2"
        return {}

    await tails.keep(100.0, keep)
    assert tails.get(SESSION).epoch == "e2"
    assert not reader.was_gone


async def test_tails_feed_the_tail_of_a_session_and_no_other() -> None:
    script = Script(0)
    tails = Tails(script)
    tails.feed("two", 1, [raw("e1", 1)])
    await tails.set_local(SESSION, "e1", 0)
    tail = tails.get(SESSION)
    assert tail.local
    opening = asyncio.create_task(tail.open(OWNER, Cursor(None, 0)))
    await finish(script)
    await opening
    assert not script.subscribed
    script.append()
    tails.feed(SESSION, 1, [raw("e1", 1)])
    assert_current(tail, script)
    tails.set_remote(SESSION)
    assert not tail.local
    await finish(script)
    assert script.subscribed
    assert tails.heads() == [(SESSION, "e1", 1)]
