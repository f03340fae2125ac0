"""A chat in a real browser: its page of the handbook, those near it, and who answers."""

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.page.screen import Screen, assert_no_overflow
from tests.processes import Server

pytestmark = pytest.mark.slow


def test_pages_of_the_handbook_are_offered_and_open_by_their_title(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    screen.start("Career coach")
    screen.wait_idle()
    expect(screen.page.locator(".answerer")).to_contain_text("Answers: rules, no model.")
    expect(screen.page.locator(".answerer")).to_contain_text("With a model")
    pages = screen.page.locator(".pages")
    expect(pages).to_be_hidden()

    screen.say("salary")
    screen.wait_idle()
    expect(pages.get_by_role("button")).to_have_count(3)
    expect(pages).to_contain_text("Choose a page:")
    title = pages.get_by_role("button").first.inner_text()
    pages.get_by_role("button").first.click()
    expect(pages).to_contain_text("Or did you mean one of these?")
    screen.wait_idle()
    assert screen.document()["state"]["entry"]["title"] == title
    expect(pages.get_by_role("button", name=title, exact=True)).to_have_count(0)
    expect(screen.page.locator(".entry.assistant").last).to_contain_text(title)
    assert_no_overflow(screen.page)
