"""A text on the page, in a real browser: what its form asks for, and what comes of it."""

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.agents.kinds.text.test_reading import HOURS
from tests.documents import ROOT
from tests.page.files import choose
from tests.page.screen import Screen, assert_no_overflow
from tests.processes import Server

pytestmark = pytest.mark.slow

KIND = "Work with a text"


def test_form_asks_for_what_the_operation_needs_and_the_text_answers(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    card = screen.card(KIND)
    operation = card.locator("[name=operation]")
    fields = {"summarize": "words", "key_points": "count", "questions": "count", "qa": "question"}
    for chosen, field in {**fields, "sentiment": ""}.items():
        operation.select_option(chosen)
        for name in ("words", "count", "question"):
            expect(card.locator(f"[name={name}]")).to_be_visible(visible=name == field)
    screen.start(KIND, operation="qa", text=HOURS, question="Who founded the museum?")
    screen.wait_idle()
    page, result = screen.page, screen.page.locator(".result")
    expect(result).to_contain_text("Dr. Ines Brandt, its director, founded it in 1998.")
    screen.say("as 2 key points")
    screen.wait_idle()
    points = result.locator("section", has=page.get_by_role("heading", name="Points")).last
    expect(points.locator("blockquote")).to_have_count(2)
    page.set_viewport_size({"width": 320, "height": 640})
    assert_no_overflow(page)
    assert screen.errors == []


def test_text_is_given_as_a_file(server: Server, context: BrowserContext) -> None:
    screen = Screen(context, server)
    card = screen.card(KIND)
    file = ROOT / "tests/material/resumes/chef.txt"
    choose(card.locator(".field", has_text="Document"), file)
    expect(card.locator(".chosen")).to_contain_text("chef.txt")
    card.get_by_role("button", name=f"Start {KIND}").click()
    expect(screen.page).to_have_url(re.compile("#/s/"))
    screen.wait_idle()
    expect(screen.page.locator(".result")).to_contain_text("Points")
    assert screen.errors == []
