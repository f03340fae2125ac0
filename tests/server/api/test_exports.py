"""Sessions as files: every form of every kind, what is refused, and what hostile texts come to."""

import re
import threading
import time
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from icalendar import Calendar
from markdown_it import MarkdownIt

from server.exports.json_resume import schema as resume_schema
from tests.agents.kinds.analysis.cases import CASES, given, read
from tests.processes import Server, Servers, eventually
from tests.server.calls import Caller, assert_problem, new_id

pytestmark = pytest.mark.slow

WAREHOUSE = given(next(case for case in CASES if case.name == "warehouse_lead"))
KOREAN = given(next(case for case in CASES if case.name == "ko_nurse"))
ANSWER = "In 2024 I changed the walk order myself, and the pick rate rose from 112 to 131 an hour."
HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(2)>\n# No heading\n"
    "[me](javascript:alert(3)) ![](data:text/html,x) \u202egnp.exe\x1b[31m\n```\nopen"
)
MANY = 60


@pytest.fixture(scope="module")
def running(started: Servers) -> Server:
    return started.start(
        CAREERPILOT_KINDS="tests.chaos.kinds,bench.kinds",
        CAREERPILOT_READS_PER_SECOND="10000",
        CAREERPILOT_READS_BURST="10000",
        CAREERPILOT_COMMANDS_BURST="1000",
    )


def export(caller: Caller, session: str, form: str | None = None, **query: str) -> httpx.Response:
    """Ask for a session as a file."""
    params = query | ({"format": form} if form else {})
    return caller.http.get(f"/v1/sessions/{session}/export", params=params)


def exported(caller: Caller, session: str, form: str, **query: str) -> str:
    answer = export(caller, session, form, **query)
    assert answer.status_code == 200, answer.text
    return answer.text


def say(caller: Caller, session: str, **command: Any) -> None:
    """Send a command, and wait until all of it is done."""
    answer = caller.say(session, id=new_id(), **command)
    assert answer.status_code < 300, answer.text
    idle(caller, session)


def idle(caller: Caller, session: str) -> None:
    eventually(lambda: caller.session(session)["status"] == "idle", "the run has ended")


def markup(text: str) -> tuple[list[str], list[str]]:
    """The headings of a Markdown text, and where its links lead, as one reads it who takes HTML."""
    reader = MarkdownIt("commonmark").enable("table")
    tokens = reader.parse(text)
    inner = [token for block in tokens for token in block.children or ()]
    assert not [one for one in (*tokens, *inner) if one.type.startswith("html_")], text
    headings = [
        f"{'#' * int(tokens[at - 1].tag[1])} {token.content}"
        for at, token in enumerate(tokens)
        if token.type == "inline" and tokens[at - 1].type == "heading_open"
    ]
    return headings, [str(one.attrs["href"]) for one in inner if one.type == "link_open"]


def test_kinds_say_which_forms_they_have(caller: Caller) -> None:
    kinds = {kind["name"]: kind["exports"] for kind in caller.http.get("/v1/kinds").json()["kinds"]}
    assert kinds["chat"] == kinds["questions"] == ["json", "md"]
    assert kinds["analysis"] == kinds["interview"] == ["json", "md", "html"]
    assert kinds["optimize"] == ["json", "md", "resume.json"]
    assert kinds["plan"] == ["json", "md", "ics"]


def test_session_as_json_has_what_its_owner_may_see(caller: Caller) -> None:
    made = caller.create("analysis", WAREHOUSE)
    say(caller, made["id"], type="message", text="shorter")
    answer = export(caller, made["id"], "json")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    document, shown = answer.json(), caller.session(made["id"])
    for name in ("id", "kind", "title", "messages", "state", "createdAt"):
        assert document[name] == shown[name], name
    assert document["lastRun"] == shown["lastRun"]
    assert WAREHOUSE.items() <= document["input"].items()
    assert "memory" not in answer.text


def test_session_as_markdown_has_its_result_and_its_conversation(caller: Caller) -> None:
    for input, language, must in ((WAREHOUSE, "en", "Must-haves"), (KOREAN, "ko", "필수 조건")):
        made = caller.create("analysis", input | {"language": language})
        answer = export(caller, made["id"], "md")
        assert answer.headers["content-language"] == language
        headings, _ = markup(answer.text)
        assert headings[0].startswith("# ")
        assert f"#### {must}" in headings, headings
        assert headings[-1] == "### CareerPilot"
        result = made["state"]["result"]
        read = re.sub(r"\\([^\w\s])", r"\1", answer.text)
        for requirement in result["requirements"]:
            assert " ".join(requirement["text"].split()) in read
        # Conditions come first, and numbers after all that they are made of.
        knockouts = [one for one in result["requirements"] if one["knockout"]]
        assert read.index(knockouts[0]["text"]) < read.index(f"{result['readinessScore']} / 100")
        assert "ATS" not in re.sub(r">.*", "", read.split("## CareerPilot")[0])


