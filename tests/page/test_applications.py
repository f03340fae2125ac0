"""The board of applications, in a real browser: added, moved, changed, deleted."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.page.conftest import VIEWPORT, ready
from tests.page.screen import Screen, assert_no_overflow
from tests.page.test_texts import HANGUL, LATIN_KEY
from tests.processes import Server, eventually

pytestmark = pytest.mark.slow

JOB = {"title": "Cook", "hiringOrganization": "Green Café", "validThrough": "2020-02-01"}
POST = """([path, body]) => fetch(`/v1/${path}`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
}).then((answer) => answer.json())"""
GET = "(path) => fetch(`/v1/${path}`).then((answer) => answer.json())"


@pytest.fixture
def screen(server: Server, context: BrowserContext) -> Screen:
    """The board, empty."""
    screen = Screen(context, server, "#/applications")
    expect(screen.page.get_by_role("heading", level=1)).to_have_text("Your applications")
    return screen


def column(page: Page, status: str) -> Locator:
    return page.locator(".board > section", has=page.get_by_role("heading", name=f"{status} ("))


def kept(page: Page) -> list[dict[str, Any]]:
    """What the server has."""
    listed = page.evaluate(GET, "applications")["applications"]
    return [page.evaluate(GET, f"applications/{one['id']}") for one in listed]


def save(page: Page) -> None:
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_application_is_added_moved_filled_in_and_deleted(screen: Screen) -> None:
    page = screen.page
    expect(column(page, "Saved")).to_contain_text("None.")
    # By the keyboard alone.
    screen.button("Add an application").press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Title").fill("Night nurse")
    dialog.get_by_label("Employer").fill("City Hospital")
    dialog.get_by_label("What comes next").fill("Ring them")
    dialog.get_by_label("By when").fill("2020-01-02")
    page.keyboard.press("Enter")
    card = column(page, "Saved").locator(".card")
    expect(card).to_contain_text("City Hospital")
    expect(card).to_contain_text("Ring them · overdue since January 2, 2020")
    expect(card.get_by_role("button", name="Night nurse", exact=True)).to_be_focused()
    # Choosing where to does not move it yet: the arrow keys pass by what lies between.
    to = card.get_by_role("combobox", name="Where to move Night nurse")
    expect(to).to_have_value("applied")
    to.select_option("interview")
    expect(column(page, "Saved").locator(".card")).to_have_count(1)
    card.get_by_role("button", name="Move Night nurse").press("Enter")
    card = column(page, "Interview").locator(".card")
    expect(page.get_by_role("status").filter(has_text="now under Interview")).to_be_visible()
    expect(card.get_by_role("button", name="Night nurse", exact=True)).to_be_focused()
    today = page.evaluate("new Date().toLocaleDateString('sv')")
    (one,) = kept(page)
    assert (one["status"], one["dates"]["answered"]) == ("interview", today)

    page.keyboard.press("Enter")
    dialog.get_by_role("button", name="Add: Interviews").click()
    dialog.get_by_label("Day").fill("2026-12-03")
    dialog.get_by_label("Time (if you know it)").fill("09:30")
    dialog.get_by_role("button", name="Add: People there").click()
    dialog.get_by_label("Name").fill("Ada")
    dialog.get_by_label("Notes").fill("Ward 7")
    dialog.get_by_label("Status").select_option("closed")
    dialog.get_by_label("How it ended").select_option("hired")
    page.set_viewport_size({"width": 320, "height": 640})
    assert_no_overflow(page)
    assert dialog.evaluate("one => one.scrollWidth <= one.clientWidth")
    save(page)
    assert_no_overflow(page)
    expect(column(page, "Closed").locator(".card")).to_contain_text("I got the job")
    (one,) = kept(page)
    assert one["dates"]["interviews"] == ["2026-12-03T09:30"]
    assert one["contacts"] == [{"name": "Ada", "role": None}]
    assert (one["notes"], one["outcome"], one["version"]) == ("Ward 7", "hired", 3)

    screen.button("Night nurse").click()
    page.once("dialog", lambda asked: asked.accept())
    dialog.get_by_role("button", name="Delete").click()
    expect(column(page, "Closed")).to_contain_text("None.")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    assert kept(page) == []
    assert screen.errors == []


def test_stored_job_is_applied_for_with_a_stored_resume(screen: Screen) -> None:
    page = screen.page
    job = page.evaluate(POST, ["jobs", JOB])["id"]
    resume = page.evaluate(POST, ["resumes", {"basics": {"name": "Ada Example"}}])
    path = f"resumes/{resume['id']}"
    eventually(lambda: page.evaluate(GET, path)["status"] == "ready", "it has been read")
    resume = page.evaluate(GET, path)
    page.goto(f"{screen.server.url}/#/applications/new/{job}")
    page.reload()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Title")).to_have_value("Cook")
    expect(dialog.get_by_label("Deadline")).to_have_value("2020-02-01")
    which = dialog.get_by_label("A résumé or a session")
    which.select_option(label=resume["title"])
    dialog.get_by_role("button", name="Add it").click()
    expect(dialog.locator(".rows a")).to_have_text(f"{resume['title']}, version 1")
    save(page)
    card = column(page, "Saved").locator(".card")
    expect(card).to_contain_text("The deadline was February 1, 2020")
    expect(card).to_contain_text("They got:")
    expect(card.get_by_role("link")).to_have_attribute("href", f"#/resumes/{resume['id']}")
    (one,) = kept(page)
    assert one["job"] == {"title": "Cook", "hiringOrganization": "Green Café", "id": job}
    assert [(sent["id"], sent["version"]) for sent in one["documents"]] == [(resume["id"], 1)]
    assert screen.errors == []


def test_two_tabs_lose_nothing_of_each_other(screen: Screen, context: BrowserContext) -> None:
    page = screen.page
    one = page.evaluate(POST, ["applications", {"job": "Nurse"}])
    page.reload()
    screen.button("Nurse").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Notes").fill("Written here")
    other = """id => fetch(`/v1/applications/${id}`, { method: "PATCH",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ next: { text: "Written there" } }) }).then(({ status }) => status)"""
    assert page.evaluate(other, one["id"]) == 200
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("changed in another tab")
    save(page)
    (both,) = kept(page)
    assert (both["notes"], both["next"]["text"]) == ("Written here", "Written there")
    assert all("412" in error for error in screen.errors)


@pytest.fixture
def korean(browser: Browser) -> Iterator[BrowserContext]:
    """A window of a browser that is set to Korean."""
    context = ready(browser.new_context(viewport=VIEWPORT, locale="ko-KR"))
    context.new_page()
    yield context
    context.close()


def test_korean_speaker_reads_korean_on_the_board(server: Server, korean: BrowserContext) -> None:
    page = Screen(korean, server, "#/applications").page
    expect(page.get_by_role("heading", level=1)).to_have_text("내 지원 현황")
    tomorrow = str(dt.datetime.now(dt.UTC).date() + dt.timedelta(days=2))
    given = {"job": "간호사", "status": "offer", "next": {"text": "답장하기", "date": tomorrow}}
    page.evaluate(POST, ["applications", given])
    page.reload()
    expect(page.locator(".card")).to_contain_text(re.compile("답장하기 · .*까지"))
    page.locator(".card .name").click()
    texts = page.locator("dialog :is(button, label, legend):visible, main :is(button, h2):visible")
    assert all(HANGUL.search(text) for text in texts.all_inner_texts())
    assert not LATIN_KEY.search(page.locator("body").inner_text())
