"""Texts, pages and data: encodings, marks, and what of them is shown."""

import json
import string
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.reading.characters import clean
from agents.reading.errors import ReadingError
from agents.reading.limits import ReadingLimits
from agents.reading.lines import Line, text_of
from agents.reading.read import read
from tests.agents.reading.files import zipped
from tests.growth import MOST, growth

KOREAN = "홍길동\n경력: 개발자, 2019년 3월 ~ 현재"
GERMAN = "Jürgen Müller\nStraßenbau – Köln, 40 €"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (KOREAN, "utf-8"), (KOREAN, "utf-8-sig"), (KOREAN, "utf-16"), (KOREAN, "utf-32"),
        (KOREAN, "cp949"), (GERMAN, "cp1252"), (GERMAN, "utf-16"), ("Ada\nEngineer", "utf-16-le"),
        ("Zoë Quinn, barista\nCafé Été, École\nNaïve", "cp1252"), ("Noël\nChef", "latin-1"),
        ("张伟 Python 开发\n工作经历: 软件工程师", "gb18030"), ("王芳\n工作經歷: 會計", "cp950"),
        ("김민수 Python으로 개발", "cp949"), ("Иван Петров\nинженер", "cp1251"),
        ("履歴書\nやまだ たろうです。よろしく", "cp932"),
    ],
)  # fmt: skip
def test_text_is_read_in_its_encoding(text: str, encoding: str):
    assert read(text.encode(encoding)).text == text


@pytest.mark.parametrize("text", ['{"basics": {"name": "Ada', '[{"a": 1},', "[" * 5000, '[["a"'])
def test_data_that_breaks_off_is_damaged(text: str):
    with pytest.raises(ReadingError) as caught:
        read(text.encode())
    assert caught.value.code == "damaged"


@pytest.mark.parametrize("text", ["[Your name]\n[Your town]", "{Ada}", '"Ada" said', "[1] A note"])
def test_text_that_begins_with_a_bracket_is_read(text: str):
    assert read(text.encode()).text.startswith(text[:5])


def test_page_is_read_in_the_encoding_that_it_names():
    page = "<html><head><meta charset='windows-1251'></head><body><p>Иван</p></body></html>"
    assert read(page.encode("cp1251")).text == "Иван"


def test_text_keeps_its_paragraphs_and_its_gaps():
    text = (
        "ADA EXAMPLE\r\n\r\n\r\nEngineer      2019 - 2021\r\n  - Built things\n* and more\n– last"
    )
    assert read(text.encode()).text.split("\n") == [
        "ADA EXAMPLE", "", "Engineer\t2019 - 2021", "• Built things", "• and more", "• last",
    ]  # fmt: skip


def test_characters_that_nobody_sees_are_dropped():
    text = "A\0d\u200ba \u202eExample\u202c\u00ad \ufb01nds e\u0301 \U000e0041\x1b[31m\ufeff"
    assert read(text.encode()).text == "Ada Example finds é [31m"


@given(st.text())
def test_what_is_clean_stays_so(text: str):
    once = clean(text)
    assert clean(once) == once
    assert once.encode().decode() == once
    assert not set(once) & (set(map(chr, range(32))) - {"\n", "\t"})


lines = st.builds(
    Line, st.text(max_size=40), size=st.sampled_from([0, 9, 10, 16]), bold=st.booleans(),
    heading=st.booleans(), item=st.booleans(), apart=st.booleans(),
)  # fmt: skip


@given(st.lists(lines, max_size=20), st.integers(0, 300))
def test_text_of_lines_keeps_to_its_form(given_lines: list[Line], most: int):
    made = text_of(given_lines, most)
    assert len(made.text) <= most
    rows = made.text.split("\n")
    assert "\n\n\n" not in made.text
    assert made.text == made.text.strip("\n")
    assert all(row == row.strip() for row in rows)
    assert made.prominent == sorted(set(made.prominent))
    assert all(rows[number] for number in made.prominent)


def test_long_text_is_cut_and_that_is_said():
    document = read(b"word " * 1000, limits=ReadingLimits(characters=100))
    assert len(document.text) <= 100
    assert [w.code for w in document.warnings] == ["cut"]


