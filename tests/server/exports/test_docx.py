"""DOCX as python-docx and our own reader read it back: the same facts, nothing of the machine."""

import datetime as dt
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from agents.reading.read import read
from agents.resume.facts import Reading
from server.exports.docx import docx
from server.exports.handed_in.handed import Given, handed_in
from server.exports.properties import Properties
from tests.handing import CV, DAY, EVERY, HOSTILE, KOREAN_RESUME, RESUME

PROPERTIES = Properties("A title", "Dilnoza Karim", "en", DAY, "Not finished: 2 places.")


def opened(data: bytes) -> Any:
    return Document(io.BytesIO(data))


def written(result: dict[str, Any], note: str = "", **given: Any) -> bytes:
    made = handed_in(result, Given(**given), "en", DAY)
    properties = Properties(made.title, made.author, made.language, made.day, note)
    return docx(made.blocks, made.paper, 0, properties)


def test_every_block_is_what_word_processors_take_for_such() -> None:
    found = opened(docx(EVERY, "letter", 1, PROPERTIES))
    styles = [(one.style.name, one.text) for one in found.paragraphs]
    assert ("Heading 1", "One") in styles
    assert ("Heading 2", "Two") in styles, "no level is left out"
    assert ("List Bullet", "item") in styles
    texts = [text for _, text in styles]
    assert "strongsoftold\ncode[how many?]there" in texts
    assert {"Name: Value", "2019\tthen", "and", "said", "them", "a", "b"} <= {*texts}
    assert [cell.text for cell in found.tables[0].rows[1].cells] == ["1", "2"]
    marked = [r.text for p in found.paragraphs for r in p.runs if r.font.highlight_color]
    assert marked == ["[how many?]"]
    assert found.paragraphs[2].hyperlinks[0].address == "https://a.example/"
    section = found.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (216, 279)


def test_note_stands_beside_the_document_and_not_in_it() -> None:
    found = opened(docx(EVERY, "a4", 0, PROPERTIES))
    assert [one.text for one in found.comments] == [PROPERTIES.note]
    assert PROPERTIES.note not in "\n".join(one.text for one in found.paragraphs)
    assert not list(opened(docx(EVERY, "a4", 0, PROPERTIES._replace(note=""))).comments)


def test_properties_say_whose_it_is_and_nothing_of_the_machine() -> None:
    data = docx(EVERY, "a4", 0, PROPERTIES)
    assert docx(EVERY, "a4", 0, PROPERTIES) == data
    said = opened(data).core_properties
    assert (said.title, said.author, said.language) == ("A title", "Dilnoza Karim", "en")
    assert (said.last_modified_by, said.comments, said.keywords) == ("", "", "")
    day = dt.datetime.fromisoformat(DAY).replace(tzinfo=dt.UTC)
    assert said.created == said.modified == day
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
        assert {one.date_time[:3] for one in file.infolist()} == {(1980, 1, 1)}
    assert not [name for name in parts if "thumbnail" in name or "app.xml" in name]
    for told in (b"python-docx", b"Macintosh", str(Path.home()).encode()):
        assert not [name for name, part in parts.items() if told in part], told


@pytest.mark.parametrize(
    ("language", "latin", "east"),
    [("ko", "en-US", "ko-KR"), ("de", "de", "ko-KR"), ("ja", "en-US", "ja-JP")],
)
def test_language_and_fonts_are_those_of_the_document(language: str, latin: str, east: str) -> None:
    found = opened(docx(EVERY, "a4", 0, PROPERTIES._replace(language=language)))
    tag = next(found.styles.element.iter(qn("w:lang")))
    assert (tag.get(qn("w:val")), tag.get(qn("w:eastAsia"))) == (latin, east)
    fonts = {one.get(qn("w:eastAsia")) for one in found.styles.element.iter(qn("w:rFonts"))}
    assert len(fonts) == 1
    assert not [
        one for one in found.styles.element.iter(qn("w:rFonts")) if "Theme" in str(one.keys())
    ]


def test_hostile_texts_are_read_as_they_stand_and_nothing_acts() -> None:
    basics = {"name": HOSTILE, "url": "javascript:alert(1)"}
    work = [{"name": "مرحبا", "highlights": ["x" * 50_000]}]
    data = written({"resume": {"basics": basics, "work": work}})
    found = opened(data)
    text = "\n".join(one.text for one in found.paragraphs)
    assert "=cmd|'/C calc'!A0 #let x = 1" in text
    assert "x" * 50_000 in text
    assert not re.search(r"[\x00-\x08\x0b\x1b\u202a-\u202e\uffff]", text)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        body = file.read("word/document.xml").decode()
        links = file.read("word/_rels/document.xml.rels").decode()
    assert "<w:instrText" not in body
    assert "w:fldSimple" not in body
    assert "javascript:" not in links
    assert "<w:bidi/>" in body


@pytest.mark.parametrize("form", ["standard", "lebenslauf", "iryeokseo", "careerDescription"])
@pytest.mark.parametrize("resume", [RESUME, KOREAN_RESUME], ids=["en", "ko"])
def test_our_own_reader_finds_the_same_facts(form: str, resume: dict[str, Any]) -> None:
    document = read(written({"resume": resume}, style={"form": form}))
    assert document.hidden == []
    found = Reading(document.text).facts(dt.date.fromisoformat(DAY))
    assert (found.name, found.email, found.phone) == tuple(
        resume["basics"][name] for name in ("name", "email", "phone")
    )
    told = [(one.employer, one.title, one.start, one.end) for one in found.jobs]
    assert told == [
        (one["name"], one["position"], one["startDate"], one.get("endDate"))
        for one in resume["work"]
    ]
    assert [list(one.bullets) for one in found.jobs] == [
        one["highlights"] for one in resume["work"]
    ]
    school, learnt = resume["education"][0], found.education[0]
    assert (learnt.institution, learnt.start, learnt.end) == (
        school["institution"], school["startDate"], school["endDate"],
    )  # fmt: skip
    assert {one["name"] for one in resume.get("skills", ())} <= {
        one for skill in found.skills for one in (skill.name, skill.written)
    }


def test_cv_of_a_result_is_marked_where_it_is_open() -> None:
    found = opened(written(CV))
    marked = [r.text for p in found.paragraphs for r in p.runs if r.font.highlight_color]
    assert marked == ["fourteen people", "[how many?]"]
