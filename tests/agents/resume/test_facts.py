"""Facts of resumes: what stands in them, where, and nothing else."""

import datetime as dt
import re

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.resume.facts import Facts, JobFact, Reading, facts_of
from tests.documents import RESUMES
from tests.growth import MOST, growth

TODAY = dt.date(2026, 6, 15)

ENGLISH = """Rowan Ashgrove
Support worker
Ripon, UK | 07700 900461 | rowan.ashgrove@example.org | linkedin.com/in/rowan-ashgrove

Profile
Calm and practical. Excel at listening, go the extra mile.

Employment history
Senior Support Worker
Larchfield Care Homes Ltd, Ripon	June 2021 to date
• Plan the care of 14 residents with dementia and write their care plans
• Cut falls by 30% within a year
Care Assistant
Larchfield Care Homes Ltd, Ripon	Sept 2016 - March 2019
• Helped with moving and handling

Education
NVQ Level 3 in Health and Social Care, Harrogate College, 2016

Skills
First aid, Medication administration, Braille, Excel
Languages: English (native), Polish (B1)
"""

KOREAN = """이력서
성명: 김하람
연락처: 010-2345-6781
이메일: haram@example.kr
주소: 서울특별시 마포구

경력사항
2019.03 ~ 현재\t(주)바람소프트 서버개발팀\t선임
• Python과 Django로 주문 API를 만들어 응답 시간을 40% 단축
2015.07 ~ 2018.02\t한울정보기술\t개발자

학력
2011.03 - 2015.02\t한강대학교 컴퓨터공학과 학사 졸업

외국어
영어 - 비즈니스 회화 가능
"""

GERMAN = """Lebenslauf
Jonna Wiesner
Am Anger 4, 99084 Erfurt · Telefon 0361 5551234 · jonna.wiesner@example.de

Berufserfahrung
seit 04/2019\tTischlermeisterin
\tHolzwerk Rabe GmbH, Erfurt
\t• Leitung von 6 Gesellen
08/2014 – 03/2019\tTischlerin
\tMöbelhaus Lindner KG, Jena

Ausbildung
2011 – 2014\tAusbildung zur Tischlerin, Berufsschule Jena

Kenntnisse
AutoCAD, Oberflächentechnik, Treppenbau
Sprachen
Deutsch (Muttersprache), Englisch (B1)
"""


def facts(text: str, **more: object) -> Facts:
    return facts_of(text, today=TODAY, **more)  # type: ignore[arg-type]


def test_english_resume_has_its_facts():
    found = facts(ENGLISH)
    assert (found.name, found.email) == ("Rowan Ashgrove", "rowan.ashgrove@example.org")
    assert (found.phone, found.location) == ("+447700900461", "Ripon, UK")
    assert found.links == ("linkedin.com/in/rowan-ashgrove",)
    assert [(job.employer, job.title, job.start, job.end, job.current) for job in found.jobs] == [
        ("Larchfield Care Homes Ltd", "Senior Support Worker", "2021-06", None, True),
        ("Larchfield Care Homes Ltd", "Care Assistant", "2016-09", "2019-03", False),
    ]
    assert [(one.language, one.fluency) for one in found.languages] == [
        ("English", "native"),
        ("Polish", "B1"),
    ]
    assert [(one.institution, one.study_type, one.end) for one in found.education] == [
        ("Harrogate College", "NVQ Level 3", "2016")
    ]
    assert {skill.name: skill.category for skill in found.skills} == {
        "Care planning": "care",
        "Moving and handling": "care",
        "First aid": "care",
        "Medication administration": "clinical",
        "Braille": None,
        "Microsoft Excel": "office",
    }
    assert found.experience_months == 61 + 31
    assert [(gap.start, gap.end, gap.months) for gap in found.gaps] == [("2019-04", "2021-05", 26)]
    assert (found.seniority, found.language) == ("senior", "en")


