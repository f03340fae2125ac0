"""A store on a real Redis, once for each Redis of this machine."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from store.store import Store
from tests.redis_servers import RedisServer, binaries, redis_server, talk
from tests.store.writers import NewStore, Sessions


@pytest.fixture(scope="session", params=sorted(binaries()))
def program(request: pytest.FixtureRequest) -> Path:
    """Each Redis server that there is."""
    return binaries()[request.param]


@pytest.fixture(scope="session")
def shared_redis(program: Path) -> Iterator[RedisServer]:
    """A server for all tests that leave it as it is."""
    with redis_server(program) as server:
        yield server


@pytest.fixture
def redis(shared_redis: RedisServer) -> RedisServer:
    """A running server that holds nothing and knows no script."""
    assert talk(shared_redis.port, "FLUSHALL") == "+OK\r\n"
    assert talk(shared_redis.port, "SCRIPT", "FLUSH") == "+OK\r\n"
    return shared_redis


@pytest.fixture
async def new_store(redis: RedisServer) -> AsyncIterator[NewStore]:
    """Makes stores on an empty Redis, with a log that keeps 20 events."""
    async with AsyncExitStack() as stack:

        def make(url: str = redis.url, **settings: Any) -> Store:
            store = Store(url, **({"log_events": 20} | settings))
            stack.push_async_callback(store.close)
            return store

        yield make


@pytest.fixture
def store(new_store: NewStore) -> Store:
    """A store on an empty Redis, with a log that keeps 20 events."""
    return new_store()


@pytest.fixture
def sessions(store: Store) -> Sessions:
    """Makes sessions and writers."""
    return Sessions(store)
