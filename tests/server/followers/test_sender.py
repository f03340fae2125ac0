"""What one connection is sent, on a real store: catching up, snapshots, a new session, the end."""

import asyncio
import gc
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest

from agents.kind.services import Services
from agents.models.offline import OfflineModel
from agents.runtime.checkpoint import Checkpoint, Position
from protocol.codec import encode_event
from protocol.connection import ServerConnection, State
from protocol.cursor import Cursor
from protocol.errors import CloseCode, NotFound
from protocol.events import (
    CustomEvent,
    RunErrorEvent,
    RunStartedEvent,
    TextMessageContentEvent,
    TextMessageEndEvent,
    TextMessageStartEvent,
)
from server.followers.ring import RING_EVENTS
from server.followers.sender import Sender
from server.followers.unfolding import Unfolding
from server.runs.worker import Worker
from server.stored import Rest
from store import keys
from store.sessions.types import Opened
from store.store import Store
from tests.redis_servers import RedisServer, talk
from tests.server.calls import Json, new_id
from tests.store.writers import OWNER, Sessions, Writer, eventually, raw


class Socket:
    """Where a sender writes; it takes as many frames as it is told to."""

    def __init__(self, worker: Worker, session: str, user: str = OWNER) -> None:
        self.frames: list[Json] = []
        self.ids: list[str | None] = []
        self.code: CloseCode | None = None
        self.takes = asyncio.Event()
        self.takes.set()
        self.changed = asyncio.Event()
        self.conn = ServerConnection(session, 20_000, 0)
        tail = worker.tails.get(session)
        self.sender = Sender(
            self.conn, tail, worker.store, Unfolding(), user, self._write, self._close
        )

    async def _write(self, frame: bytes, id: str | None) -> None:
        await self.takes.wait()
        self.frames.append(json.loads(frame))
        self.ids.append(id)
        self.changed.set()

    async def _close(self, code: CloseCode) -> None:
        self.code = code
        self.changed.set()

    async def until(self, condition: Any) -> None:
        """Wait until something holds of what was sent."""
        deadline = time.monotonic() + 5
        while not condition():
            self.changed.clear()
            await asyncio.wait_for(self.changed.wait(), deadline - time.monotonic())

    async def rests(self) -> bool:
        """Whether the sender has nothing to do."""
        return self.sender.pumping is None

    async def until_seq(self, seq: int) -> None:
        """Wait until it was sent everything up to a number."""
        await self.until(lambda: self.conn.sent_upto >= seq)

    def events(self) -> list[Json]:
        """All events of `events` frames."""
        return [e for f in self.frames if f["type"] == "events" for e in f["events"]]

    def kinds(self) -> list[str]:
        """The types of the frames."""
        return [frame["type"] for frame in self.frames]


@pytest.fixture
async def worker(redis: RedisServer) -> AsyncIterator[Worker]:
    """A worker that works no session: its bus, its tails."""
    one = Worker(Store(redis.url, log_events=100_000), {}, Services(model=OfflineModel({})))
    await one.bus.start()
    yield one
    await one.bus.close()
    await one.store.close()


@pytest.fixture
async def writer(store: Store) -> Writer:
    """The holder of a new session's lease, on another worker."""
    return await Sessions(store).writer(new_id())


def begun(writer: Writer) -> bytes:
    return encode_event(RunStartedEvent(writer.session, "c1"))


def numbered(*numbers: int) -> list[bytes]:
    return [encode_event(CustomEvent(name="n", value=n)) for n in numbers]


async def heard(worker: Worker, writer: Writer) -> None:
    """Wait until the worker's tail is at the head."""

    async def at_the_head() -> bool:
        return worker.tails.get(writer.session).ring.head == writer.head

    await eventually(at_the_head, "the tail is at the head")


def values(events: list[Json]) -> list[int]:
    return [event["value"] for event in events if event["type"] == "CUSTOM"]


async def test_sender_brings_a_client_up_and_then_follows(worker: Worker, writer: Writer) -> None:
    await writer.append(begun(writer), *numbered(1, 2))
    socket = Socket(worker, writer.session)
    await socket.sender.begin(Cursor(None, 0))
    await writer.append(*numbered(3))
    await writer.append(*numbered(4))
    await socket.until_seq(5)
    assert socket.frames[0]["type"] == "welcome"
    assert values(socket.events()) == [1, 2, 3, 4]
    assert [id for id in socket.ids if id][-1] == f"{writer.epoch}:5"
    socket.sender.end()


