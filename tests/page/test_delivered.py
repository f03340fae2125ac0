"""Results of kinds that deliver, in a real browser: what is shown, and what can be done with it."""

import asyncio
import re
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.deliveries import TRIED, delivered, given
from tests.page.delivered import CHANGED, MARKED, QUOTE, SECOND
from tests.page.screen import RESUME, Screen, assert_no_overflow, bare
from tests.processes import Server, Servers, eventually

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def running(started: Servers) -> Server:
    settings = {"CAREERPILOT_KINDS": "tests.page.delivered", "CAREERPILOT_COMMANDS_BURST": "1000"}
    return started.start(**settings)


def deliver(server: Server, context: BrowserContext, sample: str) -> Screen:
    screen = Screen(context, server)
    screen.start("Delivery", sample=sample)
    screen.wait_idle()
    expect(screen.page.locator(".result")).to_be_visible()
    return screen


def part(screen: Screen, title: str) -> Locator:
    """The section of a field, by its title."""
    heading = screen.page.get_by_role("heading", name=title, exact=True, level=3)
    return screen.page.locator(".result section").filter(has=heading).last


def change(screen: Screen, number: int) -> Locator:
    return screen.page.locator(".change").nth(number - 1)


def started(screen: Screen, card: Locator) -> dict[str, Any]:
    """The input of the session that the form starts."""
    with screen.page.expect_request(lambda request: request.method == "POST") as begun:
        card.get_by_role("button", name="Start Delivery").click()
    given: dict[str, Any] = begun.value.post_data_json["input"]
    expect(screen.page).to_have_url(re.compile("#/s/"))
    return given


TITLES = {
    "analysis": "Résumé check",
    "optimize": "Résumé, point by point",
    "questions": "What you may be asked",
    "answers": "Application answers",
    "cv": "CV for a job",
    "letter": "Letter",
    "paths": "Ways on",
    "plan": "Plan of weeks",
    "projects": "Projects to show what you can do",
}


@pytest.mark.parametrize("kind", TRIED)
def test_people_get_what_they_get_with_no_server(
    server: Server, context: BrowserContext, kind: str
) -> None:
    screen = Screen(context, server)
    for name in TRIED[kind]:
        screen.page.goto(f"{server.url}/#/")
        screen.start(TITLES[kind], **typed(given(name, kind)))
        screen.wait_idle()
        document = screen.document()
        result, session = document["state"]["result"], document["id"]
        alone = delivered(kind, name, session, f"start-{session}", result["asOf"])
        assert result == in_a_loop(alone), name
        shown = bare(screen.page.locator(".result").inner_text())
        told = told_of(kind, result)
        assert told
        for line in told:
            assert bare(line) in shown, (name, line)


def typed(fields: dict[str, Any]) -> dict[str, str]:
    """What is given as one types it: a list line by line, one row of a list by its own fields."""
    found: dict[str, str] = {}
    for name, value in fields.items():
        if isinstance(value, str):
            found[name] = value
        elif all(isinstance(one, str) for one in value):
            found[name] = "\n".join(value)
        else:
            row = value[0]
            found |= {"question": row["question"], "max": str(row["length"]["max"])}
    return found


