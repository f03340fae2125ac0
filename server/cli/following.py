"""One session followed from a terminal, over as many connections as needed: what is said is said
once, and what is told is heard from where it was lost.
"""

import asyncio
import random
import time
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable
from urllib.parse import urlencode

from websockets.asyncio.client import ClientConnection as WebSocket
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Subprotocol

from protocol.client import ClientConnection
from protocol.codec import decode_command, encode_frame
from protocol.commands import Cancel, Command, Start
from protocol.errors import CLOSING, CloseCode, RemoteProtocolError
from protocol.events import Event, RunErrorEvent, RunFinishedEvent, RunStartedEvent
from protocol.frames import SUBPROTOCOL, Ack, Events, ServerFrame, Snapshot, Welcome
from server.cli.remote import Api, ChatError, renew
from server.cli.screen import refusal

OPEN_SECONDS = 10.0
TICK_SECONDS = 0.25

REFUSED = {
    401: CloseCode.NOT_SIGNED_IN,
    403: CloseCode.FORBIDDEN,
    404: CloseCode.NOT_FOUND,
    429: CloseCode.RATE_LIMITED,
}
"""What a refused upgrade to a WebSocket would have been as a close code."""


class NotStarted(ChatError):
    """The server refuses the session's start: why, and by which code of the protocol."""

    def __init__(self, why: str, code: str) -> None:
        super().__init__(f"The session was not started.\n{why}".rstrip())
        self.code = code


class Following(ABC):
    """Follows `session`; `start` makes it where it does not exist. `write` says how it goes."""

    def __init__(
        self, api: Api, session: str, start: Start | None, write: Callable[[str], object]
    ) -> None:
        self.api = api
        self.session = session
        self.start = start
        self.write = write
        self.client = ClientConnection(random.random)
        self._unacknowledged: dict[str, Command] = {}
        self._unanswered: dict[str, None] = {}  # in the order in which they will be
        self._run = ""
        self._to_send = asyncio.Event()
        self._welcomed = False
        self._head = 0
        self.caught_up = False
        """Whether all that there was at the last connection has been told."""
        if start is not None:
            self.remember(start)

    @property
    @abstractmethod
    def done(self) -> bool:
        """Whether there is nothing more to do."""

    @abstractmethod
    def show(self, frame: ServerFrame) -> None:
        """Show what a frame says."""

    @property
    def waits(self) -> bool:
        """Whether a command is not acknowledged yet, or its run has not ended."""
        return bool(self._unacknowledged or self._unanswered)

    async def follow(self) -> None:
        """Until it is done. Raises ChatError."""
        while not self.done:
            code = await self._connect()
            if not self.done:
                await self._come_again(code)

    async def _come_again(self, code: int | None) -> None:
        """Wait as long as `code` asks for; where it asks for a sign-in, see to that."""
        wait = self.client.lost(code)
        if wait is None:
            raise ChatError(f"The server has ended this for good{_meaning(code)}.")
        if code == CloseCode.NOT_SIGNED_IN:
            self.api = await asyncio.to_thread(renew, self.api)
            self.write("(signed in again)\n")
        await asyncio.sleep(wait / 1000)

    async def _connect(self) -> int | None:
        """One connection, to its end; returns the close code, None where there was none."""
        cursor = self.client.cursor
        query = {"after": cursor.seq, "epoch": cursor.epoch}
        query = {name: value for name, value in query.items() if value is not None}
        url = f"{self.api.url}/v1/sessions/{self.session}/ws?{urlencode(query)}"
        self.client.transport = "websocket"  # the only one that is spoken here
        self.client.connecting(now_ms())
        self._welcomed = False
        try:
            async with connect(
                "ws" + url.removeprefix("http"),
                additional_headers={
                    "Authorization": f"Bearer {self.api.token}",
                    "Accept-Language": self.api.language,
                },
                subprotocols=[Subprotocol(SUBPROTOCOL)],
                compression=None,
                ping_interval=None,
                open_timeout=OPEN_SECONDS,
                max_size=None,
            ) as socket:
                return await self._talk(socket)
        except InvalidStatus as exc:
            return REFUSED.get(exc.response.status_code)
        except (OSError, TimeoutError, InvalidHandshake) as exc:
            self.write(f"({self.api.url}: {exc}; trying again)\n")
            return None

    async def _talk(self, socket: WebSocket) -> int | None:
        sending = asyncio.create_task(self._send(socket))
        try:
            while not self.done:
                try:
                    async with asyncio.timeout(TICK_SECONDS):
                        message = await socket.recv()
                except TimeoutError:
                    if self.client.is_dead(now_ms()):
                        return CloseCode.HEARTBEAT_LOST
                    continue
                for frame in self.client.receive(message, now_ms()):
                    self.on_frame(frame)
                self._to_send.set()
        except ConnectionClosed as exc:
            return exc.rcvd.code if exc.rcvd else None
        except RemoteProtocolError as exc:
            self.write(f"({exc}: connecting again)\n")
            return None
        finally:
            sending.cancel()
        return CloseCode.DONE

    async def _send(self, socket: WebSocket) -> None:
        while True:
            await self._to_send.wait()
            self._to_send.clear()
            for data in self.client.to_send():
                try:
                    await socket.send(data, text=True)
                except ConnectionClosed:
                    return  # the reading side sees it too, and says what comes next

    def on_frame(self, frame: ServerFrame) -> None:
        """Do what a frame of the server says."""
        match frame:
            case Welcome():
                self._be_welcome(frame)
            case Ack():
                self._unacknowledged.pop(frame.id, None)
                if frame.status == "rejected":
                    self._be_rejected(frame)
            case Events() | Snapshot():
                for event in frame.events:
                    self._note(event)
        self.caught_up = self._welcomed and (self.client.cursor.seq or 0) >= self._head
        self.show(frame)

    def _be_rejected(self, frame: Ack) -> None:
        if self.start is not None and frame.id == self.start.id:
            problem = frame.error
            raise NotStarted(refusal(problem), problem.code) if problem else NotStarted("", "")
        self._unanswered.pop(frame.id, None)

    def _be_welcome(self, frame: Welcome) -> None:
        if frame.status == "new" and self.start is None:
            raise ChatError(f"There is no session {self.session}.")
        self._head = frame.head
        if self._welcomed:
            return  # the second one, of a session that has just begun: all was sent at the first
        self._welcomed = True
        for command in self._unacknowledged.values():
            self.client.send(command)

    def _note(self, event: Event) -> None:
        """A command is answered when the run that bears its id has ended, and so are all before it.

        Of those a snapshot need not tell.
        """
        match event:
            case RunStartedEvent():
                self._run = event.run_id
            case RunFinishedEvent() | RunErrorEvent():
                while self._run in self._unanswered:
                    del self._unanswered[next(iter(self._unanswered))]

    def remember(self, command: Command) -> None:
        """Wait for the acknowledgement of a command, and for its run."""
        self._unacknowledged[command.id] = command
        if not isinstance(command, Cancel):
            self._unanswered[command.id] = None

    def say(self, command: Command) -> None:
        """Say something to the session, now or at the next connection.

        Raises RemoteProtocolError for what no server would take.
        """
        decode_command(encode_frame(command))
        self.remember(command)
        if self._welcomed:
            self.client.send(command)
            self._to_send.set()


def _meaning(code: int | None) -> str:
    return f": {CLOSING[code][0]}" if code in CLOSING else ""


def new_id() -> str:
    """The id of a command that nobody has given."""
    return uuid.uuid4().hex


def now_ms() -> int:
    """Milliseconds of a clock that only grows."""
    return time.monotonic_ns() // 1_000_000
