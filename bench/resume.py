"""Clients that come back to a session with a cursor."""

import asyncio
import contextlib
import http.client
import json
import re
import time
from array import array
from dataclasses import dataclass

from bench.load import Stream
from bench.target import Running, new_id
from bench.wire import WebSocket, connect

_SEQ = re.compile(rb'"seq":(\d+)')


@dataclass(frozen=True)
class Position:
    """A session, and the newest event of its log."""

    session: str
    epoch: str
    head: int


def position(server: Running, session: str) -> Position:
    """Where the session's log ends now."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10.0)
    with contextlib.closing(connection):
        fields = dict(line.split(": ", 1) for line in server.headers.splitlines())
        connection.request("GET", f"/v1/sessions/{session}", headers=fields)
        found = json.load(connection.getresponse())
    return Position(session, found["epoch"], found["head"])


async def grow(server: Running, events: int, per_second: float) -> Position:
    """A session at rest whose log has had at least `events` events."""
    stream = Stream(array("q"))
    await stream.open(server)
    stream.order(server, events, per_second)
    while True:
        await stream.finished()
        reached = position(server, stream.session)
        if reached.head >= events:
            stream.drop()
            return reached
        stream.send(json.dumps({"type": "message", "id": new_id(), "text": "more"}).encode())


class Return:
    """One client that missed the newest `missed` events and comes for them."""

    def __init__(self, server: Running, at: Position, missed: int) -> None:
        self._server = server
        self._head = at.head
        cursor = f"?after={at.head - missed}&epoch={at.epoch}"
        self._path = server.target.path(at.session) + cursor
        self._websocket: WebSocket
        self._caught_up = asyncio.get_running_loop().create_future()

    async def catch_up(self) -> float:
        """Connect, and take all that was missed; the seconds from the first SYN to the last."""
        begun = time.monotonic()
        self._websocket = await connect(
            self._server.port, self._path, self._server.headers, self._take
        )
        async with asyncio.timeout(60.0):
            elapsed: float = await self._caught_up - begun
        return elapsed

    def _take(self, payload: bytes, now: int) -> None:
        if payload.startswith(b'{"type":"events"'):
            seq = _SEQ.search(payload, 0, 64)
            if seq and int(seq[1]) >= self._head and not self._caught_up.done():
                self._caught_up.set_result(now / 1e9)
        elif payload.startswith((b'{"type":"snapshot"', b'{"type":"error"')):
            self._caught_up.set_exception(RuntimeError(f"no replay: {payload[:300]!r}"))

    def drop(self) -> None:
        """Leave without a word."""
        self._websocket.drop()
