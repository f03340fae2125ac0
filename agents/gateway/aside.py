"""What takes its time with a long request is done in a thread: the event loop serves others."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from agents.models.request import Request

LONG = 100_000
"""Characters of a conversation up to which a thread would cost more than it spares."""

T = TypeVar("T")


async def aside(request: Request, function: Callable[..., T], *given: Any) -> T:
    """What a pure function of that request returns; raises what it raises."""
    if sum(len(line.text) for line in request.messages) <= LONG:
        return function(*given)
    return await asyncio.to_thread(function, *given)
