"""The store behind Redis Sentinel."""

from pathlib import Path

import pytest

from store.errors import StoreUnavailable
from store.store import Store
from tests.redis_servers import redis_sentinel
from tests.store.test_bus import Ear
from tests.store.writers import Sessions, eventually

pytestmark = pytest.mark.slow


async def test_store_follows_the_primary_over_a_failover(program: Path) -> None:
    with redis_sentinel(program) as setup:
        store = Store(setup.url)
        sessions = Sessions(store)
        ear = Ear()
        bus = store.bus("w1", ear)
        await bus.start()
        writer = await sessions.writer()
        await bus.subscribe("one")
        assert store.route.cluster is False
        await writer.append(b"e1")
        await ear.hears(("one", 1, b"e1"))
        setup.fail_over()
        item = writer.commit(b"e2")

        async def committed() -> bool:
            try:
                return bool(await store.commits.commit([item]))
            except StoreUnavailable:
                return False

        await eventually(committed, "the new primary takes writes")
        assert await sessions.log() == [b"e1", b"e2"]
        await bus.close()
        await store.close()
