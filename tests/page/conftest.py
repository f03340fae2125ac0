"""A real browser and a real server for each module, and a window of its own for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Playwright,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests.page.screen import RUN_MS
from tests.processes import Server, Servers

FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
VIEWPORT: ViewportSize = {"width": 1100, "height": 800}
SETTINGS = {"CAREERPILOT_KINDS": "tests.page.essay", "CAREERPILOT_COMMANDS_BURST": "1000"}
"""What the module's server is set to."""


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Starts servers that live as long as the module's tests."""
    with Servers(tmp_path_factory.mktemp("servers")) as servers:
        yield servers


@pytest.fixture(scope="module")
def running(started: Servers) -> Server:
    """The module's server."""
    return started.start(**SETTINGS)


@pytest.fixture
def server(running: Server) -> Iterator[Server]:
    """The module's server; after the test it must still live, and have logged no traceback."""
    before = len(running.output())
    yield running
    assert running.status is None, running.output()[before:]
    assert "Traceback" not in running.output()[before:], running.output()[before:]


@pytest.fixture(scope="module")
def program() -> str:
    """The browser's program."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("needs chromium")
    return found


@pytest.fixture(scope="module")
def browser(playwright: Playwright, program: str) -> Iterator[Browser]:
    """The module's browser, which keeps nothing from one test to the next."""
    browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A window of a browser that knows nothing yet: cookies and storage are its own."""
    context = ready(browser.new_context(viewport=VIEWPORT))
    context.new_page()
    yield context
    context.close()


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """Where a browser of its own keeps what it knows, and how it is set up: at first, nothing."""
    return tmp_path / "profile"


@pytest.fixture
def own_context(playwright: Playwright, program: str, profile: Path) -> Iterator[BrowserContext]:
    """A browser with a profile of its own, for what only a profile can set."""
    context = ready(
        playwright.chromium.launch_persistent_context(
            profile, executable_path=program, args=FLAGS, viewport=VIEWPORT
        )
    )
    yield context
    context.close()


OURS = """ours = (name) => {
    const { src } = document.querySelector("script[type=module]");
    return import(new URL(name, src));
}"""
"""Gives a module of the page, the one that the page itself has."""


def ready(context: BrowserContext) -> BrowserContext:
    """The same, as patient as a run is long."""
    context.add_init_script(OURS)
    context.set_default_timeout(RUN_MS)
    expect.set_options(timeout=RUN_MS)
    return context
