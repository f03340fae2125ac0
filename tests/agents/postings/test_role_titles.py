"""Titles name roles of the table, however they are written."""

import pytest

from agents.career.roles import roles
from agents.postings.role_titles import role_of, title_in


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Backend Engineer — Ledger team", "Backend developer"),
        ("Senior Backend Developer (m/w/d)", "Backend developer"),
        ("백엔드 엔지니어 (정산 플랫폼)", "Backend developer"),
        ("내과계 중환자실 경력 간호사", "Intensive care nurse"),
        ("생산관리 파트장", "Production manager"),
        ("Charge Nurse (Band 6), Emergency Assessment Unit", "Charge nurse"),
        ("SHIFT MANAGER (AFTERNOONS / ROTATING NIGHTS)", "Shift manager"),
        ("Class Teacher (Key Stage 2) with leadership of English", "Primary school teacher"),
        ("Krankenpfleger:in", "Registered nurse"),
        ("Nurse recruiter", "Recruiter"),
        ("Lamplighter", None),
        ("", None),
    ],
)
def test_role_is_the_one_that_the_title_names(title: str, role: str | None):
    found = role_of(title)
    assert (found.name if found else None) == role


def test_every_title_of_the_table_names_its_role():
    assert [
        (title, role.name)
        for role in roles().values()
        for title in (role.name, role.korean, *role.titles)
        if role_of(title) is not role
    ] == []


def test_title_is_found_in_a_sentence_as_it_stands_there():
    assert title_in("We need a Night Nurse and a cook.") == "Nurse"
    assert title_in("함께할 바리스타를 찾아요") == "바리스타"
    assert title_in("Nobody here") is None