def test_other_forms_are_of_a_result_that_is_there(caller: Caller) -> None:
    questions = caller.create("questions", {"resume": WAREHOUSE["resume"], "targetRole": "Lead"})
    markup(exported(caller, questions["id"], "md"))
    interview = {"type": "behavioral", "difficulty": "easy", "durationMinutes": 10}
    begun = caller.create("interview", interview)
    session = begun["id"]
    assert_problem(export(caller, session, "html"), 409, "not_finished")
    markup(exported(caller, session, "md"))
    for form in ("docx", "resume.json", "pdf"):
        details = assert_problem(export(caller, session, form), 406, "not_acceptable")["details"]
        assert details == {"formats": ["json", "md", "html"]}
    say(caller, session, type="message", text=ANSWER)
    say(caller, session, type="action", name="end")
    page = exported(caller, session, "html")
    result = caller.session(session)["state"]["result"]
    assert "This practice, by these scales" in page
    for competency in result["competencies"]:
        assert all(escape(quote) in page for quote in competency["quotes"])
        assert escape(competency["anchor"]) in page


def test_plan_is_a_calendar_that_is_updated_where_it_is_imported_again(caller: Caller) -> None:
    given = {"targetRole": "데이터 분석가", "weeks": 3, "timeZone": "Asia/Seoul", "language": "ko"}
    made = caller.create("plan", given)
    answer = export(caller, made["id"], "ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert ".ics" in answer.headers["content-disposition"]
    first = {str(one["UID"]): one for one in Calendar.from_ical(answer.text).walk("VEVENT")}
    weeks = made["state"]["result"]["weeks"]
    assert len(first) >= len(weeks) + sum(len(week["tasks"]) for week in weeks)
    week = first[f"{made['id']}-week-2@careerpilot"]
    assert str(week["SUMMARY"]).startswith("2주차: ")
    say(caller, made["id"], type="action", name="shift", input={"from": 2, "weeks": 1})
    again = Calendar.from_ical(exported(caller, made["id"], "ics")).walk("VEVENT")
    later = {str(one["UID"]): one for one in again}
    assert set(later) == set(first)
    moved = later[str(week["UID"])]
    assert (moved["DTSTART"].dt - week["DTSTART"].dt).days == 7
    asked = caller.http.get(
        f"/v1/sessions/{made['id']}/export", headers={"Accept": "text/calendar"}
    )
    assert asked.headers["content-type"].startswith("text/calendar")


def test_resume_of_a_result_is_json_resume(caller: Caller) -> None:
    for name, role in (("warehouse_lead.txt", "Shift manager"), ("ko_nurse.txt", "간호사")):
        resume = read("resumes", name)
        made = caller.create("optimize", {"resume": resume, "targetRole": role})
        answer = export(caller, made["id"], "resume.json")
        assert answer.headers["content-type"].startswith("application/json")
        document = answer.json()
        checker = jsonschema.FormatChecker()
        jsonschema.Draft7Validator(resume_schema(), format_checker=checker).validate(document)
        assert document["work"] == made["state"]["result"]["resume"]["work"]
        markup(exported(caller, made["id"], "md"))


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/json"),
        ("text/markdown", "text/markdown; charset=utf-8"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("application/json;q=0.2, text/*;q=0.1", "application/json"),
    ],
)
def test_accept_chooses_where_no_form_is_named(
    caller: Caller, accept: str, media_type: str
) -> None:
    session = caller.create("analysis", WAREHOUSE)["id"]
    path = f"/v1/sessions/{session}/export"
    answer = caller.http.get(path, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    assert "Accept" in answer.headers["vary"]
    refused = caller.http.get(path, headers={"Accept": "image/png"})
    assert_problem(refused, 406, "not_acceptable")
    head = caller.http.head(path, params={"format": "md"})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-disposition"].startswith("attachment")


def test_another_sees_nothing_and_papers_are_known(caller: Caller, stranger: Caller) -> None:
    session = caller.create("analysis", WAREHOUSE | {"country": "US"})["id"]
    assert_problem(export(stranger, session, "json"), 404, "not_found")
    assert_problem(export(caller, new_id(), "json"), 404, "not_found")
    assert_problem(export(caller, session, "html", paper="a0"), 422, "malformed")
    assert "size: Letter" in exported(caller, session, "html")
    assert "size: A4" in exported(caller, session, "html", paper="a4")


def test_page_to_print_loads_nothing_and_runs_nothing(caller: Caller) -> None:
    session = caller.create("analysis", KOREAN | {"language": "ko"})["id"]
    answer = export(caller, session, "html")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    page = answer.text
    assert re.search(r'<html lang="ko">', page)
    assert not re.search(r"<(?:script|link|img|iframe|object|form)|\bon\w+=|url\(|@import", page)
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


def test_hostile_texts_and_titles_do_no_harm(caller: Caller) -> None:
    session = caller.create("chat", message={"id": new_id(), "text": HOSTILE})["id"]
    title = 'CV"\r\nSet-Cookie: a=b; <b>\u202e/../../etc/passwd\x00'
    renamed = caller.http.patch(f"/v1/sessions/{session}", json={"title": title})
    assert renamed.status_code == 200, renamed.text
    answer = export(caller, session, "md")
    assert "set-cookie" not in answer.headers
    disposition = answer.headers["content-disposition"]
    assert re.fullmatch(
        r"attachment; filename=\"[\w .()+,-]+\"; filename\*=UTF-8''[\w.~%-]+", disposition
    )
    assert "%2F" not in disposition
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", answer.text)
    headings, links = markup(answer.text)
    assert headings[0].startswith("# CV")
    assert {one for one in headings if one.startswith("### ")} == {"### You", "### CareerPilot"}
    assert all(link.startswith(("http:", "https:", "mailto:")) for link in links)
    assert "alert(1)" in answer.text


def test_name_says_what_the_file_is(caller: Caller) -> None:
    session = caller.create("analysis", KOREAN | {"language": "ko"})["id"]
    disposition = export(caller, session, "html").headers["content-disposition"]
    assert re.search(r"filename=\"[\d-]+\.html\"", disposition), disposition
    assert "%EA%B0%84%ED%98%B8%EC%82%AC" in disposition, "the role"


@pytest.mark.timing
def test_large_session_comes_piece_by_piece_and_holds_up_nobody(
    caller: Caller, stranger: Caller, server: Server
) -> None:
    session = caller.create("pulse", {"tokens": 1, "perSecond": 0})["id"]
    piece = "*word* and **more** of it. " * 2_000
    for _ in range(MANY):
        answer = caller.say(session, id=new_id(), type="message", text=piece)
        assert answer.status_code == 202, answer.text
    idle(caller, session)
    read_all(caller, session, "json")
    before, slowest, done = memory_of(server), [0.0], threading.Event()

    def watch() -> None:
        while not done.is_set():
            begun = time.monotonic()
            assert stranger.http.get("/health/live").status_code == 200
            slowest[0] = max(slowest[0], time.monotonic() - begun)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        sizes = {form: read_all(caller, session, form) for form in ("json", "md")}
    finally:
        done.set()
        watcher.join()
    assert min(sizes.values()) > MANY * len(piece) * 0.9
    assert memory_of(server) - before < MANY * len(piece) / 2
    assert slowest[0] < 0.25, "many times what one piece takes"
    assert_cut_off_when_deleted(caller, session)


def assert_cut_off_when_deleted(caller: Caller, session: str) -> None:
    """Nobody takes a part for the whole."""
    path = f"/v1/sessions/{session}/export"
    with caller.http.stream("GET", path, params={"format": "md"}, timeout=60) as answer:
        pieces = answer.iter_bytes()
        next(pieces)
        assert httpx.delete(f"{caller.http.base_url}{path.removesuffix('/export')}",
                            headers=dict(caller.http.headers)).status_code == 204  # fmt: skip
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
            list(pieces)


def read_all(caller: Caller, session: str, form: str) -> int:
    with caller.http.stream(
        "GET", f"/v1/sessions/{session}/export", params={"format": form}, timeout=60
    ) as answer:
        assert answer.status_code == 200
        assert "content-length" not in answer.headers
        return sum(map(len, answer.iter_bytes()))


def memory_of(server: Server) -> int:
    """Bytes that the server's first process holds."""
    status = Path(f"/proc/{server.pid}/status").read_text()
    held = re.search(r"VmRSS:\s+(\d+)", status)
    assert held is not None
    return int(held[1]) * 1024
