"""What one has stored, in a real browser: listed, looked at, edited and deleted."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.page.files import HIDDEN, RESUME, choose
from tests.page.screen import Screen, assert_no_overflow
from tests.processes import Server

pytestmark = pytest.mark.slow


@pytest.fixture
def screen(server: Server, context: BrowserContext) -> Screen:
    """The library."""
    return Screen(context, server, "#/resumes")


def rows(page: Page) -> Locator:
    return page.locator(".items").first.locator("li")


def add(screen: Screen, path: Path = RESUME) -> None:
    """Store a résumé."""
    choose(screen.page.locator(".drop"), path)
    expect(screen.page.locator(".library")).to_contain_text("Added:")


def opened(screen: Screen) -> Page:
    """The page of the one that is stored."""
    rows(screen.page).locator("a").click()
    expect(screen.page.locator(".machine")).to_be_visible()
    return screen.page


def write(page: Page, field: str, text: str) -> None:
    """Edit one of the first fields of that name."""
    page.get_by_role("button", name="Edit the fields").click()
    page.locator(f".resume-form [name={field}]").first.fill(text)


def save(page: Page) -> None:
    page.locator(".resume-form button[type=submit]").click()


def test_resume_is_listed_opened_renamed_and_deleted(screen: Screen) -> None:
    page = screen.page
    expect(page.locator(".library")).to_contain_text("None yet.")
    expect(page.locator(".drop")).to_contain_text(re.compile(r"away until after .*20\d\d"))
    add(screen)
    page.set_viewport_size({"width": 320, "height": 640})
    assert_no_overflow(page)
    row = rows(page)
    row.get_by_role("button", name=re.compile("^Rename")).click()
    page.get_by_role("textbox", name="New title").fill("Mara, backend")
    page.keyboard.press("Enter")
    expect(row.locator("a")).to_have_text("Mara, backend")
    opened(screen)
    expect(page.get_by_role("heading", level=1)).to_have_text("Mara, backend")
    page.get_by_role("button", name="Edit the fields").click()
    assert_no_overflow(page)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mara, backend")
    page.once("dialog", lambda dialog: dialog.accept())
    screen.button("Delete").click()
    expect(page.locator(".library")).to_contain_text("None yet.")
    assert screen.errors == []


def test_what_a_machine_reads_stands_beside_what_people_see(screen: Screen) -> None:
    page = screen.page
    add(screen)
    opened(screen)
    text = RESUME.read_text()
    first = text.strip().splitlines()[0]
    expect(page.locator(".seen pre")).to_contain_text(first)
    expect(page.locator(".machine .read")).to_contain_text(first)
    expect(page.locator(".machine dl").first).to_contain_text("Experience months")
    # The file was in the page that is gone now.
    page.reload()
    expect(page.locator(".machine .read")).to_contain_text(first)
    expect(page.locator(".seen")).to_contain_text("is not kept")
    assert screen.errors == []


def test_text_that_nobody_sees_is_quoted_beside_the_page_as_it_is_drawn(screen: Screen) -> None:
    page = screen.page
    add(screen, HIDDEN)
    opened(screen)
    warnings = page.locator(".warnings")
    expect(warnings.locator("blockquote").first).not_to_be_empty()
    quote = warnings.locator("blockquote").first.inner_text()
    expect(page.locator(".machine .read")).not_to_contain_text(quote)
    frame = page.locator(".seen iframe")
    expect(frame).to_have_attribute("src", re.compile("^blob:"))
    assert screen.errors == []


def test_edit_makes_a_version_and_an_earlier_one_is_put_back(screen: Screen) -> None:
    page = screen.page
    add(screen)
    opened(screen)
    before = page.evaluate(
        "fetch(`/v1/resumes/${location.hash.split('/').at(-1)}`).then((answer) => answer.json())"
    )
    write(page, "label", "Principal engineer")
    page.get_by_role("button", name="Add: Skills").click()
    page.keyboard.type("Falconry")
    save(page)
    expect(page.locator("[role=status]")).to_contain_text(["", "Saved as version 2."])
    expect(page.locator(".machine .read")).to_contain_text("Principal engineer")
    expect(page.locator(".machine .read")).to_contain_text("Falconry")
    page.get_by_role("combobox", name="Version").select_option("1")
    expect(page.locator(".machine .read")).not_to_contain_text("Falconry")
    expect(screen.button("Edit the fields")).to_be_hidden()
    screen.button("Put this version back").click()
    expect(page.locator(".versions option")).to_have_count(3)
    expect(page.locator(".machine .read")).not_to_contain_text("Falconry")
    after = page.evaluate(
        "fetch(`/v1/resumes/${location.hash.split('/').at(-1)}`).then((answer) => answer.json())"
    )
    assert after["version"] == 3
    assert after["resume"] == before["resume"]
    assert screen.errors == []


def test_two_tabs_that_edit_one_resume_lose_nothing_of_each_other(
    screen: Screen, context: BrowserContext
) -> None:
    mine = screen.page
    add(screen)
    opened(screen)
    write(mine, "label", "Written here")
    other = context.new_page()
    other.goto(mine.url)
    write(other, "label", "Written there")
    save(other)
    expect(other.locator(".page")).to_contain_text("Saved as version 2.")
    # Behind another tab the browser draws once a second.
    mine.bring_to_front()
    save(mine)
    clash = mine.locator(".conflict")
    expect(clash).to_contain_text("changed in another tab")
    clash.get_by_role("button", name="Look at both").click()
    expect(clash.locator("td")).to_have_text(["Written here", "Written there"])
    # A reload in between loses nothing, either.
    mine.reload()
    expect(mine.locator(".resume-form [name=label]")).to_have_value("Written here")
    save(mine)
    clash.get_by_role("button", name="Save mine over it").click()
    expect(mine.locator(".page")).to_contain_text("Saved as version 3.")
    expect(mine.locator(".machine .read")).to_contain_text("Written here")
    # And who is late on the other side can give up what is theirs.
    other.bring_to_front()
    write(other, "label", "Too late")
    save(other)
    other.get_by_role("button", name="Take the other, drop mine").click()
    expect(other.locator(".machine .read")).to_contain_text("Written here")
    assert all("412" in error for error in screen.errors)
