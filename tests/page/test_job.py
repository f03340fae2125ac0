"""A posting on the page, in a real browser: given in any way, shown, corrected, gone on with."""

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.documents import ROOT
from tests.page.files import choose
from tests.page.screen import Screen, assert_no_overflow
from tests.processes import Server

pytestmark = pytest.mark.slow

POSTING = ROOT / "tests/material/postings/en_charge_nurse.txt"


def form(screen: Screen) -> Locator:
    """The kind's form, opened."""
    card = screen.page.locator(".kind", has_text="Reads a job posting")
    card.locator("> summary").click()
    return card


def begin(screen: Screen, card: Locator) -> None:
    """Begin the session, until it rests."""
    card.get_by_role("button", name="Start Job posting").click()
    expect(screen.page).to_have_url(re.compile("#/s/"))
    screen.wait_idle()


def test_posting_is_given_as_a_text_read_corrected_and_gone_on_with(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    card = form(screen)
    assert card.locator(".optional", has_text="one of these").count() == 3
    card.locator("[name=text]").fill(POSTING.read_text())
    begin(screen, card)
    page, result = screen.page, screen.page.locator(".result")
    must = result.locator("section", has=page.get_by_role("heading", name="What must be")).first
    first = must.locator("li").first
    expect(first).to_contain_text("Current registration with the NMC")
    expect(first.locator(".status")).to_have_text("Condition")
    first.get_by_text("The posting's words").click()
    expect(first.locator("blockquote")).to_contain_text("is essential for this post")
    expect(result).to_contain_text(re.compile(r"Not said: .*Pay"))
    count = must.locator("li").count()
    first.get_by_role("button", name=re.compile("Not a must")).click()
    screen.wait_idle()
    expect(must.locator("li")).to_have_count(count - 1)
    expect(result).to_contain_text("You said this; the posting does not.")
    page.set_viewport_size({"width": 320, "height": 640})
    assert_no_overflow(page)
    track = result.get_by_role("link", name="Add it to your applications")
    expect(track).to_have_attribute("href", re.compile("^#/applications/new/[0-9a-f-]{36}$"))
    result.get_by_role("button", name="Compare with my résumé").click()
    chosen = page.locator(".kind[open] .chosen", has_text="Charge Nurse")
    expect(chosen).to_be_visible()
    assert screen.errors == []


def test_posting_is_given_as_a_file(server: Server, context: BrowserContext) -> None:
    screen = Screen(context, server)
    card = form(screen)
    choose(card.locator(".field", has_text="Document"), POSTING)
    expect(card.locator(".chosen")).to_contain_text("en_charge_nurse.txt")
    begin(screen, card)
    expect(screen.page.locator(".result")).to_contain_text("Current registration with the NMC")
    assert screen.errors == []


def test_address_stands_where_a_job_is_asked_for(server: Server, context: BrowserContext) -> None:
    screen = Screen(context, server)
    card = screen.card("Résumé check")
    resume = (ROOT / "tests/material/resumes/nurse.txt").read_text()
    for name, value in {"resume": resume, "targetRole": "Nurse"}.items():
        card.locator(f"[name={name}]").fill(value)
    card.locator("[name=job]").fill("http://a.io/1")
    with screen.page.expect_request(
        lambda asked: asked.method == "POST" and asked.url.endswith("/v1/sessions")
    ) as sent:
        card.get_by_role("button", name="Start Résumé check").click()
    assert sent.value.post_data_json["input"]["job"] == {"url": "http://a.io/1"}
