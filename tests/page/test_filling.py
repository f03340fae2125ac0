"""Fields of a result that are written as messages, in a real browser."""

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.page.essay import TEXT
from tests.page.report import NOWHERE
from tests.page.screen import Screen
from tests.processes import Server, Servers, eventually

pytestmark = pytest.mark.slow

BOTTOM = """node => node.getBoundingClientRect().bottom
    - document.querySelector(".scroller").getBoundingClientRect().bottom"""


@pytest.fixture(scope="module")
def running(started: Servers) -> Server:
    return started.start(CAREERPILOT_KINDS="tests.page.report", CAREERPILOT_COMMANDS_BURST="1000")


@pytest.fixture
def screen(server: Server, context: BrowserContext) -> Screen:
    """A report whose summary is being written."""
    screen = Screen(context, server)
    screen.start("Report")
    wait_growing(screen, 40)
    return screen


def growing(screen: Screen) -> Locator:
    return screen.page.locator(".result .growing")


def wait_growing(screen: Screen, characters: int) -> None:
    """Until so many characters are there of the text that is being written in the result."""
    expect(screen.page.locator(".result .growing.writing")).to_have_text(
        re.compile(f".{{{characters}}}", re.DOTALL)
    )


def section(screen: Screen, title: str) -> Locator:
    return screen.page.locator(".result section").filter(
        has=screen.page.get_by_role("heading", name=title, exact=True)
    )


def test_field_grows_in_the_result_and_not_in_the_conversation(screen: Screen) -> None:
    expect(section(screen, "In short").locator(".growing")).to_have_count(1)
    expect(growing(screen)).to_have_attribute("aria-busy", "true")
    expect(growing(screen)).to_have_attribute("aria-live", "polite")
    expect(screen.entries).to_have_count(0)
    expect(screen.page.locator(".scores")).to_contain_text("72 / 100")
    growing(screen).evaluate("node => { window.grown = node; }")
    screen.wait_idle()
    assert growing(screen).inner_text() == TEXT
    assert screen.page.locator(".result").inner_text().count("word7 ") == 1
    # It is the node that grew that is spoken when it is whole, and nothing around it has moved.
    assert growing(screen).evaluate("node => node === window.grown")
    expect(growing(screen)).to_have_attribute("aria-busy", "false")
    assert screen.errors == []


def test_message_that_became_a_field_is_referred_to_and_not_shown_twice(screen: Screen) -> None:
    screen.wait_idle()
    entry = screen.page.locator(".entry.assistant")
    expect(entry).to_have_count(1)
    assert entry.inner_text().split("\n")[-1] == "In the result: In short"
    screen.page.locator(".scroller").evaluate("node => { node.scrollTop = 0; }")
    entry.get_by_role("button", name="In short").press("Enter")
    expect(section(screen, "In short")).to_be_focused()
    expect(section(screen, "In short")).to_be_in_viewport()


def test_part_of_a_field_grows_at_its_place_and_what_is_around_it_stays(screen: Screen) -> None:
    screen.wait_idle()
    summary = section(screen, "In short")
    summary.evaluate("node => { window.before = node; }")
    screen.say("/parts/0/text")
    wait_growing(screen, 40)
    part = section(screen, "Parts")
    expect(part.locator(".growing.writing")).to_have_count(1)
    expect(part.get_by_role("heading", name="One")).to_be_visible()
    part.evaluate("node => { window.part = node; }")
    screen.wait_idle()
    assert part.evaluate("node => node === window.part")
    assert summary.evaluate("node => node === window.before")
    assert part.inner_text().split("\n")[-1] == TEXT


def test_message_for_a_place_that_is_not_there_stays_in_the_conversation(screen: Screen) -> None:
    screen.wait_idle()
    screen.say(NOWHERE)
    expect(screen.writing).to_have_count(1)
    expect(screen.writing).to_have_class(re.compile("entry"))
    screen.wait_idle()


def test_reload_while_a_field_grows_goes_on_there(screen: Screen) -> None:
    screen.page.reload()
    wait_growing(screen, 60)
    summary = section(screen, "In short")
    expect(summary.locator(".growing")).to_have_count(1)
    screen.wait_idle()
    assert summary.inner_text().split("\n")[-1] == TEXT


def test_field_that_is_stopped_in_mid_word_is_shown_once(screen: Screen) -> None:
    screen.button("Stop").click()
    screen.wait_idle()
    shown = screen.page.locator(".growing, .entry.assistant .body").filter(visible=True)
    expect(shown).to_have_count(1)
    assert TEXT.startswith(shown.inner_text())
    expect(screen.page.locator("[aria-busy=true]")).to_have_count(0)


def test_reader_who_follows_a_field_sees_its_end_and_one_who_leaves_is_left_alone(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    screen.page.set_viewport_size({"width": 360, "height": 640})
    screen.start("Report")
    wait_growing(screen, 450)
    eventually(lambda: growing(screen).evaluate(BOTTOM) <= 1, "the end is in the window")
    scroller = screen.page.locator(".scroller")
    assert scroller.evaluate("node => node.scrollTop") > 0
    scroller.evaluate("node => { node.scrollTop = 0; }")
    before = len(growing(screen).inner_text())
    wait_growing(screen, before + 150)
    assert scroller.evaluate("node => node.scrollTop") == 0
    screen.wait_idle()
    assert scroller.evaluate("node => node.scrollTop") == 0


def test_answer_below_which_a_result_stands_is_brought_into_view(screen: Screen) -> None:
    screen.page.set_viewport_size({"width": 360, "height": 640})
    screen.wait_idle()
    scroller = screen.page.locator(".scroller")
    scroller.evaluate("node => { node.scrollTop = node.scrollHeight; }")
    screen.say(NOWHERE)
    screen.wait_writing()
    expect(screen.writing).to_be_in_viewport()
    screen.wait_idle()


def test_session_that_is_final_takes_the_box_away(screen: Screen) -> None:
    screen.wait_idle()
    expect(screen.page.get_by_role("textbox", name="Message")).to_be_visible()
    screen.button("Close").click()
    expect(screen.page.get_by_role("textbox", name="Message")).to_be_hidden()
    assert screen.document()["state"]["phase"] == "closed"
    screen.page.reload()
    expect(screen.page.locator(".result")).to_be_visible()
    expect(screen.page.get_by_role("textbox", name="Message")).to_be_hidden()
