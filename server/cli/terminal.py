"""`careerpilot chat`: one session of any kind in a terminal, over as many connections as needed."""

import asyncio
import json
import sys
import threading
import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from protocol.commands import Action, Cancel, Command, Message, Retry, Start
from protocol.errors import RemoteProtocolError
from protocol.frames import ServerFrame
from server.cli.following import Following, new_id
from server.cli.remote import Api
from server.cli.screen import Screen

HELP = (
    "Say something, or: /cancel /retry /quit, or /NAME with one of the actions offered.\n"
    "/retry TEXT puts TEXT in place of what you said last.\n"
)


class Chat(Following):
    """One session on a terminal. `lines` brings what is typed, None at its end.

    The `documents`, by their ids, go with what is said next.
    """

    def __init__(
        self,
        api: Api,
        session: str,
        start: Start | None,
        lines: "asyncio.Queue[str | None]",
        write: Callable[[str], object],
        documents: Iterable[str] = (),
    ) -> None:
        self.lines = lines
        self.documents = list(documents)
        self.screen = Screen()
        self.input_ended = False
        self._quit = False
        super().__init__(api, session, start, write)

    async def run(self) -> None:
        """Until /quit, or until the input has ended and all is answered. Raises ChatError."""
        reading = asyncio.create_task(self._read())
        try:
            await self.follow()
        finally:
            reading.cancel()

    @property
    def done(self) -> bool:
        """Whether there is nothing more to do: it was quit, or all input is answered."""
        waits = self.waits or self.screen.fold.running
        return self._quit or (self.input_ended and self.caught_up and not waits)

    def show(self, frame: ServerFrame) -> None:
        """Print what the frame says."""
        self.write(self.screen.say(frame))

    def remember(self, command: Command) -> None:
        """Wait for what becomes of a command, whose words stand on the screen already."""
        super().remember(command)
        self.screen.own.add(command.id)

    async def _read(self) -> None:
        while not self._quit and (line := await self.lines.get()) is not None:
            command = self._understand(line.strip())
            if command is not None:
                self._try(command)
        self.input_ended = True

    def _try(self, command: Command) -> None:
        try:
            self.say(command)
        except RemoteProtocolError as exc:
            self.write(f"! {exc}\n")

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
                return Cancel(new_id())
            case "retry":
                return Retry(new_id(), rest.strip() or None)
            case _:
                return self._action(word, rest.strip())
        return None

    def _message(self, line: str) -> Message:
        documents, self.documents = self.documents, []
        return Message(new_id(), line, documents or None)

    def _action(self, name: str, text: str) -> Action | None:
        try:
            document = json.loads(text) if text else None
        except ValueError:
            self.write(f"! What follows /{name} must be a JSON object.\n")
            return None
        return Action(new_id(), name, document)


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
    await Chat(api, session, start, lines, _print, documents).run()


def new_session(
    kind: str, document: dict[str, Any], provider: str | None = None
) -> tuple[str, Start]:
    """The id of a new session and the command that makes it; `provider` is who it asks for."""
    options = {"provider": provider} if provider else None
    return str(uuid.uuid4()), Start(new_id(), kind, document, options)
