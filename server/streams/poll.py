"""Frames by long-poll: all that a client is owed, in one answer."""

import asyncio

from starlette.requests import ClientDisconnect
from starlette.types import Receive

from protocol.cursor import Cursor
from protocol.errors import CloseCode
from server.admission.tokens import Identity
from server.streams.stream import PING, Stream, StreamContext, first_of

MAX_WAIT_S = 30
"""The longest that a poll waits."""

WELCOME = b'{"type":"welcome"'
"""How such a frame begins: the codec puts the type first."""


async def poll(
    context: StreamContext,
    session: str,
    identity: Identity,
    cursor: Cursor,
    wait: float,
    receive: Receive,
) -> list[bytes]:
    """The frames that a client at `cursor` is owed; waits up to `wait` seconds for the first.

    A welcome alone is an answer for a client that does not wait, and for one whose cursor it does
    not confirm: the session was deleted, say. Others get it with what is new, and whoever is owed
    what is stored gets it with that, however long a large session takes to unfold. Where nothing
    is, the answer is empty, after `wait` or in place of a `ping` (PROTOCOL §4, §7).
    Raises ClientDisconnect where the client goes before, and what `Sender.begin` does.
    """
    frames: list[bytes] = []
    has_news: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
    greets = wait == 0

    async def write(frame: bytes, id: str | None) -> None:
        if frame.startswith(PING):
            tell(False)
            return
        frames.append(frame)
        if not frame.startswith(WELCOME) or (greets and not stream.sender.owes):
            tell(True)

    async def close(code: CloseCode) -> None:
        tell(True)

    def tell(news: bool) -> None:
        if not has_news.done():
            has_news.set_result(news)

    conn = context.connection(session, identity)
    with Stream(context, conn, identity, write, close) as stream:
        await stream.sender.begin(cursor)
        greets = greets or conn.sent_upto != cursor.seq
        if await first_of(has_news, receive, MAX_WAIT_S if stream.sender.owes else wait):
            raise ClientDisconnect
        return frames if has_news.done() and has_news.result() else []
