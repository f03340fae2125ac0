"""What models may cost in a day: what was chosen, or else what is assumed, and the word on it.

A server that somebody has set a key up for, and nothing else, spends their money on whoever comes.
"""

from dataclasses import dataclass

from server.settings.parsers import NANO
from server.settings.sections import ModelSettings
from server.settings.settings import Settings

DAY = 5 * NANO
"""What a day may cost (nano-USD) where nobody has said it."""

GUESTS = 2
"""Guests may spend one part of so many of it where nobody has said it."""

ADVICE = "CAREERPILOT_BUDGET_USD and CAREERPILOT_GUEST_BUDGET_USD say how much; 0 is no limit"


@dataclass(frozen=True)
class Budgets:
    """What the calls of a day may cost (nano-USD), all and those of all guests; 0 is no limit."""

    day: int
    guests: int

    @classmethod
    def of(cls, models: ModelSettings) -> "Budgets":
        """Those that hold. Guests of whom nothing is said get a part of what there is for all."""
        day = DAY if models.budget is None else models.budget
        guests = models.guest_budget
        return cls(day, -(-day // GUESTS) if guests is None else guests)

    def __str__(self) -> str:
        """In words."""
        return f"models may cost {_usd(self.day)} a day, those of guests {_usd(self.guests)}"


@dataclass(frozen=True)
class Caution:
    """What the operator should know, though nothing is wrong. `event` is its name in the log."""

    event: str
    text: str


def cautions(settings: Settings) -> list[Caution]:
    """What is to be said of the budgets. Nothing where no key is set: then nothing costs."""
    models, budgets = settings.models, Budgets.of(settings.models)
    found = list[Caution]()
    if not spends(models):
        return found
    if models.budget is None:
        found.append(Caution("budget_assumed", f"no budget was chosen: {budgets}. {ADVICE}"))
    if settings.access.guests and not budgets.guests:
        most = f"all of the {_usd(budgets.day)} of a day" if budgets.day else "without limit"
        found.append(Caution("guests_unlimited", f"guests can spend {most}. {ADVICE}"))
    return found


def spends(models: ModelSettings) -> bool:
    """Whether there is somebody's money to spend: a key of a provider."""
    return any(provider.keys for provider in models.provider_settings)


def _usd(nano: int) -> str:
    return f"{nano / NANO:,.9g} USD" if nano else "any amount"