def in_a_loop(wanted: Coroutine[Any, Any, Any]) -> Any:
    """What comes of it; the browser has this thread's own loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, wanted).result()


def told_of(kind: str, result: dict[str, Any]) -> list[str]:
    """What is read first."""
    if kind == "analysis":
        told = [one["text"] for one in result["requirements"]]
        return [*told, *(one["text"] for one in result["recommendations"])]
    if kind == "optimize":
        return [change["reason"] for change in result["changes"]]
    if kind == "questions":
        return [text for one in result["questions"] for text in (one["text"], one["why"])]
    return _TOLD[kind](result)


_TOLD: dict[str, Callable[[dict[str, Any]], list[str]]] = {
    "answers": lambda result: [one["question"] for one in result["items"]],
    "cv": lambda result: [one["name"] for one in result["resume"]["work"]],
    "letter": lambda result: [one["text"] for one in result["paragraphs"]],
    "paths": lambda result: [one["title"] for one in result["paths"]],
    "plan": lambda result: [one["title"] for one in result["weeks"][0]["tasks"]],
    "projects": lambda result: [one["title"] for one in result["projects"]],
}


def test_what_is_asked_is_shown_in_words_with_conditions_first(
    server: Server, context: BrowserContext
) -> None:
    screen = deliver(server, context, "asked")
    asked = part(screen, "What is asked, and what your text shows")
    groups = asked.get_by_role("heading", level=4).all_inner_texts()
    assert groups == ["Conditions", "Must-haves", "Nice to have"]
    items = [
        " ".join(text.split())
        for text in asked.locator(".asked > li > p:first-child").all_inner_texts()
    ]
    assert items == [
        "Full driving licence ≠ Your text says otherwise",
        "Leads a shift ● Shown",
        "Reports figures ○ Not shown",
        "Lean ◐ In part",
    ]
    assert asked.locator("blockquote").all_inner_texts() == [QUOTE]
    expect(asked).to_contain_text("Asked for and shown: 1 of 2. In part: 0.")
    expect(asked).to_contain_text("Do you report figures to anyone?")


def test_scores_come_late_and_open_into_their_parts(
    server: Server, context: BrowserContext
) -> None:
    screen = deliver(server, context, "asked")
    titles = screen.page.locator(".result h3:visible").all_inner_texts()
    assert titles == [
        "Please check: not in what you gave me",
        "What is asked, and what your text shows",
        "What to do, most useful first",
        "What the job asks and your résumé doesn't show yet",
        "What you could do next",
        "Asked for and shown",
        "Shown so far",
        "Readable by machines",
    ]
    shown = screen.page.locator(".score")
    expect(shown.nth(0)).to_contain_text("There is no posting to compare with.")
    expect(shown.nth(1)).to_contain_text("69 / 100 (68–73)")
    parts = shown.nth(1).locator("details")
    expect(parts.locator("li").first).to_be_hidden()
    parts.locator("summary").press("Enter")
    expect(parts.locator("li").first).to_contain_text("Must-have 38 of 55 points")
    shown.nth(2).locator("summary").click()
    checks = shown.nth(2).locator("li")
    # What there is to do comes first; and no colour says that something is good or bad.
    expect(checks.nth(0)).to_contain_text("→ Contact Look at this · 40 of 50 points")
    expect(checks.nth(0)).to_contain_text("Put it into the page itself.")
    expect(checks.nth(1)).to_contain_text("✓ Dates In order")
    expect(checks.nth(2)).to_contain_text("not judged")
    signs = "all => all.map((one) => getComputedStyle(one).color)"
    assert len(set(checks.locator(".sign").evaluate_all(signs))) == 1


def test_what_could_not_be_found_is_asked_for_and_levels_have_words(
    server: Server, context: BrowserContext
) -> None:
    screen = deliver(server, context, "asked")
    doubtful = part(screen, "Please check: not in what you gave me")
    expect(doubtful).to_contain_text("Speaks Polish")
    expect(doubtful).to_contain_text("Your résumé names no languages.")
    expect(doubtful).not_to_contain_text("/strengths/0")
    gap = part(screen, "What the job asks and your résumé doesn't show yet")
    expect(gap).to_contain_text("25 · learnt")
    expect(gap).to_contain_text("55 · used alone")
    todo = part(screen, "What to do, most useful first").locator("li")
    expect(todo.first).to_contain_text("up to +11 in “Shown so far”")


def test_next_step_opens_the_form_of_its_kind_filled_in(
    server: Server, context: BrowserContext
) -> None:
    screen = deliver(server, context, "asked")
    screen.button("Improve the wording").click()
    card = screen.page.locator(".kind[open]", has_text="Delivery")
    expect(card.locator("[name=sample]")).to_have_value("changed")
    expect(card.locator("[name=note]")).to_have_value("For Harrow Vale")
    given = card.get_by_role("group", name="Parts")
    expect(given).to_contain_text("Taken over from before")
    assert started(screen, card)["parts"] == [{"path": "/a"}]
    expect(screen.page.locator(".change")).to_have_count(2)
    screen.wait_idle()
    assert screen.errors == []


def test_change_is_accepted_where_it_stands_and_the_focus_stays_with_it(
    server: Server, context: BrowserContext
) -> None:
    screen = deliver(server, context, "changed")
    first, second = change(screen, 1), change(screen, 2)
    expect(first.locator(".before")).to_contain_text(SECOND)
    expect(first.locator(".after")).to_contain_text("Plan the late-shift rota.")
    expect(first).to_contain_text("Two duties became one deed.")
    # What is about one change stands at it, and nowhere else.
    assert screen.page.locator(".composer .actions button").all_inner_texts() == ["More of it"]
    # Only what is asked can be answered.
    assert first.get_by_role("button").all_inner_texts()[:3] == ["Accept", "Reject", "Edit…"]
    expect(second.get_by_role("button", name="Answer: no. 2")).to_be_visible()
    second.evaluate("node => (node.mark = 1)")
    first.get_by_role("button", name="Accept: no. 1").press("Enter")
    expect(first).to_have_attribute("data-status", "accepted")
    expect(first).to_be_focused()
    expect(first.get_by_role("button", name="Accept: no. 1")).to_be_hidden()
    screen.wait_idle()
    assert [one["status"] for one in screen.document()["state"]["result"]["changes"]] == [
        "accepted",
        "proposed",
    ]
    # What did not change was not made anew.
    assert second.evaluate("node => node.mark") == 1


def test_change_is_edited_and_answered_where_it_stands(
    server: Server, context: BrowserContext
) -> None:
    screen = deliver(server, context, "changed")
    first, second = change(screen, 1), change(screen, 2)
    first.get_by_role("button", name="Edit: no. 1").click()
    box = first.get_by_role("textbox")
    expect(box).to_be_focused()
    expect(box).to_have_value("Plan the late-shift rota.")
    box.fill("Plan the rota of the late shift.")
    first.locator("form").get_by_role("button", name="Edit").click()
    expect(first.locator(".after")).to_contain_text("Plan the rota of the late shift.")
    second.get_by_role("button", name="Answer: no. 2").click()
    second.get_by_role("textbox").fill("14")
    second.locator("form").get_by_role("button", name="Answer").click()
    expect(second.locator(".after")).to_contain_text(MARKED.replace("[how many?]", "14"))
    screen.wait_idle()
    assert screen.errors == []


def test_all_open_changes_are_accepted_at_once(server: Server, context: BrowserContext) -> None:
    screen = deliver(server, context, "changed")
    screen.button("Accept: all 2").click()
    expect(screen.page.locator(".change[data-status=accepted]")).to_have_count(2)
    expect(screen.button("Accept: all 2")).to_have_count(0)
    screen.wait_idle()
    assert screen.logged().count("RUN_STARTED") == 2


def test_numbers_before_and_after_stand_as_one_and_what_is_large_is_closed(
    server: Server, context: BrowserContext
) -> None:
    screen = deliver(server, context, "changed")
    texts = [" ".join(text.split()) for text in screen.page.locator(".score").all_inner_texts()]
    assert texts == ["Readable by machines 90", "Asked for and shown 50 → 60"]
    summary = screen.page.locator(".result summary", has_text="Resume")
    expect(screen.page.get_by_text("Dilnoza Karim")).to_be_hidden()
    summary.click()
    expect(screen.page.get_by_text("Dilnoza Karim")).to_be_visible()


def test_question_says_what_it_comes_from_and_what_to_have_ready(
    server: Server, context: BrowserContext
) -> None:
    screen = deliver(server, context, "questions")
    asked = part(screen, "Questions").locator(".entries > li")
    expect(asked).to_have_count(2)
    expect(asked.nth(0)).to_contain_text(QUOTE)
    expect(asked.nth(0)).to_contain_text("Weighing options")
    expect(asked.nth(0)).to_contain_text("What it cost")
    # By its words, not by the id that only programs know.
    expect(asked.nth(1)).to_contain_text("“Leads a shift”")
    expect(asked.nth(1)).not_to_contain_text("m1")


@pytest.mark.parametrize("sample", ["asked", "changed", "questions"])
def test_result_can_be_used_on_the_smallest_phone(
    server: Server, context: BrowserContext, sample: str
) -> None:
    context.pages[0].set_viewport_size({"width": 320, "height": 640})
    screen = deliver(server, context, sample)
    for summary in screen.page.locator(".result summary:visible").all():
        summary.click()
    assert_no_overflow(screen.page)
    targets = screen.page.locator(".result button:visible")
    sizes = targets.evaluate_all("all => all.map((one) => one.getBoundingClientRect().height)")
    assert all(height >= 24 for height in sizes)


def test_long_form_shows_what_it_needs_and_opens_the_rest(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    card = screen.card("Delivery")
    assert card.locator("label:visible, .label:visible").all_inner_texts() == [
        *("Sample", "Note", "Resume", "Job posting", "What to work on"),
        *("Short", "Clear", "Stage"),
    ]
    card.get_by_text("More, if you like").click()
    expect(card.locator("[name=country]")).to_be_visible()
    card.get_by_label("Short").check()
    card.get_by_label("Clear").uncheck()
    card.locator("[name=country]").fill("KR")
    screen.page.reload()
    expect(card.locator("[name=country]")).to_be_visible()
    given = started(screen, card)
    assert (given["focus"], given["country"]) == (["brevity"], "KR")


def test_posting_is_taken_from_a_file_as_a_text_that_can_be_put_right(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    card = screen.card("Delivery")
    row = card.locator(".field", has=screen.page.locator("[name=job]"))
    row.locator("input[type=file]").set_input_files(RESUME)
    area = row.locator("textarea")
    eventually(lambda: len(area.input_value()) > 100, "the text is in the field")
    listed = screen.page.request.get(f"{server.url}/v1/documents").json()
    assert listed["documents"] == []


def test_stored_job_can_be_chosen(server: Server, context: BrowserContext) -> None:
    screen = Screen(context, server)
    expect(screen.page.get_by_role("heading", level=1)).to_be_visible()
    posting = {"title": "Shift manager", "hiringOrganization": "Harrow Vale"}
    made = screen.page.request.post(
        f"{server.url}/v1/jobs", data=posting, headers={"Origin": server.url}
    )
    assert made.ok, made.text()
    screen.page.reload()
    card = screen.card("Delivery")
    card.get_by_text("Take one of your jobs").click()
    card.get_by_role("button", name="Shift manager").click()
    assert started(screen, card)["job"] == {"id": made.json()["id"]}


def test_recorded_changes_are_what_the_session_has(server: Server, context: BrowserContext) -> None:
    screen = deliver(server, context, "changed")
    assert screen.document()["state"]["result"]["changes"] == CHANGED["changes"]