@pytest.mark.slow(seconds=5.9)
async def test_sender_that_ends_before_it_has_sent_anything_keeps_nothing_that_was_read(
    worker: Worker, writer: Writer
) -> None:
    await writer.append(begun(writer), *numbered(1, 2))
    socket = Socket(worker, writer.session)
    gc.collect()
    await socket.sender.begin(Cursor(None, 0))
    socket.sender.end()

    async def nothing_is_kept() -> bool:
        return not any(isinstance(one, Opened) for one in gc.get_objects())

    await eventually(nothing_is_kept, "what was read is kept no more")


async def test_events_are_pushed_only_to_a_client_that_stands_right_before_them(
    worker: Worker, writer: Writer
) -> None:
    await writer.append(begun(writer), *numbered(1, 2))
    socket = Socket(worker, writer.session)
    sender, pushed = socket.sender, list[bytes]()

    def take(frame: bytes) -> bool:
        pushed.append(frame)
        return True

    await sender.begin(Cursor(None, 0))
    await socket.until_seq(3)
    await eventually(socket.rests, "the sender rests")
    sender.write_now = take
    sender.push((3, 4, b"the next"))
    sender.push((5, 6, b"after a hole"))
    sender.end()
    sender.pumping = asyncio.current_task()
    sender.push((4, 5, b"in between"))
    sender.pumping, sender.epoch = None, "another"
    sender.push((4, 5, b"of another log"))
    sender.end()
    assert pushed == [b"the next"]
    assert socket.conn.sent_upto == 4


async def test_second_client_is_served_from_the_ring(worker: Worker, writer: Writer) -> None:
    await writer.append(begun(writer), *numbered(1, 2))
    first, second = Socket(worker, writer.session), Socket(worker, writer.session)
    await first.sender.begin(Cursor(None, 0))
    await second.sender.begin(Cursor(writer.epoch, 1))
    await second.until_seq(3)
    assert second.frames[0]["after"] == 1
    assert values(second.events()) == [1, 2]


async def test_client_that_lags_beyond_the_ring_is_served_from_redis(
    worker: Worker, writer: Writer
) -> None:
    await writer.append(begun(writer))
    socket = Socket(worker, writer.session)
    await socket.sender.begin(Cursor(None, 0))
    await socket.until_seq(1)
    socket.takes.clear()
    total = 3 * RING_EVENTS
    for start in range(1, total, 64):
        await writer.append(*numbered(*range(start, start + 64)))
    await heard(worker, writer)
    assert not worker.tails.get(writer.session).ring.frame_after(65)
    socket.takes.set()
    await socket.until_seq(writer.head)
    assert values(socket.events()) == list(range(1, writer.head))
    assert "snapshot" not in socket.kinds()


async def test_client_of_another_epoch_gets_a_snapshot_and_goes_on(
    worker: Worker, writer: Writer
) -> None:
    start = TextMessageStartEvent("m1", role="assistant")
    text = TextMessageContentEvent("m1", "half of ")
    await writer.append(begun(writer), *map(encode_event, (start, text)))
    socket = Socket(worker, writer.session)
    await socket.sender.begin(Cursor("another", 2))
    rest = TextMessageContentEvent("m1", "it"), TextMessageEndEvent("m1")
    await writer.append(*map(encode_event, rest))
    await socket.until_seq(5)
    assert socket.kinds() == ["welcome", "snapshot", "events"]
    snapshot = socket.frames[1]
    assert snapshot["seq"] == 3
    (message,) = snapshot["events"][1]["messages"]
    assert message["content"] == "half of "
    assert snapshot["events"][-1]["type"] == "TEXT_MESSAGE_START"


