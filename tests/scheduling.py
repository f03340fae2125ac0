"""Which tests run where when pytest has several processes (`pytest -n 2 --dist loadfile`).

A module's tests run one after the other in one process, so that what the module shares is started
once; the modules that take longest begin first, so that all processes end together. Tests that
measure time come last, in one process, when the others have nothing to do any more.
"""

from collections import Counter
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

TIMING = "timing"
"""The marker of tests that measure time, and the name of their group."""

TOLD = "careerpilot/timing"
"""Where in pytest's cache processes tell the one that hands out tests which of them measure time.

It knows of tests by their ids alone, and does not see markers.
"""

SLOW_S = 3.0
FAST_S = 0.01
"""About what a test takes that is marked as slow and does not say how slow, and what another."""


def arrange(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the longest modules first and what measures time last, and tell which tests that is."""
    seconds: Counter[str] = Counter()
    for item in items:
        seconds[_module(item.nodeid)] += _seconds(item)
    timing = {item.nodeid for item in items if item.get_closest_marker(TIMING)}
    items.sort(key=lambda item: (item.nodeid in timing, -seconds[_module(item.nodeid)]))
    assert config.cache is not None
    config.cache.set(TOLD, sorted(timing))


def _seconds(item: pytest.Item) -> float:
    slow = item.get_closest_marker("slow")
    return FAST_S if slow is None else slow.kwargs.get("seconds", SLOW_S)


def _module(nodeid: str) -> str:
    return nodeid.partition("::")[0]


class ByModule(LoadScopeScheduling):
    """Hands out modules, and the group of what measures time when only one process is left."""

    def __init__(self, config: pytest.Config, log: Any) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False  # they come in order
        self._timing: frozenset[str] = frozenset()

    def schedule(self) -> None:
        """Begin, once all processes know the tests."""
        if self.collection is None:
            assert self.config.cache is not None
            self._timing = frozenset(self.config.cache.get(TOLD, []))
        super().schedule()

    def mark_test_complete(
        self, node: WorkerController, item_index: int, duration: float = 0
    ) -> None:
        """Note it; whoever waits for quiet may have waited for just this one."""
        super().mark_test_complete(node, item_index, duration)
        for other in self.nodes:
            if other is not node:
                self._reschedule(other)

    def _split_scope(self, nodeid: str) -> str:
        """What is handed out together with this test."""
        return TIMING if nodeid in self._timing else _module(nodeid)

    def _reschedule(self, node: WorkerController) -> None:
        """Give a process that has little left to do the next module, if there is one."""
        if TIMING in self.workqueue:
            self.workqueue.move_to_end(TIMING)
        others = [other for other in self.nodes if other is not node]
        if list(self.workqueue) != [TIMING]:
            super()._reschedule(node)
        elif not all(other.shutting_down for other in others):
            node.shutdown()
        elif not any(self._pending_of(self.assigned_work[other]) for other in others):
            super()._reschedule(node)
