"""Starts what many ask for at the same moment a few at a time, so that nobody waits for all."""

from asyncio import AbstractEventLoop
from collections import deque
from collections.abc import Callable

AT_ONCE = 8
"""So many are started before the event loop looks at its sockets again: a few milliseconds."""


class Starts:
    """Starts at once what comes alone, and a crowd AT_ONCE in each turn of the event loop.

    All that is ready is done before the loop looks at its sockets again: of a hundred requests that
    come together, each would be begun quickly, and no token would be sent until all were.
    """

    def __init__(self) -> None:
        self._room = AT_ONCE
        self._waiting: deque[Callable[[], None]] = deque()
        self._scheduled = False

    def start(self, loop: AbstractEventLoop, begin: Callable[[], None]) -> None:
        """Call `begin`, now or in a later turn; in the order of the calls."""
        if self._room and not self._waiting:
            self._room -= 1
            begin()
        else:
            self._waiting.append(begin)
        self._come_back(loop)

    def _come_back(self, loop: AbstractEventLoop) -> None:
        if not self._scheduled:
            self._scheduled = True
            loop.call_soon(self._next_turn, loop)

    def _next_turn(self, loop: AbstractEventLoop) -> None:
        self._scheduled = False
        self._room = AT_ONCE
        while self._room and self._waiting:
            self._room -= 1
            self._waiting.popleft()()
        if self._waiting:
            self._come_back(loop)
