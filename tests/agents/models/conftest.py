"""The servers by others, started once; each test finds them with nothing to play."""

from collections.abc import Iterator

import pytest

from tests.agents.models import servers as vendors


@pytest.fixture(scope="session")
def running_llmock() -> Iterator[vendors.Llmock]:
    """See `llmock`."""
    with vendors.llmock() as server:
        yield server


@pytest.fixture(scope="session")
def running_aimock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[vendors.Aimock]:
    """See `aimock`. Skipped where npm has not installed it."""
    if not vendors.aimock_program().is_file():
        pytest.skip("aimock is not installed")
    with vendors.aimock(tmp_path_factory.mktemp("aimock")) as server:
        yield server


@pytest.fixture
def llmock(running_llmock: vendors.Llmock) -> vendors.Llmock:
    """llmock, for this test alone."""
    running_llmock.clear()
    return running_llmock


@pytest.fixture
def aimock(running_aimock: vendors.Aimock) -> vendors.Aimock:
    """aimock, for this test alone."""
    running_aimock.clear()
    return running_aimock


@pytest.fixture(params=["llmock", "aimock"])
def server(request: pytest.FixtureRequest) -> vendors.Vendors:
    """Each of the two."""
    found: vendors.Vendors = request.getfixturevalue(request.param)
    return found
