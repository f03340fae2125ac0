"""A form's answers on the page, in a real browser: questions row by row, text with its length."""

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.deliveries import text_of
from tests.page.screen import Screen, assert_no_overflow
from tests.processes import Server

pytestmark = pytest.mark.slow

KIND = "Application answers"


def test_form_is_asked_row_by_row_and_text_is_written_beside_its_length(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    page, card = screen.page, screen.card(KIND)
    card.locator("[name=resume]").fill(text_of("resumes", "warehouse_lead.txt"))
    rows = card.locator("ol.asked-rows").first
    rows.locator("[name=question]").fill("Tell us about a time when you improved something.")
    rows.locator("[name=max]").fill("80")
    card.get_by_role("button", name=f"Start {KIND}").click()
    expect(page).to_have_url(re.compile("#/s/"))
    screen.wait_idle()
    item = page.locator(".result [data-entry='1']")
    area = item.get_by_role("textbox", name="Tell us about a time when you improved something.")
    area.fill("We changed the order.\nPicks rose from 112 to 131 an hour. 재고 실사 👍🏽")
    expect(item.get_by_role("status")).to_have_text("65 of 80")
    item.get_by_role("button", name="Write an answer").click()
    screen.wait_idle()
    counts = screen.document()["state"]["result"]["items"][0]["counts"]
    shown = item.locator(".field span.hint").inner_text()
    assert [int(number) for number in re.findall(r" (\d+)(?: ·|$)", shown)] == [*counts.values()]
    area.fill("The shop was new. We were many. I changed it. Picks rose from 112 to 131 an hour.")
    expect(item.get_by_role("status")).to_have_class("problem")
    item.get_by_role("button", name="Write an answer").click()
    screen.wait_idle()
    item.get_by_role("button", name="Shorten an answer").click()
    item.get_by_role("button", name="Shorten an answer", exact=True).click()
    screen.wait_idle()
    expect(area).to_have_value(re.compile("Picks rose from 112 to 131 an hour"))
    page.set_viewport_size({"width": 320, "height": 640})
    assert_no_overflow(page)
    assert screen.errors == []
