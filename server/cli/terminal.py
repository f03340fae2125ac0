"""`careerpilot chat`: one session of any kind in a terminal, over as many connections as needed."""

import asyncio
import json
import random
import sys
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from websockets.asyncio.client import ClientConnection as WebSocket
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Subprotocol

from protocol.client import ClientConnection
from protocol.codec import decode_command, encode_frame
from protocol.commands import Action, Cancel, Command, Message, Retry, Start
from protocol.errors import CLOSING, CloseCode, RemoteProtocolError
from protocol.events import Event, RunErrorEvent, RunFinishedEvent, RunStartedEvent
from protocol.frames import SUBPROTOCOL, Ack, Events, ServerFrame, Snapshot, Welcome
from server.cli.remote import Api, ChatError, renew
from server.cli.screen import Screen

OPEN_SECONDS = 10.0
TICK_SECONDS = 0.25

REFUSED = {
    401: CloseCode.NOT_SIGNED_IN,
    403: CloseCode.FORBIDDEN,
    404: CloseCode.NOT_FOUND,
    429: CloseCode.RATE_LIMITED,
}
"""What a refused upgrade to a WebSocket would have been as a close code."""

HELP = (
    "Say something, or: /cancel /retry /quit, or /NAME with one of the actions offered.\n"
    "/retry TEXT puts TEXT in place of what you said last.\n"
)


@dataclass
class Chat:
    """One session on a terminal. `lines` brings what is typed, None at its end.

    The `documents`, by their ids, go with what is said next.
    """

    api: Api
    session: str
    start: Start | None
    lines: "asyncio.Queue[str | None]"
    write: Callable[[str], object]
    documents: list[str] = field(default_factory=list)
    screen: Screen = field(default_factory=Screen)
    client: ClientConnection = field(default_factory=lambda: ClientConnection(random.random))

    def __post_init__(self) -> None:
        self._unacknowledged: dict[str, Command] = {}
        self._unanswered: dict[str, None] = {}  # in the order in which they will be
        self._run = ""
        self._to_send = asyncio.Event()
        self._welcomed = False
        self._head = 0
        self._caught_up = False
        self.input_ended = False
        self._quit = False
        if self.start is not None:
            self.remember(self.start)

    async def run(self) -> None:
        """Until /quit, or until the input has ended and all is answered. Raises ChatError."""
        reading = asyncio.create_task(self._read())
        try:
            while not self.done:
                code = await self._connect()
                if not self.done:
                    await self._come_again(code)
        finally:
            reading.cancel()

    async def _come_again(self, code: int | None) -> None:
        """Wait as long as `code` asks for; where it asks for a sign-in, see to that."""
        wait = self.client.lost(code)
        if wait is None:
            raise ChatError(f"The server has ended this for good{_meaning(code)}.")
        if code == CloseCode.NOT_SIGNED_IN:
            self.api = await asyncio.to_thread(renew, self.api)
            self.write("(signed in again)\n")
        await asyncio.sleep(wait / 1000)

    @property
    def done(self) -> bool:
        """Whether there is nothing more to do: it was quit, or all input is answered."""
        waits = self._unacknowledged or self._unanswered or self.screen.fold.running
        return self._quit or (self.input_ended and self._caught_up and not waits)

    async def _connect(self) -> int | None:
        """One connection, to its end; returns the close code, None where there was none."""
        cursor = self.client.cursor
        query = {"after": cursor.seq, "epoch": cursor.epoch}
        query = {name: value for name, value in query.items() if value is not None}
        url = f"{self.api.url}/v1/sessions/{self.session}/ws?{urlencode(query)}"
        self.client.transport = "websocket"  # the only one that is spoken here
        self.client.connecting(_now())
        self._welcomed = False
        try:
            async with connect(
                "ws" + url.removeprefix("http"),
                additional_headers={"Authorization": f"Bearer {self.api.token}"},
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
                    if self.client.is_dead(_now()):
                        return CloseCode.HEARTBEAT_LOST
                    continue
                for frame in self.client.receive(message, _now()):
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
                    self._follow(event)
        self.write(self.screen.say(frame))
        self._caught_up = self._welcomed and (self.client.cursor.seq or 0) >= self._head

    def _be_rejected(self, frame: Ack) -> None:
        if self.start is not None and frame.id == self.start.id:
            raise ChatError(f"The session was not started.\n{self.screen.say(frame)}".rstrip())
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

    def _follow(self, event: Event) -> None:
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
        self.screen.own.add(command.id)

    async def _read(self) -> None:
        while not self._quit and (line := await self.lines.get()) is not None:
            command = self._understand(line.strip())
            if command is not None:
                self._send_command(command)
        self.input_ended = True

    def _send_command(self, command: Command) -> None:
        try:
            decode_command(encode_frame(command))
        except RemoteProtocolError as exc:
            self.write(f"! {exc}\n")
            return
        self.remember(command)
        if self._welcomed:
            self.client.send(command)
            self._to_send.set()

    def _understand(self, line: str) -> Command | None:
        if not line.startswith("/"):
            return self._message(line) if line else None
        word, _, rest = line[1:].partition(" ")
        match word:
            case "quit":
                self._quit = True
            case "help":
                self.write(HELP)
            case "cancel":
                return Cancel(_new_id())
            case "retry":
                return Retry(_new_id(), rest.strip() or None)
            case _:
                return self._action(word, rest.strip())
        return None

    def _message(self, line: str) -> Message:
        documents, self.documents = self.documents, []
        return Message(_new_id(), line, documents or None)

    def _action(self, name: str, text: str) -> Action | None:
        try:
            document = json.loads(text) if text else None
        except ValueError:
            self.write(f"! What follows /{name} must be a JSON object.\n")
            return None
        return Action(_new_id(), name, document)


def _meaning(code: int | None) -> str:
    return f": {CLOSING[code][0]}" if code in CLOSING else ""


def _new_id() -> str:
    return uuid.uuid4().hex


def _now() -> int:
    return time.monotonic_ns() // 1_000_000


def typed_lines(loop: asyncio.AbstractEventLoop) -> "asyncio.Queue[str | None]":
    """The lines of standard input, read by a thread that does not keep the process alive."""
    lines: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    return lines


def _print(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


async def chat(api: Api, session: str, start: Start | None, documents: Sequence[str] = ()) -> None:
    """Follow `session` on this terminal; `start` makes it where it does not exist.

    The documents go with what is said first.
    """
    lines = typed_lines(asyncio.get_running_loop())
    await Chat(api, session, start, lines, _print, list(documents)).run()


def new_session(
    kind: str, document: dict[str, Any], provider: str | None = None
) -> tuple[str, Start]:
    """The id of a new session and the command that makes it; `provider` is who it asks for."""
    options = {"provider": provider} if provider else None
    return str(uuid.uuid4()), Start(_new_id(), kind, document, options)
