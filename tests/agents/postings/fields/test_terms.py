"""Where one works and what sort of job it is are read of the posting's words, or not at all."""

from datetime import date

import pytest

from agents.postings.details import details_of

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Baker\nLocation: Leeds (hybrid)\n", "hybrid"),
        ("Baker\nLocation: Remote\n", "remote"),
        ("Baker\nMarlow Ltd\n\nWe offer\n- No remote work\n", "onsite"),
        ("Baker\nMarlow Ltd\n\nYou will look after a nursery on site and remote villages.\n", None),
        ("Bäcker (m/w/d)\n\nWir bieten\n- zwei Tage Homeoffice\n", "hybrid"),
        ("제빵사\n근무방식: 주 2일 재택\n", "hybrid"),
        ("パン職人\n\n■福利厚生\n・フルリモート\n", "remote"),
        ("Baker\nMarlow Ltd, Leeds\n", None),
    ],
)
def test_where_one_works_is_what_the_posting_says(text: str, expected: str | None):
    assert details_of(text, TODAY).remote == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Baker, full-time or part-time\nMarlow Ltd\n", ["FULL_TIME", "PART_TIME"]),
        ("Boulanger\nContrat : CDD de 6 mois, temps plein\n", ["FULL_TIME", "TEMPORARY"]),
        ("Baker\nMarlow Ltd\n\nDuties\n- Build temporary shelters for volunteers\n", []),
        ("パン職人\n雇用形態：アルバイト\n", ["PART_TIME"]),
        ("Piekarz\nRodzaj umowy: B2B\n\nWymagania\n- doświadczenie w piekarni\n", ["CONTRACTOR"]),
    ],
)
def test_sort_of_employment_is_read_where_the_contract_is_told_of(text: str, expected: list[str]):
    assert details_of(text, TODAY).employment_type == expected
