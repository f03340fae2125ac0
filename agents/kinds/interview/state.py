"""What clients see of an interview besides what every session shows."""

import msgspec

from agents.bank.types import Interview, Level
from agents.kinds.interview.results import AttemptResult, BandOf
from agents.kinds.interview.stages import Stage


class ShownQuestion(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """What stands to be answered. `groundedIn` is the passage of the resume that it is about,
    `stage` how far a design is, `attempt` which try it is, from the second on."""

    number: int
    text: str
    type: Interview
    difficulty: Level
    grounded_in: str | None = None
    stage: Stage | None = None
    attempt: int | None = None


class ShownClock(msgspec.Struct, frozen=True, rename="camel"):
    """The time that the interview has, what is used of it, and whether the clock runs."""

    budget_ms: int = 0
    used_ms: int = 0
    running: bool = False


class ShownFeedback(msgspec.Struct, frozen=True, rename="camel"):
    """What was said on the last answer, and its bands: none where one practises gently.

    `attempts` are the tries at the question where there were several, the first one first.
    """

    number: int
    keep: str | None = None
    change: str | None = None
    bands: list[BandOf] = []
    attempts: list[AttemptResult] = []


class InterviewState(msgspec.Struct, frozen=True, rename="camel"):
    """The question that stands, the clock, and the feedback on the last answer.

    `clockAt` is the moment up to which `clock` counts, in ms since 1970; null while it stands: no
    clock runs while one practises gently, is paused, or waits for the next question.
    """

    question: ShownQuestion | None = None
    clock: ShownClock = ShownClock()
    clock_at: int | None = None
    feedback: ShownFeedback | None = None
