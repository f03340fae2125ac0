"""Asking the store of this deployment from a terminal, where its server need not run."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from types import FrameType
from typing import TypeVar

from protocol.errors import CareerPilotError
from server.process.system import heard_by, heard_by_nobody
from server.settings.sections import StorageSettings
from store.errors import StoreUnavailable
from store.keys import use_prefix
from store.redis.embedded import Embedded
from store.store import Store

T = TypeVar("T")


class NotAsked(Exception):
    """The store can't be asked; the message says why."""


def ask_store(storage: StorageSettings, work: Callable[[Store], Awaitable[T]]) -> T:
    """What `work` makes of the store. Raises NotAsked.

    An embedded Redis that was begun for it is ended in order, whatever this process is told.
    """
    heard_by(_leave)
    try:
        return asyncio.run(on_store(storage, work))
    except StoreUnavailable as exc:
        raise NotAsked(f"Redis is away: {exc.reason}") from None
    except CareerPilotError as exc:
        raise NotAsked(str(exc)) from None


def _leave(number: int, frame: FrameType | None) -> None:
    heard_by_nobody()
    sys.exit(128 + number)


async def on_store(storage: StorageSettings, work: Callable[[Store], Awaitable[T]]) -> T:
    """The same, within a loop. Raises StoreUnavailable, EmbeddedFailed."""
    use_prefix(storage.key_prefix)
    if storage.redis_url is not None:
        return await _on(storage.redis_url, work)
    embedded = Embedded.start(storage.data_dir)
    try:
        return await _on(embedded.url, work)
    finally:
        embedded.stop()


async def _on(url: str, work: Callable[[Store], Awaitable[T]]) -> T:
    store = Store(url)
    try:
        return await work(store)
    finally:
        await store.close()
