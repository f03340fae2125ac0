"""The page's fold and the server's, which AG-UI's own client has judged: they read the same."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protocol.codec import encode_event
from protocol.events import Event
from protocol.fold import Fold
from tests.protocol.strategies import logs
from tests.soak import at_length

HERE = Path(__file__).parent

pytestmark = pytest.mark.slow

many = settings(
    max_examples=at_length(100, 3000), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


class PageFold:
    """The page's fold in a node process."""

    def __init__(self) -> None:
        node = shutil.which("node")
        assert node is not None, "node is needed"
        command = [node, "fold_lines.mjs"]
        self._process = subprocess.Popen(
            command, cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def read(self, events: Sequence[Event]) -> dict[str, Any]:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(b"[" + b",".join(encode_event(event) for event in events) + b"]\n")
        stdin.flush()
        # JavaScript writes 6.8e16 as an integer; as doubles the two are the same number.
        answer: dict[str, Any] = json.loads(stdout.readline(), parse_int=float)
        return answer

    def close(self) -> None:
        self._process.communicate()


@pytest.fixture(scope="module")
def page() -> Iterator[PageFold]:
    page = PageFold()
    yield page
    page.close()


def folded(events: Sequence[Event]) -> Fold:
    fold = Fold()
    for event in events:
        fold.apply(event)
    return fold


def assert_page_agrees(page: PageFold, events: Sequence[Event], fold: Fold) -> None:
    read = page.read(events)
    assert read["messages"] == msgspec.to_builtins(fold.messages)
    assert read["state"] == fold.state
    assert read["running"] == fold.running


@many
@given(log=logs())
def test_page_reads_any_log_as_the_server_does(page: PageFold, log: list[Event]) -> None:
    assert_page_agrees(page, log, folded(log))


@many
@given(log=logs(), data=st.data())
def test_page_goes_on_from_a_snapshot_taken_anywhere(
    page: PageFold, log: list[Event], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(1, len(log)))
    snapshot = folded(log[:cut]).snapshot("thread", "run")
    assert_page_agrees(page, [*snapshot, *log[cut:]], folded(log))
