"""One running server for each module, and callers of it; it must come out of each test unharmed."""

from collections.abc import AsyncIterator, Iterator

import pytest

from store.store import Store
from tests.processes import Server, Servers, free_port
from tests.redis_servers import RedisServer, redis_server
from tests.server.calls import Caller
from tests.server.talk import Talk, talking
from tests.upstream import Upstream

KINDS = {"CAREERPILOT_KINDS": "tests.chaos.kinds,bench.kinds"}


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Starts servers that live as long as the module's tests."""
    with Servers(tmp_path_factory.mktemp("servers")) as servers:
        yield servers


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    """What the module's server is set to, besides its kinds."""
    return {}


@pytest.fixture(scope="module")
def running(started: Servers, settings: dict[str, str]) -> Server:
    """The module's server."""
    return started.start(**KINDS, **settings)


@pytest.fixture
def server(running: Server) -> Iterator[Server]:
    """The module's server; after the test it must still live, and have logged no traceback."""
    before = len(running.output())
    yield running
    assert running.status is None, running.output()[before:]
    assert "Traceback" not in running.output()[before:], running.output()[before:]


@pytest.fixture
def caller(server: Server) -> Iterator[Caller]:
    """A new guest."""
    one = Caller(server)
    with one.http:
        yield one


@pytest.fixture
def stranger(server: Server) -> Iterator[Caller]:
    """Another guest."""
    one = Caller(server)
    with one.http:
        yield one


@pytest.fixture
def nobody(server: Server) -> Iterator[Caller]:
    """Somebody who is not signed in."""
    one = Caller(server, token="")
    with one.http:
        yield one


@pytest.fixture(scope="module")
def port() -> int:
    """Where the providers of models are that the module's server asks."""
    return free_port()


@pytest.fixture
async def up(port: int) -> AsyncIterator[Upstream]:
    """The providers that the module's server asks."""
    async with Upstream(port) as one:
        yield one


@pytest.fixture
async def talk(server: Server, up: Upstream) -> AsyncIterator[Talk]:
    """A new session of a new guest on the module's server."""
    async with talking(server) as one:
        yield one


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    """A Redis for the module's tests of parts of a worker."""
    with redis_server() as one:
        yield one


@pytest.fixture
async def store(redis: RedisServer) -> AsyncIterator[Store]:
    """A store on it."""
    one = Store(redis.url)
    yield one
    await one.close()
