"""What everybody can use: axe-core's rules of WCAG 2.2 A and AA, in every view of the page."""

import json
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.documents import ROOT
from tests.page.files import LOCKED, PICTURE, choose
from tests.page.practised import RESULT, STATE, TRIES
from tests.page.screen import RESUME, Screen
from tests.page.test_applications import POST
from tests.page.test_delivered import deliver
from tests.page.test_practice import EXERCISE, SEND, STORIES
from tests.page.test_practice import SHOW as PRACTISE
from tests.processes import Server, Servers

pytestmark = pytest.mark.slow

AXE = ROOT / "tests" / "agui" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LOOK = """(rules) => axe.run(document, { runOnly: rules }).then(({ violations }) =>
    violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html)]))"""
MARKDOWN = "# A\n\n- [x] one\n\n| a | b |\n|---|---|\n| 1 | [2](https://example.com) |\n\n    code"


@pytest.fixture(scope="module")
def running(started: Servers) -> Server:
    settings = {"CAREERPILOT_KINDS": "tests.page.delivered", "CAREERPILOT_COMMANDS_BURST": "1000"}
    return started.start(**settings)


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: npm ci in tests/agui")
    return AXE.read_text(encoding="utf-8")


def violations(page: Page, axe: str) -> list[Any]:
    page.evaluate(axe)
    found: list[Any] = page.evaluate(LOOK, RULES)
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_start_page_can_be_used_by_everybody(
    server: Server, context: BrowserContext, axe: str, scheme: Literal["light", "dark"]
) -> None:
    context.pages[0].emulate_media(color_scheme=scheme)
    screen = Screen(context, server)
    for card in screen.page.locator(".kind").all():
        if card.get_attribute("open") is None:
            card.locator("> summary").click()
        for more in card.locator(".more > summary").all():
            more.click()
        assert violations(screen.page, axe) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("sample", ["asked", "changed", "questions"])
def test_result_can_be_used_by_everybody(
    server: Server,
    context: BrowserContext,
    axe: str,
    sample: str,
    scheme: Literal["light", "dark"],
) -> None:
    context.pages[0].emulate_media(color_scheme=scheme)
    screen = deliver(server, context, sample)
    for summary in screen.page.locator(".result summary:visible").all():
        summary.click()
    for edit in screen.page.get_by_role("button", name="Edit: no.").all():
        edit.click()
    assert violations(screen.page, axe) == []


def test_conversation_can_be_used_by_everybody(
    server: Server, context: BrowserContext, axe: str
) -> None:
    screen = Screen(context, server)
    screen.start("Career coach")
    screen.wait_idle()
    screen.page.locator(".entry .body").first.evaluate(
        'async (body, text) => (await ours("ui/markdown.js")).showMarkdown(body, text, 3)', MARKDOWN
    )
    choose(screen.page.locator(".write"), PICTURE)
    expect(screen.page.locator(".upload")).to_be_visible()
    screen.page.locator(".export > summary").click()
    assert violations(screen.page, axe) == []
    screen.page.set_viewport_size({"width": 320, "height": 640})
    assert violations(screen.page, axe) == []
    screen.button("Your sessions").click()
    assert violations(screen.page, axe) == []


def test_address_of_no_session_can_be_used_by_everybody(
    server: Server, context: BrowserContext, axe: str
) -> None:
    screen = Screen(context, server, "#/s/0b0b0b0b-0000-4000-8000-000000000000")
    expect(screen.page.locator(".notice")).to_be_visible()
    assert violations(screen.page, axe) == []


def test_library_can_be_used_by_everybody(
    server: Server, context: BrowserContext, axe: str
) -> None:
    screen = Screen(context, server, "#/resumes")
    page = screen.page
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert violations(page, axe) == []
    choose(page.locator(".drop"), Path(RESUME))
    expect(page.locator(".items li")).to_have_count(1)
    choose(page.locator(".drop"), LOCKED)
    expect(page.locator(".upload .problem:not(:empty)")).to_be_visible()
    assert violations(page, axe) == []
    page.locator(".items a").first.click()
    expect(page.locator(".machine")).to_be_visible()
    assert violations(page, axe) == []
    page.get_by_role("button", name="Edit the fields").click()
    assert violations(page, axe) == []


def test_board_can_be_used_by_everybody(server: Server, context: BrowserContext, axe: str) -> None:
    screen = Screen(context, server, "#/applications")
    page = screen.page
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert violations(page, axe) == []
    given = {"job": "Nurse", "next": {"text": "Ring them", "date": "2020-01-02"}}
    page.evaluate(POST, ["applications", given])
    page.reload()
    expect(page.locator(".card")).to_be_visible()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page, axe) == []
    screen.button("Nurse").click()
    for what in ("Interviews", "People there"):
        screen.button(f"Add: {what}").click()
    assert violations(page, axe) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert violations(page, axe) == []


def test_interview_and_its_feedback_can_be_used_by_everybody(
    server: Server, context: BrowserContext, axe: str
) -> None:
    screen = Screen(context, server)
    screen.start_interview()
    assert violations(screen.page, axe) == []
    screen.say("I wrote a tracer for the payment calls, and failures fell by 95 %.")
    screen.wait_idle()
    screen.button("End and get feedback").click()
    screen.wait_idle()
    for summary in screen.page.locator(".result summary:visible").all():
        summary.click()
    assert violations(screen.page, axe) == []


def test_practice_can_be_used_by_everybody(
    server: Server, context: BrowserContext, axe: str
) -> None:
    screen = Screen(context, server, "#/practice")
    page = screen.page
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert violations(page, axe) == []
    given = {"stories": STORIES, "exercise": EXERCISE}
    page.evaluate(SEND, ["PATCH", json.dumps(given)])
    page.reload()
    screen.button("Edit Late trains").click()
    assert violations(page, axe) == []
    tried = STATE["feedback"] | {"attempts": TRIES}
    page.evaluate(PRACTISE, [STATE | {"feedback": tried}, RESULT])
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page, axe) == []
