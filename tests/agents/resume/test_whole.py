"""Résumés as data that hold all of their text."""

import datetime as dt
import re
from typing import Any

import msgspec
import pytest

from agents.reading.json_resume import lines_of
from agents.resume.json_resume import JsonResume
from agents.resume.whole import whole_resume
from tests.documents import ROOT

TODAY = dt.date(2026, 11, 30)
RESUMES = sorted((ROOT / "tests/material/resumes").iterdir())
WORD = re.compile(r"[^\W\d_]{3,}")

KEPT = 0.93
"""Of the words of every résumé; the others are headings, names of months, and words like "now"."""


def words(text: str) -> list[str]:
    return WORD.findall(text.casefold())


def said(value: Any) -> str:
    return msgspec.json.encode(value).decode().casefold()


@pytest.mark.parametrize("path", RESUMES, ids=lambda path: path.stem)
def test_words_of_a_text_are_in_its_data(path: Any) -> None:
    text = path.read_text(encoding="utf-8")
    told = said(whole_resume(text, TODAY))
    found = words(text)
    lost = [word for word in found if word not in told]
    assert len(lost) <= (1 - KEPT) * len(found) + 3, lost


@pytest.mark.parametrize("path", RESUMES, ids=lambda path: path.stem)
def test_data_of_a_text_is_a_resume(path: Any) -> None:
    msgspec.convert(whole_resume(path.read_text(encoding="utf-8"), TODAY), JsonResume)


def test_what_no_fact_is_made_of_stands_in_its_section() -> None:
    text = (
        "Ana Kovacs\nana@mail.example\n\nEXPERIENCE\nFlorist, Rosehip Ltd, March 2019 to present\n"
        "- Bound wreaths\n\nCERTIFICATES\nForklift licence 2018\n\nOTHER\nOwn van\n"
    )
    made = whole_resume(text, TODAY)
    assert made["work"][0]["highlights"] == ["Bound wreaths"]
    assert made["certificates"] == [{"name": "Forklift licence 2018"}]
    assert {"name": "OTHER", "highlights": ["Own van"]} in made["other"]


def test_data_that_is_given_stays_as_it_is() -> None:
    given = {
        "basics": {"name": "Ana Kovacs", "x": 1},
        "work": [{"name": "Rosehip", "position": "Florist", "highlights": ["Bound wreaths"]}],
        "meta": {"theme": "even"},
    }
    text = "\n".join(line.text for line in lines_of(given))
    assert whole_resume(text, TODAY, given) == given


def test_lines_that_given_data_does_not_have_are_added() -> None:
    given = {"basics": {"name": "Ana Kovacs"}}
    made = whole_resume("Ana Kovacs\n\nCERTIFICATES\nForklift licence 2018\n", TODAY, given)
    assert made["certificates"] == [{"name": "Forklift licence 2018"}]


def test_marks_of_lists_and_of_bold_type_are_left_out() -> None:
    text = "Ana Kovacs\n\nEXPERIENCE\nFlorist, Rosehip Ltd, 2019 - 2021\n- **Bound** wreaths\n"
    assert whole_resume(text, TODAY)["work"][0]["highlights"] == ["Bound wreaths"]


def test_section_that_json_resume_does_not_have_is_in_the_text_of_the_data() -> None:
    made = {"basics": {"name": "Ana"}, "other": [{"name": "Cars", "highlights": ["Own van"]}]}
    assert [line.text for line in lines_of(made)][-2:] == ["Cars", "Own van"]


@pytest.mark.parametrize("text", ["", "\n\n", "x" * 50_000, "a b\n" * 12_000, "1 2\n" * 9_000])
def test_any_text_has_data(text: str) -> None:
    assert isinstance(whole_resume(text, TODAY), dict)
