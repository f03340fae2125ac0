"""What a terminal shows of a session: frames in, text out. Pure."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from protocol.events import (
    BaseEvent,
    Event,
    MessagesSnapshotEvent,
    RunErrorEvent,
    RunFinishedEvent,
    StepStartedEvent,
    TextMessageContentEvent,
    TextMessageEndEvent,
    TextMessageStartEvent,
)
from protocol.fold import Fold
from protocol.frames import Ack, ErrorFrame, Events, Goaway, Problem, ServerFrame, Snapshot
from protocol.messages import AssistantMessage, Message, RunFinishedCancelledOutcome, UserMessage

# All but newline and tab: what is said to a session must not move a terminal's cursor.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Screen:
    """Follows one session. `say` gives what to print for each frame.

    `own` holds the ids of commands that were typed here: those texts stand on the screen already.
    """

    def __init__(self) -> None:
        self.fold = Fold()
        self.own: set[str] = set()
        self._result: Any = None
        self._seen: Any = None
        """The feedback that was shown last."""
        self._paged: Any = None
        """The pages of a handbook that were shown last."""
        self._muted: str | None = None
        self._step = ""
        """The last that was named, where nothing was said since: several may be side by side."""

    @property
    def actions(self) -> list[dict[str, Any]]:
        """The actions that the session's state offers now."""
        state = self.fold.state
        return state.get("actions", []) if isinstance(state, dict) else []

    def say(self, frame: ServerFrame) -> str:
        """What to print for `frame`."""
        match frame:
            case Snapshot():
                text = self._start_again(frame)
            case Events():
                text = "".join(self._event(event) for event in frame.events)
            case Ack(status="rejected", error=error) if error is not None:
                text = refusal(error)
            case ErrorFrame():
                text = refusal(frame)
            case Goaway():
                text = f"\n({frame.reason}: connecting again)\n"
            case _:
                text = ""
        return printable(text)

    def _start_again(self, frame: Snapshot) -> str:
        self.fold = Fold()
        for event in frame.events:
            self.fold.apply(event)
        text = "".join(self._message(message) for message in self.fold.messages)
        return text.rstrip("\n") if self.fold.running else text + self._offer()

    def _message(self, message: Message) -> str:
        match message:
            case AssistantMessage() if message.content:
                return f"\n{message.content}\n"
            case UserMessage():
                return f"\n> {_text(message.content)}\n"
            case _:
                return ""

    def _event(self, event: Event) -> str:
        self.fold.apply(event)
        show = self._SHOWN.get(type(event))
        text = "" if show is None else show(self, event)
        if text and not isinstance(event, StepStartedEvent):
            self._step = ""
        return text

    def _on_start(self, event: TextMessageStartEvent) -> str:
        if event.role != "user":
            return "\n"
        self._muted = event.message_id if event.message_id in self.own else None
        return "" if self._muted else "\n> "

    def _on_content(self, event: TextMessageContentEvent) -> str:
        return "" if event.message_id == self._muted else event.delta

    def _on_end(self, event: TextMessageEndEvent) -> str:
        return "" if event.message_id == self._muted else "\n"

    def _on_step(self, event: StepStartedEvent) -> str:
        again = event.step_name == self._step
        self._step = event.step_name
        return "" if again else f"· {event.step_name}\n"

    def _on_withdrawal(self, event: MessagesSnapshotEvent) -> str:
        return "(what was half said is taken back)\n"

    def _on_error(self, event: RunErrorEvent) -> str:
        return f"\n! {event.message}  (/retry does it again)\n" + self._offer()

    def _on_finish(self, event: RunFinishedEvent) -> str:
        cancelled = isinstance(event.outcome, RunFinishedCancelledOutcome)
        return ("(cancelled)\n" if cancelled else "") + self._offer()

    def _offer(self) -> str:
        """The result where there is a new one, and what can be done next."""
        state = self.fold.state if isinstance(self.fold.state, dict) else {}
        text = self._feedback(state.get("feedback")) + self._pages(state)
        result = state.get("result")
        if result is not None and result != self._result:
            self._result = result
            text += json.dumps(result, ensure_ascii=False, indent=2) + "\n"
        names = " ".join(f"/{action['name']}" for action in self.actions)
        return text + (f"  {names}\n" if names else "")

    def _feedback(self, feedback: Any) -> str:
        """What is new to see of the last answer, where a kind shows that."""
        if not isinstance(feedback, dict) or feedback == self._seen:
            return ""
        self._seen = feedback
        return printable("".join(f"  {line}\n" for line in practised(feedback)))

    def _pages(self, state: dict[str, Any]) -> str:
        """Which page of a handbook the answer is from, and which may be meant else."""
        pages = [state.get("entry"), state.get("near")]
        if pages == self._paged:
            return ""
        self._paged = pages
        return printable("".join(f"  {line}\n" for line in paged(*pages)))

    _SHOWN: ClassVar[dict[type[BaseEvent], Callable[[Any, Any], str]]] = {
        TextMessageStartEvent: _on_start,
        TextMessageContentEvent: _on_content,
        TextMessageEndEvent: _on_end,
        StepStartedEvent: _on_step,
        MessagesSnapshotEvent: _on_withdrawal,
        RunErrorEvent: _on_error,
        RunFinishedEvent: _on_finish,
    }


def practised(feedback: dict[str, Any]) -> Iterator[str]:
    """What is said on an answer, line by line: its bands, beside those of the tries before it."""
    for name in ("keep", "change"):
        if feedback.get(name):
            yield f"{name}: {feedback[name]}"
    tries = [one.get("bands", []) for one in feedback.get("attempts") or ()][:-1]
    for one in feedback.get("bands") or ():
        before = [band["band"] for bands in tries for band in bands if band["name"] == one["name"]]
        yield f"{one['name']}: {' → '.join(str(band) for band in [*before, one['band']])}"


def paged(entry: Any, near: Any) -> Iterator[str]:
    """The pages of a handbook that an answer is from, or may be about, line by line."""
    if isinstance(entry, dict) and entry.get("title"):
        yield f"handbook: {entry['title']}"
    titles = [one["title"] for one in near or () if isinstance(one, dict) and one.get("title")]
    if titles:
        yield f"near: {' · '.join(titles)}"


def refusal(problem: Problem | ErrorFrame) -> str:
    """Why a server refuses, in a line."""
    return printable(f"! {problem.message}{_details(problem.details)}\n")


def printable(text: str) -> str:
    """A text of others', without what moves a terminal's cursor or does more to it."""
    return _CONTROL.sub("", text)


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    return " ".join(getattr(part, "text", f"[{type(part).__name__}]") for part in content)


def _details(details: Any) -> str:
    return "" if details is None else f" {json.dumps(details, ensure_ascii=False)}"
