"""What was used, and how much of it stands against a quota."""

from msgspec import Struct


class Used(Struct, frozen=True):
    """What a user has used on a day (UTC, `2026-12-01`) for a kind of session.

    `times` are calls of `model`, or runs where there is none. `cost` is in nano-USD.
    """

    day: str
    kind: str
    model: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    cost: int = 0
    times: int = 1


class Spent(Struct, frozen=True):
    """What a user has spent of a day, and of its month. `cost_month` is in nano-USD."""

    tokens_day: int = 0
    tokens_month: int = 0
    cost_month: int = 0
