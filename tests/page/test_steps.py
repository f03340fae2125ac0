"""What the page says while the server works and nothing is written, in a real browser."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.page.screen import Screen
from tests.processes import Server, Servers

pytestmark = pytest.mark.slow

STEP = "evaluator:weigh_evidence"


@pytest.fixture(scope="module")
def running(started: Servers) -> Server:
    return started.start(CAREERPILOT_KINDS="tests.page.report")


def tell(context: BrowserContext, tasks: list[dict[str, Any]]) -> None:
    """Have the server's kinds say that these are their tasks."""

    def answer(route: Route) -> None:
        kinds = route.fetch().json()["kinds"]
        route.fulfill(json={"kinds": [{**kind, "tasks": tasks} for kind in kinds]})

    context.route("**/v1/kinds", answer)


@pytest.mark.parametrize(
    ("tasks", "said"),
    [
        ([{"step": STEP, "title": "Weighing what you wrote", "offline": "full"}], "Weighing what"),
        ([{"step": "evaluator:other", "title": "Other", "offline": "full"}], "Weigh evidence…"),
        ([], "Weigh evidence…"),
    ],
)
def test_step_goes_by_its_title_or_else_by_its_task(
    server: Server, context: BrowserContext, tasks: list[dict[str, Any]], said: str
) -> None:
    tell(context, tasks)
    screen = Screen(context, server)
    screen.start("Report")
    screen.wait_idle()
    # Who comes straight into a session has not seen the kinds on the start page.
    screen.page.reload()
    busy = screen.page.locator(".busy")
    expect(screen.button("Weigh")).to_be_enabled()
    screen.button("Weigh").click()
    expect(busy).to_contain_text(said)
    expect(busy).not_to_contain_text("Evaluator")
    screen.wait_idle()
    expect(busy).to_be_empty()
    assert screen.errors == []
