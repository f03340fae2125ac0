"""How much is asked where nothing says it, and what titles say of how far up they are."""

import pytest

from agents.career.roles import Role, roles
from agents.postings.scale import (
    SENIORITIES,
    asked_of_role,
    base_level,
    scope_of_text,
    scope_of_title,
    seniority_of_level,
    seniority_of_title,
    seniority_of_years,
    welcomes_beginners,
)


def test_levels_are_those_of_the_scale():
    assert [base_level("must", one) for one in SENIORITIES] == [40, 60, 75, 85]
    assert [base_level("nice", one) for one in SENIORITIES] == [20, 40, 55, 65]


def test_role_asks_more_or_less_of_a_skill_by_its_table():
    asked = {one.text: one for one in asked_of_role(roles()["Backend developer"], "mid")}
    # 2 of a mid where most rows have 3.
    assert asked["System design"].level == 55
    assert asked["System design"].id.startswith("r")
    assert asked["System design"].quote is None
    junior = {one.text for one in asked_of_role(roles()["Backend developer"], "junior")}
    assert "System design" not in junior


def test_more_is_asked_the_further_up():
    for name, role in roles().items():
        rises(name, role)


def rises(name: str, role: Role) -> None:
    before: dict[str, int] = {}
    for seniority in SENIORITIES:
        asked = asked_of_role(role, seniority)
        levels = {one.text: one.level for one in asked if one.level is not None}
        assert len(levels) == len(asked), name
        assert all(level % 5 == 0 and 0 < level <= 95 for level in levels.values())
        assert all(levels[skill] >= level for skill, level in before.items())
        before = levels


@pytest.mark.parametrize(
    ("level", "seniority"),
    [
        ("Senior", "senior"), ("entry level", "junior"), ("신입", "junior"), ("mid", "mid"),
        ("Mid-Level", "mid"), ("team lead", "lead"), ("팀장", "lead"), ("대리", "mid"),
        ("시니어", "senior"), ("graduate", "junior"), ("director", "lead"), ("blue", None),
    ],
)  # fmt: skip
def test_level_is_understood_in_a_word(level: str, seniority: str | None):
    assert seniority_of_level(level) == seniority


@pytest.mark.parametrize(
    ("title", "seniority", "scope"),
    [
        ("Junior developer", "junior", None),
        ("Senior developer", "senior", 1),
        ("Developer", None, None),
        ("Customer support team lead", "lead", 2),
        ("Charge nurse", "lead", 2),
        ("Finance manager", "lead", 2),
        ("Shift manager", "lead", 3),
        ("Head of people", "lead", 3),
        ("공장장", None, 3),
        ("생산관리 파트장", "lead", 2),
        ("Managing director", "lead", 4),
        ("Account manager", None, 0),
        ("대표이사", "lead", 4),
    ],
)
def test_title_says_how_far_up(title: str, seniority: str | None, scope: int | None):
    assert (seniority_of_title(title), scope_of_title(title)) == (seniority, scope)


def test_years_say_how_far_up_but_never_that_somebody_leads():
    assert [seniority_of_years(years) for years in (0.5, 2, 5, 6, 20)] == [
        "junior", "mid", "mid", "senior", "senior",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("Run one of three shifts with 40 people through three team leaders", 3),
        ("You look after a team of three", 2),
        ("팀을 이끌어 주세요", 2),
        ("You mentor others", 1),
        ("You join a team of eight", 0),
    ],
)
def test_posting_says_what_the_work_is_answerable_for(text: str, scope: int):
    assert scope_of_text(text) == scope


def test_posting_says_that_it_is_for_those_who_begin():
    assert welcomes_beginners("We welcome people at the start of their career.")
    assert welcomes_beginners("신입 가능")
    assert not welcomes_beginners("We start early.")
