"""One session on the page: its box, its buttons, its notices and its clock, in a real browser."""

import json
import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, WebSocketRoute, expect

from tests.page.screen import Screen, assert_transcript_is_whole, at_rest
from tests.processes import Server, Servers, eventually

pytestmark = pytest.mark.slow

MINUTE = 60_000
DRAFT = "one\ntwo\nthree\nfour"
UNAVAILABLE = {"type": "error", "code": "unavailable", "message": "The store is away."}


def height(screen: Screen) -> int:
    """Of the box that one writes in, in px."""
    box = screen.page.locator(".write textarea")
    return int(box.evaluate("box => box.offsetHeight"))


def test_box_is_as_high_as_what_is_in_it_from_the_start(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    screen.start("Career coach")
    screen.wait_idle()
    one_line = height(screen)
    assert one_line >= screen.button("Send").evaluate("button => button.offsetHeight") - 2
    screen.page.get_by_role("textbox", name="Message").fill(DRAFT)
    written = height(screen)
    assert written > 2 * one_line
    screen.page.reload()
    expect(screen.page.get_by_role("textbox", name="Message")).to_have_value(DRAFT)
    assert height(screen) == written
    screen.page.set_viewport_size({"width": 360, "height": 640})
    screen.page.get_by_role("textbox", name="Message").fill("many words " * 20)
    narrow = height(screen)
    screen.page.set_viewport_size({"width": 1100, "height": 800})
    eventually(lambda: height(screen) < narrow, "the box has fitted itself to the new width")
    assert screen.errors == []


def test_person_who_clicks_twice_does_it_once(server: Server, context: BrowserContext) -> None:
    screen = Screen(context, server)
    screen.start_interview()
    skip = screen.button("Skip this question")
    skip.dblclick()
    expect(screen.page.locator(".question .about")).to_contain_text("Question 2")
    expect(skip).to_be_enabled()
    screen.wait_idle()
    assert screen.document()["state"]["question"]["number"] == 2
    assert screen.logged().count("RUN_STARTED") == 2
    # And who came by keyboard is still where they were.
    expect(skip).to_be_focused()


def test_step_that_is_pressed_while_the_server_is_away_is_done_once(
    servers: Servers, context: BrowserContext
) -> None:
    server = servers.start()
    screen = Screen(context, server)
    screen.start("Career coach")
    screen.wait_idle()
    server.stop()
    expect(screen.badge).not_to_have_text(re.compile("^Live"))
    redo = screen.button("Redo the last step")
    for _ in range(3):
        redo.click(force=True)
    expect(redo).to_be_disabled()
    expect(screen.page.get_by_text("Waiting to be sent…")).to_be_visible()
    servers.start(data_dir=server.data_dir, port=server.port)
    expect(screen.badge).to_have_text(re.compile("^Live"))
    expect(redo).to_be_enabled()
    screen.wait_idle()
    expect(screen.page.get_by_text("Waiting to be sent…")).to_be_hidden()
    assert screen.logged().count("RUN_STARTED") == 2


def test_notice_of_trouble_goes_with_the_trouble(server: Server, context: BrowserContext) -> None:
    screen, socket = at_rest(context, server)
    notice = screen.page.locator(".notice")
    socket.send(json.dumps(UNAVAILABLE))
    expect(notice).to_have_text(UNAVAILABLE["message"])
    socket.close(code=1013)
    expect(notice).to_be_hidden()
    expect(screen.badge).to_have_text("Live over WebSocket")


def test_message_to_a_session_that_was_deleted_elsewhere_stays_where_it_is(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    screen.start("Career coach")
    screen.wait_idle()
    session = f"{screen.server.url}/v1/sessions/{screen.session}"
    assert context.request.delete(session, headers={"Origin": screen.server.url}).ok
    expect(screen.badge).to_have_text("Closed")
    screen.say(DRAFT)
    screen.button("Redo the last step").click(force=True)
    expect(screen.button("Redo the last step")).to_be_disabled()
    expect(screen.button("Send")).to_be_disabled()
    notice = screen.page.locator(".notice")
    box = screen.page.get_by_role("textbox", name="Message")
    for _ in range(2):
        expect(notice).to_contain_text("may have been deleted")
        expect(box).to_have_value(DRAFT)
        expect(screen.page.locator(".entry.user")).to_have_count(0)
        screen.page.reload()
    box.fill("")
    screen.page.get_by_role("link", name="New session").click()
    expect(screen.page.get_by_role("heading", level=1)).to_be_visible()
    assert screen.page.evaluate("sessionStorage.length") == 0


def test_address_of_no_session_says_so_and_leads_back_to_the_start(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server, "#/s/0b0b0b0b-0000-4000-8000-000000000000")
    notice = screen.page.locator(".notice")
    expect(notice).to_contain_text("There is no such session")
    expect(screen.page.get_by_role("textbox", name="Message")).to_be_hidden()
    expect(screen.button("Send")).to_be_hidden()
    notice.get_by_role("link", name="Back to the start").press("Enter")
    expect(screen.page.get_by_role("heading", level=1)).to_have_text("What shall we work on?")


def test_network_that_goes_is_told_at_once_and_one_that_comes_is_used_at_once(
    server: Server, context: BrowserContext
) -> None:
    opened: list[WebSocketRoute] = []
    silent: list[WebSocketRoute] = []

    def pass_on(socket: WebSocketRoute) -> None:
        if away:
            silent.append(socket)
        else:
            socket.connect_to_server()
            opened.append(socket)

    away = False
    context.route_web_socket(re.compile("/ws"), pass_on)
    screen = Screen(context, server)
    screen.start("Career coach")
    screen.wait_idle()
    away = True
    context.set_offline(True)
    expect(screen.badge).to_have_text("Offline", timeout=1000)
    screen.say("How do I ask for a raise?")
    expect(screen.page.locator(".entry.user .note")).to_have_text("sending…")
    away = False
    context.set_offline(False)
    expect(screen.badge).to_have_text("Live over WebSocket", timeout=3000)
    # Until the message is there, the server is idle as well.
    expect(screen.page.locator(".entry.assistant")).to_have_count(2)
    screen.wait_idle()
    assert_transcript_is_whole(screen)


def test_way_on_after_a_fault_stays_until_it_is_taken(
    server: Server, context: BrowserContext
) -> None:
    screen, socket = at_rest(context, server)
    socket.close(code=4400)
    go_on = screen.button("Go on")
    expect(go_on).to_be_visible()
    screen.say(DRAFT)
    box = screen.page.get_by_role("textbox", name="Message")
    expect(go_on).to_be_visible()
    expect(box).to_have_value(DRAFT)
    go_on.press("Enter")
    expect(screen.badge).to_have_text("Live over WebSocket")
    expect(box).to_be_focused()
    box.press("Enter")
    expect(screen.page.locator(".entry.assistant")).to_have_count(2)
    screen.wait_idle()
    assert_transcript_is_whole(screen)


def test_person_who_skips_to_the_content_by_keyboard_stays_in_the_session(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    screen.start("Career coach")
    screen.wait_idle()
    before = screen.page.url
    screen.page.get_by_role("link", name="Skip to content").press("Enter")
    expect(screen.page.locator("#main")).to_be_focused()
    screen.page.keyboard.press("Tab")
    expect(screen.page.locator(".export > summary")).to_be_focused()
    screen.page.keyboard.press("Tab")
    expect(screen.page.get_by_label("Conversation").first).to_be_focused()
    assert screen.page.url == before
    assert_transcript_is_whole(screen)


def test_person_who_works_by_keyboard_always_has_a_place(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    screen.start_interview()
    screen.button("Pause").press("Enter")
    expect(screen.button("Go on")).to_be_focused()
    screen.wait_idle()
    screen.button("Go on").press("Enter")
    expect(screen.button("Pause")).to_be_visible()
    screen.wait_idle()
    expect(screen.page.locator(".composer :focus")).to_have_count(1)
    screen.button("End and get feedback").press("Enter")
    expect(screen.page.locator(".result")).to_contain_text("This practice, by these scales")
    screen.wait_idle()
    expect(screen.page.locator(".scroller")).to_be_focused()


def test_person_whose_button_goes_away_goes_on_in_the_box(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    screen.start("Essay")
    box = screen.page.get_by_role("textbox", name="Message")
    for _ in range(2):
        screen.wait_writing()
        screen.button("Stop").press("Enter")
        screen.wait_idle()
        expect(box).to_be_focused()
        screen.button("Redo the last step").press("Enter")
        screen.wait_writing()
        expect(box).to_be_focused()


ARABIC = "أرسلت سيرتي إلى Google قبل أسبوع، فماذا أقول لهم؟"
ENDS_ON_THE_LEFT = """body => {
    const node = document.createTreeWalker(body, NodeFilter.SHOW_TEXT).nextNode();
    const left = (at) => {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        return range.getBoundingClientRect().left;
    };
    return left(node.data.length - 1) < left(0);
}"""


def test_texts_run_the_way_that_their_language_does(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    screen.start("Career coach")
    screen.wait_idle()
    box = screen.page.get_by_role("textbox", name="Message")
    box.fill(ARABIC)
    assert box.evaluate("box => getComputedStyle(box).direction") == "rtl"
    box.press("Enter")
    said = screen.page.locator(".entry.user .body")
    expect(said).to_have_text(ARABIC)
    assert said.evaluate(ENDS_ON_THE_LEFT)
    screen.wait_idle()
    answer = screen.page.locator(".entry.assistant .body").first
    answer.evaluate(
        """async (body, text) => {
            const { showMarkdown } = await ours("ui/markdown.js");
            showMarkdown(body, `${text}\n\n- ${text}`);
        }""",
        ARABIC,
    )
    for block in ("p", "li"):
        assert answer.locator(block).evaluate(ENDS_ON_THE_LEFT)


def asked_earlier(ms: int) -> Callable[[WebSocketRoute], None]:
    """A connection over which a question has stood for so much longer than it has."""

    def shift(frame: str | bytes) -> str:
        return re.sub(r'"clockAt":(\d+)', lambda at: f'"clockAt":{int(at[1]) - ms}', str(frame))

    def route(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        server.on_message(lambda frame: socket.send(shift(frame)))

    return route


@pytest.mark.parametrize("wrong_by", [-7 * MINUTE, 0, 7 * MINUTE])
def test_clock_is_right_on_a_device_that_comes_later(
    server: Server, context: BrowserContext, wrong_by: int
) -> None:
    screen = Screen(context, server)
    screen.start_interview()
    state = screen.document()["state"]
    # The device has its own idea of the time, and has seen nothing of the session yet.
    context.add_init_script(
        f"sessionStorage.clear(); const now = Date.now; Date.now = () => now() + {wrong_by};"
    )
    context.route_web_socket(re.compile("/ws"), asked_earlier(2 * MINUTE))
    screen.page.reload()
    clock = screen.page.locator(".clock")
    expect(clock).to_have_text(re.compile(r"^\d+:\d\d left$"))

    def off_by_ms() -> float:
        used = time.time() * 1000 - state["clockAt"] + 2 * MINUTE
        minutes, seconds = re.findall(r"\d+", clock.inner_text())
        return abs(state["clock"]["budgetMs"] - used - (int(minutes) * 60 + int(seconds)) * 1000)

    eventually(lambda: off_by_ms() < 4000, "the clock is right")


def test_paragraph_of_many_emphases_is_drawn(server: Server, context: BrowserContext) -> None:
    screen = Screen(context, server)
    drawn = screen.page.evaluate(
        """async () => {
            const { showMarkdown } = await ours("ui/markdown.js");
            const box = document.createElement("div");
            showMarkdown(box, "**a *b* `c`** *d* and `e` ".repeat(5000));
            const count = (tag) => box.querySelectorAll(tag).length;
            return [box.textContent, count("p > strong"), count("p > em"), count("strong > em"),
                    count("p > code"), count("strong > code")];
        }"""
    )
    assert drawn == ["a b c d and e " * 5000, *[5000] * 5]
