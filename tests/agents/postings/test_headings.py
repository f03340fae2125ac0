"""Headings of postings are told by their words, however they are set."""

import pytest

from agents.postings.headings import kind_of_heading, languages_of
from agents.postings.sections import blocks


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Requirements", "must"),
        ("What you'll need", "must"),
        ("WE CAN'T DO WITHOUT", "must"),
        ("To apply you'll need", "must"),
        ("The ideal candidate must have", "must"),
        ("Preferred qualifications", "nice"),
        ("PREFERRED, NOT REQUIRED", "nice"),
        ("It would be lovely if you also had", "nice"),
        ("The ideal candidate", "mixed"),
        ("Required and preferred skills", "mixed"),
        ("Essential / Desirable", "mixed"),
        ("자격요건 및 우대사항", "mixed"),
        ("자격 요건", "must"),
        ("우대사항", "nice"),
        ("이런 분이면 더 좋아요", "nice"),
        ("필수 제출 서류", "apply"),
        ("기술 스택", "cued"),
        ("Physical requirements", "cued"),
        ("Essential duties", "work"),
        ("Key responsibilities", "duties"),
        ("담당 업무", "duties"),
        ("What we offer", "benefits"),
        ("복리 후생", "benefits"),
        ("Education", "group"),
        ("About us", "about"),
        ("Ihr Profil", "must"),
        ("Von Vorteil", "nice"),
        ("Vos missions", "duties"),
        ("Requisitos", "must"),
        ("Hungerford", None),
        ("", None),
    ],
)
def test_kind_is_told_by_the_words(text: str, kind: str | None):
    assert kind_of_heading(text) == kind


def test_languages_are_those_of_the_words():
    assert languages_of("자격 요건") == ("ko",)
    assert languages_of("Ihr Profil") == ("de", "fr")
    assert languages_of("Hungerford") == ()


@pytest.mark.parametrize(
    "heading",
    [
        "Requirements:", "## Requirements", "**Requirements**", "REQUIREMENTS", "■ 자격 요건",
        "[자격 요건]", "3. 자격요건", ">> REQUIREMENTS", "🔎 Requirements", "【필수】",
    ],
)  # fmt: skip
def test_heading_is_known_however_it_is_set(heading: str):
    found = blocks(f"Baker\n\nWe bake.\n\n{heading}\n- Patience\n- Care\n")
    assert [(one.said.text, one.part) for one in found if one.part == "must"] == [
        ("Patience", "must"),
        ("Care", "must"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "A skills matrix is kept.",
        "Excel skills",
        "□ 석사 학위 이상",
        "👉 Strong paid social skills",
    ],
)
def test_item_that_only_has_the_words_of_a_heading_is_none(line: str):
    mark = "" if line[0] in "□👉" else "- "
    sign = mark or line[:2]
    text = f"Requirements:\n{mark}{line}\n{sign}Patience\n{sign}Care\n"
    assert len([one for one in blocks(text) if one.part == "must"]) == 3
