"""Days are read in local forms, where but one day can be meant."""

from datetime import date

import pytest

from agents.postings.fields.days import days, deadline, posted
from agents.postings.fields.labels import facts
from agents.postings.layout import layout
from agents.postings.phrases import spoken
from agents.resume.lines import Slice

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "5 December 2026"), ("en", "December 5th, 2026"), ("en", "2026-12-05"),
        ("de", "5. Dezember 2026"), ("de", "05.12.2026"), ("fr", "5 décembre 2026"),
        ("fr", "05/12/2026"), ("es", "5 de diciembre de 2026"), ("pt", "5 de dezembro de 2026"),
        ("it", "5 dicembre 2026"), ("nl", "5 december 2026"), ("nl", "05-12-2026"),
        ("pl", "5 grudnia 2026"), ("sv", "5 december 2026"), ("ko", "2026년 12월 5일"),
        ("ko", "2026. 12. 5."), ("ja", "2026年12月5日"), ("zh", "2026/12/05"),
    ],
)  # fmt: skip
def test_day_is_read_in_the_form_of_its_language(language: str, text: str):
    with spoken(language):
        assert [one.day for one in days(f"({text})")] == [date(2026, 12, 5)]


def test_figures_that_may_be_either_of_two_days_are_none():
    with spoken("en"):
        assert days("05/12/2026") == []
        assert [one.day for one in days("£9 05/12/2026")] == [date(2026, 12, 5)]
        assert [one.day for one in days("25/12/2026")] == [date(2026, 12, 25)]


@pytest.mark.parametrize("text", ["31.02.2026", "5 December", "2026", "1/2", "99.99.2026", ""])
def test_what_is_no_whole_day_is_none(text: str):
    assert days(text) == []


def told(language: str, text: str) -> tuple[date | None, date | None]:
    with spoken(language):
        found = facts(layout(text))
        first = posted(text, found, TODAY)
        last = deadline(text, found, [Slice(text, 0)])
    return first.day if first else None, last.day if last else None


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ko", "접수기간: 2026.11.20 ~ 12.10", (None, date(2026, 12, 10))),
        ("en", "Posted 3 days ago", (date(2026, 11, 27), None)),
        ("en", "Posted: 1 November 2026\nApply by 5 December 2026.",
         (date(2026, 11, 1), date(2026, 12, 5))),
        ("ko", "마감일: 상시채용", (None, None)),
        ("de", "Die Stelle ist befristet bis zum 31.12.2027.", (None, None)),
        ("zh", "报名截止日期：2026年12月5日", (None, date(2026, 12, 5))),
    ],
)  # fmt: skip
def test_when_it_was_posted_and_until_when_one_may_apply(
    language: str, text: str, expected: tuple[date | None, date | None]
):
    assert told(language, text) == expected


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Farmacista\nFarmacia Colli · Todi (PG) · 21 novembre 2026\n", date(2026, 11, 21)),
        ("Farmacista\nFarmacia Colli · dal 21 novembre 2026\n", None),
        ("Farmacista\n21 novembre 2026\n24 novembre 2026\n", None),
        ("Farmacista\n21 dicembre 2026\n", None),
    ],
)
def test_day_by_itself_at_the_top_is_when_it_was_posted(text: str, day: date | None):
    with spoken("it"):
        found = posted(text, facts(layout(text)), TODAY)
    assert (found.day if found else None) == day