def test_korean_resume_has_its_facts():
    found = facts(KOREAN)
    assert (found.name, found.phone) == ("김하람", "+821023456781")
    assert (found.email, found.location) == ("haram@example.kr", "서울특별시 마포구")
    assert [(job.employer, job.title, job.start) for job in found.jobs] == [
        ("(주)바람소프트", "선임", "2019-03"),
        ("한울정보기술", "개발자", "2015-07"),
    ]
    assert [skill.name for skill in found.skills] == ["Python", "Django"]
    assert found.education[0].institution == "한강대학교"
    assert [one.fluency for one in found.languages] == ["비즈니스 회화 가능"]
    assert found.language == "ko"


def test_german_resume_has_its_facts():
    found = facts(GERMAN)
    assert (found.name, found.phone) == ("Jonna Wiesner", "+493615551234")
    assert found.location == "Erfurt"
    assert [(job.employer, job.title, job.start) for job in found.jobs] == [
        ("Holzwerk Rabe GmbH", "Tischlermeisterin", "2019-04"),
        ("Möbelhaus Lindner KG", "Tischlerin", "2014-08"),
    ]
    assert [skill.written for skill in found.skills] == [
        "AutoCAD",
        "Oberflächentechnik",
        "Treppenbau",
    ]
    assert found.gaps == ()
    assert found.language == "de"


def test_facts_have_the_names_of_the_wire():
    sent = msgspec.json.decode(msgspec.json.encode(facts(ENGLISH)))
    assert sent.keys() == {
        *(
            "name",
            "email",
            "phone",
            "location",
            "links",
            "languages",
            "jobs",
            "education",
            "skills",
        ),
        *("skills", "experienceMonths", "seniority", "gaps", "language", "places"),
    }
    assert sent["languages"][1] == {"language": "Polish", "fluency": "B1"}
    assert sent["jobs"][1].keys() >= {"employer", "title", "start", "end", "current", "bullets"}
    assert sent["education"][0].keys() <= {"institution", "area", "studyType", "start", "end"}
    assert sent["skills"][0].keys() == {"name", "written", "category", "evidence"}
    assert sent["gaps"] == [{"from": "2019-04", "to": "2021-05", "months": 26}]
    assert sent["places"]["/name"] == {"line": 0, "span": [0, 14]}


@pytest.mark.parametrize(
    ("line", "score"),
    [
        ("BSc Statistics (GPA: 3.85), University of Glasgow, 2022–2026", "3.85"),
        ("LLB Law, Aston University, 2:1, 2020", "2:1"),
        ("BA History, First Class Honours, University of Leeds, 2019", "First Class Honours"),
        ("University of Leeds, BA History\nSep 2015 – Jun 2018\nGrade: 68%", "68%"),
        ("Universität Kiel, Informatik M.Sc., 2015–2018, Abschlussnote 1,3", "1,3"),
        ("숭실대학교 경영학과 졸업 2018.02 평점 4.1 / 4.5", "4.1 / 4.5"),
        ("GCSEs grades A–C, Norwood School, 2012", None),
        ("BSc Biology, University of Porto, 2019, evenings until 22:15", None),
    ],
)
def test_score_of_a_school_is_what_was_reached(line: str, score: str | None) -> None:
    text = f"Jonas Lindholm\njonas@mail.example\n\nEducation\n{line}\n\nSkills\nR, SQL\n"
    reading = Reading(text)
    found = reading.facts(TODAY)
    assert [one.score for one in found.education] == [score]
    if score is not None:
        assert text[slice(*found.places["/education/0/score"].span)] == score


def test_what_is_not_said_is_missing():
    assert facts("") == Facts()
    found = facts("Something was written here in the evening.")
    assert (found.name, found.email, found.phone, found.location) == (None, None, None, None)
    assert (found.jobs, found.experience_months, found.seniority) == ((), None, None)


@pytest.mark.parametrize("text", [ENGLISH, KOREAN, GERMAN], ids=["en", "ko", "de"])
def test_each_fact_has_the_place_where_it_stands(text: str):
    found = facts(text)
    quotes = {path: text[p.span[0] : p.span[1]] for path, p in found.places.items()}
    assert quotes["/name"] == found.name
    assert quotes["/jobs/0/employer"] == found.jobs[0].employer
    assert quotes["/jobs/1/title"] == found.jobs[1].title
    assert quotes["/skills/0"] == found.skills[0].written
    rows = text.split("\n")
    assert all(quotes[path] in rows[place.line] for path, place in found.places.items())


