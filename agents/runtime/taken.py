"""What a step of a run took and came to, for who looks at the run afterwards."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from agents.kind.verdict import Verdict
from agents.models.request import Request, Usage


class StepTaken(msgspec.Struct, frozen=True, omit_defaults=True):
    """One step: who did what, by which model, for how much, and how long (ms).

    Nothing that was said is in it but a judge's verdict, which may quote. The model is the one that
    answered last. `cost` is in nano-USD. `offline`: rules have answered; `kept`: the answer was
    there from an earlier call. `error` is why there was no answer, as a code.
    """

    role: str
    task: str
    provider: str | None = None
    model: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost: int = 0
    ms: int = 0
    offline: bool = False
    kept: bool = False
    error: str | None = None
    verdict: Any = None

    @classmethod
    def of(
        cls,
        request: Request,
        usage: Sequence[Usage],
        seconds: float,
        *,
        answer: str = "",
        error: str | None = None,
    ) -> "StepTaken":
        """Of what was asked, what all tries took, and how it ended."""
        last = usage[-1] if usage else None
        verdict = None
        if answer and request.output is Verdict:
            verdict = msgspec.json.decode(answer)
        return cls(
            request.role,
            request.task,
            provider=last.provider if last else None,
            model=last.model if last else None,
            input_tokens=total(one.input_tokens for one in usage),
            output_tokens=total(one.output_tokens for one in usage),
            cost=sum(one.cost for one in usage),
            ms=round(seconds * 1000),
            offline=not usage and error is None,
            kept=last is not None and last.kept,
            error=error,
            verdict=verdict,
        )


def total(counts: Iterable[int | None]) -> int | None:
    """The sum of what was counted; None where nothing was."""
    counted = [count for count in counts if count is not None]
    return sum(counted) if counted else None
