"""What one practises, on the page: bands, second tries, what is remembered; in a real browser."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Locator, Page, Route, expect

from tests.page.conftest import VIEWPORT, ready
from tests.page.practised import CHANGE, JUDGED, KEEP, NEXT, RESULT, SECOND, STATE, TRIES
from tests.page.screen import Screen, assert_no_overflow
from tests.page.test_kinds import part
from tests.page.test_texts import LATIN_KEY
from tests.processes import Server

pytestmark = pytest.mark.slow

SHOW = """async ([state, result]) => {
    const { viewOf } = await ours("kinds/registry.js");
    const { Standing } = await ours("views/standing.js");
    const { ResultCard } = await ours("views/result.js");
    const view = viewOf("interview");
    const standing = new Standing(() => 0, document.createElement("span"));
    standing.update(state, view);
    const card = new ResultCard();
    window.begun = [];
    window.card = card;
    card.update(result, view, { tools: { start: (...given) => window.begun.push(given) } });
    document.querySelector("main").replaceChildren(standing.root, card.root);
}"""
SEND = """async ([method, body]) => {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch("/v1/me/practice", { method, headers, body });
    return answer.status === 204 ? null : answer.json();
}"""
OPEN = """async (found) => {
    const { PracticeView } = await ours("views/practice.js");
    const client = { request: async () => found };
    const view = new PracticeView(client, { load: async () => [] });
    document.querySelector("main").replaceChildren(view.root);
    await view.open();
}"""
EXERCISE = {"title": "Own part first", "text": "Begin with “I”.", "question": "What did you do?"}
STORIES = [
    {"id": "s1", "title": "Late trains", "text": SECOND, "parts": {"action": True}},
    {"id": "s2", "title": "<i>Ward 7</i>", "text": "One.\nTwo.", "fits": ["A time you failed"]},
]


@pytest.fixture
def korean(browser: Browser) -> Iterator[BrowserContext]:
    """A window of a browser that is set to Korean."""
    context = ready(browser.new_context(viewport=VIEWPORT, locale="ko-KR"))
    context.new_page()
    yield context
    context.close()


def show(server: Server, context: BrowserContext, state: Any, result: Any) -> Screen:
    screen = Screen(context, server)
    expect(screen.page.get_by_role("heading", level=1)).to_be_visible()
    screen.page.evaluate(SHOW, [state, result])
    return screen


def tops(of: Locator) -> list[float]:
    """Where each begins, in px from the window's upper edge."""
    return [box["y"] for one in of.all() if (box := one.bounding_box())]


def lines(of: Locator) -> list[str]:
    """What is to be read of each, once there is one."""
    expect(of.first).to_be_visible()
    return [" ".join(text.split()) for text in of.all_inner_texts()]


def kept(page: Page, method: str = "GET", body: str | None = None) -> dict[str, Any]:
    """What the server remembers, maybe after a change."""
    found: dict[str, Any] = page.evaluate(SEND, [method, body])
    return found


def test_what_was_said_on_an_answer_stands_beside_the_question_with_words_for_the_bands(
    server: Server, context: BrowserContext
) -> None:
    screen = show(server, context, STATE, None)
    page = screen.page
    expect(page.locator(".question .about")).to_have_text(
        "Question 2 · try 2 · Behavioral · Medium"
    )
    expect(page.locator(".clock")).to_be_hidden()
    said = page.locator(".feedback")
    expect(said.locator("> summary")).to_have_text("On your answer to question 1")
    assert lines(said.locator(".reaction > .pair")) == [f"Keep {KEEP}", f"Change {CHANGE}"]
    assert lines(said.locator(".bands > li")) == [
        *("Own part ○ Not yet", "What came of it ○ Not yet", "A real case ● There")
    ]
    expect(said.locator(".meaning")).to_be_hidden()
    said.get_by_text("What the words mean").click()
    expect(said.locator(".meaning dt")).to_have_text(["○ Not yet", "◐ Partly", "● There"])
    # At the end all of it stands in the result; where one practises gently, there are no bands.
    for feedback, question in ((STATE["feedback"], None), (None, STATE["question"])):
        page.evaluate(SHOW, [STATE | {"feedback": feedback, "question": question}, None])
        expect(said).to_be_hidden()
    page.evaluate(SHOW, [STATE | {"feedback": {"number": 1, "keep": KEEP, "bands": []}}, None])
    assert lines(said.locator(".box")) == [f"Keep {KEEP}"]
    page.set_viewport_size({"width": 360, "height": 740})
    page.evaluate(SHOW, [STATE, None])
    expect(said.locator(".reaction")).to_be_hidden()
    assert screen.errors == []


