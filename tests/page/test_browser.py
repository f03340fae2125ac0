"""The page in a real browser, against a real server: what a person sees, and goes on seeing."""

import json
import os
import re
import signal
import time

import jwt
import pytest
from playwright.sync_api import BrowserContext, WebSocketRoute, expect

from server.admission.credentials import COOKIE
from tests.page.essay import TEXT
from tests.page.screen import (
    ANSWER,
    Screen,
    assert_no_overflow,
    assert_result_is_shown,
    assert_transcript_is_whole,
    at_rest,
)
from tests.processes import SECRET, Server, Servers

pytestmark = pytest.mark.slow

TALK = "How do I ask for a raise, and what do I say when they say that there is no budget for it?"
ESSAY = {"CAREERPILOT_KINDS": "tests.page.essay"}


def test_person_goes_from_resume_to_feedback(server: Server, context: BrowserContext) -> None:
    screen = Screen(context, server)
    screen.start_interview()
    expect(screen.badge).to_have_text("Live over WebSocket")
    expect(screen.page.locator(".clock")).to_have_text(re.compile(r"^\d+:\d\d left"))
    expect(screen.page.locator(".question")).to_contain_text("Question 1")
    screen.say(ANSWER)
    expect(screen.page.locator(".entry.user")).to_have_text(re.compile("checkout failed"))
    screen.wait_idle()
    screen.button("Give me a hint").click()
    expect(screen.page.locator(".entry.assistant").last).to_contain_text(re.compile("[Hh]int"))
    screen.wait_idle()
    screen.button("End and get feedback").click()
    result = screen.page.locator(".result")
    expect(result).to_contain_text("This practice, by these scales")
    screen.wait_idle()
    assert_transcript_is_whole(screen)
    assert_result_is_shown(result, screen.document()["state"]["result"])
    expect(screen.page.get_by_role("textbox", name="Message")).to_be_hidden()
    assert screen.errors == []


