"""How kinds are shown that the page knows nothing about, in a real browser."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.page.screen import Screen
from tests.processes import Servers

pytestmark = pytest.mark.slow

SHOW = """async ([kind, result]) => {
    const { viewOf } = await import("/kinds/registry.js");
    const { ResultCard } = await import("/views/result.js");
    const card = new ResultCard();
    card.update(result, viewOf(kind));
    document.body.replaceChildren(card.root);
}"""
RESULT: dict[str, Any] = {
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


@pytest.mark.parametrize("kind", ["pitch", "constructor", None])
def test_result_of_a_kind_without_a_view_is_shown_whole_and_in_its_order(
    servers: Servers, context: BrowserContext, kind: str | None
) -> None:
    screen = Screen(context, servers.start())
    expect(screen.page.get_by_role("heading", level=1)).to_be_visible()
    screen.page.evaluate(SHOW, [kind, RESULT])
    card = screen.page.locator(".result")
    assert card.locator("h3").all_inner_texts() == [
        *("Pitch", "Words", "Kept", "Nothing", "Drafts", "Overall score"),
        *("Competencies", "Questions", "Not judged", "Constructor", "<b>"),
    ]
    assert card.locator("section").nth(0).inner_text().endswith("I find out what numbers mean.")
    assert card.locator("section strong").inner_text() == "numbers"
    assert card.locator("section").nth(4).inner_text().split() == [
        *("Drafts", "One", "Text", "Two", "Notes")
    ]
    assert card.locator("section").nth(10).inner_text().split() == ["<b>", "<i>"]
    assert card.locator(".scores > *").count() == 0
    assert screen.errors == []
