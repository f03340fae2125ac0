"""The list of skills holds together."""

import re
import time
from collections import Counter

import pytest

from agents.career.skills import Skill, Spelling, skills
from agents.data_files import names, read

FIELDS = {
    "administration", "agriculture", "care", "construction", "data", "design", "engineering",
    "finance", "general", "health", "kitchen", "law", "logistics", "retail", "sales", "science",
    "security", "software", "teaching", "trades",
}  # fmt: skip
CATEGORIES = {
    "accounting", "automation", "bar", "beauty", "care", "certificate", "child", "cleaning",
    "clinical", "communication", "craft", "crops", "database", "dental", "design", "diagnostics",
    "electrical", "emergency", "energy", "environment", "finance", "forestry", "framework",
    "human_resources", "information_security", "infrastructure", "kitchen", "knowledge",
    "laboratory", "language", "law", "leadership", "livestock", "machinery", "maintenance",
    "management", "marketing", "media", "method", "office", "personal", "pharmacy", "planning",
    "platform", "production", "programming_language", "project", "property", "protection",
    "public_service", "research", "selling", "service", "shop", "site", "social_work",
    "supply_chain", "system", "teaching", "therapy", "tool", "trade", "transport", "vehicle",
    "warehouse", "work",
}  # fmt: skip
COMMON = {
    "a", "ai", "al", "am", "an", "and", "are", "as", "at", "be", "by", "can", "das", "de", "dei",
    "der", "die", "do", "du", "el", "en", "est", "for", "go", "he", "help", "i", "in", "is", "it",
    "la", "le", "lead", "les", "me", "my", "no", "note", "notes", "o", "of", "on", "open", "or",
    "per", "plan", "read", "run", "sa", "sales", "se", "sem", "send", "so", "support", "sur",
    "team", "test", "the", "time", "to", "um", "un", "up", "us", "we", "will", "with", "work",
    "write",
}  # fmt: skip
"""Words that stand in any text, of English, German, French, Spanish, Italian or Portuguese."""
LOAD = 40.0
"""Milliseconds of CPU that the list may take of the first request that needs it: twice what it does
where the machine is slow."""


def test_skill_has_what_its_line_says():
    assert skills()["Spring Boot"] == Skill(
        name="Spring Boot",
        korean="스프링 부트",
        category="framework",
        fields=("software",),
        spellings=(Spelling("Spring Boot"), Spelling("SpringBoot"), Spelling("스프링 부트")),
        implies=("Java", "Spring"),
    )
    assert skills()["Go"].spellings[0] == Spelling("Go", everyday=True)
    assert skills()["SQL"].fields == ("software", "data", "administration")


def test_every_field_of_work_has_skills():
    fields = Counter(skill.fields[0] for skill in skills().values())
    assert fields.keys() == FIELDS
    assert min(fields.values()) >= 30
    assert len(skills()) >= 1500


def test_skill_belongs_to_fields_and_a_category_that_are_known():
    for skill in skills().values():
        assert set(skill.fields) <= FIELDS, skill
        assert len(set(skill.fields)) == len(skill.fields), skill
    assert {skill.category for skill in skills().values()} == CATEGORIES


def test_line_is_written_as_the_form_says():
    for field in names("agents.career", "data/skills"):
        for lines in read("agents.career", field, "data/skills").values():
            for line in lines.strip().splitlines():
                columns = [column.strip() for column in line.split("|")]
                assert len(columns) <= 6, line
                assert columns[-1], line
                assert "," not in "".join(columns[:2]), line
                lists = [column.split(",") for column in columns[2:] if column]
                assert all(item.strip() for items in lists for item in items), line
                assert not re.search(r"\*[^|,]*\w", line), line


def test_name_belongs_to_one_skill_alone():
    lines = [
        line.split("|")[0].strip(" *").casefold()
        for field in names("agents.career", "data/skills")
        for category in read("agents.career", field, "data/skills").values()
        for line in category.strip().splitlines()
    ]
    assert [name for name, count in Counter(lines).items() if count > 1] == []


def test_spelling_belongs_to_one_skill_alone():
    owners: dict[str, list[str]] = {}
    for skill in skills().values():
        for spelling in skill.spellings:
            owners.setdefault(spelling.text.casefold(), []).append(skill.name)
    assert {text: found for text, found in owners.items() if len(found) > 1} == {}


def test_korean_spelling_belongs_to_one_skill_with_and_without_blanks():
    owners: dict[str, set[str]] = {}
    for skill in skills().values():
        for spelling in skill.spellings:
            if re.search("[가-힣]", spelling.text):
                owners.setdefault(spelling.text.replace(" ", ""), set()).add(skill.name)
    assert {text: found for text, found in owners.items() if len(found) > 1} == {}


@pytest.mark.parametrize(
    "word",
    ["C", "R", "Go", "Swift", "Rust", "Spring", "Express", "React", "Chef", "Excel", "Word"],
)
def test_word_of_everyday_language_is_marked(word):
    found = [
        spelling
        for skill in skills().values()
        for spelling in skill.spellings
        if spelling.text == word
    ]
    assert found == [Spelling(word, everyday=True)]


def test_spelling_of_one_letter_or_of_a_common_word_is_never_sure():
    for skill in skills().values():
        for spelling in skill.spellings:
            if len(spelling.text) == 1 or spelling.text.casefold() in COMMON:
                assert spelling.everyday, spelling


def test_korean_name_is_hangul_and_missing_only_where_the_english_one_is_a_name():
    for skill in skills().values():
        if skill.korean is None:
            assert not re.fullmatch(r"[A-Z][a-z]+(?:[ -][a-z]+)+", skill.name), skill
        else:
            assert re.search("[가-힣]", skill.korean), skill
    assert sum(skill.korean is not None for skill in skills().values()) >= 1500


def test_skill_that_another_implies_or_needs_is_in_the_list():
    named = {name for skill in skills().values() for name in (*skill.implies, *skill.needs)}
    assert named <= skills().keys()


def test_no_skill_is_learnt_before_itself():
    """Nor through what it implies, which is learnt with it."""
    for name in skills():
        seen: set[str] = set()
        ahead = [*skills()[name].needs, *skills()[name].implies]
        while ahead:
            before = ahead.pop()
            assert before != name
            if before not in seen:
                seen.add(before)
                ahead += [*skills()[before].needs, *skills()[before].implies]


@pytest.mark.timing
def test_list_is_read_in_time():
    taken = []
    for _ in range(7):
        begun = time.process_time()
        skills.__wrapped__()
        taken.append((time.process_time() - begun) * 1000)
    assert min(taken) <= LOAD
