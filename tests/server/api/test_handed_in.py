"""What people hand in as files of the server: every form of it, and what is refused."""

import asyncio
import io
import time
from pathlib import Path
from typing import Any

import jsonschema
import pypdfium2
import pytest
from docx import Document
from starlette.requests import Request

from protocol.errors import NotAcceptable
from server.api import exports
from server.cli.main import main
from server.cli.remote import TOKEN_VARIABLE
from server.exports import formats
from server.exports.formats import DOCX, PDF
from server.exports.json_resume import schema as resume_schema
from tests.handing import ANSWERS, ASKED, CV, DAY, LETTER, RESUME
from tests.processes import Server, Servers
from tests.server.api.test_exports import export
from tests.server.calls import Caller, assert_problem

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def running(started: Servers) -> Server:
    return started.start(CAREERPILOT_KINDS="tests.handing")


def handing(caller: Caller, result: dict[str, Any], **given: Any) -> str:
    """A session that has that result."""
    return str(caller.create("handing", {"result": result, **given})["id"])


def test_cv_comes_in_every_form_and_its_note_in_the_language_of_who_reads_it(
    caller: Caller,
) -> None:
    session = handing(caller, CV, language="ko", country="US")
    page = export(caller, session, "html")
    assert page.status_code == 200, page.text
    assert page.headers["content-language"] == "en"
    assert '<html lang="en">' in page.text
    assert '<p class="note" role="note" lang="ko">아직 완성되지 않았어요.' in page.text
    assert "size: Letter" in page.text
    assert "size: A4" in export(caller, session, "html", paper="a4").text
    assert "A clean licence" not in page.text
    digest = page.headers["content-security-policy"].split("'")[3]
    assert digest in page.text
    word = export(caller, session, "docx")
    assert word.headers["content-type"] == DOCX
    assert 'filename="Dilnoza Karim Curriculum vitae.docx"' in word.headers["content-disposition"]
    document = Document(io.BytesIO(word.content))
    assert document.paragraphs[0].style.name == "Heading 1"
    assert document.core_properties.author == "Dilnoza Karim"
    assert export(caller, session, "docx").content == word.content
    data = export(caller, session, "resume.json").json()
    jsonschema.Draft7Validator(resume_schema()).validate(data)


def test_letter_and_answers_are_the_document_alone(caller: Caller) -> None:
    letter = export(caller, handing(caller, LETTER, addressee="Ms Adeyemi"), "html").text
    assert "Dear Ms Adeyemi," in letter
    assert "Shift lead at Ravensmoor since 2022" not in letter
    answers = handing(caller, ANSWERS, items=ASKED)
    word = Document(io.BytesIO(export(caller, answers, "docx").content))
    assert [one.text for one in word.paragraphs if one.style.name == "Heading 2"] == [
        "1. 지원 동기를 쓰세요.", "2. 실패한 경험은?",
    ]  # fmt: skip


def test_letter_is_of_whom_the_stored_resume_is(caller: Caller) -> None:
    letter = {name: value for name, value in LETTER.items() if name != "sender"}
    stored = caller.http.post("/v1/resumes", json=RESUME)
    assert stored.status_code == 201, stored.text
    resume = {"id": stored.json()["id"]}
    session = handing(caller, letter, resume=resume)
    document = Document(io.BytesIO(export(caller, session, "docx").content))
    assert document.paragraphs[0].text.split("\n")[0] == "Dilnoza Karim"
    assert document.core_properties.author == "Dilnoza Karim"
    assert caller.http.delete(f"/v1/resumes/{resume['id']}").status_code == 204
    document = Document(io.BytesIO(export(caller, session, "docx").content))
    assert document.core_properties.author == ""


def test_accept_chooses_a_document_of_a_word_processor(caller: Caller) -> None:
    session = handing(caller, CV)
    path = f"/v1/sessions/{session}/export"
    answer = caller.http.get(path, headers={"Accept": DOCX})
    assert (answer.status_code, answer.headers["content-type"]) == (200, DOCX)


def test_server_sets_pdf_where_it_can(caller: Caller) -> None:
    kinds = {one["name"]: one["exports"] for one in caller.http.get("/v1/kinds").json()["kinds"]}
    assert kinds["handing"] == ["json", "md", "html", "docx", "resume.json", "pdf"]
    assert "pdf" not in kinds["analysis"]
    answer = export(caller, handing(caller, CV), "pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, PDF)
    with pypdfium2.PdfDocument(answer.content) as document:
        assert "Dilnoza Karim" in document[0].get_textpage().get_text_bounded()


def test_pdf_that_cannot_be_set_is_refused_with_the_reason(caller: Caller) -> None:
    session = handing(
        caller, {"asOf": DAY, "resume": {"basics": {"name": "배은채 かな สวัสดี नमस्ते"}}}
    )
    answer = export(caller, session, "pdf")
    problem = assert_problem(answer, 406, "not_acceptable")
    assert "font" in problem["detail"]


def test_server_without_the_extra_says_that_it_sets_no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "can_set", lambda: False)
    request = Request({"type": "http", "query_string": b"format=pdf", "headers": []})
    with pytest.raises(NotAcceptable, match="extra") as refused:
        exports.wanted(request, ("json", "md", "html", "docx"))
    assert refused.value.details == {"formats": ["json", "md", "html", "docx"]}
    with pytest.raises(NotAcceptable, match="can be had as"):
        exports.wanted(request, ("json", "md", "html"))


def test_nothing_is_handed_in_before_there_is_a_result(caller: Caller) -> None:
    session = handing(caller, {})
    for form in ("html", "docx"):
        assert_problem(export(caller, session, form), 409, "not_finished")
    answer = export(caller, session, "ics")
    details = assert_problem(answer, 406, "not_acceptable")["details"]
    assert details["formats"][:4] == ["json", "md", "html", "docx"]


def test_result_of_no_such_shape_is_not_finished(caller: Caller) -> None:
    session = handing(caller, {"asOf": DAY, "text": "no paragraphs"})
    assert_problem(export(caller, session, "docx"), 409, "not_finished")


def test_command_writes_files_and_keeps_what_is_no_text_off_a_terminal(
    caller: Caller,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
    tmp_path: Path,
) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, caller.token)
    monkeypatch.setenv("CAREERPILOT_PORT", str(server.port))
    command = ["export", handing(caller, CV), "--format", "docx"]
    target = tmp_path / "cv.docx"
    assert main([*command, "--output", str(target)]) == 0
    assert Document(str(target)).paragraphs[0].text == "Dilnoza Karim"
    assert main(command) == 0
    assert capfdbinary.readouterr().out == target.read_bytes()
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert main(command) == 1
    said = capfdbinary.readouterr()
    assert (said.out, b"--output" in said.err) == (b"", True)


@pytest.mark.timing
def test_large_document_is_made_beside_what_others_ask(caller: Caller, stranger: Caller) -> None:
    points = ["did what there was " * 20] * 10
    work = [{"name": f"Mill {n}", "highlights": points} for n in range(20)]
    session = handing(caller, {"asOf": DAY, "resume": {"work": work}})
    slowest = took = 0.0

    async def watched() -> int:
        nonlocal slowest, took
        start = time.monotonic()
        made = asyncio.create_task(asyncio.to_thread(export, caller, session, "docx"))
        while not made.done():
            begun = time.monotonic()
            await asyncio.to_thread(stranger.http.get, "/health/live")
            slowest = max(slowest, time.monotonic() - begun)
        took = time.monotonic() - start
        return (await made).status_code

    assert asyncio.run(watched()) == 200
    assert slowest < took / 2, "it is made in another process"
