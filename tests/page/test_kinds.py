"""How results are shown of kinds that the page knows nothing about, in a real browser."""

import re
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from protocol.catalogue import CATALOGUE
from tests.page.screen import Screen, assert_no_overflow
from tests.processes import Server

pytestmark = pytest.mark.slow

SHOW = """async ([kind, result, schema]) => {
    const { viewOf } = await ours("kinds/registry.js");
    const { ResultCard } = await ours("views/result.js");
    const card = new ResultCard();
    card.update(result, viewOf(kind), { schema: schema ?? {} });
    const box = document.createElement("div");
    box.style.padding = "1rem";
    box.append(card.root);
    document.querySelector("main").replaceChildren(box);
}"""
ODD: dict[str, Any] = {
    "pitch": "I find out what **numbers** mean.",
    "words": 6,
    "kept": True,
    "nothing": None,
    "drafts": ["One", {"text": "Two", "notes": [[], {}]}],
    "overallScore": {"of": 5},
    "competencies": "none",
    "questions": None,
    "notJudged": 0,
    "constructor": "Mine",
    "<b>": "<i>",
}
"""Without a schema, and with names that the results of other kinds give another meaning."""

NUMBER = {"type": "integer", "minimum": 0, "maximum": 100}
RICH_SCHEMA: dict[str, Any] = {
    "title": "AnalysisResult",
    "type": "object",
    "properties": {
        "readiness": {"anyOf": [NUMBER, {"type": "null"}], "title": "How ready you are"},
        "atsScore": {"anyOf": [NUMBER, {"type": "null"}]},
        "coverageScore": {"anyOf": [NUMBER, {"type": "null"}]},
        "summary": {"type": "string", "title": "In short"},
        "strengths": {"type": "array", "items": {"$ref": "#/$defs/Finding"}},
        "gaps": {"type": "array", "items": {"$ref": "#/$defs/Gap"}, "title": "What is missing"},
        "checks": {"type": "array"},
    },
    "$defs": {
        "Finding": {"title": "Finding", "type": "object"},
        "Gap": {
            "title": "Gap",
            "type": "object",
            "properties": {
                "skill": {"type": "string"},
                "status": {"enum": ["notShown", "unproven"]},
                "why": {"type": "string", "title": "Reason"},
                "priority": {"enum": ["high", "low"]},
                "currentLevel": {"anyOf": [NUMBER, {"type": "null"}]},
                "evidence": {"type": "array"},
            },
        },
    },
}
ABOUT_FILES = CATALOGUE.section("page.word.about_atsScore", "en")["page.word.about_atsScore"]
QUOTE = "Redesigned the payment retries of the checkout; failed checkouts fell by 95% in a month"
RICH: dict[str, Any] = {
    "checks": [
        {"check": "Text can be read", "kept": True, "points": 20, "maxPoints": 20},
        {"check": "One column", "kept": False, "points": 0, "maxPoints": 15},
        {"check": "Dates in order", "kept": None, "points": 0, "maxPoints": 0},
    ],
    "detailedFeedback": "## First\n\nYour résumé *shows* results:\n\n- one\n- two\n\n"
    "1. Put the newest job first.\n2. Say how many people used it.\n\n> as you wrote",
    "gaps": [
        {
            "id": "g1",
            "priority": "high",
            "skill": "Kubernetes",
            "status": "notShown",
            "why": "The posting asks for it, and no job in your résumé names it or what it is for.",
            "currentLevel": None,
            "evidence": [],
        },
        {
            "id": "g2",
            "priority": "low",
            "skill": "Python",
            "status": "unproven",
            "why": "It stands in the list of skills alone.",
            "currentLevel": 40,
            "evidence": [{"quote": "Python, Go, SQL", "source": "resume", "span": [10, 25]}],
        },
    ],
    "readiness": 72,
    "atsScore": 35,
    "coverageScore": None,
    "summary": "You show **most** of what is asked.",
    "strengths": [
        {"text": "Results with numbers", "evidence": [{"quote": QUOTE, "source": "resume"}]},
        {"text": "Long " * 40, "evidence": [{"quote": "Python, Go", "source": "resume"}]},
    ],
    "keywords": ["Python", "Payments", "On-call", "Distributed systems", "PostgreSQL"],
    "recommendations": [
        "Name the number of payments per day that your tracer saw, so that a reader can judge it.",
        "Say what you did on call, and how often you were called.",
    ],
    "resources": [
        {"title": "Kubernetes tutorials", "type": "docs", "url": "https://kubernetes.io/docs/"},
        {"title": "A trap", "type": "book", "url": "javascript:alert(1)"},
    ],
    "homepage": "https://example.com/me",
    "trap": "javascript:alert(1)",
    "weeks": [
        {
            "number": 1,
            "theme": "Containers",
            "hours": 10,
            "tasks": [
                {"id": "t1", "title": "Read the concepts", "kind": "learn", "hours": 4},
                {"id": "t2", "title": "Run one service", "kind": "build", "hours": 6},
            ],
        },
        {"number": 2, "theme": "Scheduling", "hours": 8, "tasks": []},
    ],
    "contact": {"name": "Mara Lindqvist", "city": "Gothenburg", "openToMove": False},
    "next": [{"kind": "letter", "title": "Write a letter", "input": {"resume": "long"}}],
    "judgedBy": "rules",
    "method": {"name": "readiness", "version": 2},
    "asOf": "2026-11-29",
    "assumed": ["You look for full-time work."],
    "notJudged": {"coverageScore": "There is no job to compare with.", "paths": "Too little text."},
}


