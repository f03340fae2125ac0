"""Files that are given to the page, in a real browser: for a form, a message, and the library."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Request, Route, expect

from tests.page.files import LOCKED, PICTURE, RESUME, choose, drop, paste
from tests.page.screen import Screen
from tests.processes import Server

pytestmark = pytest.mark.slow

SLOW = 20_000
"""Bytes per second of a line on which one can look on."""


def interview_form(screen: Screen) -> Locator:
    """The form of a kind that asks for a résumé, opened."""
    card = screen.page.locator(".kind", has_text="Mock interview")
    card.locator("summary").first.click()
    return card


def resume_field(card: Locator) -> Locator:
    """What of a form asks for a résumé; it asks for a job, too."""
    return card.locator(".taking", has=card.page.locator("textarea[name=resume]"))


def library(context: BrowserContext, server: Server) -> Screen:
    screen = Screen(context, server, "#/resumes")
    expect(screen.page.get_by_role("heading", level=1)).to_have_text("Your résumés")
    return screen


def large(tmp_path: Path) -> Path:
    """A résumé of some 200 kB."""
    path = tmp_path / "long.txt"
    path.write_text(RESUME.read_text() + "\n" + "Wrote many tests.\n" * 10_000)
    return path


def test_resume_that_is_given_as_a_file_is_what_the_session_works_with(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    card = interview_form(screen)
    taking = resume_field(card)
    field = taking.locator("textarea")
    chosen = taking.locator(".chosen")
    for give, target in ((drop, field), (paste, field), (choose, taking)):
        give(target, RESUME)
        expect(chosen).to_contain_text("✓")
        expect(field).to_be_hidden()
        if give is not choose:
            taking.get_by_role("button", name="Take another").click()
    # It stays chosen over a reload.
    screen.page.reload()
    expect(chosen).to_be_visible()
    with screen.page.expect_request(
        lambda asked: asked.method == "POST" and asked.url.endswith("/v1/sessions")
    ) as sent:
        screen.start("Mock interview", type="behavioral")
    assert re.fullmatch(r"[0-9a-f-]{36}", sent.value.post_data_json["input"]["resume"]["id"])
    screen.wait_idle()
    expect(screen.page.locator(".question")).to_contain_text("Question 1")
    assert screen.errors == []


def test_resume_that_is_stored_is_chosen_by_keyboard_and_let_go_of(
    server: Server, context: BrowserContext
) -> None:
    screen = library(context, server)
    choose(screen.page.locator(".drop"), RESUME)
    expect(screen.page.locator(".items li")).to_have_count(1)
    title = screen.page.locator(".items .name").first.inner_text()
    screen.page.locator(".brand").click()
    taking = resume_field(interview_form(screen))
    taking.locator(".stored summary").press("Enter")
    taking.get_by_role("button", name=title).press("Enter")
    other = taking.get_by_role("button", name="Take another")
    expect(other).to_be_focused()
    other.press("Enter")
    expect(taking.locator("textarea")).to_be_focused()
    assert screen.errors == []


def test_person_sees_how_far_a_file_is_and_can_stop_it(
    server: Server, context: BrowserContext, tmp_path: Path
) -> None:
    screen = library(context, server)
    line = context.new_cdp_session(screen.page)
    line.send("Network.enable")
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": SLOW}
    line.send("Network.emulateNetworkConditions", slow)
    choose(screen.page.locator(".drop"), large(tmp_path))
    bar = screen.page.get_by_role("progressbar", name="long.txt")
    expect(bar).to_have_js_property("max", 1)
    screen.page.wait_for_function("bar => bar.value > 0 && bar.value < 1", arg=bar.element_handle())
    expect(screen.page.locator(".upload")).to_contain_text("Uploading…")
    screen.button("Cancel").click()
    expect(screen.page.locator(".upload")).to_have_count(0)
    screen.page.reload()
    expect(screen.page.locator(".library")).to_contain_text("None yet.")
    assert screen.errors == []


def test_file_whose_line_is_lost_is_sent_again(server: Server, context: BrowserContext) -> None:
    screen = library(context, server)
    lost: list[str] = []

    def lose_the_first(route: Route) -> None:
        if route.request.method != "POST" or lost:
            route.continue_()
        else:
            lost.append(route.request.url)
            route.abort()

    context.route("**/v1/resumes", lose_the_first)
    choose(screen.page.locator(".drop"), RESUME)
    expect(screen.page.locator(".upload")).to_contain_text("The line was lost.")
    expect(screen.page.locator(".library")).to_contain_text("Added:")
    assert len(lost) == 1
    expect(screen.page.locator(".items li")).to_have_count(1)


def test_file_that_cannot_be_read_says_why_and_is_not_taken(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    card = interview_form(screen)
    choose(resume_field(card), LOCKED)
    problem = card.locator(".upload .problem")
    expect(problem).to_contain_text("password")
    expect(card.get_by_role("button", name="Send again")).to_be_hidden()
    card.get_by_role("button", name="Start Mock interview").click()
    expect(card.locator("> form > .problem")).to_contain_text("was not taken")
    card.get_by_role("button", name="Remove").click()
    expect(card.locator("textarea[name=resume]")).to_be_focused()
    # The browser itself notes each refusal.
    assert all("422" in error for error in screen.errors)


def test_message_takes_files_along(server: Server, context: BrowserContext) -> None:
    screen = Screen(context, server)
    screen.start("Career coach")
    screen.wait_idle()
    drop(screen.page.locator(".scroller"), RESUME)
    paste(screen.page.get_by_role("textbox", name="Message"), LOCKED, "application/pdf")
    attached = screen.page.get_by_role("list", name="Files that go along").locator("li")
    expect(attached).to_have_count(2)
    expect(attached.nth(0)).to_contain_text("Uploaded and read.")
    expect(attached.nth(1)).to_contain_text("password")
    screen.say("What do you make of it?")
    expect(screen.page.locator(".composer")).to_contain_text("not ready to go along")
    attached.nth(1).get_by_role("button", name="Remove").click()
    screen.page.reload()
    expect(attached).to_have_count(1)
    screen.page.get_by_role("textbox", name="Message").press("Enter")
    said = screen.page.locator(".entry.user")
    expect(said).to_contain_text("What do you make of it?")
    expect(said).to_contain_text(RESUME.name)
    expect(attached).to_have_count(0)
    screen.wait_idle()
    expect(screen.page.locator(".entry.assistant")).to_have_count(2)
    # Where they were not sent from, the log says what went along.
    other = context.new_page()
    other.goto(screen.page.url)
    expect(other.locator(".entry.user")).to_contain_text(f"With: {RESUME.name}")


def test_conversation_that_reads_no_files_offers_and_takes_none(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    sent: list[Request] = []
    screen.page.on("request", lambda one: sent.append(one) if "/v1/documents" in one.url else None)
    screen.start("Essay")
    # Before its events are there, the page can't know what its kind reads.
    expect(screen.page.locator(".entry.assistant").first).to_be_visible()
    box = screen.page.get_by_role("textbox", name="Message")
    said = screen.page.locator(".composer [role=alert]", has_text="Files can't go along")
    expect(screen.button("Attach files…")).to_be_hidden()
    drop(screen.page.locator(".scroller"), RESUME)
    expect(said).to_have_count(1)
    screen.say("Once more.")
    expect(said).to_have_count(0)
    paste(box, RESUME)
    expect(said).to_have_count(1)
    # Elsewhere they can: the button stands there again.
    screen.page.locator(".brand").click()
    screen.start("Career coach")
    expect(screen.button("Attach files…")).to_be_visible()
    assert (sent, screen.errors) == ([], [])


def test_picture_leaves_only_once_the_user_has_said_so(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    sent: list[Request] = []
    screen.page.on("request", lambda one: sent.append(one) if "/v1/documents" in one.url else None)
    screen.start("Career coach")
    screen.wait_idle()
    choose(screen.page.locator(".write"), PICTURE)
    upload = screen.page.locator(".upload")
    expect(upload).to_contain_text("nothing in it can be masked")
    assert sent == []
    with screen.page.expect_request("**/v1/documents?vision=true"):
        upload.get_by_role("button", name="Let a model look at it").click()
    expect(upload).to_contain_text("Uploaded and read.")
    assert screen.errors == []
