"""A session as a file, from the page's menu and out of a printer: what is read there again."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pypdfium2
import pytest
from msgspec.json import encode
from playwright.sync_api import Browser, BrowserContext, Page, expect

from agents.reading.read import read
from agents.resume.facts import Reading
from protocol.catalogue import CATALOGUE
from server.exports.session import Head, handed_page
from tests.agents.kinds.analysis.cases import CASES, given
from tests.documents import ROOT
from tests.handing import DAY, KOREAN_RESUME, RESUME
from tests.page.screen import ANSWER, Screen
from tests.processes import Server, eventually
from tests.server.calls import Caller, new_id

pytestmark = pytest.mark.slow

UNSURE = {"confirm": [{"path": "/resume/basics/label", "text": "", "why": "Not found"}]}
SIZES = {"a4": (595, 842), "letter": (612, 792)}
"""In points."""
FORM = "page.export."
FONT = ROOT / "tests" / "agui" / "node_modules" / "@fontsource" / "nanum-gothic"
FONTS = "https://fonts.test/"
STYLES = "".join(f'<link rel="stylesheet" href="{FONTS}{weight}.css">' for weight in (400, 700))


@pytest.fixture
def caller(server: Server) -> Iterator[Caller]:
    """A new guest."""
    one = Caller(server)
    with one.http:
        yield one


@pytest.fixture(scope="module")
def printer(browser: Browser) -> Iterator[Page]:
    """A page to print, as whoever opens the file sees it."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def korean_printer(browser: Browser) -> Iterator[Page]:
    """The same on a machine that has a Korean font, which this one may not."""
    if not FONT.is_dir():
        pytest.skip("a Korean font is not installed: npm ci in tests/agui")
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.route(f"{FONTS}**", lambda route: route.fulfill(
        path=FONT / route.request.url.removeprefix(FONTS),
        headers={"Access-Control-Allow-Origin": "*"},
    ))  # fmt: skip
    yield page
    context.close()


def letters(text: str) -> str:
    """What is left of a text however its lines are broken."""
    return re.sub(r"[\W_]+", "", text)


def page_of(caller: Caller, session: str, **query: str) -> str:
    """The file for printers."""
    query = {"format": "html"} | query
    answer = caller.http.get(f"/v1/sessions/{session}/export", params=query)
    assert answer.status_code == 200, answer.text
    return answer.text


def printed(printer: Page, page: str) -> bytes:
    """A page as it comes out of a printer; the policy of the one before would go on to hold."""
    printer.goto("about:blank")
    printer.set_content(page)
    printer.evaluate("document.fonts.ready.then(() => undefined)")
    return printer.pdf(prefer_css_page_size=True, tagged=True)


def facts(result: dict[str, Any]) -> list[str]:
    """What a reader of an analysis has to find."""
    return [
        *(one["text"] for one in result["requirements"]),
        *(quote["quote"] for one in result["requirements"] for quote in one["evidence"]),
        *(one["text"] for one in result["recommendations"]),
        *(one["text"] for one in result["strengths"]),
        *(one["detail"] for one in result["ats"]),
        *(f"{result[name]} / 100" for name in ("readinessScore", "atsScore", "coverageScore")),
    ]


def assert_facts(text: str, result: dict[str, Any], language: str) -> None:
    """The text has them, and calls numbers as people are told."""
    for fact in facts(result):
        assert letters(fact) in text, fact
    words = CATALOGUE.section("page.word.", language)
    for name in ("atsScore", "readinessScore", "skillGaps"):
        assert letters(str(words[f"page.word.{name}"])) in text


@pytest.mark.parametrize(("name", "size"), [("warehouse_lead", "a4"), ("accountant", "letter")])
def test_analysis_out_of_a_printer_has_the_same_facts(
    printer: Page, caller: Caller, name: str, size: str
) -> None:
    case = next(case for case in CASES if case.name == name)
    made = caller.create("analysis", given(case))
    data = printed(printer, page_of(caller, made["id"], paper=size))
    with pypdfium2.PdfDocument(data) as document:
        assert tuple(map(round, document[0].get_size())) == SIZES[size]
    found = read(data)
    assert found.hidden == []
    assert_facts(letters(found.text), made["state"]["result"], "en")