def show(screen: Screen, kind: str | None, result: Any, schema: Any = None) -> Locator:
    """The card of a result, alone on the page."""
    expect(screen.page.get_by_role("heading", level=1)).to_be_visible()
    screen.page.evaluate(SHOW, [kind, result, schema])
    return screen.page.locator(".result")


def part(card: Locator, title: str) -> Locator:
    """The section of a field, by its title."""
    heading = card.page.get_by_role("heading", name=title, exact=True, level=3)
    return card.locator("section").filter(has=heading)


@pytest.mark.parametrize("kind", ["pitch", "constructor", None])
def test_result_without_a_schema_is_shown_whole_and_in_its_order(
    server: Server, context: BrowserContext, kind: str | None
) -> None:
    screen = Screen(context, server)
    card = show(screen, kind, ODD)
    assert card.locator("h3").all_inner_texts() == [
        *("Questions", "What it is", "Words", "Kept", "Nothing", "Drafts"),
        *("This practice, by these scales", "Competencies", "Not judged, because …"),
        *("Constructor", "<b>"),
    ]
    assert part(card, "What it is").inner_text().endswith("I find out what numbers mean.")
    assert part(card, "What it is").locator("strong").inner_text() == "numbers"
    assert part(card, "Kept").inner_text().endswith("Yes")
    assert part(card, "Drafts").inner_text().split() == [
        *("Drafts", "One", "Text", "Two", "Notes", "None.", "None.")
    ]
    assert part(card, "<b>").inner_text().split() == ["<b>", "<i>"]
    assert card.locator(".scores > *").count() == 0
    assert screen.errors == []


def test_result_is_shown_by_its_schema(server: Server, context: BrowserContext) -> None:
    screen = Screen(context, server)
    card = show(screen, "analysis", RICH, RICH_SCHEMA)
    titles = card.get_by_role("heading", level=3).all_inner_texts()
    assert titles[:5] == [
        *("What to do, most useful first", "Strengths"),
        *("In short", "What is missing", "Checks"),
    ]
    assert titles[-3:] == ["How ready you are", "Readable by machines", "Asked for and shown"]
    assert "Detailed feedback" in titles
    gaps = part(card, "What is missing")
    first = gaps.get_by_role("listitem").first
    assert first.get_by_role("heading").all_inner_texts() == ["Kubernetes"]
    assert first.locator("dt").all_inner_texts()[:3] == ["Status", "Reason", "Priority"]
    assert "Not shown" in first.inner_text()
    assert "g1" not in gaps.inner_text()
    assert screen.errors == []


