"""What holds for every test of the agents: nothing leaves this machine."""

from collections.abc import Iterator

import pytest

from tests.loopback import guarded


@pytest.fixture(autouse=True)
def loopback_only() -> Iterator[None]:
    """Fail whoever would talk to a real provider."""
    with guarded():
        yield
