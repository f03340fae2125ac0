"""Fallback: which model is asked next, and when. It decides by what happened, and does none of it.

What follows from a fault stands in `agents.models.faults.HANDLING`; here it is carried out.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from agents.errors import ModelError
from agents.gateway.backoff import CAP_S, Random, pause
from agents.gateway.policy import Limits
from agents.gateway.routes import Candidate
from agents.gateway.shared_state import Admitted
from agents.models.faults import Fault
from protocol.catalogue import Text

_LEAST_S = 0.05
_NANO = 1_000_000_000

_REFUSALS = {
    "open": "left alone after too many failures",
    "resting": "all keys are resting",
    "busy": "too many calls in this minute",
    "over_budget": "over budget",
}

_BUDGETS = {
    "user": (Text("models.budget.user"), "CAREERPILOT_USER_BUDGET_USD"),
    "guests": (Text("models.budget.guests"), "CAREERPILOT_GUEST_BUDGET_USD"),
    "day": (Text("models.budget.day"), "CAREERPILOT_BUDGET_USD"),
    "month": (Text("models.budget.user"), "CAREERPILOT_PLANS"),
    "tokens": (Text("models.budget.user"), "CAREERPILOT_PLANS"),
    "tokens-month": (Text("models.budget.user"), "CAREERPILOT_PLANS"),
}
"""Whose a budget is, and what sets it, by the beginning of its scope."""


_QUOTAS = {
    "month": "money_month",
    "tokens": "tokens_day",
    "tokens-month": "tokens_month",
}
"""What is said of a budget that is a user's quota by their plan."""

_SPENT = frozenset({"over_budget", "quota_exceeded"})


class Option:
    """A candidate's state in one call: how often it was asked, and what it is still good for."""

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


