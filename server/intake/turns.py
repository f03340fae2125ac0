"""Turns at what many do at the same moment, so that nobody else waits for all of it."""

import asyncio

SPACE_S = 0.005
"""Seconds between two turns: what one turn does, a millisecond or two, leaves most to others."""


class Turns:
    """Hands out one turn after the other, in the order in which they are asked for.

    All that is ready is done before the event loop looks at its sockets again: of a hundred
    uploads that come together, or lose patience together, each would be quick, and all of them a
    fifth of a second in which others' tokens wait. Files are read more slowly than turns come.
    """

    def __init__(self) -> None:
        self._one = asyncio.Lock()
        self._free_at = 0.0

    async def next(self) -> None:
        """Wait until it is one's turn; who comes alone does not wait."""
        loop = asyncio.get_running_loop()
        async with self._one:
            await asyncio.sleep(max(0.0, self._free_at - loop.time()))
            self._free_at = loop.time() + SPACE_S