async def test_log_that_becomes_another_one_is_sent_as_a_snapshot(
    worker: Worker, writer: Writer, store: Store
) -> None:
    await writer.append(begun(writer), *numbered(1, 2))
    socket = Socket(worker, writer.session)
    await socket.sender.begin(Cursor(None, 0))
    await socket.until_seq(3)
    # Redis lost events that this client has seen: whoever knows of them says so.
    assert await store.sessions.verify(writer.session, writer.epoch, 5) is not None
    await socket.until(lambda: socket.kinds()[-1] == "snapshot")
    assert socket.frames[-1]["epoch"] != writer.epoch
    assert socket.frames[-1]["seq"] == 3
    await writer.append(*numbered(3))
    await socket.until_seq(4)
    assert values(socket.events()) == [1, 2, 3]


async def test_client_that_lags_gets_nothing_of_another_log_as_if_it_went_on(
    worker: Worker, writer: Writer, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await writer.append(begun(writer))
    socket = Socket(worker, writer.session)
    await socket.sender.begin(Cursor(None, 0))
    await socket.until_seq(1)
    socket.takes.clear()
    for _ in range(3):
        await writer.append(*numbered(*range(RING_EVENTS)))
    await heard(worker, writer)
    # The notice of the new epoch comes late.
    monkeypatch.setattr(worker.tails, "reread", lambda session: None)
    found = await store.sessions.verify(writer.session, writer.epoch, writer.head + 1)
    assert found is not None
    socket.takes.set()
    await socket.until_seq(writer.head)
    assert socket.kinds()[-1] == "snapshot"
    assert socket.frames[-1]["epoch"] == found[0]


async def test_what_was_published_while_nobody_listened_is_sent_all_the_same(
    worker: Worker, writer: Writer, redis: RedisServer
) -> None:
    await writer.append(begun(writer), *numbered(1, 2))
    socket = Socket(worker, writer.session)
    await socket.sender.begin(Cursor(None, 0))
    await socket.until_seq(3)
    talk(redis.port, "CLIENT", "KILL", "TYPE", "pubsub")
    await writer.append(*numbered(3))
    await socket.until_seq(4)
    assert values(socket.events()) == [1, 2, 3]


async def test_client_that_has_seen_what_redis_lost_is_brought_to_what_is_there(
    worker: Worker, writer: Writer, redis: RedisServer, store: Store
) -> None:
    await writer.append(begun(writer), *numbered(1, 2))
    socket = Socket(worker, writer.session)
    await socket.sender.begin(Cursor(None, 0))
    await socket.until_seq(3)
    await raw(store, "RPOP", keys.log(writer.session))
    await raw(store, "HSET", keys.meta(writer.session), "head", 2)
    talk(redis.port, "CLIENT", "KILL", "TYPE", "pubsub")
    await socket.until(lambda: socket.kinds()[-1] == "snapshot")
    assert (socket.frames[-1]["seq"], socket.conn.sent_upto) == (2, 2)
    assert socket.frames[-1]["epoch"] != writer.epoch


async def test_session_that_begins_is_welcomed_a_second_time(worker: Worker, store: Store) -> None:
    session = new_id()
    socket = Socket(worker, session)
    await socket.sender.begin(Cursor())
    await socket.until(lambda: socket.frames)
    assert socket.frames[0]["status"] == "new"
    writer = await Sessions(store).writer(session)
    await writer.append(begun(writer), *numbered(1))
    await socket.until_seq(2)
    assert socket.kinds() == ["welcome", "welcome", "events"]
    assert socket.frames[1]["epoch"] == writer.epoch
    assert socket.frames[1]["after"] == 0


async def test_session_that_begins_as_anothers_is_not_shown(worker: Worker, store: Store) -> None:
    session = new_id()
    socket = Socket(worker, session, user="eve")
    await socket.sender.begin(Cursor())
    writer = await Sessions(store).writer(session)
    await writer.append(begun(writer), *numbered(1))
    await socket.until(lambda: socket.code is not None)
    assert socket.code == CloseCode.NOT_FOUND
    assert socket.kinds() == ["welcome", "error"]


@pytest.mark.parametrize("warm", [True, False])
async def test_session_of_another_is_not_found(worker: Worker, writer: Writer, warm: bool) -> None:
    await writer.append(begun(writer))
    if warm:
        await Socket(worker, writer.session).sender.begin(Cursor(None, 0))
    socket = Socket(worker, writer.session, user="eve")
    with pytest.raises(NotFound):
        await socket.sender.begin(Cursor(None, 0))
    assert socket.frames == []


async def test_deleted_session_closes_its_connections(
    worker: Worker, writer: Writer, store: Store
) -> None:
    await writer.append(begun(writer))
    socket = Socket(worker, writer.session)
    await socket.sender.begin(Cursor(None, 0))
    await socket.until_seq(1)
    assert await store.sessions.delete(writer.session, OWNER)
    await socket.until(lambda: socket.code is not None)
    assert socket.code == CloseCode.NOT_FOUND


async def test_client_is_told_once_of_a_deletion_that_comes_by_two_ways(
    worker: Worker, writer: Writer
) -> None:
    await writer.append(begun(writer))
    socket = Socket(worker, writer.session)
    await socket.sender.begin(Cursor(None, 0))
    await socket.until_seq(1)
    worker.tails.deleted(writer.session)
    worker.tails.deleted(writer.session)
    await socket.until(lambda: socket.code is not None)
    assert socket.kinds().count("error") == 1


async def test_connection_that_is_closed_before_its_welcome_is_told_why_at_once(
    worker: Worker, writer: Writer, redis: RedisServer
) -> None:
    await writer.append(begun(writer), *numbered(1))
    socket = Socket(worker, writer.session)
    redis.freeze()
    try:
        beginning = asyncio.create_task(socket.sender.begin(Cursor(None, 0)))
        await asyncio.sleep(0)
        socket.conn.goaway("drain")
        socket.sender.wake()
        await socket.until(lambda: socket.code is not None)
        assert not beginning.done()
    finally:
        redis.thaw()
    await beginning
    witness = Socket(worker, writer.session)
    await witness.sender.begin(Cursor(None, 0))
    await witness.until_seq(2)
    assert socket.kinds() == ["goaway"]
    assert socket.code == CloseCode.DRAINED


async def test_client_is_begun_with_whether_it_takes_anything_or_not(
    worker: Worker, writer: Writer
) -> None:
    await writer.append(begun(writer), *numbered(1, 2))
    socket = Socket(worker, writer.session)
    socket.takes.clear()
    async with asyncio.timeout(5):
        await socket.sender.begin(Cursor(None, 0))
    assert socket.conn.state is State.OPEN
    assert socket.frames == []
    socket.takes.set()
    await socket.until_seq(3)
    assert socket.kinds() == ["welcome", "events"]


async def test_nothing_comes_between_the_welcome_and_what_brings_the_client_up(
    worker: Worker, writer: Writer
) -> None:
    await writer.append(begun(writer), *numbered(*range(1, 40)))
    await Socket(worker, writer.session).sender.begin(Cursor(None, 0))
    socket = Socket(worker, writer.session)
    socket.takes.clear()
    beginning = asyncio.create_task(socket.sender.begin(Cursor()))
    await writer.append(*numbered(40, 41))
    await heard(worker, writer)
    socket.conn.ack("c9", "accepted")
    socket.sender.wake()
    await asyncio.sleep(0)
    socket.takes.set()
    await beginning
    await socket.until_seq(writer.head)
    await socket.until(lambda: "ack" in socket.kinds())
    assert socket.kinds()[0] == "welcome"
    assert "snapshot" in socket.kinds()
    assert socket.kinds().index("snapshot") < (
        socket.kinds().index("events") if "events" in socket.kinds() else len(socket.kinds())
    )
    numbers = [int(id.rpartition(":")[2]) for id in socket.ids if id]
    assert numbers == sorted(set(numbers))


async def test_snapshot_of_an_idle_session_ends_as_its_run_did(
    worker: Worker, writer: Writer
) -> None:
    ended = RunErrorEvent("Nobody answers.", code="no_provider")
    rest = Rest(Checkpoint(position=Position(phase="p", state={"phase": "p"})), "c1", ended)
    await writer.finish(
        "c1", begun(writer), encode_event(ended), checkpoint=msgspec.json.encode(rest)
    )
    socket = Socket(worker, writer.session)
    await socket.sender.begin(Cursor())
    await socket.until_seq(2)
    first, *_, last = socket.frames[1]["events"]
    assert (first["type"], first["runId"]) == ("RUN_STARTED", "c1")
    assert (last["type"], last["code"]) == ("RUN_ERROR", "no_provider")
    assert socket.frames[0]["status"] == "idle"
