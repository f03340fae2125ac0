"""The list of one's sessions, in a real browser, while sessions come and go."""

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.page.screen import Screen
from tests.processes import Server

pytestmark = pytest.mark.slow

PAGE = 50


def ask(screen: Screen, method: str, path: str, body: object = None) -> None:
    """What another tab of the same browser asks of the server."""
    answer = screen.page.context.request.fetch(
        f"{screen.server.url}/v1/{path}",
        method=method,
        headers={"Origin": screen.server.url},
        data=body,
    )
    assert answer.ok, answer.text()


def create(screen: Screen, topic: str) -> None:
    ask(screen, "POST", "sessions", {"kind": "chat", "input": {"topic": topic}})


def say_elsewhere(screen: Screen, command: str) -> None:
    """A run of the session that is open, and the list as it is after that."""
    body = {"type": "message", "id": command, "text": "How do I ask for a raise?"}
    with screen.page.expect_response("**/v1/sessions"):
        ask(screen, "POST", f"sessions/{screen.session}/commands", body)
    expect(screen.page.locator(".entry.user")).to_have_count(1)
    screen.wait_idle()


def current(screen: Screen) -> Locator:
    return screen.page.locator(".sessions a[aria-current=page]")


def test_session_that_has_the_focus_keeps_it_when_the_list_changes(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    screen.start("Career coach", topic="Salary")
    screen.wait_idle()
    link = screen.page.locator(".sessions a", has_text="Salary")
    link.focus()
    create(screen, "Notice periods")
    say_elsewhere(screen, "c2")
    expect(screen.page.locator(".sessions a")).to_have_count(2)
    expect(link).to_be_focused()


def test_sessions_that_were_loaded_stay_in_the_list(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    screen.start("Career coach", topic="The oldest")
    screen.wait_idle()
    for number in range(PAGE + 10):
        create(screen, f"Topic {number}")
    screen.page.reload()
    rows = screen.page.locator(".sessions li")
    expect(rows).to_have_count(PAGE)
    expect(current(screen)).to_have_count(0)
    screen.button("More").click()
    expect(rows).to_have_count(PAGE + 11)
    expect(current(screen)).to_contain_text("The oldest")
    create(screen, "The newest")
    say_elsewhere(screen, "c2")
    expect(rows).to_have_count(PAGE + 12)
    expect(rows.first).to_contain_text("The newest")
    expect(current(screen)).to_contain_text("The oldest")
    screen.page.on("dialog", lambda dialog: dialog.accept())
    screen.page.get_by_role("button", name="Delete Topic 3", exact=True).click()
    expect(rows).to_have_count(PAGE + 11)
    expect(screen.button("More")).to_be_hidden()


def test_tab_is_called_as_the_session_that_is_open(server: Server, context: BrowserContext) -> None:
    screen = Screen(context, server)
    screen.start("Career coach", topic="Salary")
    expect(screen.page).to_have_title("Salary – CareerPilot")
    screen.page.get_by_role("link", name="New session").click()
    expect(screen.page).to_have_title("CareerPilot")
