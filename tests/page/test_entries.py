"""Ways on as one sees them: each with what can be done with it, which names it by itself."""

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.agents.kinds.paths.cases import text_of
from tests.page.screen import Screen
from tests.processes import Server

pytestmark = pytest.mark.slow


def test_path_is_left_out_where_it_stands(server: Server, context: BrowserContext) -> None:
    screen = Screen(context, server)
    resume = text_of("warehouse_lead.txt").strip()
    screen.start("Ways on", resume=resume, targetRole="Shift manager")
    screen.wait_idle()
    paths = screen.page.locator("[data-entry]")
    first = paths.first.get_attribute("data-entry")
    assert paths.count() >= 5
    expect(screen.page.locator(".result h3").first).to_have_text("Ways on")
    paths.first.get_by_role("button", name="Leave it out").click()
    screen.wait_idle()
    expect(screen.page.locator(f'[data-entry="{first}"]')).to_have_count(0)
