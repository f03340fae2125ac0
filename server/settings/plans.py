"""The plans that a user may have: how much of everything."""

from typing import Literal, get_args

Plan = Literal["guest", "free", "pro", "enterprise"]

PLANS: tuple[Plan, ...] = get_args(Plan)
"""All of them, from the least to the most."""
