"""What holds for every test: under CI nothing may be skipped, and no process is left behind."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests import scheduling
from tests.processes import Servers
from tests.soak import SOAK

# How long an example takes depends on what else the machine does.
settings.register_profile("short", deadline=None)
settings.register_profile("soak", max_examples=1000, deadline=None)
settings.load_profile("soak" if SOAK else "short")

CI = bool(os.environ.get("CI"))

_skipped: list[str] = []


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[Servers]:
    """Starts real servers and Redis instances, and ends them after the test."""
    with Servers(tmp_path) as started:
        yield started


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark properties, which a soak tries more often; put the tests in order, where two processes
    share them."""
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker(pytest.mark.soak)
    if hasattr(config, "workerinput"):
        scheduling.arrange(config, items)


@pytest.hookimpl(optionalhook=True, tryfirst=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> scheduling.ByModule | None:
    """Hand tests out by module, what measures time last."""
    return scheduling.ByModule(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note what was skipped."""
    if report.skipped:
        _skipped.append(f"{report.nodeid}: {report.longrepr[2] if report.longrepr else ''}")


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Note files that were skipped whole."""
    if report.skipped:
        _skipped.append(f"{report.nodeid}: {report.longrepr}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Under CI a skipped test is a failure: something there was not proven."""
    if CI and _skipped and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say why the session failed."""
    if CI and _skipped:
        terminalreporter.section("skipped, which CI forbids", red=True)
        for line in _skipped:
            terminalreporter.line(line)
