"""The world around a run, in memory: a port that keeps what it is given, and a session over it.

It stands for the port's interface, not for the store: nothing here is atomic or durable.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from typing import Any

import msgspec
from ag_ui.core import Event as AguiEvent
from pydantic import TypeAdapter

from agents.kind import Alarm, Kind
from agents.kind.loader import load
from agents.models.offline import OfflineModel
from agents.models.request import Delta, Request
from agents.runtime.checkpoint import Checkpoint
from agents.runtime.run import Outcome, Run, SessionView
from protocol.codec import encode_event
from protocol.commands import Action, Command, FirstMessage, Message, Retry, Start
from protocol.events import Event
from protocol.fold import Fold
from protocol.messages import AssistantMessage, UserMessage

AGUI = TypeAdapter(AguiEvent)
KINDS = load()
MINUTE = 60_000


class CutOff(BaseException):
    """The worker died."""


class Recorder:
    """A port. With `cut_at` the worker dies when that many things have been done."""

    def __init__(self, cut_at: int | None = None, full_after: int | None = None) -> None:
        self.events: list[Event] = []
        self.steps: dict[str, bytes] = {}
        self.marks: list[tuple[int, bytes]] = []
        self.waits = 0
        self._cut_at = cut_at
        self._full_after = full_after
        self._since_room = 0

    def _count(self) -> None:
        if self._cut_at is not None:
            self._cut_at -= 1
            if self._cut_at < 0:
                raise CutOff

    def emit(self, event: Event) -> None:
        self._count()
        encode_event(event)
        self.events.append(event)
        self._since_room += 1

    def follow(self, pull: Callable[[], Event | None]) -> Callable[[], None]:
        def take() -> None:
            event = pull()
            if event is not None:
                self.emit(event)

        return take

    def collect(self) -> None:
        """There is nothing: what comes is pulled at once."""

    def full(self) -> bool:
        return self._full_after is not None and self._since_room >= self._full_after

    async def room(self) -> None:
        self.waits += 1
        self._since_room = 0

    async def record(self, step: str, result: bytes) -> None:
        self._count()
        self.steps[step] = result

    async def mark(self, fold: bytes) -> None:
        self.marks.append((len(self.events), fold))


class CountingModel:
    """The offline model, which says how often it was asked for what."""

    def __init__(self, kinds: dict[str, Kind]) -> None:
        self.asked: list[str] = []
        self.requests: list[Request] = []
        rules = {kind.name: kind.offline for kind in kinds.values()}
        self._model = OfflineModel(rules, token_delay_ms=0)

    def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        self.asked.append(f"{request.role}:{request.task}")
        self.requests.append(request)
        return self._model.stream(request)


class Script:
    """A model that says what it is told to, and waits where there is a None."""

    def __init__(self, *deltas: Delta | Exception | None) -> None:
        self.deltas = deltas
        self.requests: list[Request] = []
        self.waiting = asyncio.Event()

    async def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        self.requests.append(request)
        for delta in self.deltas:
            if delta is None:
                self.waiting.set()
                await asyncio.Event().wait()
            elif isinstance(delta, Exception):
                raise delta
            else:
                yield delta


class Conversation:
    """A session that is run command by command, with its whole log."""

    def __init__(
        self,
        kind: str,
        given: dict[str, Any],
        kinds: dict[str, Kind] = KINDS,
        options: dict[str, Any] | None = None,
    ) -> None:
        self.kind = kinds[kind]
        self.options = options or {}
        self.given = given
        self.input = self.kind.parse_input(given)
        self.model: Any = CountingModel(kinds)
        self.log: list[Event] = []
        self.messages: list[Any] = []
        self.checkpoint: Checkpoint | None = None
        self.outcome: Outcome | None = None
        self.now_ms = 1_700_000_000_000
        self._ids = 0

    def view(self, **more: Any) -> SessionView:
        known = {"checkpoint": self.checkpoint, "messages": list(self.messages)}
        return SessionView(
            id="s1", kind=self.kind, input=self.input, options=self.options, **(known | more)
        )

    def next_id(self) -> str:
        self._ids += 1
        return f"c{self._ids}"

    async def start(self, text: str | None = None) -> Outcome:
        message = FirstMessage("m0", text) if text else None
        return await self.do(Start(self.next_id(), self.kind.name, self.given, message=message))

    async def say(self, text: str, wait_ms: int = 0) -> Outcome:
        return await self.do(Message(self.next_id(), text), wait_ms)

    async def act(self, name: str, wait_ms: int = 0) -> Outcome:
        return await self.do(Action(self.next_id(), name), wait_ms)

    async def retry(self, text: str | None = None, *, wait_ms: int = 0) -> Outcome:
        return await self.do(Retry(self.next_id(), text), wait_ms)

    async def ring(self) -> Outcome:
        """What the alarm that is set does, at its time."""
        alarm = self.alarm
        assert alarm is not None
        assert alarm.at_ms >= self.now_ms
        self.now_ms = alarm.at_ms
        return await self.do(alarm.command())

    async def do(self, command: Command, wait_ms: int = 0, **view: Any) -> Outcome:
        self.now_ms += wait_ms
        port = Recorder()
        run = Run(self.view(**view), command, self.now_ms, port, self.model)
        return self.commit(port.events, await run.execute())

    def commit(self, events: list[Event], outcome: Outcome) -> Outcome:
        """What the server does with an outcome; checked against the log in passing."""
        self.log += [*events, *outcome.terminal]
        self.messages = [*self.messages[: outcome.keep], *outcome.messages]
        self.checkpoint = Checkpoint.decode(outcome.checkpoint.encode())
        self.outcome = outcome
        assert_log_is_valid(self.log)
        fold = self.fold()
        assert fold.messages == self.messages
        assert fold.state == self.checkpoint.state
        return outcome

    def fold(self) -> Fold:
        fold = Fold()
        for event in self.log:
            fold.apply(event)
        return fold

    @property
    def state(self) -> dict[str, Any]:
        assert self.checkpoint is not None
        return self.checkpoint.state

    @property
    def alarm(self) -> Alarm | None:
        assert self.checkpoint is not None
        return self.checkpoint.position.alarm

    @property
    def texts(self) -> list[str]:
        return [m.content for m in self.messages if isinstance(m, AssistantMessage)]

    @property
    def said(self) -> dict[str, Any]:
        """What the user has said, by the messages' ids."""
        return {m.id: m.content for m in self.messages if isinstance(m, UserMessage)}


