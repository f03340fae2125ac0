"""Turns at what many do at the same moment, so that nobody else waits for all of it."""

import asyncio


class Turns:
    """Hands out one turn after the other, in the order in which they are asked for.

    All that is ready is done before the event loop looks at its sockets again: of a hundred
    uploads that come together, or lose patience together, each would be quick, and all of them a
    tenth of a second in which no token is sent.
    """

    def __init__(self) -> None:
        self._one = asyncio.Lock()

    async def next(self) -> None:
        """Wait until it is one's turn; others' work comes in between."""
        async with self._one:
            await asyncio.sleep(0)