def test_korean_analysis_out_of_a_printer_has_the_same_facts(
    korean_printer: Page, caller: Caller
) -> None:
    case = next(case for case in CASES if case.name == "ko_nurse")
    made = caller.create("analysis", given(case) | {"language": "ko"})
    page = page_of(caller, made["id"]).replace("</head>", f"{STYLES}</head>")
    text = letters(read(printed(korean_printer, page)).text)
    assert_facts(text, made["state"]["result"], "ko")


@pytest.mark.parametrize("form", ["standard", "lebenslauf"])
def test_cv_out_of_a_printer_has_the_same_facts_and_no_note(printer: Page, form: str) -> None:
    assert_handed(printer, RESUME, form, "")


@pytest.mark.parametrize("form", ["iryeokseo", "careerDescription"])
def test_korean_cv_out_of_a_printer_has_the_same_facts(korean_printer: Page, form: str) -> None:
    assert_handed(korean_printer, KOREAN_RESUME, form, STYLES)


def assert_handed(printer: Page, resume: dict[str, Any], form: str, styles: str) -> None:
    """A CV fits on one page, and our own reader finds in it what the résumé says."""
    style = {"form": form}
    head = Head("A title", "cv", "CV", DAY, "ko")
    made = handed_page(head, {"resume": resume} | UNSURE, encode({"style": style}), "a4")
    page = made.data.decode()
    data = printed(printer, page.replace("</head>", f"{styles}</head>"))
    with pypdfium2.PdfDocument(data) as document:
        assert len(document) == 1
    document = read(data)
    assert document.hidden == []
    assert "아직 완성되지" in page
    assert "아직 완성되지" not in document.text
    found = Reading(document.text).facts(date.fromisoformat(DAY))
    basics = resume["basics"]
    assert (found.name, found.email, found.phone) == (
        basics["name"], basics["email"], basics["phone"],
    )  # fmt: skip
    assert [(one.employer, one.title, one.start, one.end) for one in found.jobs] == [
        (one["name"], one["position"], one["startDate"], one.get("endDate"))
        for one in resume["work"]
    ]
    assert found.education[0].institution == resume["education"][0]["institution"]


def test_feedback_out_of_a_printer_has_the_same_facts(printer: Page, caller: Caller) -> None:
    interview = {"type": "behavioral", "difficulty": "easy", "durationMinutes": 10}
    session = caller.create("interview", interview)["id"]
    for command in ({"type": "message", "text": ANSWER}, {"type": "action", "name": "end"}):
        caller.say(session, id=new_id(), **command)
    poll_until_idle(caller, session)
    result = caller.session(session)["state"]["result"]
    text = letters(read(printed(printer, page_of(caller, session))).text)
    for one in result["competencies"]:
        assert all(letters(said) in text for said in (one["anchor"], *one["quotes"]))
    for said in (ANSWER, *result["strengths"], *result["improvements"]):
        assert letters(said) in text, said


def poll_until_idle(caller: Caller, session: str) -> None:
    while caller.session(session)["status"] != "idle":
        caller.poll(session, wait=5)


def test_menu_offers_what_there_is_and_the_keyboard_does_all_of_it(
    server: Server, context: BrowserContext
) -> None:
    screen = Screen(context, server)
    screen.start_interview()
    page, texts = screen.page, CATALOGUE.section(FORM, "en")
    menu = page.locator(".export")
    summary = menu.locator("summary")
    expect(summary).to_have_text(str(texts[f"{FORM}title"]))
    summary.focus()
    page.keyboard.press("Enter")
    entries = menu.get_by_role("listitem")
    expect(entries).to_have_text([str(texts[f"{FORM}{name}"]) for name in ("md", "json", "print")])
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()
    screen.say(ANSWER)
    screen.wait_idle()
    screen.button("End and get feedback").click()
    # The session rests before the command is there, too.
    eventually(lambda: screen.document()["state"]["phase"] == "done", "there is feedback")
    screen.wait_idle()
    page.keyboard.press("Escape")
    summary.click()
    with page.expect_download() as download:
        menu.get_by_role("link", name=str(texts[f"{FORM}html"])).click()
    assert re.fullmatch(r".+ - \d{4}-\d\d-\d\d\.html", download.value.suggested_filename)
    assert ANSWER in download.value.path().read_text(encoding="utf-8")
    assert screen.errors == []
