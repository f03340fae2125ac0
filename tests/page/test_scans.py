"""Files without text, in a real browser: who allows it has a model copy what stands there."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Request, Route, expect

from tests.page.conftest import SETTINGS
from tests.page.files import RESUME, SCAN, choose, drop
from tests.page.playing import Held, upstreams
from tests.page.screen import Screen
from tests.processes import Server, Servers
from tests.server.talk import provided
from tests.upstream import Answer, Upstream

pytestmark = pytest.mark.slow

COPIED = RESUME.read_text()
LOOK = "Let a model look at it"


@pytest.fixture(scope="module")
def up() -> Iterator[Upstream]:
    """The provider whose models see."""
    with upstreams(1) as made:
        yield made[0]


@pytest.fixture(scope="module")
def running(started: Servers, up: Upstream) -> Server:
    """A server that has models which see."""
    return started.start(CAREERPILOT_CACHE="off", **SETTINGS, **provided(openai=up))


@pytest.fixture
def screen(server: Server, context: BrowserContext, up: Upstream) -> Screen:
    """The library, and nobody has been asked anything yet."""
    up.calls.clear()
    return Screen(context, server, "#/resumes")


def assert_asked(upload: Locator, up: Upstream) -> None:
    """It says what would leave and to whom, and nothing has."""
    expect(upload.locator(".problem")).to_contain_text("There is no text in the file")
    expect(upload).to_contain_text("its pages leave this server as pictures and go to OpenAI")
    expect(upload).to_contain_text("nothing in them can be masked")
    expect(upload.get_by_role("button", name="Send again")).to_be_hidden()
    assert up.calls == []


def test_scan_is_copied_once_the_user_allows_it_and_is_seen_while_it_is_read(
    screen: Screen, up: Upstream
) -> None:
    page = screen.page
    held = Held(COPIED)
    up.play(then=held)
    choose(page.locator(".drop"), SCAN)
    upload = page.locator(".upload")
    assert_asked(upload, up)
    with page.expect_request("**/v1/resumes?vision=true"):
        upload.get_by_role("button", name=LOOK).click()
    expect(upload).to_contain_text("It is being read…")
    expect(upload.locator(".problem")).to_be_empty()
    expect(upload.get_by_role("button", name=LOOK)).to_be_hidden()
    row = page.locator(".items li").first
    expect(row).to_contain_text("being read")
    # Who looks at it meanwhile sees it come.
    other = page.context.new_page()
    other.goto(f"{screen.server.url}/{row.locator('a').get_attribute('href')}")
    expect(other.locator(".page [role=status]").first).to_have_text(re.compile("being read"))
    held.let_go()
    expect(other.locator(".machine .read")).to_contain_text(COPIED.strip().splitlines()[0])
    other.close()
    page.bring_to_front()
    expect(page.locator(".library")).to_contain_text("Added:")
    expect(upload).to_have_count(0)
    expect(row).not_to_contain_text("being read")
    row.locator("a").click()
    expect(page.locator(".warnings")).to_contain_text("a model")
    expect(page.locator(".seen iframe")).to_be_visible()
    # The browser itself notes the refusal.
    assert all("422" in error for error in screen.errors)


def test_scan_that_goes_along_with_a_message_is_asked_about(screen: Screen, up: Upstream) -> None:
    up.play(then=Answer([COPIED]))
    page = screen.page
    page.locator(".brand").click()
    screen.start("Career coach")
    screen.wait_idle()
    up.calls.clear()
    drop(page.locator(".scroller"), SCAN, "application/pdf")
    upload = page.locator(".upload")
    assert_asked(upload, up)
    screen.say("What do you make of it?")
    expect(page.locator(".composer")).to_contain_text("not ready to go along")
    with page.expect_request("**/v1/documents?vision=true"):
        upload.get_by_role("button", name=LOOK).click()
    expect(upload).to_contain_text("Uploaded and read.")
    assert all("422" in error for error in screen.errors)


def test_scan_that_was_found_to_have_no_text_late_is_asked_about_and_does_not_stay(
    screen: Screen, up: Upstream
) -> None:
    up.play(then=Answer([COPIED]))
    page = screen.page
    late = {"id": "late", "title": SCAN.name, "status": "reading"}
    problem = {
        "code": "no_text",
        "message": "There is no text in the file.",
        "details": {"seers": ["OpenAI"]},
    }
    deleted: list[str] = []

    def settle(route: Route) -> None:
        if route.request.method == "DELETE":
            deleted.append(route.request.url)
            route.fulfill(status=204)
        else:
            route.fulfill(json=late | {"status": "failed", "error": problem})

    def take(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=202, json=late)
        else:
            route.continue_()

    page.route("**/v1/resumes", take)
    page.route("**/v1/resumes/late", settle)
    choose(page.locator(".drop"), SCAN)
    upload = page.locator(".upload")
    assert_asked(upload, up)
    upload.get_by_role("button", name=LOOK).click()
    expect(page.locator(".library")).to_contain_text("Added:")
    assert len(deleted) == 1
    assert screen.errors == []


def test_scan_that_is_not_to_be_seen_is_let_go_of(screen: Screen, up: Upstream) -> None:
    page = screen.page
    sent: list[Request] = []
    page.on("request", lambda one: sent.append(one) if "vision" in one.url else None)
    choose(page.locator(".drop"), SCAN)
    upload = page.locator(".upload")
    assert_asked(upload, up)
    upload.get_by_role("button", name="Remove").click()
    expect(upload).to_have_count(0)
    assert (sent, up.calls) == ([], [])
