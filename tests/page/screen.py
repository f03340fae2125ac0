"""The page as its user sees it, and what has to stand on it."""

import re
from typing import Any

from playwright.sync_api import (
    APIResponse,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    WebSocketRoute,
    expect,
)

from tests.documents import RESUMES
from tests.processes import Server, eventually

RESUME = RESUMES / "backend.txt"
ANSWER = (
    "In my last team our checkout failed twice a week. My task was to find out why. I wrote a "
    "tracer for the payment calls, found that retries were not idempotent, and redesigned them "
    "with keys that the client makes. As a result, failures fell by 95 % within a month, "
    "because a repeated call no longer charged anyone twice."
)
RUN_MS = 60_000


def passed_on(context: BrowserContext) -> list[WebSocketRoute]:
    """The page's WebSockets, as they open, each by way of us: we can speak in it and close it."""
    opened: list[WebSocketRoute] = []

    def pass_on(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        opened.append(socket)

    context.route_web_socket(re.compile("/ws"), pass_on)
    return opened


def at_rest(context: BrowserContext, server: Server) -> "tuple[Screen, WebSocketRoute]":
    """The page after the coach's greeting, and its WebSocket, passed on."""
    opened = passed_on(context)
    screen = Screen(context, server)
    screen.start("Career coach")
    screen.wait_idle()
    return screen, opened[0]


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
        if message.type == "error":
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

    def card(self, kind: str) -> Locator:
        """The form of a kind, opened."""
        # By its whole title: others may speak of the same in their descriptions.
        title = self.page.locator("summary h2", has_text=re.compile(f"^{re.escape(kind)}$"))
        card = self.page.locator(".kind", has=title)
        if card.get_attribute("open") is None:
            card.locator("> summary").click()
        return card

    def start(self, kind: str, **fields: str) -> None:
        card = self.card(kind)
        for name, value in fields.items():
            field = card.locator(f'[name="{name}"]')
            if not field.is_visible():
                card.locator(".more:not([open]) > summary").click()
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        card.get_by_role("button", name=f"Start {kind}").click()
        expect(self.page).to_have_url(re.compile("#/s/"))

    def start_interview(self) -> None:
        fields = {"type": "behavioral", "difficulty": "medium", "durationMinutes": "10"}
        # With a clock, which nobody has at first.
        fields["options.gentle"] = "exam"
        resume = RESUME.read_text()
        self.start("Mock interview", targetRole="Backend engineer", resume=resume, **fields)
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
        document: dict[str, Any] = self._get(f"/v1/sessions/{self.session}").json()
        return document

    def _get(self, path: str, **headers: str) -> APIResponse:
        """Ask the server as browsers do: a worker that ends may close a connection that was kept
        in the very moment of a request, and then a GET is sent again (RFC 9110 §9.2.2)."""
        request = self.page.context.request
        answer = request.get(f"{self.server.url}{path}", headers=headers, max_retries=2)
        assert answer.ok, answer.text()
        return answer

    def logged(self) -> list[str]:
        """The types of the events in the session's log."""
        path = f"/v1/sessions/{self.session}/events?after=0&epoch={self.document()['epoch']}"
        answer = self._get(path, Accept="application/json").json()
        frames = [frame for frame in answer if frame["type"] == "events"]
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


def assert_result_is_shown(card: Locator, result: dict[str, Any]) -> None:
    shown = card.inner_text()
    for name in ("overallScore", "communicationScore", "technicalScore"):
        value = result[name]
        assert (f"{value} / 100" if value is not None else result["notJudged"][name]) in shown
    quotes = [quote for competency in result["competencies"] for quote in competency["quotes"]]
    assert quotes
    assert card.locator(".competency blockquote").all_inner_texts() == quotes
    assert all(quote in ANSWER for quote in quotes)
    for competency in result["competencies"]:
        assert competency["anchor"] in shown
    for text in [*result["strengths"], *result["improvements"]]:
        assert bare(text) in bare(shown)
    questions = card.locator("details:not(.about, .made-of)")
    assert questions.count() == len(result["questions"])
    questions.locator("summary").first.click()
    assert bare(ANSWER) in bare(questions.first.inner_text())


def assert_no_overflow(page: Page) -> None:
    """The page is no wider than the window."""
    width, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width <= window
