"""AG-UI's ordering rules, strictly, on bare JSON; independent of the product's own types.

From the documentation of AG-UI 1.0 on events; and from PROTOCOL §4: what is withdrawn is closed
before the snapshot of the messages, so that each message that is open there stands in it, as far as
it was said.
"""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

Json = dict[str, Any]


class Rules:
    """Takes the events of one session in order; `problems` says what is wrong with them."""

    def __init__(self, thread: str) -> None:
        self.thread = thread
        self.problems: list[str] = []
        self.runs: list[str] = []
        self.running: str | None = None
        self._open: dict[str, str] = {}
        """What was said of each open message, by its id."""
        self._steps: set[str] = set()

    def take(self, events: Iterable[Json]) -> None:
        """The next events."""
        for event in events:
            self._take(event)

    def end(self) -> None:
        """There are no more: nothing may be left open."""
        self._expect(self.running is None, f"{self.running} never ended")

    def _take(self, event: Json) -> None:
        kind = event["type"]
        if kind != "RUN_STARTED":
            self._expect(self.running is not None, f"{kind} outside of a run")
        rule = self._RULES.get(kind)
        self._expect(rule is not None, f"{kind} is not an event of this kind of session")
        if rule is not None:
            rule(self, event)

    def _expect(self, holds: bool, otherwise: str) -> None:
        if not holds:
            self.problems.append(otherwise)

    def _run_started(self, event: Json) -> None:
        run = event["runId"]
        self._expect(self.running is None, f"{run} started while {self.running} ran")
        self._expect(run not in self.runs, f"{run} started twice")
        self._expect(event["threadId"] == self.thread, f"{run} of thread {event['threadId']}")
        self.running = run
        self.runs.append(run)

    def _run_finished(self, event: Json) -> None:
        self._expect(event["runId"] == self.running, f"{event['runId']} ended, not {self.running}")
        self._close_run()

    def _run_error(self, event: Json) -> None:
        self._expect(False, f"{self.running} failed: {event.get('code')} {event['message']}")
        self._close_run()

    def _close_run(self) -> None:
        self._nothing_open("the end of the run")
        self.running = None
        self._open.clear()
        self._steps.clear()

    def _nothing_open(self, before: str) -> None:
        left = sorted(self._open.keys() | self._steps)
        self._expect(not left, f"{left} open at {before}")

    def _text_start(self, event: Json) -> None:
        self._expect(event["messageId"] not in self._open, f"{event['messageId']} opened twice")
        self._open[event["messageId"]] = ""

    def _text_content(self, event: Json) -> None:
        self._expect(event["messageId"] in self._open, f"content of closed {event['messageId']}")
        self._expect(bool(event["delta"]), f"an empty delta of {event['messageId']}")
        if event["messageId"] in self._open:
            self._open[event["messageId"]] += event["delta"]

    def _text_end(self, event: Json) -> None:
        self._expect(event["messageId"] in self._open, f"end of closed {event['messageId']}")
        self._open.pop(event["messageId"], None)

    def _step_started(self, event: Json) -> None:
        self._expect(event["stepName"] not in self._steps, f"{event['stepName']} started twice")
        self._steps.add(event["stepName"])

    def _step_finished(self, event: Json) -> None:
        self._expect(event["stepName"] in self._steps, f"end of idle {event['stepName']}")
        self._steps.discard(event["stepName"])

    def _messages(self, event: Json) -> None:
        held = {message["id"]: message.get("content") for message in event["messages"]}
        for message, said in self._open.items():
            self._expect(held.get(message) == said, f"{message} is open, and not in the snapshot")
        ids = [message["id"] for message in event["messages"]]
        self._expect(len(ids) == len(set(ids)), "a message twice in MESSAGES_SNAPSHOT")

    def _state(self, event: Json) -> None:
        self._expect("snapshot" in event or bool(event["delta"]), "an empty STATE_DELTA")

    _RULES: ClassVar[dict[str, Callable[["Rules", Json], None]]] = {
        "RUN_STARTED": _run_started,
        "RUN_FINISHED": _run_finished,
        "RUN_ERROR": _run_error,
        "TEXT_MESSAGE_START": _text_start,
        "TEXT_MESSAGE_CONTENT": _text_content,
        "TEXT_MESSAGE_END": _text_end,
        "STEP_STARTED": _step_started,
        "STEP_FINISHED": _step_finished,
        "MESSAGES_SNAPSHOT": _messages,
        "STATE_SNAPSHOT": _state,
        "STATE_DELTA": _state,
    }