def test_second_try_stands_beside_the_first_or_below_it_where_there_is_little_room(
    server: Server, context: BrowserContext
) -> None:
    tried = STATE["feedback"] | {"attempts": TRIES}
    screen = show(server, context, STATE | {"feedback": tried}, RESULT)
    page = screen.page
    page.locator(".result summary").first.click()
    for place in (page.locator(".feedback"), page.locator(".result")):
        both = place.locator(".attempts > li")
        assert both.get_by_role("heading").all_inner_texts() == ["First try", "Second try"]
        assert lines(both.nth(1).locator(".bands > li")) == [
            "Own part ● There before: Not yet",
            "What came of it ◐ Partly before: Not yet",
            "A real case ● There",
        ]
        first, second = tops(both)
        assert first == second
        page.set_viewport_size({"width": 360, "height": 740})
        first, second = tops(both)
        assert first < second
        assert_no_overflow(page)
        page.set_viewport_size({"width": 1100, "height": 800})
    assert screen.errors == []


def test_feedback_without_a_model_shows_what_is_seen_what_is_open_and_what_comes_next(
    server: Server, context: BrowserContext
) -> None:
    screen = show(server, context, {"phase": "done"}, RESULT)
    page, card = screen.page, screen.page.locator(".result")
    assert lines(card.locator(".score")) == [
        f"{title} not judged Points are given where a model judges."
        for title in ("This practice, by these scales", "Communication score", "Technical score")
    ]
    seen = part(card, "Competencies")
    expect(seen).to_contain_text("Content and truth need a model.")
    assert lines(seen.locator("h4")) == ["Own part ● There", "What came of it not judged"]
    card.locator("summary").first.click()
    assert card.locator("mark").all_inner_texts() == ["[What was your task?]", "[how many?]"]
    expect(part(card, "Stories that you told")).to_contain_text("your task and what you learnt")
    tables = part(card, "Your earlier practice of this type and difficulty").locator("table")
    assert lines(tables.locator("caption")) == [
        *("Without a model: what can be seen in the words", "Judged by a model")
    ]
    assert [len(one.locator("tbody tr").all()) for one in tables.all()] == [2, 1]
    expect(tables.first).not_to_contain_text("/ 100")
    begin = part(card, "Exercise").get_by_role("button", name="Begin with the exercise")
    assert card.get_by_text("Begin with the exercise").count() == 1
    # What was asked stays in the conversation; what was written into the result stands there alone.
    found = "(text) => window.card.fieldWith(text)?.title"
    texts = (RESULT["questions"][0]["question"], RESULT["detailedFeedback"])
    assert [page.evaluate(found, text) for text in texts] == [None, "Detailed feedback"]
    begin.click()
    assert page.evaluate("window.begun") == [["interview", NEXT["input"]]]
    assert screen.errors == []


def test_feedback_of_a_model_shows_ratings_with_their_range_and_nothing_that_is_not_there(
    server: Server, context: BrowserContext
) -> None:
    screen = show(server, context, {"phase": "done"}, JUDGED)
    card = screen.page.locator(".result")
    assert (
        lines(card.locator(".score"))
        .pop(0)
        .startswith("This practice, by these scales 64 / 100 (58–70)")
    )
    seen = part(card, "Competencies")
    assert lines(seen.locator("h4")) == ["Own part 4 of 5 · ● There"]
    expect(seen).to_contain_text("A model judged this by fixed descriptions")
    titles = card.get_by_role("heading", level=3).all_inner_texts()
    assert not {
        "Exercise",
        "Stories that you told",
        "Your earlier practice of this type and difficulty",
    } & {*titles}
    expect(part(card, "What you could do next")).to_contain_text("Begin with the exercise")
    assert screen.errors == []


def test_who_practises_may_ask_for_exam_conditions(server: Server, context: BrowserContext) -> None:
    screen = Screen(context, server)
    card = screen.card("Mock interview")
    mode = card.get_by_label("How to practise")
    expect(mode).to_be_visible()
    assert "Gentle" in mode.inner_text()
    assert screen.card("Career coach").get_by_label("How to practise").count() == 0
    sent: list[Any] = []

    def refuse(route: Route) -> None:
        if route.request.method == "GET":
            route.continue_()
            return
        sent.append(route.request.post_data_json)
        route.abort()

    screen.page.route(re.compile("/v1/sessions$"), refuse)
    card = screen.card("Mock interview")
    card.locator("[name=type]").select_option("behavioral")
    for choice in ("", "exam", "gentle"):
        mode.select_option(choice)
        card.get_by_role("button", name="Start Mock interview").click()
        expect(card.locator(".problem").last).not_to_be_empty()
    assert [one.get("options") for one in sent] == [None, {"gentle": False}, {"gentle": True}]
    assert all("options.gentle" not in one["input"] for one in sent)