def test_twenty_thousand_characters_without_a_blank_are_read():
    assert read(b"x" * 20_000).text == "x" * 20_000


def test_script_in_which_no_facts_are_found_is_read_and_said():
    document = read("محمد أحمد\nمهندس برمجيات في شركة كبيرة".encode())
    assert "محمد" in document.text
    assert [w.code for w in document.warnings] == ["script"]
    assert read(KOREAN.encode()).warnings == []


def test_markdown_is_read_as_it_is_shown():
    text = (
        "# Ada Example\n\n**Engineer** at *Acme*, [page](https://example.com)\n\n- Built `things`\n"
        "| Skill | Level |\n|---|---|\n| Go | good |\n"
    )
    document = read(text.encode())
    assert document.media_type == "text/markdown"
    assert document.text.split("\n") == [
        "Ada Example", "", "Engineer at Acme, page", "", "• Built things", "Skill\tLevel",
        "Go\tgood",
    ]  # fmt: skip
    assert document.links == ["https://example.com"]
    assert document.prominent == [0]


def test_page_is_read_as_a_browser_shows_it():
    page = (
        "<!doctype html><html><head><title>x</title><style>.no{display:none} .r{display:flex}"
        ".w{color:white}"
        "</style><script>var a = 'b'</script></head><body><h1>Ada</h1>"
        "<div class='r'><b>Engineer, Acme</b><span>2019 – 2021</span></div>"
        "<ul><li>Built<br>things</li><li>More</li></ul><table><tr><td>Go</td><td>good</td></tr>"
        "</table><p class='no'>hire one</p><p hidden>hire two</p>"
        "<p style='color:#fff'>hire three</p><p style='font-size:1px'>hire four</p>"
        "<p>hire <span class='w'>hire five</span></p>"
        "<div style='background:#123'><p style='color:white'>seen</p><p class=w>as well</p></div>"
        "<p>a<a href='https://example.com'>b</a></p></body></html>"
    )
    document = read(page.encode())
    assert [line for line in document.text.split("\n") if line] == [
        "Ada", "Engineer, Acme\t2019 – 2021", "• Built", "things", "• More", "Go\tgood", "hire",
        "seen", "as well", "ab",
    ]  # fmt: skip
    assert [h.text for h in document.hidden] == [
        "hire one", "hire two", "hire three", "hire four", "hire five",
    ]  # fmt: skip
    assert document.links == ["https://example.com"]


RESUME = {
    "basics": {"name": "Ada Example", "email": "ada@example.com", "location": {"city": "Ulm"}},
    "work": [
        {
            "name": "Acme", "position": "Engineer", "startDate": "2019-03",
            "highlights": ["Built things"],
        }
    ],
    "skills": [{"name": "Languages", "keywords": ["Python", "Go"]}],
}  # fmt: skip


def test_line_below_another_in_a_cell_stays_a_line():
    rows = "<tr><td>2019<br>2020<td><b>Cook, Fish</b><br>Kettle Inn, Hull</tr>"
    assert read(f"<html><table>{rows}</table></html>".encode()).text == (
        "2019 2020\tCook, Fish\nKettle Inn, Hull"
    )


def test_json_resume_is_kept_and_has_a_text():
    document = read(json.dumps(RESUME).encode())
    assert document.resume == RESUME
    assert document.text.split("\n") == [
        "Ada Example", "ada@example.com", "Ulm", "", "Experience",
        "Engineer, Acme\t2019-03 – present", "• Built things", "", "Skills",
        "Languages: Python, Go",
    ]  # fmt: skip


def test_flat_form_becomes_json_resume():
    flat = {
        "name": "Ada Example",
        "contact_info": {"email": "ada@example.com", "linkedin": "https://linkedin.com/in/ada"},
        "work_experiences": [
            {"company": "Acme", "title": "Engineer", "start_date": "2019-03",
             "end_date": "2021-02", "responsibilities": ["Built things"]}
        ],
        "technical_skills": ["Python", "Go"],
        "total_experience_months": 24,
    }  # fmt: skip
    resume = read(json.dumps(flat).encode()).resume
    assert resume is not None
    assert resume["work"] == [
        {"name": "Acme", "position": "Engineer", "startDate": "2019-03", "endDate": "2021-02",
         "highlights": ["Built things"]}
    ]  # fmt: skip
    assert resume["basics"]["email"] == "ada@example.com"
    assert [skill["name"] for skill in resume["skills"]] == ["Python", "Go"]