def test_reload_in_mid_token_leaves_transcript_whole(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    screen.start("Essay")
    screen.wait_writing()
    screen.page.reload()
    screen.wait_writing()
    screen.wait_idle()
    assert_transcript_is_whole(screen)
    assert screen.texts() == [TEXT]
    # It went on from where it was instead of asking for everything again.
    assert re.search(r"after=\d+&epoch=", screen.sockets[-1])
    assert screen.errors == []


def test_worker_killed_in_mid_token_leaves_transcript_whole(
    servers: Servers, context: BrowserContext
) -> None:
    server = servers.start(workers=2, **ESSAY)
    screen = Screen(context, server)
    screen.start("Essay")
    screen.wait_writing()
    for worker in server.workers():
        os.kill(worker, signal.SIGKILL)
    expect(screen.badge).not_to_have_text(re.compile("^Live"))
    expect(screen.badge).to_have_text(re.compile("^Live"))
    screen.wait_idle()
    assert_transcript_is_whole(screen)
    assert screen.texts() == [TEXT]
    # It was in mid-token: what was half said has been withdrawn.
    assert "MESSAGES_SNAPSHOT" in screen.logged()


def test_worker_drained_in_mid_token_is_no_error_to_the_user(
    servers: Servers, context: BrowserContext
) -> None:
    server = servers.start(workers=2, **ESSAY)
    screen = Screen(context, server)
    screen.start("Essay")
    screen.wait_writing()
    for worker in server.workers():
        os.kill(worker, signal.SIGTERM)
    screen.wait_idle()
    expect(screen.badge).to_have_text(re.compile("^Live"))
    assert_transcript_is_whole(screen)
    assert screen.texts() == [TEXT]
    expect(screen.page.locator(".notice")).to_be_hidden()


@pytest.mark.parametrize(("transport", "name"), [("sse", "SSE"), ("poll", "long-poll")])
def test_page_talks_over_the_transport_that_the_address_names(
    server: Server, context: BrowserContext, transport: str, name: str
) -> None:
    screen = Screen(context, server, f"?transport={transport}")
    screen.start("Career coach")
    screen.say(TALK)
    expect(screen.page.locator(".entry.user")).to_have_count(1)
    screen.wait_idle()
    expect(screen.badge).to_have_text(f"Live over {name}")
    assert_transcript_is_whole(screen)
    assert screen.sockets == []
    assert screen.errors == []


@pytest.mark.parametrize("transport", ["websocket", "sse", "poll"])
def test_person_who_reloads_the_page_while_nothing_runs_can_go_on(
    server: Server, context: BrowserContext, transport: str
) -> None:
    screen = Screen(context, server, f"?transport={transport}")
    screen.start("Career coach")
    screen.wait_idle()
    expect(screen.badge).to_have_text(re.compile("^Live"))
    screen.page.reload()
    expect(screen.badge).to_have_text(re.compile("^Live"))
    screen.say(TALK)
    expect(screen.page.locator(".entry.assistant")).to_have_count(2)
    screen.wait_idle()
    assert_transcript_is_whole(screen)
    assert screen.errors == []


@pytest.mark.parametrize("transport", ["websocket", "sse", "poll"])
def test_person_is_told_that_the_session_was_deleted_elsewhere(
    server: Server, context: BrowserContext, transport: str
) -> None:
    screen = Screen(context, server, f"?transport={transport}")
    screen.start("Career coach")
    screen.wait_idle()
    expect(screen.badge).to_have_text(re.compile("^Live"))
    address = f"{screen.server.url}/v1/sessions/{screen.session}"
    deleted = context.request.delete(address, headers={"Origin": screen.server.url})
    assert deleted.status == 204
    expect(screen.badge).to_have_text("Closed")
    expect(screen.page.locator(".notice")).to_contain_text("may have been deleted")


def refuse(socket: WebSocketRoute) -> None:
    socket.close()


def test_page_falls_back_to_sse_where_websockets_are_blocked(
    server: Server, context: BrowserContext
) -> None:
    context.route_web_socket(re.compile("/ws"), refuse)
    screen = Screen(context, server)
    screen.start("Career coach")
    expect(screen.badge).to_have_text("Live over SSE")
    screen.say(TALK)
    expect(screen.page.locator(".entry.user")).to_have_count(1)
    screen.wait_idle()
    assert_transcript_is_whole(screen)


def test_page_falls_back_to_long_poll_where_streams_are_held_back(
    server: Server, context: BrowserContext
) -> None:
    context.route_web_socket(re.compile("/ws"), refuse)
    # A proxy that buffers: the request goes out, and nothing of the answer ever comes.
    context.route(
        re.compile("/events"),
        lambda route: (
            None
            if "event-stream" in (route.request.headers.get("accept") or "")
            else route.continue_()
        ),
    )
    screen = Screen(context, server)
    screen.start("Career coach")
    expect(screen.badge).to_have_text("Live over long-poll")
    screen.say(TALK)
    expect(screen.page.locator(".entry.user")).to_have_count(1)
    screen.wait_idle()
    assert_transcript_is_whole(screen)


def test_message_sent_while_the_server_is_away_arrives_once(
    servers: Servers, context: BrowserContext
) -> None:
    server = servers.start()
    screen = Screen(context, server)
    screen.start("Career coach")
    screen.wait_idle()
    server.stop()
    expect(screen.badge).not_to_have_text(re.compile("^Live"))
    screen.say(TALK)
    expect(screen.entries.last).to_contain_text("sending…")
    # The tab forgets nothing, either.
    screen.page.evaluate("dispatchEvent(new Event('pagehide'))")
    servers.start(data_dir=server.data_dir, port=server.port)
    expect(screen.badge).to_have_text(re.compile("^Live"))
    expect(screen.page.locator(".entry.assistant")).to_have_count(2)
    screen.wait_idle()
    assert_transcript_is_whole(screen)
    assert len(screen.texts()) == 3


def test_user_writes_lines_queues_and_stops(server: Server, context: BrowserContext) -> None:
    screen = Screen(context, server)
    screen.start("Essay")
    screen.wait_idle()
    box = screen.page.get_by_role("textbox", name="Message")
    box.fill("one")
    screen.page.keyboard.press("Shift+Enter")
    screen.page.keyboard.type("two")
    assert box.input_value() == "one\ntwo"
    screen.page.keyboard.press("Enter")
    assert box.input_value() == ""
    screen.wait_writing(10)
    screen.say("and another thing")
    expect(screen.entries.last).to_contain_text("queued")
    screen.button("Stop").click()
    expect(screen.page.locator(".entry.user .note")).to_have_text(["", ""])
    screen.wait_idle()
    assert_transcript_is_whole(screen)
    screen.button("Redo the last step").click()
    screen.wait_idle()
    assert_transcript_is_whole(screen)


def test_command_that_is_not_possible_is_explained(server: Server, context: BrowserContext) -> None:
    screen = Screen(context, server)
    screen.start_interview()
    screen.button("Pause").click()
    expect(screen.button("Go on")).to_be_visible()
    screen.wait_idle()
    screen.say("May I answer now?")
    notice = screen.page.get_by_role("alert").filter(has_text="not possible")
    expect(notice).to_contain_text("“Go on”")
    # What was refused is not lost.
    expect(screen.page.get_by_role("textbox", name="Message")).to_have_value("May I answer now?")


def test_message_of_the_greatest_length_is_taken_in_any_script(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    screen.start("Career coach")
    screen.wait_idle()
    screen.say("한" * 100_000)
    expect(screen.page.locator(".entry.assistant")).to_have_count(2)
    screen.wait_idle()
    assert_transcript_is_whole(screen)


@pytest.mark.parametrize("code", [4400, 4413, 1009])
def test_person_goes_on_with_a_message_over_which_the_connection_was_closed(
    server: Server, context: BrowserContext, code: int
) -> None:
    closed: list[str | bytes] = []

    def close_once(socket: WebSocketRoute) -> None:
        there = socket.connect_to_server()

        def on_frame(frame: str | bytes) -> None:
            if closed or '"message"' not in str(frame):
                there.send(frame)
            else:
                closed.append(frame)
                socket.close(code=code)

        socket.on_message(on_frame)

    context.route_web_socket(re.compile("/ws"), close_once)
    screen = Screen(context, server)
    screen.start("Career coach")
    screen.wait_idle()
    screen.say(TALK)
    notice = screen.page.locator(".notice")
    expect(notice).to_contain_text("too large" if code != 4400 else "did not understand")
    box = screen.page.get_by_role("textbox", name="Message")
    expect(box).to_have_value(TALK)
    screen.button("Go on").click()
    expect(screen.badge).to_have_text("Live over WebSocket")
    expect(notice).to_be_hidden()
    box.press("Enter")
    expect(screen.page.locator(".entry.assistant")).to_have_count(2)
    screen.wait_idle()
    assert_transcript_is_whole(screen)


def run_out(context: BrowserContext) -> None:
    """Give the browser's guest a token that has run out some time ago."""
    (cookie,) = [one for one in context.cookies() if one["name"] == COOKIE]
    claims = jwt.decode(cookie["value"], SECRET, ["HS256"], audience="careerpilot")
    claims["exp"] = int(time.time()) - 1000
    kept = {"name": COOKIE, "value": jwt.encode(claims, SECRET, "HS256"), "path": "/"}
    context.add_cookies([{**kept, "domain": cookie["domain"]}])


def test_guest_whose_token_has_run_out_goes_on_and_comes_back_as_the_same(
    server: Server, context: BrowserContext
) -> None:
    screen, socket = at_rest(context, server)
    run_out(context)
    socket.close(code=4401)
    expect(screen.badge).not_to_have_text(re.compile("^Live"))
    expect(screen.badge).to_have_text(re.compile("^Live"))
    screen.say(TALK)
    expect(screen.page.locator(".entry.assistant")).to_have_count(2)
    screen.wait_idle()
    expect(screen.page.locator(".notice")).to_be_hidden()
    run_out(context)
    screen.page.reload()
    expect(screen.badge).to_have_text(re.compile("^Live"))
    expect(screen.page.locator(".sessions a")).to_have_count(1)
    assert_transcript_is_whole(screen)


def test_text_that_looks_like_html_is_text(server: Server, context: BrowserContext) -> None:
    screen = Screen(context, server)
    topic = "<img src=x onerror=alert(1)> <script>alert(2)</script> **bold**"
    screen.start("Career coach", topic=topic)
    screen.say(topic)
    expect(screen.page.locator(".entry.user .body")).to_have_text(topic)
    screen.wait_idle()
    assert screen.page.locator("main img, main script, .sidebar img").count() == 0
    expect(screen.page.locator(".sessions .name")).to_contain_text("<img src=x")
    assert screen.errors == []


def test_page_fits_a_phone_and_a_keyboard(server: Server, context: BrowserContext) -> None:
    screen = Screen(context, server)
    screen.page.set_viewport_size({"width": 360, "height": 640})
    expect(screen.page.get_by_role("heading", level=1)).to_be_visible()
    assert_no_overflow(screen.page)
    screen.start("Career coach")
    screen.wait_idle()
    assert_no_overflow(screen.page)
    expect(screen.page.get_by_role("textbox", name="Message")).to_be_focused()
    names = screen.page.locator("button:visible, a:visible").evaluate_all(
        "all => all.map(one => one.getAttribute('aria-label') || one.textContent.trim())"
    )
    assert all(names)


def test_session_is_listed_opened_again_and_deleted(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    screen.start("Career coach", topic="Salary")
    screen.wait_idle()
    screen.page.goto(f"{screen.server.url}/#/")
    screen.page.locator(".sessions a", has_text="Salary").click()
    assert_transcript_is_whole(screen)
    screen.page.on("dialog", lambda dialog: dialog.accept())
    screen.page.get_by_role("button", name="Delete Salary").click()
    expect(screen.page.get_by_role("heading", level=1)).to_be_visible()
    expect(screen.page.locator(".sessions")).to_have_text("None yet.")
    left = screen.page.evaluate("JSON.stringify(sessionStorage)")
    assert json.loads(left) == {}
