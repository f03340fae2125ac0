"""The page's own texts: all in the catalogue, and in the language that the browser asks for."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect

from protocol.catalogue import CATALOGUE, ENGLISH
from tests.page.conftest import VIEWPORT, ready
from tests.page.files import HIDDEN, LOCKED, choose
from tests.page.screen import Screen, assert_no_overflow
from tests.processes import Server

PAGE = Path(__file__).parents[2] / "server" / "page"
KEY = re.compile(r'"(page(?:\.[a-z_]+){2})"')
WORD = "page.word."
"""What names of the wire are called: they come from elsewhere."""
HANGUL = re.compile(r"[가-힣]")
LATIN_KEY = re.compile(r"page\.[a-z_]+\.")


def test_page_and_catalogue_have_the_same_keys() -> None:
    used = {key for path in PAGE.rglob("*.js") for key in KEY.findall(path.read_text())}
    kept = CATALOGUE.section("page.", ENGLISH)
    assert used == {key for key in kept if not key.startswith(WORD)}


@pytest.fixture
def korean(browser: Browser) -> Iterator[BrowserContext]:
    """A window of a browser that is set to Korean."""
    context = ready(browser.new_context(viewport=VIEWPORT, locale="ko-KR"))
    context.new_page()
    yield context
    context.close()


@pytest.mark.slow
def test_korean_speaker_reads_korean_throughout(server: Server, korean: BrowserContext) -> None:
    screen = Screen(korean, server, "#/resumes")
    page = screen.page
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    expect(page.get_by_role("heading", level=1)).to_have_text("내 이력서")
    choose(page.locator(".drop"), LOCKED)
    expect(page.locator(".upload .problem")).to_contain_text(HANGUL)
    choose(page.locator(".drop"), HIDDEN)
    expect(page.locator(".library")).to_contain_text("추가했어요")
    page.locator(".items a").first.click()
    expect(page.locator(".machine")).to_contain_text("경력(개월)")
    expect(page.locator(".warnings p")).to_contain_text(HANGUL)
    page.get_by_role("button", name="항목 고치기").click()
    page.set_viewport_size({"width": 320, "height": 640})
    assert_no_overflow(page)
    buttons = page.locator("main button:visible, main label:visible, main h2:visible")
    assert all(HANGUL.search(text) for text in buttons.all_inner_texts())
    page.locator(".brand").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("무엇부터 해 볼까요?")
    assert not LATIN_KEY.search(page.locator("body").inner_text())
    coach = page.locator(".kind", has_text="커리어 코치")
    if coach.get_attribute("open") is None:
        coach.locator("> summary").click()
    coach.get_by_role("button").last.click()
    expect(page.locator("#connection")).to_have_text(re.compile("^연결됨"))
    expect(page.get_by_role("textbox", name="메시지")).to_be_focused()
    # The browser itself notes each refusal.
    assert all("422" in error for error in screen.errors)


@pytest.mark.slow
def test_page_without_texts_says_so_and_how_to_go_on(
    server: Server, context: BrowserContext
) -> None:
    context.route("**/v1/texts", lambda route: route.abort())
    screen = Screen(context, server)
    expect(screen.page.get_by_role("alert")).to_contain_text("could not be reached")
    expect(screen.page.get_by_role("alert")).to_contain_text("연결하지 못했습니다")
    context.unroute("**/v1/texts")
    screen.page.get_by_role("link", name="Try again").click()
    expect(screen.page.get_by_role("heading", level=1)).to_have_text("What shall we work on?")


@pytest.mark.slow
def test_page_has_nothing_to_say_before_its_texts_are_there_but_its_name(
    server: Server, context: BrowserContext
) -> None:
    shown: list[str] = []

    def look(route: Route) -> None:
        shown.append(route.request.frame.page.locator("body").inner_text())
        route.continue_()

    context.route("**/v1/texts", look)
    screen = Screen(context, server)
    expect(screen.page.get_by_role("heading", level=1)).to_be_visible()
    assert [text.strip() for text in shown] == ["CareerPilot"]
