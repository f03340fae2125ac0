"""The page in a real browser, against a real server: what a person sees, and goes on seeing."""

import json
import os
import re
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Playwright,
    WebSocketRoute,
    expect,
    sync_playwright,
)

from tests.page.essay import TEXT
from tests.processes import Server, Servers, eventually

pytestmark = pytest.mark.slow

RESUME = Path(__file__).parents[1] / "agents" / "resumes" / "backend.txt"
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ANSWER = (
    "In my last team our checkout failed twice a week. My task was to find out why. I wrote a "
    "tracer for the payment calls, found that retries were not idempotent, and redesigned them "
    "with keys that the client makes. As a result, failures fell by 95 % within a month, "
    "because a repeated call no longer charged anyone twice."
)
TALK = "How do I ask for a raise, and what do I say when they say that there is no budget for it?"
ESSAY = {"CAREERPILOT_KINDS": "tests.page.essay"}
RUN_MS = 60_000


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture
def context(playwright: Playwright, tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser with a profile of its own."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("needs chromium")
    context = playwright.chromium.launch_persistent_context(
        tmp_path / "profile",
        executable_path=program,
        args=FLAGS,
        viewport={"width": 1100, "height": 800},
    )
    context.set_default_timeout(RUN_MS)
    expect.set_options(timeout=RUN_MS)
    yield context
    context.close()


class Screen:
    """The page as its user sees it. `errors` is what the browser complained about."""

    def __init__(self, context: BrowserContext, server: Server, query: str = "") -> None:
        self.server = server
        self.page: Page = context.pages[0]
        self.errors: list[str] = []
        self.sockets: list[str] = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("websocket", lambda socket: self.sockets.append(socket.url))
        self.page.goto(f"{server.url}/{query}")

    def _note(self, message: ConsoleMessage) -> None:
        # The first visit's first request is what finds out that nobody is signed in yet.
        if message.type == "error" and "401" not in message.text:
            self.errors.append(message.text)

    @property
    def session(self) -> str:
        return re.findall(r"#/s/([0-9a-f-]{36})", self.page.url)[0]

    @property
    def badge(self) -> Locator:
        return self.page.locator("#connection")

    @property
    def entries(self) -> Locator:
        return self.page.locator(".entry")

    @property
    def writing(self) -> Locator:
        return self.page.locator(".entry.writing")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def start(self, kind: str, **fields: str) -> None:
        card = self.page.locator(".kind", has_text=kind)
        if card.get_attribute("open") is None:
            card.locator("summary").click()
        for name, value in fields.items():
            field = card.locator(f"[name={name}]")
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        card.get_by_role("button", name=f"Start {kind}").click()
        expect(self.page).to_have_url(re.compile("#/s/"))

    def start_interview(self) -> None:
        fields = {"type": "behavioral", "difficulty": "medium", "durationMinutes": "10"}
        card = self.page.locator(".kind", has_text="Mock interview")
        card.locator("summary").click()
        card.locator("input[type=file]").set_input_files(RESUME)
        expect(card.locator("[name=resume]")).to_have_value(re.compile(".{100}", re.DOTALL))
        self.start("Mock interview", targetRole="Backend engineer", **fields)
        self.wait_idle()

    def say(self, text: str) -> None:
        self.page.get_by_role("textbox", name="Message").fill(text)
        self.page.keyboard.press("Enter")

    def wait_writing(self, characters: int = 40) -> None:
        """Until a message is being written and so many of its characters are there."""
        expect(self.writing.locator(".body")).to_have_text(
            re.compile(f".{{{characters}}}", re.DOTALL)
        )

    def wait_idle(self) -> None:
        """Until the server has nothing more to do, and the page shows that."""
        eventually(lambda: self.document()["status"] == "idle", "the run has ended", RUN_MS / 1000)
        expect(self.button("Stop")).to_be_hidden()
        expect(self.writing).to_have_count(0)

    def document(self) -> dict[str, Any]:
        """The session as the server has it."""
        answer = self.page.context.request.get(f"{self.server.url}/v1/sessions/{self.session}")
        assert answer.ok, answer.text()
        document: dict[str, Any] = answer.json()
        return document

    def logged(self) -> list[str]:
        """The types of the events in the session's log."""
        path = f"/v1/sessions/{self.session}/events?after=0&epoch={self.document()['epoch']}"
        headers = {"Accept": "application/json"}
        answer = self.page.context.request.get(f"{self.server.url}{path}", headers=headers)
        frames = [frame for frame in answer.json() if frame["type"] == "events"]
        assert frames[-1]["seq"] == sum(len(frame["events"]) for frame in frames)
        return [event["type"] for frame in frames for event in frame["events"]]

    def texts(self) -> list[str]:
        return self.entries.locator(".body").all_inner_texts()


def bare(text: str) -> str:
    """The letters and digits alone: what stays of a text however its Markdown is shown."""
    return re.sub(r"[\W_]+", "", re.sub(r"^\s*\d+[.)]\s", "", text, flags=re.MULTILINE))


def assert_transcript_is_whole(screen: Screen) -> None:
    """What is shown is what the server's log comes to, message by message."""
    said = [m for m in screen.document()["messages"] if m["role"] in ("user", "assistant")]
    expect(screen.entries).to_have_count(len(said))
    assert [bare(text) for text in screen.texts()] == [bare(m["content"]) for m in said]


def assert_no_overflow(page: Page) -> None:
    width, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width <= window


def test_person_goes_from_resume_to_feedback(servers: Servers, context: BrowserContext) -> None:
    screen = Screen(context, servers.start())
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
    expect(result).to_contain_text("Overall score")
    screen.wait_idle()
    assert_transcript_is_whole(screen)
    assert_result_is_shown(result, screen.document()["state"]["result"])
    expect(screen.page.get_by_role("textbox", name="Message")).to_be_hidden()
    assert screen.errors == []


def assert_result_is_shown(card: Locator, result: dict[str, Any]) -> None:
    shown = card.inner_text()
    for name in ("overallScore", "communicationScore", "technicalScore"):
        value = result[name]
        assert (f"{value} / 100" if value is not None else result["notJudged"][name]) in shown
    quotes = [quote for competency in result["competencies"] for quote in competency["quotes"]]
    assert quotes
    assert card.locator("blockquote").all_inner_texts() == quotes
    assert all(quote in ANSWER for quote in quotes)
    for competency in result["competencies"]:
        assert competency["anchor"] in shown
    for text in [*result["strengths"], *result["improvements"]]:
        assert bare(text) in bare(shown)
    assert card.locator("details").count() == len(result["questions"])
    card.locator("details summary").first.click()
    assert bare(ANSWER) in bare(card.locator("details").first.inner_text())


def test_reload_in_mid_token_leaves_transcript_whole(
    servers: Servers, context: BrowserContext
) -> None:
    screen = Screen(context, servers.start(**ESSAY))
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
    servers: Servers, context: BrowserContext, transport: str, name: str
) -> None:
    screen = Screen(context, servers.start(), f"?transport={transport}")
    screen.start("Career coach")
    screen.say(TALK)
    expect(screen.page.locator(".entry.user")).to_have_count(1)
    screen.wait_idle()
    expect(screen.badge).to_have_text(f"Live over {name}")
    assert_transcript_is_whole(screen)
    assert screen.sockets == []
    assert screen.errors == []


