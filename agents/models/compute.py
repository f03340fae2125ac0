"""Where pure functions are worked out: rules, checks, whatever looks through a long text."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from agents.models.request import Caller

T = TypeVar("T")


class Compute(Protocol):
    """Works functions out, each for somebody."""

    async def call(
        self, caller: Caller, function: Callable[..., T], *given: Any, slow: bool = False
    ) -> T:
        """What `function(*given)` returns; raises what it raises.

        The function is pure, and may be called in another process; where it is `slow`, it takes
        its time with little to look through as well. Raises `agents.errors.TimedOut` where it
        takes longer than it may.
        """
        ...


class Direct:
    """Calls them here and now."""

    async def call(
        self, caller: Caller, function: Callable[..., T], *given: Any, slow: bool = False
    ) -> T:
        """What `function(*given)` returns."""
        return function(*given)
