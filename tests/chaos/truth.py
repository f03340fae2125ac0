"""What stands in Redis, read without the product's help."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError

from store import keys

Json = dict[str, Any]

_LOOK_S = 0.5
_NEWEST = 100


@dataclass
class Truth:
    """A session's log from its first event on, as it grew; nothing in it may ever change."""

    session: str
    epoch: str = ""
    head: int = 0
    status: str = ""
    waiting: int = 0
    kept: int = 0
    events: list[Json] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def add(self, head: int, newest: Sequence[bytes]) -> bool:
        """Take in the newest events, up to `head`; False where some before them are missing."""
        base = head - len(newest)
        known = len(self.events) - base
        if known < 0:
            return False
        if head < len(self.events):
            self.problems.append(f"the log went back from {len(self.events)} to {head}")
        for raw, before in zip(newest, self.events[base:], strict=False):
            if orjson.loads(raw) != before:
                self.problems.append(f"{before} in the log became {raw!r}")
        self.events += map(orjson.loads, newest[known:])
        return True


class Recorder:
    """Keeps what every log has held: Redis forgets the beginnings of long ones."""

    def __init__(self, redis: Redis, sessions: Sequence[str]) -> None:
        self.truths = {session: Truth(session) for session in sessions}
        self._redis = redis

    async def record(self, over: asyncio.Event) -> None:
        """Look again and again until it is over. While Redis is away there is nothing to see.

        It is not cancelled: a command to Redis that has a timeout can swallow that (`wait_for` of
        Python 3.11 does, when what it waits for is done in the same moment).
        """
        while not over.is_set():
            await asyncio.sleep(_LOOK_S)
            try:
                await self._look()
            except RedisError:
                continue

    async def _look(self) -> None:
        async with self._redis.pipeline(transaction=True) as pipe:
            for session in self.truths:
                pipe.hget(keys.meta(session), "head")
                pipe.lrange(keys.log(session), -_NEWEST, -1)
            answers = await pipe.execute()
        for truth, head, newest in zip(
            self.truths.values(), answers[::2], answers[1::2], strict=True
        ):
            if not truth.add(int(head or 0), newest):
                await self._read_on(truth)

    async def _read_on(self, truth: Truth) -> None:
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(keys.meta(truth.session))
            pipe.llen(keys.inbox(truth.session))
            pipe.lrange(keys.log(truth.session), 0, -1)
            meta, truth.waiting, log = await pipe.execute()
        truth.epoch, truth.status = meta[b"epoch"].decode(), meta[b"status"].decode()
        truth.head, truth.kept = int(meta[b"head"]), len(log)
        if not truth.add(truth.head, log):
            truth.problems.append(f"trimmed unseen: {len(truth.events)} of {truth.head} recorded")

    async def finish(self) -> dict[str, Truth]:
        """The truths as of now. KeyError for a session that does not exist."""
        for truth in self.truths.values():
            await self._read_on(truth)
        return self.truths


async def resting(redis: Redis, sessions: Sequence[str]) -> int:
    """How many of the sessions exist, run nothing, and have no command waiting."""
    async with redis.pipeline(transaction=False) as pipe:
        for session in sessions:
            pipe.hget(keys.meta(session), "status")
            pipe.llen(keys.inbox(session))
        answers = await pipe.execute()
    return sum(
        status == b"idle" and waiting == 0
        for status, waiting in zip(answers[::2], answers[1::2], strict=True)
    )