def refuse(socket: WebSocketRoute) -> None:
    socket.close()


def test_page_falls_back_to_sse_where_websockets_are_blocked(
    servers: Servers, context: BrowserContext
) -> None:
    context.route_web_socket(re.compile("/ws"), refuse)
    screen = Screen(context, servers.start())
    screen.start("Career coach")
    expect(screen.badge).to_have_text("Live over SSE")
    screen.say(TALK)
    expect(screen.page.locator(".entry.user")).to_have_count(1)
    screen.wait_idle()
    assert_transcript_is_whole(screen)


def test_page_falls_back_to_long_poll_where_streams_are_held_back(
    servers: Servers, context: BrowserContext
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
    screen = Screen(context, servers.start())
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


def test_user_writes_lines_queues_and_stops(servers: Servers, context: BrowserContext) -> None:
    screen = Screen(context, servers.start(**ESSAY))
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


def test_command_that_is_not_possible_is_explained(
    servers: Servers, context: BrowserContext
) -> None:
    screen = Screen(context, servers.start())
    screen.start_interview()
    screen.button("Pause").click()
    expect(screen.button("Go on")).to_be_visible()
    screen.wait_idle()
    screen.say("May I answer now?")
    notice = screen.page.get_by_role("alert").filter(has_text="not possible")
    expect(notice).to_contain_text("“Go on”")
    # What was refused is not lost.
    expect(screen.page.get_by_role("textbox", name="Message")).to_have_value("May I answer now?")


def test_text_that_looks_like_html_is_text(servers: Servers, context: BrowserContext) -> None:
    screen = Screen(context, servers.start())
    topic = "<img src=x onerror=alert(1)> <script>alert(2)</script> **bold**"
    screen.start("Career coach", topic=topic)
    screen.say(topic)
    expect(screen.page.locator(".entry.user .body")).to_have_text(topic)
    screen.wait_idle()
    assert screen.page.locator("main img, main script, .sidebar img").count() == 0
    expect(screen.page.locator(".sessions .name")).to_contain_text("<img src=x")
    assert screen.errors == []


def test_page_fits_a_phone_and_a_keyboard(servers: Servers, context: BrowserContext) -> None:
    screen = Screen(context, servers.start())
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
    servers: Servers, context: BrowserContext
) -> None:
    screen = Screen(context, servers.start())
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
