"""What is no resume is told from one."""

import datetime as dt
from pathlib import Path

import pytest

from agents.resume.facts import Reading
from agents.resume.recognition import is_resume, stated_months, totals_differ
from tests.agents.resume.test_facts import ENGLISH, GERMAN, KOREAN
from tests.documents import RESUMES

TODAY = dt.date(2026, 6, 15)

OTHERS = {
    "mail": """\
From: Kim
To: Lee
Subject: Tuesday

Hi Lee,

Can we move our talk to ten?

Best regards
Kim Harlow
kim@example.org
+44 7700 900461
""",
    "advert": """\
Senior Baker (m/f/d)

We are looking for a baker in York.

Your responsibilities
• Bake bread

Your profile
• 3 years of experience, HACCP

We offer
• Free bread

Apply now: jobs@oven.example, 01904 555123
""",
    "stellenanzeige": """\
Wir suchen eine Pflegefachkraft in Kassel

Ihre Aufgaben
- Pflege

Ihr Profil
- Ausbildung, Wundversorgung

Wir bieten
- Tarif

Kontakt: stelle@example.de
""",
    "채용": """\
[채용] 백엔드 개발자 모집

담당업무
- API 개발
자격요건
- Python, Django
우대사항
- AWS
지원방법: jobs@example.kr
""",
    "recipe": """\
Bread

500 g flour
300 g water
Salt

Mix, wait, bake at 230 degrees for 40 minutes.
""",
    "nothing": """\
""",
}


def judged(text: str) -> bool:
    reading = Reading(text)
    return is_resume(reading, reading.facts(TODAY))


@pytest.mark.parametrize("name", OTHERS)
def test_text_of_another_kind_is_told(name: str):
    assert not judged(OTHERS[name])


@pytest.mark.parametrize("text", [ENGLISH, GERMAN, KOREAN], ids=["en", "de", "ko"])
def test_resume_is_taken_for_one(text: str):
    assert judged(text)


@pytest.mark.parametrize("path", sorted(RESUMES.glob("*.txt")), ids=lambda path: path.stem)
def test_odd_resume_is_taken_for_one(path: Path):
    assert judged(path.read_bytes().decode())


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("Baker with 8 years of professional experience.", 96),
        ("Pflegekraft mit 12 Jahren Berufserfahrung", 144),
        ("5년 경력의 개발자", 60),
        ("Baked 8 years", None),
    ],
)
def test_stated_total_is_read(text: str, months: int | None):
    assert stated_months(text) == months


def test_totals_differ_where_they_are_far_apart():
    assert totals_differ(120, 60)
    assert not totals_differ(60, 66)
    assert not totals_differ(None, 66)
    assert not totals_differ(60, None)
