"""What takes its time with a long request is done in a thread: the event loop serves others."""

import asyncio
from collections.abc import Callable
from itertools import chain
from typing import Any, TypeVar

from agents.models.request import Request

LONG = 100_000
"""Characters and bytes of a conversation up to which a thread would cost more than it spares."""

T = TypeVar("T")


async def aside(request: Request, function: Callable[..., T], *given: Any) -> T:
    """What a pure function of that request returns; raises what it raises."""
    size = sum(len(line.text) for line in request.messages)
    pictures = chain(request.images, *(line.images for line in request.messages))
    size += sum(len(image.data) for image in pictures)
    if size <= LONG:
        return function(*given)
    return await asyncio.to_thread(function, *given)
