"""A letter on the page, in a real browser: asked for, its open places marked, versions chosen."""

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.deliveries import text_of
from tests.page.screen import Screen, assert_no_overflow
from tests.processes import Server

pytestmark = pytest.mark.slow


def test_letter_is_written_and_its_versions_are_chosen(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    page = screen.page
    card = page.locator(".kind", has_text="Writes a letter for a job")
    card.locator("> summary").click()
    card.locator("[name=resume]").fill(text_of("resumes", "warehouse_lead.txt"))
    card.locator("[name=job]").fill(text_of("postings", "en_shift_manager.txt"))
    card.get_by_role("button", name="Start Letter").click()
    expect(page).to_have_url(re.compile("#/s/"))
    screen.wait_idle()
    result = page.locator(".result")
    expect(result).to_contain_text("Dear hiring team,")
    expect(result.locator("mark").first).to_contain_text("Why Thornbeck Cold Storage?")
    expect(result).to_contain_text("No other firm stands there")
    screen.say("another version")
    screen.wait_idle()
    expect(result.get_by_text("plain 2")).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 640})
    assert_no_overflow(page)
    result.get_by_role("button", name="Show this version: plain").click()
    screen.wait_idle()
    expect(result.locator("strong", has_text=re.compile("^plain$"))).to_be_visible()
    assert screen.errors == []
