"""The servers by others, started once; each test finds them with nothing to play."""

from collections.abc import Iterator

import pytest

from tests.agents.models import servers


@pytest.fixture(scope="session")
def running_llmock() -> Iterator[servers.Llmock]:
    """llmock, started once."""
    with servers.llmock() as server:
        yield server


@pytest.fixture(scope="session")
def running_aimock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Aimock]:
    """aimock, started once. Skipped where npm has not installed it."""
    if not servers.aimock_program().is_file():
        pytest.skip("aimock is not installed")
    with servers.aimock(tmp_path_factory.mktemp("aimock")) as server:
        yield server


@pytest.fixture
def llmock(running_llmock: servers.Llmock) -> servers.Llmock:
    """llmock, for this test alone."""
    running_llmock.clear()
    return running_llmock


@pytest.fixture
def aimock(running_aimock: servers.Aimock) -> servers.Aimock:
    """aimock, for this test alone."""
    running_aimock.clear()
    return running_aimock


@pytest.fixture(params=["llmock", "aimock"])
def server(request: pytest.FixtureRequest) -> servers.Vendors:
    """Each of the two."""
    found: servers.Vendors = request.getfixturevalue(request.param)
    return found