def test_story_bank_is_shown_changed_and_emptied(server: Server, context: BrowserContext) -> None:
    screen = Screen(context, server)
    page = screen.page
    page.get_by_role("link", name="Story bank").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Story bank")
    expect(page.locator("main")).to_contain_text("There is nothing here yet.")
    kept(page, "PATCH", json.dumps({"stories": STORIES, "exercise": EXERCISE}))
    page.reload()
    stories = page.locator(".story")
    assert lines(stories.get_by_role("heading")) == ["<i>Ward 7</i>", "Late trains"]
    expect(stories.nth(1)).to_contain_text("● Told")
    expect(stories.nth(1)).to_contain_text("what you did")
    expect(stories.first).to_contain_text("A time you failed")
    practise = page.get_by_role("link", name="Practise this")
    expect(practise).to_have_attribute("href", "#/new/interview")

    # What is changed elsewhere meanwhile is not written over.
    page.get_by_role("button", name="Edit Late trains").press("Enter")
    expect(page.get_by_label("Title")).to_be_focused()
    page.get_by_label("Title").fill("Late again")
    kept(page, "PATCH", '{"exercise": {"text": "Begin with the deed."}}')
    page.get_by_label("What happened").fill("It was I who changed the rota.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="“Late again” is saved.")).to_be_visible()
    expect(page.get_by_role("button", name="Edit Late again")).to_be_focused()
    expect(page.locator("main")).to_contain_text("Begin with the deed.")
    found = kept(page)
    assert [(one["id"], one["title"]) for one in found["stories"]] == [
        *(("s1", "Late again"), ("s2", "<i>Ward 7</i>"))
    ]
    assert found["stories"][0]["parts"]["action"] is True

    page.set_viewport_size({"width": 320, "height": 640})
    page.get_by_role("button", name="Edit Late again").click()
    assert_no_overflow(page)
    page.get_by_label("Title").press("Escape")
    expect(page.get_by_label("Title")).to_be_hidden()
    asked: list[str] = []

    def agree(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept()

    page.on("dialog", agree)
    page.get_by_role("button", name="Delete <i>Ward 7</i>").click()
    expect(stories).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.get_by_role("button", name="Take it away").click()
    expect(practise).to_have_count(0)
    page.get_by_role("button", name="Delete all of it").click()
    expect(page.locator("main")).to_contain_text("There is nothing here yet.")
    assert len(asked) == 2
    found = kept(page)
    assert (found["stories"], found["exercise"]) == ([], None)
    assert screen.errors == []


def test_korean_speaker_reads_what_was_practised_in_korean_newest_first(
    server: Server, korean: BrowserContext
) -> None:
    screen = show(server, korean, STATE, RESULT)
    page = screen.page
    assert lines(page.locator(".bands").first.locator(".band")) == [
        "○ 아직",
        "○ 아직",
        "● 충분",
    ]
    expect(page.locator(".result")).to_contain_text("내용이 맞는지와 사실인지는 모델이 있어야")
    assert not LATIN_KEY.search(page.locator("main").inner_text())
    weak = [{"competency": name, "text": f"{name}.", "session": ""} for name in ("A", "B")]
    asked = [{"text": f"Question {n}?", "at": 1_790_000_000_000 + n} for n in range(3)]
    other = {"stories": [], "exercise": EXERCISE, "interviews": [], "version": 3}
    page.evaluate(OPEN, other | {"weakPoints": weak, "asked": asked})
    expect(page.get_by_role("heading", level=1)).to_have_text("경험 서랍")
    points = page.locator("section", has=page.get_by_role("heading", name="보완해 볼 점"))
    assert lines(points.locator("li")) == ["B: B.", "A: A."]
    # Without the kinds all is shown but the way to them.
    expect(page.get_by_role("link", name="이것으로 연습하기")).to_have_count(0)
    page.get_by_text("질문 3개").click()
    expect(page.locator(".past li").first).to_contain_text("Question 2?")
    assert not LATIN_KEY.search(page.locator("main").inner_text())
    assert screen.errors == []
