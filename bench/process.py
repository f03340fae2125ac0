"""What processes use, and on which core they may use it."""

import contextlib
import os
import resource
from collections.abc import Iterator
from pathlib import Path

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
_CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE = _CORES[0]
LOAD_CORE = _CORES[-1]
"""The load generator and Redis share a core that the server under test never runs on."""


def pin(pid: int, core: int | None) -> None:
    """Keep a process, and what it starts from now on, to a core; None lets it use all."""
    os.sched_setaffinity(pid, _CORES if core is None else {core})


def raise_file_limit() -> None:
    """Allow this process, and those it starts, as many open files as the system lets it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def family(pid: int) -> Iterator[int]:
    """`pid` and all its descendants that live now."""
    yield pid
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from family(int(child))


def cpu_seconds(pid: int) -> float:
    """User and system time that `pid` and its descendants have used, in seconds."""
    return sum(_cpu_ticks(member) for member in family(pid)) / _TICKS_PER_SECOND


def _cpu_ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def memory_bytes(pid: int) -> int:
    """The proportional set size of `pid` and its descendants, in bytes."""
    return sum(_pss_bytes(member) for member in family(pid))


def _pss_bytes(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    raise LookupError(f"no Pss in smaps_rollup of {pid}")
