"""Who hears the signals that end a server, and what memory it keeps."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from server.process.system import ENDING, heard_by, heard_by_nobody


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """The signals of the tests' own process, put back at the end."""
    before = {number: signal.getsignal(number) for number in ENDING}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", ENDING)
def test_signal_is_heard_by_the_last_who_asked_for_it(number: signal.Signals) -> None:
    first: list[int] = []
    second: list[int] = []
    signal.signal(number, signal.SIG_DFL)
    heard_by(lambda number, frame: first.append(number))
    heard_by(lambda number, frame: second.append(number))
    os.kill(os.getpid(), number)
    assert (first, second) == ([], [number])


@pytest.mark.parametrize("number", ENDING)
def test_signal_that_nobody_hears_does_nothing(number: signal.Signals) -> None:
    heard: list[int] = []
    heard_by(lambda number, frame: heard.append(number))
    heard_by_nobody()
    os.kill(os.getpid(), number)
    assert heard == []


def test_ignored_hangup_stays_ignored_and_other_signals_do_not() -> None:
    heard: list[int] = []
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)
    heard_by(lambda number, frame: heard.append(number))
    for number in ENDING:
        os.kill(os.getpid(), number)
    assert heard == [signal.SIGTERM, signal.SIGINT]


HOLDING = """
import sys
from pathlib import Path
from server.process.system import give_back_memory

def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

if sys.argv[1] == "gives back":
    give_back_memory()
del (large := [bytearray(16_000_000)])[:]
before = held()
blocks, between = [], []
for _ in range(1000):
    blocks.append(bytearray(b"x") * 100_000)
    between.append(bytearray(1000))
del blocks
print(held() - before)
"""


def held_after(how: str) -> int:
    """The bytes that a process holds for large blocks that it has freed, between small ones."""
    run = [sys.executable, "-c", HOLDING, how]
    return int(subprocess.run(run, capture_output=True, check=True, text=True).stdout)


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="this is not glibc")
def test_process_keeps_no_memory_of_large_blocks_that_it_has_freed() -> None:
    assert held_after("gives back") < 10_000_000
