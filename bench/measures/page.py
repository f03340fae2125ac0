"""The first view of the page: how long it takes by the length of the line, and what it weighs."""

import shutil
import statistics
from typing import Any, NamedTuple

from playwright.async_api import Browser, async_playwright

from bench.lab import Lab
from bench.table import Row

ROUND_TRIPS_MS = (0, 60, 150)
"""As on this machine, at home, and far away."""
RUNS = 5
BYTES_PER_S = 1_250_000
"""10 Mbit/s: a middling line."""
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu"]
SHOWN = """new Promise((done) => {
    const isThere = () => document.querySelector(".kind");
    const look = () => (isThere() ? done(performance.now()) : setTimeout(look, 5));
    look();
})"""
"""When the forms are there, in ms since the page was asked for."""


class View(NamedTuple):
    """How long a view took, and what came for it over the wire by then."""

    ms: float
    requests: int
    wire_bytes: int


async def measure(lab: Lab) -> list[Row]:
    """Each time in a browser that knows nothing yet, and once more in the same."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        raise RuntimeError("needs chromium")
    rows: list[Row] = []
    server = lab.alone()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=FLAGS)
        for round_trip in ROUND_TRIPS_MS:
            views = [await _twice(browser, server.url, round_trip) for _ in range(RUNS)]
            cold, warm = zip(*views, strict=True)
            rows += _rows(round_trip, [*cold], [*warm])
        await browser.close()
    server.stop()
    return rows


def _rows(round_trip: int, cold: list[View], warm: list[View]) -> list[Row]:
    def middle(views: list[View], field: str) -> float:
        return statistics.median(getattr(view, field) for view in views)

    target = "" if round_trip else "ours <= 1000"
    rows = [
        Row(f"first view, {round_trip} ms to and fro", "ms", middle(cold, "ms"), target=target),
        Row("  once more, with what the browser kept", "ms", middle(warm, "ms")),
    ]
    if round_trip:
        return rows
    weighs = middle(cold, "wire_bytes") / 1000
    return [
        *rows,
        Row("  over the wire until then", "kB", weighs, target="ours <= 200"),
        Row("  requests until then", "", middle(cold, "requests"), target="ours <= 40"),
        Row("  requests once more", "", middle(warm, "requests")),
    ]


async def _twice(browser: Browser, url: str, round_trip: int) -> tuple[View, View]:
    context = await browser.new_context()
    views = [await _view(context, url, round_trip) for _ in range(2)]
    await context.close()
    return views[0], views[1]


async def _view(context: Any, url: str, round_trip: int) -> View:
    page = await context.new_page()
    devtools = await context.new_cdp_session(page)
    sizes: list[int] = []
    devtools.on("Network.loadingFinished", lambda at: sizes.append(int(at["encodedDataLength"])))
    await devtools.send("Network.enable")
    if round_trip:
        line = {"offline": False, "latency": round_trip}
        await devtools.send(
            "Network.emulateNetworkConditions",
            {**line, "downloadThroughput": BYTES_PER_S, "uploadThroughput": BYTES_PER_S},
        )
    await page.goto(url, wait_until="commit")
    ms = await page.evaluate(SHOWN)
    came = [size for size in sizes if size]
    view = View(ms, len(came), sum(came))
    # What is fetched for later is there before the page is asked for again.
    await page.wait_for_load_state("networkidle")
    await page.close()
    return view
