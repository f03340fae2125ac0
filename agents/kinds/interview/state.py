"""What clients see of an interview besides what every session shows."""

from typing import Literal

import msgspec


class ShownQuestion(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """What stands to be answered. `groundedIn` is the passage of the resume that it is about."""

    number: int
    text: str
    type: Literal["behavioral", "technical", "system_design", "dsa"]
    difficulty: Literal["easy", "medium", "hard"]
    grounded_in: str | None = None


class ShownClock(msgspec.Struct, frozen=True, rename="camel"):
    """The time that the interview has, what is used of it, and whether the clock runs."""

    budget_ms: int = 0
    used_ms: int = 0
    running: bool = False


class InterviewState(msgspec.Struct, frozen=True, rename="camel"):
    """The question that stands, and the clock.

    `clockAt` is the moment up to which `clock` counts, in ms since 1970; null while it stands.
    """

    question: ShownQuestion | None = None
    clock: ShownClock = ShownClock()
    clock_at: int | None = None
