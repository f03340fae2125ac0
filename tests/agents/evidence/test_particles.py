"""Particles after words, digits and letters."""

import pytest

from agents.evidence.particles import particle

OBJECT = {
    "SQL": "을", "AWS": "를", "R": "을", "React": "를", "Slack": "을", "Excel": "을", "SAP": "를",
    "Kotlin": "을", "PostgreSQL": "을", "GitHub": "를", "bot": "을", "MES": "를",
    "파이썬": "을", "자바": "를", "3": "을", "2": "를", "10": "을", "100": "을", "1,000": "을",
    "25분": "을", "감염 1.2건 (2024년)": "을", "": "를", "Word": "를", "CRM": "을", "0": "을",
}  # fmt: skip


@pytest.mark.parametrize("word", sorted(OBJECT))
def test_particle_goes_by_the_last_sound_that_is_spoken(word: str) -> None:
    assert particle(word, "을/를") == OBJECT[word]


@pytest.mark.parametrize(
    ("word", "pair", "form"),
    [
        ("서울", "으로/로", "로"),
        ("부산", "으로/로", "으로"),
        ("대구", "으로/로", "로"),
        ("SQL", "으로/로", "로"),
        ("6건", "이라고/라고", "이라고"),
        ("지원", "이/가", "이"),
        ("관리자", "은/는", "는"),
        ("운영", "과/와", "과"),
    ],
)
def test_each_pair_has_its_form(word: str, pair: str, form: str) -> None:
    assert particle(word, pair) == form
