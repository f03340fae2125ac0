"""How much a user may have of models, by their plan."""

from typing import NamedTuple


class PlanQuota(NamedTuple):
    """A user's quota. Days and months are those of UTC, money is in nano-USD; None is no limit."""

    tokens_day: int | None = None
    tokens_month: int | None = None
    money_month: int | None = None