def test_scores_are_shown_with_a_meter_or_with_what_kept_them_from_being_judged(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    card = show(screen, "analysis", RICH, RICH_SCHEMA)
    scores = card.locator(".score")
    assert [re.split(r"\n+", text) for text in scores.all_inner_texts()] == [
        ["How ready you are", "72 / 100"],
        ["Readable by machines", "35 / 100", ABOUT_FILES],
        ["Asked for and shown", "not judged", "There is no job to compare with."],
    ]
    expect(card.get_by_role("meter", name="How ready you are")).to_have_js_property("value", 72)
    # A reason that belongs to no field of the result is not lost.
    left = part(card, "Not judged, because …").inner_text()
    assert "Too little text." in left
    assert "no job" not in left


def test_quotes_tables_and_texts_are_told_apart(server: Server, context: BrowserContext) -> None:
    screen = Screen(context, server)
    card = show(screen, "analysis", RICH, RICH_SCHEMA)
    strengths = part(card, "Strengths")
    assert strengths.locator("blockquote").all_inner_texts() == [QUOTE, "Python, Go"]
    assert strengths.locator("figcaption").all_inner_texts() == ["Resume", "Resume"]
    rows = part(card, "Checks").get_by_role("row")
    assert rows.nth(0).get_by_role("columnheader").all_inner_texts() == [
        *("Check", "Kept", "Points", "Max points")
    ]
    assert rows.nth(2).get_by_role("rowheader").inner_text() == "One column"
    assert rows.nth(2).get_by_role("cell").all_inner_texts() == ["No", "0", "15"]
    feedback = part(card, "Detailed feedback")
    # Headings of a text come below that of the field that it stands in.
    expect(feedback.get_by_role("heading", name="First", level=4)).to_be_visible()
    assert feedback.locator("ol > li").count() == 2
    expect(part(card, "Keywords").get_by_role("listitem")).to_have_count(5)
    weeks = part(card, "Weeks")
    expect(weeks.get_by_role("heading", name="1. Containers", level=4)).to_be_visible()
    assert part(card, "What you could do next").inner_text().split("\n")[-1] == "Write a letter"
    about = card.locator(".about")
    expect(about.get_by_text("2026-11-29")).to_be_hidden()
    about.locator("summary").press("Enter")
    expect(about.get_by_text("2026-11-29")).to_be_visible()


def test_only_addresses_of_the_web_become_links(server: Server, context: BrowserContext) -> None:
    screen = Screen(context, server)
    card = show(screen, "analysis", RICH, RICH_SCHEMA)
    links = card.get_by_role("link")
    assert [(one.inner_text(), one.get_attribute("href")) for one in links.all()] == [
        ("Kubernetes tutorials", "https://kubernetes.io/docs/"),
        ("https://example.com/me", "https://example.com/me"),
    ]
    expect(part(card, "Trap")).to_contain_text("javascript:alert(1)")
    assert {one.get_attribute("rel") for one in links.all()} == {"noopener noreferrer"}


@pytest.mark.parametrize("width", [360, 1100])
def test_result_fits_the_window_and_its_headings_leave_no_level_out(
    server: Server, context: BrowserContext, width: int
) -> None:
    screen = Screen(context, server)
    screen.page.set_viewport_size({"width": width, "height": 800})
    card = show(screen, "analysis", RICH, RICH_SCHEMA)
    assert_no_overflow(screen.page)
    names = card.locator("h2, h3, h4, h5, h6").evaluate_all("all => all.map((h) => h.tagName)")
    levels = [int(re.sub(r"\D", "", name)) for name in names]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_field_that_does_not_change_is_not_made_anew(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    card = show(screen, "analysis", RICH)
    kept = card.evaluate(
        """async (_, result) => {
            const { viewOf } = await ours("kinds/registry.js");
            const { ResultCard } = await ours("views/result.js");
            const card = new ResultCard();
            const view = viewOf("analysis");
            card.update(result, view);
            const before = [...card.fields.children];
            card.update({ ...result, summary: "Another." }, view);
            return [...card.fields.children].map((node, at) => node === before[at]);
        }""",
        RICH,
    )
    assert kept.count(False) == 1


def test_text_whose_last_words_come_with_its_end_stays_where_it_grew(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    card = show(screen, "analysis", RICH)
    kept = card.evaluate(
        """async () => {
            const { viewOf } = await ours("kinds/registry.js");
            const { ResultCard } = await ours("views/result.js");
            const card = new ResultCard();
            const view = viewOf("analysis");
            const filling = [{ path: "/summary", id: "m1", text: "One and", busy: true }];
            const shown = card.update(null, view, { filling });
            const node = card.root.querySelector(".growing");
            card.update({ summary: "One and two." }, view);
            const texts = [...shown, node.textContent, node.getAttribute("aria-busy")];
            const stays = card.root.contains(node);
            card.update({ summary: "Another." }, view);
            return [...texts, stays, card.root.contains(node), card.fields.textContent];
        }"""
    )
    assert kept == ["m1", "One and two.", "false", True, False, "SummaryAnother."]
