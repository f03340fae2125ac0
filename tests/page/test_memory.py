"""What the tab keeps where the browser has little room, or refuses to keep anything."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.page.screen import Screen, assert_transcript_is_whole
from tests.processes import Server

pytestmark = pytest.mark.slow

ANSWER = "My answer, typed in a tunnel"
FILL = """() => {
  for (let size = 2 ** 22, n = 0; size > 64; n += 1)
    try {
      const fold = "x".repeat(size);
      const saved = { connection: { session: `${n}`, outbox: [], fold }, draft: `draft ${n}` };
      sessionStorage.setItem(`session:${n}`, JSON.stringify(saved));
    } catch {
      size /= 2;
    }
}"""
NO_STORAGE = """Object.defineProperty(window, "sessionStorage", {
  get() { throw new DOMException("Access is denied for this document.", "SecurityError"); },
})"""
NO_SITE_DATA = {"profile": {"default_content_setting_values": {"cookies": 2}}}


def cut(route: Route) -> None:
    route.abort()


def test_answer_that_was_not_sent_survives_a_reload_where_the_storage_is_full(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server, "?transport=sse")
    screen.start("Career coach")
    screen.wait_idle()
    expect(screen.badge).to_have_text("Live over SSE")
    screen.page.evaluate(FILL)
    address = re.compile("/v1/sessions/.")
    context.route(address, cut)
    screen.page.reload()
    screen.say(ANSWER)
    expect(screen.entries.last).to_contain_text("sending…")
    screen.page.get_by_role("textbox", name="Message").fill("and a draft")
    screen.page.reload()
    expect(screen.entries.last).to_contain_text(ANSWER)
    expect(screen.page.get_by_role("textbox", name="Message")).to_have_value("and a draft")
    # The other sessions lost what a snapshot brings back, and nothing else.
    other = json.loads(screen.page.evaluate("sessionStorage.getItem('session:0')"))
    assert other == {"connection": {"session": "0", "outbox": []}, "draft": "draft 0"}
    context.unroute(address)
    expect(screen.page.locator(".entry.assistant")).to_have_count(2)
    screen.wait_idle()
    assert_transcript_is_whole(screen)


def test_person_whose_browser_has_no_storage_talks_and_keeps_a_draft_while_the_page_lasts(
    server: Server, context: BrowserContext
) -> None:
    context.add_init_script(NO_STORAGE)
    screen = Screen(context, server)
    screen.start("Career coach", topic="Salary")
    screen.wait_idle()
    expect(screen.badge).to_have_text("Live over WebSocket")
    box = screen.page.get_by_role("textbox", name="Message")
    box.fill(ANSWER)
    screen.page.get_by_role("link", name="New session").click()
    screen.page.locator(".sessions a", has_text="Salary").click()
    expect(box).to_have_value(ANSWER)
    box.press("Enter")
    expect(screen.page.locator(".entry.assistant")).to_have_count(2)
    screen.wait_idle()
    assert_transcript_is_whole(screen)
    screen.page.on("dialog", lambda dialog: dialog.accept())
    screen.page.get_by_role("button", name="Delete Salary").click()
    expect(screen.page.get_by_role("heading", level=1)).to_be_visible()
    assert screen.errors == []


class TestNoSiteData:
    """The browser refuses cookies, and storage with them."""

    @pytest.fixture
    def profile(self, tmp_path: Path) -> Path:
        settings = tmp_path / "profile" / "Default" / "Preferences"
        settings.parent.mkdir(parents=True)
        settings.write_text(json.dumps(NO_SITE_DATA))
        return tmp_path / "profile"

    def test_person_reads_that_the_page_needs_cookies(
        self, server: Server, own_context: BrowserContext
    ) -> None:
        screen = Screen(own_context, server)
        expect(screen.page.locator("#sidebar .problem")).to_contain_text("refuses cookies")
        screen.card("Career coach").get_by_role("button", name="Start Career coach").click()
        expect(screen.card("Career coach").locator(".problem").last).to_contain_text(
            "refuses cookies"
        )

    def test_session_that_can_not_be_signed_in_to_is_given_up(
        self, server: Server, own_context: BrowserContext
    ) -> None:
        session = "0b0e4b4e-3c7e-4c0a-9d3a-1c6a3c1f9a10"
        screen = Screen(own_context, server, f"#/s/{session}")
        expect(screen.badge).to_have_text("Closed")
        expect(screen.page.locator(".notice")).to_contain_text("not signed in")
