"""The patterns as data: enough for each field, whole, and no two of them alike."""

from itertools import combinations

import pytest

from agents.career.skills import skills
from agents.evidence.addresses import names_address
from agents.evidence.brackets import brackets
from agents.kinds.projects.checking import faults_of, is_same
from agents.kinds.projects.choosing import Choice, chosen
from agents.kinds.projects.drafts import Draft, Wanted
from agents.kinds.projects.inputs import LEVELS, Level
from agents.kinds.projects.patterns import (
    GENERAL,
    LANGUAGES,
    Pattern,
    Spoken,
    careful,
    fields,
    patterns,
    shapes,
)
from agents.kinds.projects.reading import Able, Known
from agents.kinds.projects.writing import written

EVERY = sorted(
    {one.name: one for field in (*fields(), GENERAL) for one in patterns(field)}.values(),
    key=lambda one: one.name,
)
LEAST = 8


def draft(one: Pattern, language: Spoken, level: Level = "mid", hours: int = 16) -> Draft:
    known = Known("Gardener", one.field, (Able("Pruning"),), language)
    return written(Choice(one.name, "Pruning" if one.about_skill else None), known, level, hours)


def wanted(language: str, hours: int = 16) -> Wanted:
    return Wanted("Gardener", ("Pruning",), "mid", (hours,), (), (), (), False, language)


@pytest.mark.parametrize("field", fields())
def test_field_has_enough_patterns_and_most_need_nothing_new(field: str) -> None:
    assert len(patterns(field)) >= LEAST
    assert 2 * sum(one.is_free for one in patterns(field)) > len(patterns(field))


def test_every_field_of_skills_has_patterns() -> None:
    known = {skill.fields[0] for skill in skills().values()} - {"general"}
    assert known == set(fields())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_patterns_are_alike_and_none_has_a_fault(language: Spoken) -> None:
    drafts = {one.name: draft(one, language) for one in EVERY}
    alike = [
        (a, b) for (a, one), (b, other) in combinations(drafts.items(), 2) if is_same(one, other)
    ]
    assert alike == []
    found = {name: faults_of(one, 16, wanted(language), ()) for name, one in drafts.items()}
    assert {name: what for name, what in found.items() if what} == {}


def test_patterns_name_skills_shapes_and_cares_that_there_are() -> None:
    for one in EVERY:
        assert set(one.skills) <= skills().keys(), one.name
        assert one.shape in shapes()
        assert one.careful in careful(), one.name
        assert one.skills or one.field == GENERAL


def test_patterns_have_both_languages_in_the_same_places() -> None:
    for one in EVERY:
        english, korean = one.said["en"], one.said["ko"]
        assert len(english.milestones) == len(korean.milestones) == 3, one.name
        assert len(english.proves) == len(korean.proves), one.name
        assert len(english.stack) == len(korean.stack), one.name
        for said in (english, korean):
            assert brackets(said.line), one.name
            assert not names_address(said.pitch)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("hours", [1, 3, 5, 40, 200])
def test_hours_of_milestones_add_up_at_every_level(level: Level, hours: int) -> None:
    for one in EVERY:
        steps = draft(one, "en", level, hours).milestones
        assert sum(step.hours for step in steps) == hours
        assert all(step.hours > 0 for step in steps)


def test_work_grows_with_the_level() -> None:
    one = EVERY[0]
    junior, mid, senior = (draft(one, "en", level) for level in LEVELS)
    assert len(junior.milestones) < len(mid.milestones) < len(senior.milestones)
    assert len({junior.pitch, mid.pitch, senior.pitch}) == 3


@pytest.mark.parametrize("field", fields())
@pytest.mark.parametrize("count", [1, 3, 10])
def test_one_in_three_needs_no_money_and_no_new_software(field: str, count: int) -> None:
    known = Known("Somebody", field, (Able("Rust", "Rust", "programming_language"),), "en")
    made = chosen(known, 20, count, (), ())
    assert len(made) == count
    free = sum(one.pattern is not None and one.pattern.is_free for one in made)
    assert 3 * free >= count