def test_prominent_line_is_taken_for_the_name():
    text = "Fern Hollis\nAmber Quayle\nLeeds\n\nExperience\nWelder, Forge Ltd, 2019 – 2021\n"
    assert facts(text).name == "Fern Hollis"
    assert facts(text, prominent=frozenset({1})).name == "Amber Quayle"


def test_link_of_the_document_is_added_once():
    links = (
        "https://linkedin.com/in/rowan-ashgrove/",
        "https://rowan.example/work",
        "mailto:x@y.z",
    )
    found = facts(ENGLISH, links=links)
    assert found.links == ("linkedin.com/in/rowan-ashgrove", "https://rowan.example/work")


NAMES = st.sampled_from(
    ["Mira Solberg", "Anh Nguyễn", "José Álvarez", "Oluwaseun Adeyemi", "Zoë Quartey", "Li Na"]
)


@given(NAMES)
@settings(deadline=None)  # the first to come reads the lists
def test_another_name_changes_nothing_else(name: str):
    def blank(found: Facts) -> object:
        return (found.jobs, found.skills, found.education, found.experience_months, found.seniority)

    assert blank(facts(ENGLISH.replace("Rowan Ashgrove", name))) == blank(facts(ENGLISH))


@given(st.text(max_size=3_000))
@settings(deadline=None)  # the first to come reads the lists
def test_facts_of_any_text_stand_in_it(text: str):
    found = facts(text)
    for place in found.places.values():
        first, last = place.span
        assert 0 <= first < last <= len(text)
        assert text[:first].count("\n") == place.line


WORDS = re.findall(r"\S+|\n", ENGLISH + KOREAN + GERMAN)


@given(st.lists(st.sampled_from([*WORDS, "\n", "\n\n", "\t", "• ", " | ", " – "]), max_size=200))
@settings(max_examples=60, deadline=None)
def test_facts_of_shuffled_resumes_stand_in_them(pieces: list[str]):
    text = " ".join(pieces)
    found = facts(text)
    quotes = [text[p.span[0] : p.span[1]] for p in found.places.values()]
    assert all(quotes)
    for skill in found.skills:
        assert skill.written in text
    for job in found.jobs:
        assert isinstance(job, JobFact)
        assert job.employer is None or job.employer.split()[0] in text


UNITS = [
    *(
        "A",
        "A ",
        "1,",
        "\n",
        "• ",
        "2019 – ",
        "Engineer, ",
        "Acme Ltd\n",
        "(주)",
        "[",
        "@a.",
        "x.com/",
    ),
    *(
        "Engineer\nAcme\n2019 – 2020\n",
        "Skills\nPython, ",
        "+49 30 ",
        "개발자 ",
        "Berlin, ",
        "J O H N ",
    ),
    *(
        "Jan 2019 - Present\n",
        "Education\nBSc, ",
        "Languages\nEnglish (",
        "A\tB\t",
        " || ",
        "e\u0301",
    ),
]


@pytest.mark.parametrize("unit", UNITS)
def test_hostile_resume_costs_no_more_than_its_length(unit: str):
    assert growth(facts, unit) < MOST


@pytest.mark.slow(seconds=20)
@given(st.text(min_size=1, max_size=10))
@settings(max_examples=6, deadline=None)
def test_two_hundred_thousand_characters_are_read(unit: str):
    facts((unit * 200_000)[:200_000])


@pytest.mark.parametrize("name", ["backend", "nurse", "analyst_oneline", "frontend_odd"])
def test_jobs_of_a_resume_are_dated_and_said_in_full(name: str):
    found = facts((RESUMES / f"{name}.txt").read_bytes().decode())
    assert found.jobs
    assert all(job.employer and job.title and job.start for job in found.jobs)
