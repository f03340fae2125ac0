"""Whether what clients hold is the log, and the log is what had to be said."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import msgspec
import orjson

from protocol.codec import decode_event
from protocol.fold import Fold
from tests.chaos.rules import Rules
from tests.chaos.script import Plan
from tests.chaos.truth import Json, Truth
from tests.clients import Client, History


@dataclass
class Verdict:
    """Of one session. `stopped` are the runs of which a cancel was accepted.

    Once it has judged: `takeovers` are withdrawals of steps that were done again, `withdrawals` are
    those of handlers.
    """

    session: str
    plan: Plan
    truth: Truth
    stopped: frozenset[str] = frozenset()
    problems: list[str] = field(default_factory=list)
    takeovers: int = 0
    withdrawals: int = 0
    cancelled: int = 0

    def judge(self, clients: Sequence[Client], present: Iterable[Client]) -> None:
        """`clients` are all that ever followed the session, `present` those that came last."""
        self._expect(self.truth.status == "idle", f"status {self.truth.status}")
        self._expect(self.truth.waiting == 0, f"{self.truth.waiting} commands wait")
        for problem in self.truth.problems:
            self._expect(False, problem)
        for client in clients:
            self._compare(client)
        self._judge_log()
        for client in present:
            self._judge_present(client)

    def _expect(self, holds: bool, otherwise: str) -> None:
        if not holds:
            self.problems.append(f"{self.session}: {otherwise}")

    def _compare(self, client: Client) -> None:
        """Every event that a client has had is the log's event of that number."""
        for failure in client.failures:
            self._expect(False, f"{client} saw {failure}")
        history = client.history
        self._expect(history.seq <= self.truth.head, f"{client} is ahead of {self.truth.head}")
        for base, events in (*((b, e) for _, b, e in history.earlier), _now(history)):
            for seq, (event, true) in enumerate(
                zip(events, self.truth.events[base:], strict=False), base + 1
            ):
                self._expect(event == true, f"{client} has {event} as {seq}, not {true}")

    def _judge_log(self) -> None:
        events = self.truth.events
        rules = Rules(self.session)
        rules.take(events)
        rules.end()
        for problem in rules.problems:
            self._expect(False, problem)
        self._expect(rules.runs == self.plan.commands, f"runs {rules.runs}")
        self._expect(not (again := list(_done_again(events))), f"done again: {again}")
        ignored = self.stopped - {event["runId"] for event in events if _is_cancelled(event)}
        self._expect(not ignored, f"cancelled, but done to the end: {sorted(ignored)}")
        self._judge_fold("the log", events)
        withdrawn = [n for n in range(1, len(events)) if _is_withdrawal(events[n - 1], events[n])]
        again = {n for n in withdrawn if _is_begun_again(events, n)}
        self.takeovers, self.withdrawals = len(again), len(withdrawn) - len(again)
        self.cancelled = sum(map(_is_cancelled, events))

    def _judge_present(self, client: Client) -> None:
        history = client.history
        self._expect(history.seq == self.truth.head, f"{client} lacks {self.truth.head}")
        self._judge_fold(str(client), [*(history.snapshot or ()), *history.events])

    def _judge_fold(self, whose: str, events: Iterable[Json]) -> None:
        """The messages and the result are those of the script: all, in order, once."""
        fold = Fold()
        for event in events:
            fold.apply(decode_event(orjson.dumps(event)))
        messages = [msgspec.to_builtins(message) for message in fold.messages]
        said = [(message["role"], message["content"]) for message in messages]
        self._expect(said == self.plan.messages(), f"{whose} says {_short(said)}")
        result = fold.state.get("result")
        self._expect(result == self.plan.result(), f"{whose} has the result {_short(result)}")


def _is_withdrawal(before: Json, event: Json) -> bool:
    """Whether a run goes on with what it withdraws: a retry begins with its snapshot."""
    return event["type"] == "MESSAGES_SNAPSHOT" and before["type"] != "RUN_STARTED"


def _is_begun_again(events: Sequence[Json], number: int) -> bool:
    """Whether a withdrawal is of steps that are done anew: the next step is no new one of its run.

    What a handler takes back by itself is not done again.
    """
    first = next(n for n in range(number, -1, -1) if events[n]["type"] == "RUN_STARTED")
    steps = [event.get("stepName") for event in events[first:number] if _is_step(event)]
    return next((e["stepName"] in steps for e in events[number:] if _is_step(e)), False)


def _is_step(event: Json) -> bool:
    return event["type"] == "STEP_STARTED"


def _is_cancelled(event: Json) -> bool:
    return event["type"] == "RUN_FINISHED" and event.get("outcome", {}).get("type") == "cancelled"


def _now(history: History) -> tuple[int, list[Json]]:
    return history.base, history.events


def _done_again(events: Sequence[Json]) -> Iterator[str]:
    """Steps that were begun again after they had been finished.

    Withdrawn steps are closed, too, but then a snapshot of the messages follows at once.
    """
    finished: set[tuple[str, str]] = set()
    closed: set[tuple[str, str]] = set()
    run = ""
    for event in events:
        match event["type"]:
            case "STEP_FINISHED":
                closed.add((run, event["stepName"]))
                continue
            case "TEXT_MESSAGE_END":
                continue
            case "MESSAGES_SNAPSHOT":
                closed.clear()
            case "RUN_STARTED":
                run = event["runId"]
        finished |= closed
        closed.clear()
        if _is_step(event) and (run, event["stepName"]) in finished:
            yield f"{run} {event['stepName']}"


def _short(said: object) -> str:
    text = repr(said)
    return text if len(text) < 600 else f"{text[:300]} … {text[-300:]}"
