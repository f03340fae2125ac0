"""Doors to loopback and to nowhere, over a store that holds nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from server.fetching.door import Door
from server.settings.sections import FetchSettings
from store.store import Store
from tests.redis_servers import RedisServer, talk
from tests.server.fetching.sites import Site

NewDoor = Callable[..., Door]


@pytest.fixture(autouse=True)
def empty(request: pytest.FixtureRequest) -> None:
    """Nothing is kept from test to test, and nobody has used anything up."""
    if "store" in request.fixturenames:
        redis: RedisServer = request.getfixturevalue("redis")
        assert talk(redis.port, "FLUSHALL") == "+OK\r\n"


@pytest.fixture
def door(store: Store) -> NewDoor:
    """Makes doors, which open to these sites, with these settings and parts."""

    def make(*sites: Site | str, parts: dict[str, Any] | None = None, **settings: Any) -> Door:
        allow = tuple(one if isinstance(one, str) else one.place for one in sites)
        set_up = FetchSettings(allow=allow, **settings)
        return Door(set_up, store.pages, store.rate_limits, **(parts or {}))

    return make