class Fallback:
    """One call's way through its candidates. Times are in seconds, of any one clock."""

    def __init__(
        self,
        candidates: Sequence[Candidate],
        window: Callable[[Candidate], int],
        limits: Limits,
        random: Random,
        now: float,
    ) -> None:
        self.options = [Option(candidate, place) for place, candidate in enumerate(candidates)]
        self.to_set: list[str] = []
        """Settings that would have let a model answer: for who runs the server."""
        self.tries = 0
        self.deadline = now + limits.total
        self.patience = limits.begin
        """How long may still be waited."""
        self._window = window
        self._limits = limits
        self._random = random
        self._same: Option | None = None
        self._errors: list[ModelError] = []
        self._held: ModelError | None = None

    def next(self, now: float) -> tuple[Option, float] | None:
        """Whom to ask, and how long to wait before; None when there is nobody left to ask.

        The same once more where that was decided and enough tries are left for the providers that
        were not asked yet; else the first that is ready; else the one that will be first, where
        that is worth waiting for.
        """
        if self.tries >= self._limits.tries or now >= self.deadline:
            return None
        same, self._same = self._same, None
        left = [option for option in self.options if not option.out]
        if same and self._limits.tries - self.tries <= self._unasked(left):
            same.behind, same = True, None
        option = same or min(left, key=lambda o: self._rank(o, now), default=None)
        if option is None:
            return None
        wait = max(0.0, option.ready_at - now)
        if wait > min(self.patience, self.deadline - now):
            return None
        self.waited(wait)
        return option, wait

    def waited(self, seconds: float) -> None:
        """So much of the call's patience is used up."""
        self.patience = max(0.0, self.patience - seconds)

    def _rank(self, option: Option, now: float) -> tuple[float, bool, int]:
        return max(0.0, option.ready_at - now), option.behind, option.place

    def _unasked(self, left: Sequence[Option]) -> int:
        """How many providers were not asked at all."""
        asked = {option.candidate.keys.name for option in self.options if option.tries}
        return len({option.candidate.keys.name for option in left} - asked)

    def other(self, option: Option, now: float) -> Option | None:
        """Who could be asked at the same time as that one."""
        if self.tries >= self._limits.tries:
            return None
        ready = (o for o in self.options if not o.out and o is not option and o.ready_at <= now)
        return min(ready, key=lambda o: (o.behind, o.place), default=None)

    def asked(self, option: Option) -> None:
        """It was asked."""
        self.tries += 1
        option.tries += 1
        self._held = None

    def failed(self, option: Option, fault: Fault, now: float) -> None:
        """It was asked and did not answer. Raises ModelError where no other is to be asked."""
        option.why = str(fault)
        handling = fault.handling
        match handling.then:
            case "end":
                raise ModelError(Text("models.declined", fault=str(fault)), "refused")
            case "key":
                self._same = option
            case "anew":
                option.plain = True
                self._same = option
            case "again":
                self._again(option, fault, now)
            case "larger":
                self._only_larger(option)
            case "other":
                option.behind = True
                option.out = not handling.counts
                option.ready_at = now + pause(option.tries, self._random)
        if option.tries >= self._limits.tries_each:
            option.out = True
            self._same = None

    def _again(self, option: Option, fault: Fault, now: float) -> None:
        wait = max(pause(option.tries, self._random), fault.retry_after or 0.0)
        option.ready_at = now + wait
        if wait <= CAP_S:
            self._same = option

    def _only_larger(self, option: Option) -> None:
        """The prompt was too long for it, so it is for all that take no more."""
        window = self._window(option.candidate)
        for other in self.options:
            other.out = other.out or self._window(other.candidate) <= window
        text = Text("models.too_long.for", model=option.candidate.name, why=option.why)
        self._errors.append(ModelError(text, "too_long"))

    def unfit(self, option: Option, error: ModelError) -> None:
        """There is no way to ask it this."""
        option.out = True
        option.why = str(error)
        self._errors.append(error)

    def crowded(self, option: Option) -> None:
        """No place came free in time."""
        option.out = True
        option.why = "too many calls are under way"

    def refused(self, option: Option, admitted: Admitted, now: float, dear: int = 0) -> None:
        """It may not be asked now. `dear`: so much, and more than the budget, it may cost."""
        option.why = option.why or _REFUSALS[admitted.verdict]
        option.ready_at = now + max(admitted.wait_ms / 1000, _LEAST_S)
        if admitted.verdict == "busy":
            for other in self.options:
                other.ready_at = max(other.ready_at, option.ready_at)
        if admitted.verdict == "over_budget" and admitted.wait_ms:
            self._held = _held(admitted.scope or "")
        elif admitted.verdict == "over_budget":
            option.out = True
            scope = admitted.scope or ""
            self.to_set.append(_BUDGETS[scope.partition(":")[0]][1])
            quota = scope.partition(":")[0] in _QUOTAS
            self._errors.append(
                _over_quota(scope, admitted.left)
                if quota
                else _over_budget(scope, option.candidate.name, dear)
            )

    def tried(self) -> list[str]:
        """Each model that was looked at, and why it gave no answer."""
        return [f"{o.candidate.name} ({o.why})" for o in self.options if o.why]

    def error(self) -> ModelError:
        """What to say to the user when nobody is left: what to set is not theirs to know."""
        errors = [self._held, *self._errors] if self._held else self._errors
        if errors:
            return min(errors, key=lambda error: error.code not in _SPENT)
        if tried := "; ".join(self.tried()):
            return ModelError(Text("models.none_answered", tried=tried), "no_provider")
        return ModelError(Text("models.none_to_ask"), "no_provider")


def _over_budget(scope: str, asked: str, dear: int) -> ModelError:
    kind, _, rest = scope.partition(":")
    anew = date.fromisoformat(rest.rpartition(":")[2]) + timedelta(days=1)
    whose, _ = _BUDGETS[kind]
    text = Text("models.budget.used", whose=whose, date=str(anew))
    if dear:
        cost = f"{dear / _NANO:.4f}"
        text = Text("models.budget.less", whose=whose, model=asked, cost=cost)
    return ModelError(text, "over_budget")


def _over_quota(scope: str, left: int) -> ModelError:
    kind, _, rest = scope.partition(":")
    *_, until = rest.rpartition(":")
    if is_month := len(until) == len("2026-12"):
        until += "-01"
    anew = date.fromisoformat(until) + timedelta(days=31 if is_month else 1)
    day = anew.replace(day=1) if is_month else anew
    amount = f"{left / _NANO:.2f}" if kind == "month" else f"{left:,}"
    return ModelError(
        Text(f"models.quota.{_QUOTAS[kind]}", left=amount, date=str(day)), "quota_exceeded"
    )


def _held(scope: str) -> ModelError:
    """All that is left is set aside for calls that are under way."""
    whose, _ = _BUDGETS[scope.partition(":")[0]]
    return ModelError(Text("models.budget.held", whose=whose), "over_budget")
