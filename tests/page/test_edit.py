"""The user's last message is changed and sent again, in a real browser."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, WebSocketRoute, expect

from tests.page.screen import Screen
from tests.processes import Server

pytestmark = pytest.mark.slow

SAID = "How do I ask for a raise?"
MEANT = "How do I ask for a sabbatical?"


class Wire:
    """A connection on which a retry's text takes the place of what the last message said."""

    def __init__(self, context: BrowserContext) -> None:
        self.retries: list[dict[str, Any]] = []
        context.route_web_socket(re.compile("/ws"), self._open)

    def _open(self, socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def up(frame: str | bytes) -> None:
            command = json.loads(frame)
            if command["type"] == "retry":
                self.retries.append({**command})
                command.pop("text", None)
            server.send(json.dumps(command))

        def down(frame: str | bytes) -> None:
            text = self.retries[-1].get("text", SAID) if self.retries else SAID
            socket.send(str(frame).replace(json.dumps(SAID), json.dumps(text)))

        socket.on_message(up)
        server.on_message(down)


@pytest.fixture
def wire(context: BrowserContext) -> Wire:
    return Wire(context)


@pytest.fixture
def screen(server: Server, context: BrowserContext, wire: Wire) -> Screen:
    """The coach, after it has answered a message."""
    screen = Screen(context, server)
    screen.start("Career coach")
    screen.wait_idle()
    screen.say(SAID)
    expect(screen.page.locator(".entry.assistant")).to_have_count(2)
    screen.wait_idle()
    return screen


def box(screen: Screen) -> Locator:
    return screen.page.get_by_role("textbox", name="Edit your message")


def said(screen: Screen) -> Locator:
    return screen.page.locator(".entry.user .body")


def test_message_is_changed_by_pointer_and_sent_again(screen: Screen, wire: Wire) -> None:
    screen.button("Edit and resend").click()
    expect(box(screen)).to_be_focused()
    expect(box(screen)).to_have_value(SAID)
    box(screen).fill(MEANT)
    screen.button("Send again").click()
    expect(said(screen)).to_have_text(MEANT)
    expect(box(screen)).to_have_count(0)
    expect(screen.page.get_by_role("textbox", name="Message")).to_be_focused()
    screen.wait_idle()
    assert [(one["type"], one["text"]) for one in wire.retries] == [("retry", MEANT)]
    expect(said(screen)).to_have_count(1)
    expect(screen.page.locator(".entry.assistant")).to_have_count(2)
    # And what was changed can be changed again.
    screen.button("Edit and resend").click()
    expect(box(screen)).to_have_value(MEANT)
    assert screen.errors == []


def test_message_is_changed_by_keyboard_alone(screen: Screen, wire: Wire) -> None:
    screen.button("Edit and resend").focus()
    screen.page.keyboard.press("Enter")
    expect(box(screen)).to_be_focused()
    screen.page.keyboard.press("Control+End")
    screen.page.keyboard.press("Shift+Enter")
    screen.page.keyboard.type("And when?")
    screen.page.keyboard.press("Enter")
    expect(said(screen)).to_contain_text("And when?")
    screen.wait_idle()
    assert [one["text"] for one in wire.retries] == [f"{SAID}\nAnd when?"]


@pytest.mark.parametrize("way", ["Escape", "Cancel"])
def test_person_who_thinks_better_of_it_has_all_as_it_was(
    screen: Screen, wire: Wire, way: str
) -> None:
    edit = screen.button("Edit and resend")
    edit.press("Enter")
    box(screen).fill(MEANT)
    if way == "Escape":
        box(screen).press("Escape")
    else:
        screen.button("Cancel").press("Enter")
    expect(said(screen)).to_have_text(SAID)
    expect(box(screen)).to_have_count(0)
    expect(edit).to_be_focused()
    assert wire.retries == []


def test_change_that_was_not_sent_survives_a_reload(screen: Screen, wire: Wire) -> None:
    screen.button("Edit and resend").click()
    box(screen).fill(MEANT)
    screen.page.reload()
    expect(box(screen)).to_have_value(MEANT)
    box(screen).press("Enter")
    expect(said(screen)).to_have_text(MEANT)
    screen.wait_idle()
    assert [one["text"] for one in wire.retries] == [MEANT]
    screen.page.reload()
    expect(screen.page.locator(".entry.assistant")).to_have_count(2)
    expect(box(screen)).to_have_count(0)


def test_message_without_words_is_not_sent(screen: Screen, wire: Wire) -> None:
    screen.button("Edit and resend").click()
    box(screen).fill("  ")
    box(screen).press("Enter")
    expect(box(screen)).to_be_visible()
    assert wire.retries == []


def test_only_what_the_last_run_was_for_is_offered_and_not_while_something_runs(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    screen.start_interview()
    edit = screen.button("Edit and resend")
    expect(edit).to_have_count(0)
    screen.say("We shipped it twice a week, and I wrote the tests that held it together.")
    screen.wait_idle()
    expect(edit).to_have_count(1)
    screen.page.reload()
    expect(edit).to_have_count(1)
    screen.button("Skip this question").click()
    screen.wait_idle()
    expect(edit).to_have_count(0)
    screen.page.get_by_role("link", name="New session").click()
    screen.start("Essay")
    screen.wait_idle()
    screen.say("Again")
    screen.wait_writing()
    expect(edit).to_have_count(0)
    screen.wait_idle()
    expect(edit).to_have_count(1)


def test_text_that_was_not_taken_goes_to_the_box(server: Server, context: BrowserContext) -> None:
    def refuse(socket: WebSocketRoute) -> None:
        there = socket.connect_to_server()

        def up(frame: str | bytes) -> None:
            command = json.loads(frame)
            error = {"code": "not_allowed", "message": "Not now.", "details": {"allowed": []}}
            ack = {"type": "ack", "id": command.get("id"), "status": "rejected", "error": error}
            if command["type"] == "retry":
                socket.send(json.dumps(ack))
            else:
                there.send(frame)

        socket.on_message(up)

    context.route_web_socket(re.compile("/ws"), refuse)
    screen = Screen(context, server)
    screen.start("Career coach")
    screen.wait_idle()
    screen.say(SAID)
    expect(screen.page.locator(".entry.assistant")).to_have_count(2)
    screen.wait_idle()
    screen.button("Edit and resend").click()
    box(screen).fill(MEANT)
    box(screen).press("Enter")
    expect(screen.page.locator(".notice")).to_contain_text("not possible now")
    expect(screen.page.get_by_role("textbox", name="Message")).to_have_value(MEANT)
    expect(said(screen)).to_have_text(SAID)
