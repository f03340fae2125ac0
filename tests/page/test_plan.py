"""A plan on the page, in a real browser: its weeks, and tasks that are ticked off at once."""

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.page.screen import Screen, assert_no_overflow
from tests.processes import Server

pytestmark = pytest.mark.slow


def test_tasks_are_ticked_off_by_keyboard_and_weeks_move(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    screen.start("Plan of weeks", targetRole="Junior data analyst", weeks="3")
    screen.wait_idle()
    page, result = screen.page, screen.page.locator(".result")
    first = result.locator(".week").first
    expect(first.locator("summary")).to_contain_text("Week 1: Data analysis")
    expect(first.locator("> p")).to_contain_text("0 of ")
    box = first.get_by_role("checkbox").first
    expect(box).to_have_accessible_name(re.compile("^Data analysis: "))
    box.focus()
    page.keyboard.press("Space")
    screen.wait_idle()
    expect(first.locator("> p")).to_contain_text("1 of ")
    expect(box).to_be_checked()
    expect(box).to_be_focused()
    assert screen.document()["state"]["result"]["weeks"][0]["tasks"][0]["done"] is True
    screen.say("I was ill in week 2")
    screen.wait_idle()
    numbers = [re.compile(f"^Week {number}:") for number in (1, 3, 4)]
    expect(result.locator(".week > summary")).to_have_text(numbers)
    expect(result.get_by_role("checkbox").first).to_be_checked()
    page.set_viewport_size({"width": 320, "height": 640})
    assert_no_overflow(page)
    assert screen.errors == []
