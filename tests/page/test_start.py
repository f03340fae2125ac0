"""The way into the page and into a session, where the network gets in between."""

import re

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.page.screen import RESUME, Screen, assert_transcript_is_whole
from tests.processes import Server

pytestmark = pytest.mark.slow


def test_person_who_starts_again_because_the_answer_was_lost_has_one_session(
    server: Server, context: BrowserContext
) -> None:
    lost: list[int] = []

    def lose_the_first(route: Route) -> None:
        if route.request.method != "POST" or lost:
            route.continue_()
        else:
            lost.append(route.fetch().status)
            route.abort()

    context.route("**/v1/sessions", lose_the_first)
    screen = Screen(context, server)
    start = screen.card("Career coach").get_by_role("button", name="Start Career coach")
    start.click()
    expect(screen.card("Career coach").locator(".problem").last).to_have_text("Failed to fetch")
    assert lost == [201]
    start.click()
    expect(screen.page).to_have_url(re.compile("#/s/"))
    screen.wait_idle()
    expect(screen.page.locator(".sessions a")).to_have_count(1)


def test_person_who_changes_the_form_after_a_lost_answer_has_what_was_asked_for(
    server: Server, context: BrowserContext
) -> None:
    def lose(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch()
        route.abort()

    screen = Screen(context, server)
    context.route("**/v1/sessions", lose)
    screen.card("Career coach").get_by_role("button", name="Start Career coach").click()
    expect(screen.card("Career coach").locator(".problem").last).to_have_text("Failed to fetch")
    context.unroute("**/v1/sessions")
    screen.start("Career coach", topic="Salary")
    expect(screen.page.locator(".sessions .name").first).to_contain_text("Salary")


def test_person_whose_page_came_over_plain_http_starts_and_talks(
    server: Server, context: BrowserContext
) -> None:
    # What browsers keep from such pages, unless they come from this machine.
    context.add_init_script("delete Crypto.prototype.randomUUID")
    screen = Screen(context, server)
    screen.start("Career coach")
    screen.wait_idle()
    screen.say("How do I ask for a raise?")
    expect(screen.page.locator(".entry.assistant")).to_have_count(2)
    screen.wait_idle()
    assert_transcript_is_whole(screen)
    assert screen.errors == []


def test_form_that_was_not_sent_survives_a_reload_and_a_visit_to_a_session(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    screen.start("Career coach", topic="Salary")
    screen.wait_idle()
    screen.page.get_by_role("link", name="New session").click()
    card = screen.page.locator(".kind", has_text="Mock interview")
    resume = card.locator("[name=resume]")
    card.locator("> summary").click()
    resume.fill(RESUME.read_text())
    card.locator("[name=difficulty]").select_option("hard")
    screen.page.reload()
    expect(resume).to_have_value(RESUME.read_text())
    screen.page.locator(".sessions a", has_text="Salary").click()
    expect(screen.badge).to_have_text(re.compile("^Live"))
    screen.page.go_back()
    expect(resume).to_be_visible()
    expect(resume).to_have_value(RESUME.read_text())
    expect(card.locator("[name=difficulty]")).to_have_value("hard")
    # What has been sent is the session's, and the next form is empty.
    screen.button("Start Mock interview").click()
    expect(screen.page).to_have_url(re.compile("#/s/"))
    screen.page.get_by_role("link", name="New session").click()
    expect(resume).to_have_value("")
    # The first of all is open, as where nothing was ever written.
    expect(screen.page.locator(".kind").first).to_have_attribute("open", "")


def test_page_says_that_it_loads_while_the_sign_in_has_no_answer(
    server: Server, context: BrowserContext
) -> None:
    held: list[Route] = []
    context.route("**/v1/auth/guest", lambda route: held.append(route))
    screen = Screen(context, server)
    expect(screen.page.locator("#main")).to_have_text("Loading…")
    for route in held:
        route.continue_()
    expect(screen.page.get_by_role("heading", level=1)).to_be_visible()


def test_session_that_is_opened_while_the_kinds_are_loading_stays_open(
    server: Server, context: BrowserContext
) -> None:
    held: list[Route] = []
    screen = Screen(context, server)
    screen.start("Career coach", topic="Salary")
    screen.wait_idle()
    context.route("**/v1/kinds", lambda route: held.append(route))
    with screen.page.expect_request("**/v1/kinds"):
        screen.page.get_by_role("link", name="New session").click()
    expect(screen.page.locator("#main")).to_have_text("Loading…")
    screen.page.locator(".sessions a", has_text="Salary").click()
    expect(screen.badge).to_have_text(re.compile("^Live"))
    with screen.page.expect_response("**/v1/kinds"):
        for route in held:
            route.continue_()
    # What the answer leads to is done before a question that is asked after it.
    screen.page.evaluate("new Promise(requestAnimationFrame)")
    expect(screen.page.get_by_role("textbox", name="Message")).to_be_visible()
    assert_transcript_is_whole(screen)
