"""What whoever applies should know is quoted, and what only sounds like it is not."""

from datetime import date

import pytest

from agents.postings.details import details_of

TODAY = date(2026, 11, 30)
REST = "We are a small firm and you will bake bread with us every day, and nothing else. " * 2


def codes(text: str) -> dict[str, str | None]:
    return {one.code: one.quote for one in details_of(text, TODAY).warnings}


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("fee_asked", "A £45 registration fee is payable before your first shift."),
        ("fee_asked", "교육비 30만원은 본인 부담입니다."),
        ("fee_asked", "入社時に保証金5万円が必要です。"),
        ("bank_or_id_asked", "Please send a copy of your passport with your application."),
        ("bank_or_id_asked", "Envía una fotocopia del DNI y tu número de cuenta bancaria."),
        ("unpaid_task", "Es folgt ein unbezahlter Probetag in der Küche."),
        ("unpaid_task", "Une journée d'essai non rémunérée est prévue."),
        ("discriminates", "Applicants must be aged between 20 and 30."),
        ("discriminates", "여성만 지원 가능합니다."),
        ("discriminates", "年龄18-35岁，形象气质佳。"),
        ("discriminates", "Wir suchen eine junge Dame für den Empfang."),
    ],
)
def test_warning_quotes_what_it_is_about(code: str, text: str):
    found = codes(f"Baker\nEmployer: Marlow Bakery Ltd\n\n{text}\n")
    assert found.get(code) == text


@pytest.mark.parametrize(
    "text",
    [
        "We are an equal opportunity employer and welcome all ages and sexes.",
        "Bäcker (m/w/d)",
        "You will teach children aged 4 to 11.",
        "There is no training fee, and we never ask for bank details.",
        "You need at least 25 years of experience.",
        "연령 및 성별 무관",
        "年龄不限",
    ],
)
def test_what_asks_for_nothing_of_the_sort_is_no_warning(text: str):
    assert codes(f"Baker\nEmployer: Marlow Bakery Ltd\n\n{text}\n") == {}


def test_posting_that_names_nobody_is_said_to():
    text = f"Baker\n\nOur client is a bakery. {REST}"
    assert codes(text) == {"no_employer": "Our client is a bakery."}


@pytest.mark.parametrize(
    ("lines", "is_stale"),
    [
        ("Closing date: 29 November 2026", True),
        ("Closing date: 30 November 2026", False),
        ("Posted: 1 August 2026", True),
        ("Posted: 1 August 2026\nClosing date: 24 December 2026", False),
        ("Posted: 1 November 2026", False),
    ],
)
def test_old_posting_is_said_to_be_stale(lines: str, is_stale: bool):
    found = codes(f"Baker\nEmployer: Marlow Bakery Ltd\n{lines}\n")
    assert ("stale" in found) is is_stale
