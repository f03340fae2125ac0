"""How the page looks where that decides whether it can be used, in a real browser."""

import re
from typing import Any, Literal

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.page.screen import Screen, assert_no_overflow
from tests.processes import Server

pytestmark = pytest.mark.slow

CONTROLS = "button, .button, input, select, textarea"
EDGES = """(all) => all.filter((one) => one.checkVisibility()).map((one) => {
    const style = (node) => getComputedStyle(node);
    const isClear = (color) => /^rgba\\(.*, 0\\)$/.test(color);
    const own = (node) => style(node).backgroundColor;
    const ground = (node) => (isClear(own(node)) ? ground(node.parentElement) : own(node));
    const { borderTopColor, borderTopStyle } = style(one);
    const isBare = borderTopStyle === "none" || isClear(borderTopColor);
    return { name: one.textContent.slice(0, 30) || one.name, isBare, edge: borderTopColor,
             inside: ground(one), outside: ground(one.parentElement) };
})"""
"""The controls that are seen: the colours of their edges, and what is on either side of those."""


def luminance(color: str) -> float:
    """Of WCAG 2.2."""
    channels = [int(value) / 255 for value in re.findall(r"\d+", color)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def faint(controls: list[dict[str, Any]]) -> list[str]:
    """Controls whose edge, or whose filling, does not stand out from what is around them."""
    return [
        f"{one['name']}: {one['edge']}"
        for one in controls
        if not one["isBare"]
        and max(contrast(one["edge"], one["outside"]), contrast(one["inside"], one["outside"])) < 3
    ]


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("rgb(0, 0, 0)", "rgb(255, 255, 255)") == 21
    assert round(contrast("rgb(220, 223, 227)", "rgb(255, 255, 255)"), 2) == 1.34


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edges_of_controls_stand_out(
    server: Server, context: BrowserContext, scheme: Literal["light", "dark"]
) -> None:
    screen = Screen(context, server)
    screen.page.emulate_media(color_scheme=scheme)
    for kind in screen.page.locator(".kind > summary").all()[1:]:
        kind.click()
        controls = screen.page.locator(CONTROLS).evaluate_all(EDGES)
        assert controls
        assert faint(controls) == []
    screen.start("Career coach")
    screen.wait_idle()
    assert faint(screen.page.locator(CONTROLS).evaluate_all(EDGES)) == []
    screen.page.goto(f"{server.url}/#/resumes")
    expect(screen.page.get_by_role("heading", level=1)).to_be_visible()
    assert faint(screen.page.locator(CONTROLS).evaluate_all(EDGES)) == []


def test_person_with_forced_colours_sees_which_session_is_open_and_whether_it_is_live(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    screen.page.emulate_media(forced_colors="active")
    screen.start("Career coach", topic="Salary")
    screen.wait_idle()
    screen.page.get_by_role("link", name="New session").click()
    screen.start("Career coach", topic="Notice")
    screen.wait_idle()

    def outline(session: Locator) -> str:
        return str(session.evaluate("link => getComputedStyle(link).outlineStyle"))

    expect(screen.page.locator(".sessions a")).to_have_count(2)
    screen.page.locator("#main").focus()
    assert outline(screen.page.locator(".sessions a[aria-current]")) == "solid"
    assert outline(screen.page.locator(".sessions a:not([aria-current])")) == "none"
    dot = "badge => parseFloat(getComputedStyle(badge, '::before').borderTopWidth)"
    assert screen.badge.evaluate(dot) > 3


def test_start_button_stands_under_the_fields_and_is_as_high_as_others(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    for card in screen.page.locator(".kind").all():
        if card.get_attribute("open") is None:
            card.locator("> summary").click()
        start = card.locator(".fields > button.primary").bounding_box()
        fields = [
            box for field in card.locator(".field:visible").all() if (box := field.bounding_box())
        ]
        assert start is not None
        assert start["height"] < 60
        assert all(start["y"] >= field["y"] + field["height"] for field in fields)


def test_heading_in_an_answer_is_no_name_of_who_speaks(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    screen.start("Career coach")
    screen.wait_idle()
    body = screen.page.locator(".entry.assistant .body").first
    body.evaluate(
        """async (body) => {
            const { showMarkdown } = await ours("ui/markdown.js");
            showMarkdown(body, "### A heading\\n\\nText", 3);
        }"""
    )
    looks = """node => {
        const { color, fontSize, fontWeight } = getComputedStyle(node);
        return { color, fontWeight, size: parseFloat(fontSize) };
    }"""
    heading = body.get_by_role("heading").evaluate(looks)
    name = screen.page.locator(".entry.assistant > h3").first.evaluate(looks)
    text = body.locator("p").first.evaluate(looks)
    assert heading["color"] == text["color"] != name["color"]
    assert heading["size"] >= text["size"] > name["size"]


@pytest.mark.parametrize("width", [320, 390])
def test_person_with_a_phone_gets_to_another_session_from_an_open_one(
    server: Server, context: BrowserContext, width: int
) -> None:
    context.pages[0].set_viewport_size({"width": width, "height": 640})
    screen = Screen(context, server)
    screen.start("Career coach", topic="Salary")
    screen.wait_idle()
    screen.page.goto(f"{server.url}/#/")
    screen.start("Career coach", topic="Notice")
    screen.wait_idle()
    other = screen.page.locator(".sessions a", has_text="Salary")
    expect(other).to_be_hidden()
    to_list = screen.button("Your sessions")
    to_list.click()
    expect(to_list).to_have_attribute("aria-expanded", "true")
    expect(screen.page.locator(".sessions a[aria-current]")).to_be_focused()
    expect(screen.page.get_by_role("textbox", name="Message")).to_be_hidden()
    assert_no_overflow(screen.page)
    screen.page.keyboard.press("Escape")
    expect(to_list).to_be_focused()
    expect(other).to_be_hidden()
    to_list.click()
    other.click()
    expect(screen.page.get_by_role("textbox", name="Message")).to_be_visible()
    expect(other).to_be_hidden()
    assert "Salary" in screen.document()["title"]
    assert_no_overflow(screen.page)
    assert screen.errors == []


def test_top_of_the_smallest_phone_is_two_lines_at_most(
    server: Server, context: BrowserContext
) -> None:
    context.pages[0].set_viewport_size({"width": 320, "height": 640})
    screen = Screen(context, server)
    screen.start("Career coach")
    expect(screen.badge).to_have_text(re.compile("^Live"))
    badge, top = screen.badge.bounding_box(), screen.page.locator(".top").bounding_box()
    assert badge is not None
    assert top is not None
    assert badge["height"] < 30
    assert top["height"] < 90
    screen.page.context.set_offline(True)
    expect(screen.badge).to_have_text("Offline")
    assert_no_overflow(screen.page)