OPENS = {
    "TEXT_MESSAGE_START": ("text", "messageId"),
    "REASONING_START": ("span", "messageId"),
    "REASONING_MESSAGE_START": ("reasoning", "messageId"),
    "STEP_STARTED": ("step", "stepName"),
}
CLOSES = {
    "TEXT_MESSAGE_END": ("text", "messageId"),
    "REASONING_END": ("span", "messageId"),
    "REASONING_MESSAGE_END": ("reasoning", "messageId"),
    "STEP_FINISHED": ("step", "stepName"),
}
CONTINUES = {
    "TEXT_MESSAGE_CONTENT": ("text", "messageId"),
    "REASONING_MESSAGE_CONTENT": ("reasoning", "messageId"),
}


def assert_log_is_valid(log: list[Event], *, ended: bool = True) -> None:
    """Every event fits AG-UI's own models, and the order is one that its clients accept."""
    running = False
    opened: set[tuple[str, str]] = set()
    for event in log:
        wire = json.loads(encode_event(event))
        AGUI.validate_python(wire)
        kind = wire["type"]
        if kind == "RUN_STARTED":
            assert not running, "a run inside a run"
            running, opened = True, set()
            continue
        assert running, f"{kind} outside a run"
        if kind in OPENS:
            key = (OPENS[kind][0], wire[OPENS[kind][1]])
            assert key not in opened, f"{key} is open already"
            opened.add(key)
        elif kind in CLOSES:
            opened.remove((CLOSES[kind][0], wire[CLOSES[kind][1]]))
        elif kind in CONTINUES:
            assert (CONTINUES[kind][0], wire[CONTINUES[kind][1]]) in opened
        elif kind == "RUN_FINISHED":
            assert not opened, f"still open: {opened}"
            running = False
        elif kind == "RUN_ERROR":
            running = False
    assert not ended or not running


def kinds_of(events: list[Event]) -> list[str]:
    """The events' types as on the wire."""
    return [json.loads(encode_event(event))["type"] for event in events]


def builtins(value: Any) -> Any:
    """A value as JSON has it."""
    return msgspec.to_builtins(value)