json_values = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(string.printable, max_size=9),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from([*RESUME, "work_experiences", "contact_info", "name", "highlights"]),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(json_values)
def test_any_json_is_read_or_refused(value: object):
    with suppress(ReadingError):
        assert read(json.dumps(value).encode()).text


def test_times_in_one_text_of_the_flat_form_have_two_ends():
    jobs = [{"company": "Fjord Rail", "title": "Driver", "duration": "Mai 2018 – heute"}]
    resume = read(
        json.dumps({"work_experiences": jobs, "total_experience_months": 90}).encode()
    ).resume
    assert resume is not None
    assert (resume["work"][0]["startDate"], resume["work"][0]["endDate"]) == ("Mai 2018", "heute")
    assert resume["meta"] == {"totalExperienceMonths": 90}


def test_export_of_linkedin_becomes_json_resume():
    file = zipped({
        "Profile.csv": "First Name,Last Name,Headline,Summary\nAda,Example,Engineer,\"1,\n2\"\n",
        "Positions.csv": (
            "Company Name,Title,Description,Location,Started On,Finished On\n"
            "Acme,Engineer,Built things,Ulm,Mar 2019,\n"
        ),
        "Skills.csv": "Name\nPython\n",
    })  # fmt: skip
    document = read(file)
    assert document.resume is not None
    assert document.resume["work"] == [
        {"name": "Acme", "position": "Engineer", "location": "Ulm", "summary": "Built things",
         "startDate": "2019-03"}
    ]  # fmt: skip
    assert "Engineer, Acme, Ulm\t2019-03 – present" in document.text
    assert document.text.startswith("Ada Example\nEngineer")


PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (b"", "no_text", "empty"),
        (b"\0" * 50, "no_text", "empty"),
        (b" \n\t ", "no_text", "empty"),
        (b"x" * 10_000_001, "too_large", "10 MB"),
        (PNG, "no_text", "picture"),
        (b"\xff\xd8\xff\xe0" + bytes(99), "no_text", "picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "unsupported", "DOCX or PDF"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "encrypted", "password",
        ),
        (b"%PDF-1.7\nnothing of the kind", "damaged", "Save it anew"),
        (b"MZ" + bytes(range(256)), "unsupported", "DOCX or PDF"),
        (b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "unsupported", "DOCX"),
        (b"<html><body>" + b"<div>" * 1000 + b"Ada", "too_large", "nested"),
        (bytes(range(256)) * 4, "unsupported", "DOCX or PDF"),
    ],
)  # fmt: skip
def test_file_that_cannot_be_read_gets_an_answer_of_its_own(data: bytes, code: str, said: str):
    with pytest.raises(ReadingError) as raised:
        read(data, name="resume.docx")
    assert raised.value.code == code
    assert said in str(raised.value)


def test_name_that_is_wrong_changes_nothing():
    assert read(b"Ada Example\nEngineer", name="resume.pdf").text == "Ada Example\nEngineer"


def test_mail_is_read_as_the_text_that_it_is():
    mail = b"From: a@example.com\r\nSubject: Lunch\r\n\r\nShall we meet at noon?"
    assert read(mail).text.split("\n")[-1] == "Shall we meet at noon?"


@pytest.mark.parametrize("begins", ["", "# x\n", "<html>", "{\\rtf1 "])
@pytest.mark.parametrize(
    "piece",
    [
        "**a ", "_a", "[a](", "[", "`", "<a", "<!--", "a     ", "\t a", "# ", "#", "- ", "|-", "•",
        "\u0301\u0323", "\\par a", "\\'e4", "{}", "<b>", "a ", "word ",
    ],
)  # fmt: skip
def test_text_that_was_made_to_take_long_does_not(begins: str, piece: str):
    def look(text: str) -> None:
        with suppress(ReadingError):
            read(f"{begins}{text}".encode())

    assert growth(look, piece) < MOST
