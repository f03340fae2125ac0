"""Frames over a WebSocket, both ways."""

from collections.abc import Callable

from starlette.types import Message, Receive, Scope, Send

from protocol.catalogue import Text
from protocol.commands import Command
from protocol.connection import ServerConnection
from protocol.errors import (
    CloseCode,
    Malformed,
    NotFound,
    NotSignedIn,
    RateLimited,
    RemoteProtocolError,
)
from server.admission.admission import Admission
from server.admission.tokens import Identity
from server.http.http_protocol import CUT_OFF
from server.http.requests import address_of
from server.http.websocket_protocol import EXTENSION, TAKES
from server.security_events import closed, refused
from server.streams.stream import Stream, StreamContext


class Socket:
    """The sending side of a WebSocket. Raises ConnectionResetError once it has begun to close."""

    __slots__ = ("_send",)

    def __init__(self, send: Send) -> None:
        self._send = send

    async def write(self, frame: bytes, id: str | None) -> None:
        """Send one text frame; a WebSocket's frames need no `id`."""
        await self._put({"type": "websocket.send", "text": frame.decode()})

    async def close(self, code: CloseCode) -> None:
        """Begin the closing handshake."""
        await self._put({"type": "websocket.close", "code": int(code), "reason": code.meaning})

    async def _put(self, message: Message) -> None:
        try:
            await self._send(message)
        except RuntimeError as exc:
            # What ASGI servers say to any message after the close.
            raise ConnectionResetError(str(exc)) from exc


class SocketStream(Stream):
    """Both ways; but of a client that takes nothing the server reads nothing.

    Its silence is no sign of its death then. The server cuts it off where it takes nothing at all.
    """

    __slots__ = ("takes",)

    takes: Callable[[], bool] | None

    def tick(self, now: float) -> None:
        """As Stream.tick; what a client is not heard to say counts as said."""
        if self.takes is not None and not self.takes():
            self.conn.hear()
        super().tick(now)


def socket_stream(
    context: StreamContext, conn: ServerConnection, identity: Identity, scope: Scope, send: Send
) -> Stream:
    """The stream of a WebSocket that was accepted."""
    socket = Socket(send)
    extensions = scope.get("extensions", {})
    stream = SocketStream(
        context,
        conn,
        identity,
        socket.write,
        socket.close,
        extensions.get(EXTENSION),
        extensions.get(CUT_OFF),
    )
    stream.takes = extensions.get(TAKES)
    return stream


class Listener:
    """The receiving side of a WebSocket: the client's commands, in their order."""

    def __init__(
        self, stream: Stream, identity: Identity, admission: Admission, scope: Scope
    ) -> None:
        self._stream = stream
        self._scope = scope
        self._identity = identity
        self._admission = admission

    async def listen(self, receive: Receive) -> None:
        """Take the client's frames, one after the other, until it is gone."""
        conn = self._stream.conn
        while (message := await receive())["type"] != "websocket.disconnect":
            command = self._read(conn, message)
            if command is not None:
                await self._submit(conn, command)
            if conn.pending:
                self._stream.sender.wake()

    def _read(self, conn: ServerConnection, message: Message) -> Command | None:
        text = message.get("text")
        was_closing = conn.close_code is not None
        if text is None:
            conn.error(Malformed(Text("errors.malformed.not_text")))
            command = None
        else:
            command = conn.receive(text)
        if conn.close_code is not None and not was_closing:
            closed(self._scope, conn.close_code)
        return command

    async def _submit(self, conn: ServerConnection, command: Command) -> None:
        try:
            status = await self._admission.submit(
                conn.session_id, self._identity, command, address_of(self._scope)
            )
        except RateLimited as exc:
            refused(self._scope, exc)
            conn.ack(command.id, "rejected", exc)
            if self._admission.abusive(self._identity):
                conn.error(exc)
        except NotFound as exc:
            await self._refuse(conn, command, exc)
        except RemoteProtocolError as exc:
            refused(self._scope, exc)
            conn.ack(command.id, "rejected", exc)
        else:
            conn.ack(command.id, status)

    async def _refuse(self, conn: ServerConnection, command: Command, error: NotFound) -> None:
        """Say that there is nothing. A guest whose things have moved to an account is to sign in,
        and then to say it again.
        """
        reason = await self._stream.sender.not_theirs()
        if isinstance(reason, NotSignedIn):
            conn.error(reason)
            return
        refused(self._scope, error)
        conn.ack(command.id, "rejected", error)
