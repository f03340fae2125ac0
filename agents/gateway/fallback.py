"""Which model is asked next, and when: decided from what happened so far, without doing any of it.

What follows from a fault stands in `agents.models.faults.HANDLING`; here it is carried out.
"""

from collections.abc import Callable, Sequence

from agents.errors import ModelError
from agents.gateway.backoff import CAP_S, Random, pause
from agents.gateway.policy import Limits
from agents.gateway.routes import Candidate
from agents.gateway.shared import Admitted
from agents.models.faults import Fault

_LEAST_S = 0.05
_NANO = 1_000_000_000

_REFUSALS = {
    "open": "left alone after too many failures",
    "resting": "all keys are resting",
    "busy": "too many calls in this minute",
    "over_budget": "over budget",
}

_BUDGETS = {
    "user": ("Your", "CAREERPILOT_USER_BUDGET_USD"),
    "day": ("This service's", "CAREERPILOT_BUDGET_USD"),
}
"""Whose a budget is, by the beginning of its scope, and what sets it."""


class Chance:
    """A candidate in one call: how often it was asked, and what it can still be good for."""

    def __init__(self, candidate: Candidate, place: int) -> None:
        self.candidate = candidate
        self.place = place
        self.tries = 0
        self.ready_at = 0.0
        self.behind = False
        """Failed in a way that others are to be asked before it is again."""
        self.out = False
        self.plain = False
        """Takes no prefill after all."""
        self.why = ""


class Course:
    """The course of one call through its candidates. Times are in seconds, of any one clock."""

    def __init__(
        self,
        candidates: Sequence[Candidate],
        window: Callable[[Candidate], int],
        limits: Limits,
        random: Random,
        now: float,
    ) -> None:
        self.chances = [Chance(candidate, place) for place, candidate in enumerate(candidates)]
        self.tries = 0
        self.deadline = now + limits.total
        self.patience = limits.begin
        """How long may still be waited."""
        self._window = window
        self._limits = limits
        self._random = random
        self._same: Chance | None = None
        self._errors: list[ModelError] = []

    def next(self, now: float) -> tuple[Chance, float] | None:
        """Whom to ask, and how long to wait before; None when there is nobody left to ask.

        The same once more where that was decided and enough tries are left for the providers that
        were not asked yet; else the first that is ready; else the one that will be first, where
        that is worth waiting for.
        """
        if self.tries >= self._limits.tries or now >= self.deadline:
            return None
        same, self._same = self._same, None
        left = [chance for chance in self.chances if not chance.out]
        if same and self._limits.tries - self.tries <= self._unasked(left):
            same.behind, same = True, None
        chance = same or min(left, key=lambda c: self._rank(c, now), default=None)
        if chance is None:
            return None
        wait = max(0.0, chance.ready_at - now)
        if wait > min(self.patience, self.deadline - now):
            return None
        self.waited(wait)
        return chance, wait

    def waited(self, seconds: float) -> None:
        """So much of the call's patience is used up."""
        self.patience = max(0.0, self.patience - seconds)

    def _rank(self, chance: Chance, now: float) -> tuple[float, bool, int]:
        return max(0.0, chance.ready_at - now), chance.behind, chance.place

    def _unasked(self, left: Sequence[Chance]) -> int:
        """How many providers were not asked at all."""
        asked = {chance.candidate.account.name for chance in self.chances if chance.tries}
        return len({chance.candidate.account.name for chance in left} - asked)

    def other(self, chance: Chance, now: float) -> Chance | None:
        """Who could be asked at the same time as that one."""
        if self.tries >= self._limits.tries:
            return None
        ready = (c for c in self.chances if not c.out and c is not chance and c.ready_at <= now)
        return min(ready, key=lambda c: (c.behind, c.place), default=None)

    def asked(self, chance: Chance) -> None:
        """It was asked."""
        self.tries += 1
        chance.tries += 1

    def failed(self, chance: Chance, fault: Fault, now: float) -> None:
        """It was asked and did not answer. Raises ModelError where no other is to be asked."""
        chance.why = str(fault)
        handling = fault.handling
        match handling.then:
            case "end":
                raise ModelError(f"The model declined to answer this: {fault}", "refused")
            case "key":
                self._same = chance
            case "anew":
                chance.plain = True
                self._same = chance
            case "again":
                self._again(chance, fault, now)
            case "larger":
                self._only_larger(chance)
            case "other":
                chance.behind = True
                chance.out = not handling.counts
                chance.ready_at = now + pause(chance.tries, self._random)
        if chance.tries >= self._limits.tries_each:
            chance.out = True
            self._same = None

    def _again(self, chance: Chance, fault: Fault, now: float) -> None:
        wait = max(pause(chance.tries, self._random), fault.retry_after or 0.0)
        chance.ready_at = now + wait
        if wait <= CAP_S:
            self._same = chance

    def _only_larger(self, chance: Chance) -> None:
        """The prompt was too long for it, so it is for all that take no more."""
        window = self._window(chance.candidate)
        for other in self.chances:
            other.out = other.out or self._window(other.candidate) <= window
        text = f"The text is too long for {chance.candidate.name}: {chance.why}"
        self._errors.append(ModelError(f"{text}. Please shorten it.", "too_long"))

    def unfit(self, chance: Chance, error: ModelError) -> None:
        """There is no way to ask it this."""
        chance.out = True
        chance.why = str(error)
        self._errors.append(error)

    def crowded(self, chance: Chance) -> None:
        """No place came free in time."""
        chance.out = True
        chance.why = "too many calls are under way"

    def refused(self, chance: Chance, admitted: Admitted, now: float, dear: int = 0) -> None:
        """It may not be asked now. `dear`: so much, and more than the budget, it may cost."""
        chance.why = chance.why or _REFUSALS[admitted.verdict]
        chance.ready_at = now + max(admitted.wait_ms / 1000, _LEAST_S)
        if admitted.verdict == "busy":
            for other in self.chances:
                other.ready_at = max(other.ready_at, chance.ready_at)
        if admitted.verdict == "over_budget":
            chance.out = True
            self._errors.append(_over_budget(admitted.scope or "", chance.candidate.name, dear))

    def error(self, advice: str) -> ModelError:
        """What to say when nobody is left."""
        if self._errors:
            return min(self._errors, key=lambda error: error.code != "over_budget")
        tried = "; ".join(f"{c.candidate.name} ({c.why})" for c in self.chances if c.why)
        said = f"No model could answer. Tried: {tried}." if tried else "There is no model to ask."
        return ModelError(f"{said} {advice}", "no_provider")


def _over_budget(scope: str, asked: str, dear: int) -> ModelError:
    whose, setting = _BUDGETS[scope.partition(":")[0]]
    text = "is used up for today. It starts anew at midnight UTC."
    if dear:
        cost = f"one call of {asked} may cost ({dear / _NANO:.4f} USD)"
        text = f"is less than {cost}. {setting} can raise it."
    return ModelError(f"{whose} budget for models {text}", "over_budget")
