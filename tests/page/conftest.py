"""A real browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Playwright, expect, sync_playwright

from tests.page.screen import RUN_MS

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


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """Where the browser keeps what it knows, and how it is set up. At first there is nothing."""
    return tmp_path / "profile"


@pytest.fixture
def context(playwright: Playwright, profile: Path) -> Iterator[BrowserContext]:
    """A browser with a profile of its own."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("needs chromium")
    context = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=program,
        args=FLAGS,
        viewport={"width": 1100, "height": 800},
    )
    context.set_default_timeout(RUN_MS)
    expect.set_options(timeout=RUN_MS)
    yield context
    context.close()
