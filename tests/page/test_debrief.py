"""A debrief on the page: told, read in words, kept with an application, and practised."""

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.page.screen import Screen
from tests.processes import Server

pytestmark = pytest.mark.slow

TEXT = (
    "They asked why I left my last ward and I froze. Then they wanted to know how I plan a shift. "
    "It went ok. They call by Friday."
)


def test_interview_is_told_and_what_went_badly_is_practised(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server, "#/applications")
    page = screen.page
    page.get_by_role("button", name="Add").first.click()
    page.get_by_role("dialog").get_by_role("textbox").first.fill("Night nurse")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.locator(".brand").click()
    card = screen.card("Debrief")
    choice = card.locator('[name="application"]')
    expect(choice.locator("option")).to_have_text(["–", "Night nurse"])
    chosen = choice.locator("option").last.get_attribute("value") or ""
    screen.start("Debrief", text=TEXT, date="2026-11-25", application=chosen)
    screen.wait_idle()
    result = page.locator(".result")
    expect(result).to_contain_text("Half well")
    expect(result).to_contain_text("What comes next, as they said")
    page.get_by_role("button", name="Practise what went badly").click()
    role = screen.card("Mock interview").locator('[name="targetRole"]')
    expect(role).to_have_value("Night nurse")
    assert screen.errors == []
