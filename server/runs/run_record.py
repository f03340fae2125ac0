"""What is kept of a run that has ended: its steps, what they took, and what roles said."""

from collections.abc import Callable
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from agents.kind.verdict import RoleMessage
from agents.runtime.taken import StepTaken, total

MOST_BYTES = 16_384
"""So large is a record at most, of which a session keeps the newest few."""

MOST_STEPS = 40
"""So many steps and messages are kept where all are too much."""

RunOutcome = Literal["success", "cancelled", "error"]


class RunRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """One run: which command it did, from when to when (ms since 1970), and what came of it.

    `error` is the code of a failure. The sums are of all steps, of which `steps` has fewer where it
    was `cut` to size. `cost` is in nano-USD.
    """

    id: str
    command: str
    started: int
    ended: int
    outcome: RunOutcome
    count: int
    error: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost: int = 0
    steps: list[StepTaken] = []
    messages: list[RoleMessage] = []
    cut: bool = False

    @classmethod
    def of(
        cls,
        id: str,
        command: str,
        *,
        started: int,
        ended: int,
        outcome: RunOutcome,
        error: str | None,
        steps: list[StepTaken],
        messages: list[RoleMessage],
    ) -> "RunRecord":
        """The record of a run with these steps."""
        return cls(
            id,
            command,
            started,
            max(started, ended),
            outcome,
            len(steps),
            error=error,
            input_tokens=total(step.input_tokens for step in steps),
            output_tokens=total(step.output_tokens for step in steps),
            cost=sum(step.cost for step in steps),
            steps=steps,
            messages=messages,
        )

    def encoded(self) -> bytes:
        """The record as it is stored, no larger than it may be: what is least is left out first."""
        record, raw = self, msgspec.json.encode(self)
        for shorten in _SHORTER:
            if len(raw) <= MOST_BYTES:
                break
            record = replace(shorten(record), cut=True)
            raw = msgspec.json.encode(record)
        return raw


record_of = msgspec.json.Decoder(RunRecord).decode
"""The record that `encoded` wrote. Raises msgspec.DecodeError for anything else."""


def _gist(said: Any) -> Any:
    """Of a verdict how it was decided; of anything else nothing."""
    said = msgspec.to_builtins(said)
    if not isinstance(said, dict) or "decision" not in said:
        return None
    return {name: said[name] for name in ("decision", "score") if name in said}


def _without_messages(record: RunRecord) -> RunRecord:
    gists = [replace(message, content=_gist(message.content)) for message in record.messages]
    return replace(record, messages=gists)


def _without_verdicts(record: RunRecord) -> RunRecord:
    return replace(record, steps=[replace(one, verdict=_gist(one.verdict)) for one in record.steps])


def _with_fewer(record: RunRecord) -> RunRecord:
    return replace(record, steps=record.steps[:MOST_STEPS], messages=record.messages[:MOST_STEPS])


def _without_all(record: RunRecord) -> RunRecord:
    return replace(record, steps=[], messages=[])


_SHORTER: tuple[Callable[[RunRecord], RunRecord], ...] = (
    _without_messages,
    _without_verdicts,
    _with_fewer,
    _without_all,
)
