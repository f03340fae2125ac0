"""One session of any kind that gives a result, followed to it without anybody's help."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal

import msgspec

from protocol import commands
from protocol.commands import Action, Cancel, Start
from protocol.errors import RemoteProtocolError
from protocol.events import (
    Event,
    RunErrorEvent,
    RunStartedEvent,
    StateDeltaEvent,
    StateSnapshotEvent,
    StepStartedEvent,
    TextMessageEndEvent,
)
from protocol.fold import Fold
from protocol.frames import Events, Goaway, ServerFrame, Snapshot
from protocol.messages import AssistantMessage, Message, RunFinishedCancelledOutcome
from server.cli.following import Following, new_id
from server.cli.remote import Api
from server.cli.screen import printable

CLARIFYING = "clarifying"
"""The phase in which a session waits for the answer to a question; see KINDS' contract."""

WORKING = "working"
"""The phase in which a session that rests goes on by itself, a batch say."""

PROCEED = "proceed"
"""The action that goes on without an answer."""

Ask = Callable[[], Awaitable[str]]


class Ended(msgspec.Struct, frozen=True):
    """What came of it: the result, None where there is none, and why there is none."""

    outcome: Literal["result", "cancelled", "failed", "open"]
    result: Mapping[str, Any] | None = None
    why: str = ""


class Runner(Following):
    """Follows a session from its start to its result.

    `titles` are those of steps, by their names; `write` hears how far it is. A question that is
    put first is answered by `ask`; without one it goes on with the likeliest answer. `keep_up` is
    called before each further connection, and may raise ChatError.
    """

    def __init__(
        self,
        api: Api,
        session: str,
        start: Start,
        write: Callable[[str], object],
        *,
        titles: Mapping[str, str],
        ask: Ask | None = None,
        keep_up: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(api, session, start, write)
        self.fold = Fold()
        self._titles = titles
        self._ask = ask
        self._keep_up = keep_up
        self._asking: asyncio.Task[None] | None = None
        self._cancelled = False
        self._label = ""
        self._asked_in = ""
        self._told: set[str] = set()

    async def run(self) -> Ended:
        """Until it rests with a result, or without one for good. Raises ChatError."""
        try:
            await self.follow()
        finally:
            if self._asking is not None:
                self._asking.cancel()
        return self.ended

    @property
    def done(self) -> bool:
        """Whether it rests, waits for no answer, and does not go on by itself."""
        return self.rests and (self._cancelled or not (self._is_asked or self._goes_on))

    @property
    def rests(self) -> bool:
        """Whether all that was said is answered."""
        return self.caught_up and not self.waits and not self.fold.running

    @property
    def state(self) -> Mapping[str, Any]:
        """The session's state."""
        return self.fold.state if isinstance(self.fold.state, dict) else {}

    @property
    def _is_asked(self) -> bool:
        ended_well = not isinstance(self.fold.terminal, RunErrorEvent)
        return ended_well and self.state.get("phase") == CLARIFYING and not self._is_cancelled

    @property
    def _goes_on(self) -> bool:
        ended_well = not isinstance(self.fold.terminal, RunErrorEvent)
        return ended_well and self.state.get("phase") == WORKING

    @property
    def _is_cancelled(self) -> bool:
        outcome = getattr(self.fold.terminal, "outcome", None)
        return isinstance(outcome, RunFinishedCancelledOutcome)

    @property
    def ended(self) -> Ended:
        """What came of it, once it is done."""
        if isinstance(self.fold.terminal, RunErrorEvent):
            return Ended("failed", why=printable(self.fold.terminal.message))
        result = self.state.get("result")
        if self._is_cancelled or (self._cancelled and result is None):
            return Ended("cancelled")
        if result is None:
            return Ended("open")
        return Ended("result", result)

    def cancel(self) -> None:
        """Have the run ended that is going on, and wait for no answer any more."""
        self._cancelled = True
        if not self.rests:
            self.say(Cancel(new_id()))

    def show(self, frame: ServerFrame) -> None:
        """Say how far it is, and answer what is asked."""
        match frame:
            case Snapshot():
                self.fold = Fold()
                for event in frame.events:
                    self.fold.apply(event)
            case Events():
                for event in frame.events:
                    self._take(event)
            case Goaway():
                self.write(f"({frame.reason}: connecting again)\n")
        if self.rests and self._is_asked and not self._cancelled:
            self._be_asked()

    def _take(self, event: Event) -> None:
        grown = {one.get("message") for one in self.state.get("filling") or ()}
        self.fold.apply(event)
        match event:
            case RunStartedEvent() if self._cancelled:
                self.say(Cancel(new_id()))  # the first came before there was a run
            case StepStartedEvent():
                title = self._titles.get(event.step_name, event.step_name)
                self.write(printable(f"· {title}\n"))
            case StateDeltaEvent() | StateSnapshotEvent():
                self._tell_progress()
            case TextMessageEndEvent() if event.message_id not in grown:
                for message in reversed(self.fold.messages):
                    if message.id == event.message_id:
                        self._tell_message(message)

    def _tell_progress(self) -> None:
        progress = self.state.get("progress") or {}
        label = progress.get("label") or ""
        if label and label != self._label:
            total = progress.get("total")
            so_far = f"[{progress.get('done')}/{total}] " if total else ""
            self.write(printable(f"{so_far}{label}\n"))
        self._label = label

    def _tell_message(self, message: Message) -> None:
        if (
            isinstance(message, AssistantMessage)
            and message.content
            and message.id not in self._told
        ):
            self._told.add(message.id)
            self.write(printable(f"{message.content}\n"))

    def _be_asked(self) -> None:
        """Answer the question, once for each run that ends in one."""
        if self._asked_in == self.fold.run_id:
            return
        self._asked_in = self.fold.run_id or ""
        self._tell_message(self.fold.messages[-1])  # it may have come before this connection
        self._asking = asyncio.create_task(self._answer())

    async def _answer(self) -> None:
        while not self._cancelled:
            text = await self._ask() if self._ask is not None else ""
            try:
                self.say(commands.Message(new_id(), text) if text else Action(new_id(), PROCEED))
            except RemoteProtocolError as exc:
                self.write(f"! {exc}\n")
            else:
                return

    async def _come_again(self, code: int | None) -> None:
        await super()._come_again(code)
        await asyncio.to_thread(self._keep_up)
