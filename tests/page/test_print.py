"""What comes out of a printer."""

import pypdfium2
import pytest
from playwright.sync_api import BrowserContext, expect

from tests.page.screen import ANSWER, Screen
from tests.processes import Server

pytestmark = pytest.mark.slow


def printed(screen: Screen) -> tuple[int, str]:
    """How many pages there are, and all that stands on them."""
    with pypdfium2.PdfDocument(screen.page.pdf(format="A4")) as document:
        texts = [page.get_textpage().get_text_bounded() for page in document]
    return len(texts), " ".join(" ".join(texts).split())


def test_conversation_and_result_are_printed_whole_and_without_what_is_for_the_screen(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    screen.start_interview()
    screen.say(ANSWER)
    screen.wait_idle()
    screen.button("End and get feedback").click()
    expect(screen.page.locator(".result details").first).to_be_visible()
    screen.wait_idle()
    closed = screen.page.locator(".result details:not([open])").count()
    assert closed > 0
    pages, text = printed(screen)
    assert pages > 1
    for message in screen.document()["messages"]:
        first_words = " ".join(message["content"].split("\n")[0].split()[:5])
        assert first_words.strip("*#_ ") in text, first_words
    # What can be opened on the screen is open on paper, and nowhere else afterwards.
    assert ANSWER[-40:] in text
    assert text.count(ANSWER[:40]) >= 2
    assert screen.page.locator(".result details:not([open])").count() == closed
    for chrome in ("New session", "Your résumés", "Send", "Live over"):
        assert chrome not in text
