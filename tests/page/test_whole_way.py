"""Ways over several sessions, in a real browser: from a posting's address to a plan, by what the
page offers; and one kind over many inputs."""

import asyncio
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.documents import ROOT
from tests.page.screen import Screen, assert_no_overflow
from tests.processes import Server, Servers, eventually
from tests.server.fetching.sites import Site, answer, serving

pytestmark = pytest.mark.slow

POSTING = (ROOT / "tests/material/postings/en_charge_nurse.txt").read_text()
RESUME = (ROOT / "tests/material/resumes/nurse.txt").read_text()
SAID = (
    "Last winter two of us had nine beds and an admission came at shift change. I asked the bed "
    "manager to hold it for twenty minutes because two patients were unstable, wrote down who had "
    "what, and handed over each bed in person. Nobody's medicine was late that night, and since "
    "then we hold admissions for twenty minutes at every shift change."
)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """A job board, in a thread: Playwright's sync API keeps this one's loop to itself."""
    page = f"<html><title>Charge Nurse</title><body><main><pre>{POSTING}</pre></main></body></html>"
    board = Site({"/jobs/17": answer(page.encode())})
    loop, stop, up = asyncio.new_event_loop(), asyncio.Event(), threading.Event()

    async def serve() -> None:
        async with serving(board):
            up.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert up.wait(10)
    yield board
    loop.call_soon_threadsafe(stop.set)
    thread.join()
    loop.close()


@pytest.fixture(scope="module")
def running(started: Servers, site: Site) -> Server:
    return started.start(CAREERPILOT_FETCH_ALLOW=site.place, CAREERPILOT_KINDS="tests.tally")


def go_on(screen: Screen, name: str) -> Locator:
    """Take a step that the result offers; the form that it opens."""
    screen.wait_idle()
    screen.page.locator(".result").get_by_role("button", name=name).click()
    form = screen.page.locator(".kind[open]")
    expect(form).to_be_visible()
    return form


def begin(screen: Screen, form: Locator) -> dict[str, Any]:
    """Begin what the form is for; the session once it rests."""
    before = screen.page.url
    form.get_by_role("button", name="Start ").click()
    expect(screen.page).not_to_have_url(before)
    expect(screen.page.locator(".composer")).to_be_visible()
    screen.wait_idle()
    return screen.document()


def practised(screen: Screen, given: dict[str, Any]) -> None:
    """An interview of the same person, by the API: one answer, and its end."""
    request, url = screen.page.context.request, f"{screen.server.url}/v1/sessions"

    def call(path: str, body: dict[str, Any]) -> Any:
        headers = {"Origin": screen.server.url, "Prefer": "wait"}
        answer = request.post(f"{url}{path}", data=body, headers=headers)
        assert answer.ok, answer.text()
        return answer.json()

    session = call("", {"kind": "interview", "input": given})["id"]
    for command in ({"type": "message", "text": SAID}, {"type": "action", "name": "end"}):
        call(f"/{session}/commands", {"id": command["type"], **command})
        eventually(lambda: request.get(f"{url}/{session}").json()["status"] == "idle", "its run")


def test_posting_at_an_address_leads_to_questions_practice_a_trend_and_a_plan(
    server: Server, context: BrowserContext, site: Site
) -> None:
    screen = Screen(context, server)
    page = screen.page
    form = screen.card("Job posting")
    form.locator("[name=url]").fill(site.url("/jobs/17"))
    begin(screen, form)
    expect(page.locator(".result")).to_contain_text("Current registration with the NMC")
    assert site.asked == ["/jobs/17"]

    form = go_on(screen, "Practise for this job")
    expect(form.locator(".chosen", has_text="Charge Nurse")).to_be_visible()
    form.locator("[name=resume]").fill(RESUME)
    questions = begin(screen, form)
    result = questions["state"]["result"]
    assert any(one.get("groundedIn", {}).get("requirement") for one in result["questions"])

    practice = result["next"][0]["input"]
    like = {name: practice[name] for name in ("type", "difficulty", "durationMinutes")}
    for _ in range(2):
        practised(screen, like)
    form = go_on(screen, "Practise these")
    interview = begin(screen, form)
    assert interview["state"]["question"]["text"] == result["questions"][0]["text"]
    screen.say(SAID)
    screen.wait_idle()
    screen.button("End and get feedback").click()
    heading = page.get_by_role("heading", name="Your earlier practice of this type and difficulty")
    curve = page.locator(".result section").filter(has=heading).locator("tbody tr")
    expect(curve).to_have_count(2)
    expect(curve.first).to_contain_text(like["difficulty"].capitalize())

    form = go_on(screen, "Plan the weeks to come")
    expect(form.locator("[name=targetRole]")).to_have_value("Charge Nurse (Band 6)")
    expect(form.locator("[name=resume]")).to_have_value(RESUME.strip())
    expect(form.locator(".chosen", has_text="Charge Nurse")).to_be_visible()
    plan = begin(screen, form)
    assert plan["state"]["result"]["weeks"]
    # It is about what the posting asks for and the résumé does not show.
    expect(page.locator(".result")).to_contain_text("Non-invasive ventilation")
    assert screen.errors == []


def test_file_of_inputs_becomes_a_table_by_status_of_which_each_row_opens_its_session(
    server: Server, context: BrowserContext, tmp_path: Path
) -> None:
    file = tmp_path / "words.csv"
    file.write_text("word,for whom\nhello,Ana\n,Ben\ngoodbye,Cho\n")
    screen = Screen(context, server)
    card = screen.card("Many at once")
    expect(card.locator('[name="kind"] option')).to_contain_text(["Analysis", "Tally"])
    card.get_by_role("group", name="Document").locator("input[type=file]").set_input_files(file)
    expect(card.get_by_role("button", name="Take another")).to_be_visible()
    card.locator('[name="kind"]').select_option("tally")
    screen.start("Many at once")
    result = screen.page.locator(".result")
    expect(result.get_by_text("2 of 3 are done, 1 have failed.")).to_be_visible(timeout=30_000)
    rows = result.locator("tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_contain_text(re.compile("^3.*required field.*Failed$", re.DOTALL))
    result.get_by_label("Show").select_option("failed")
    expect(rows.filter(visible=True)).to_have_count(1)
    result.get_by_label("Show").select_option("")
    assert_no_overflow(screen.page)
    rows.nth(2).get_by_role("link", name="goodbye").click()
    expect(screen.page.get_by_text("You said goodbye.").filter(visible=True)).not_to_have_count(0)
    assert screen.errors == []
