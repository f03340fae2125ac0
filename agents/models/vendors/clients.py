"""The SDK's clients of one provider: one a key, made when it is first asked for."""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

Client = TypeVar("Client")


class Clients(Generic[Client]):
    """Makes each key's client once, off the event loop: importing an SDK takes half a second."""

    def __init__(self, make: Callable[[str], Client]) -> None:
        self._make = make
        self._made: dict[str, asyncio.Task[Client]] = {}

    async def of(self, key: str) -> Client:
        """The client that uses the key. Raises what making it raises, and tries again next time."""
        task = self._made.get(key)
        if task is None or (task.done() and (task.cancelled() or task.exception())):
            task = asyncio.create_task(asyncio.to_thread(self._make, key))
            self._made[key] = task
        # Whoever is cancelled here is not the only one who waits.
        return await asyncio.shield(task)

    async def drain(self) -> list[Client]:
        """All that were made; none of them is kept. For closing them."""
        made, self._made = list(self._made.values()), {}
        done = await asyncio.gather(*made, return_exceptions=True)
        return [client for client in done if not isinstance(client, BaseException)]
