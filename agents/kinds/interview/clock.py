"""The time of an interview, counted in ms while the person can answer."""

from typing import Any

import msgspec

MINUTE_MS = 60_000
MINUTES_PER_QUESTION = {
    "behavioral": 5,
    "screening": 4,
    "technical": 5,
    "case": 12,
    "system_design": 25,
    "dsa": 12,
}
"""With its follow-ups."""
FEWEST, MOST = 1, 12


class Clock(msgspec.Struct, rename="camel"):
    """A budget and what is used of it. `since` is None while the clock stands."""

    budget_ms: int = 0
    used_ms: int = 0
    since: int | None = None

    def advance(self, now_ms: int) -> None:
        """Count the time up to now, if the clock runs. Time never runs backwards."""
        if self.since is not None:
            self.used_ms += max(0, now_ms - self.since)
            self.since = max(now_ms, self.since)

    def start(self, now_ms: int) -> None:
        """Count from now on."""
        self.since = now_ms

    def stop(self) -> None:
        """Count no further."""
        self.since = None

    @property
    def ends_ms(self) -> int | None:
        """The moment at which the budget will be used up; None while the clock stands."""
        if self.since is None:
            return None
        return self.since + max(0, self.budget_ms - self.used_ms)

    @property
    def over(self) -> bool:
        """Whether the budget is used up."""
        return self.used_ms >= self.budget_ms

    def view(self) -> dict[str, Any]:
        """What the session's state says of it.

        `clockAt` is the moment up to which `clock` counts, in ms since 1970, so that whoever comes
        later can count on from there; null while the clock stands.
        """
        used = min(self.used_ms, self.budget_ms)
        running = self.since is not None
        shown = {"budgetMs": self.budget_ms, "usedMs": used, "running": running}
        return {"clock": shown, "clockAt": self.since}


def question_count(interview: str, minutes: int) -> int:
    """How many questions the time is shared out to."""
    return max(FEWEST, min(MOST, minutes // MINUTES_PER_QUESTION[interview]))


def share_ms(clock: Clock, asked: int, total: int) -> int:
    """The time that the question now asked may take, if the rest are to have their part."""
    left = max(0, clock.budget_ms - clock.used_ms)
    return left // max(1, total - asked + 1)
