"""The list of roles holds together, and asks for skills that the list of skills has."""

from collections import Counter

from agents.career.roles import Level, Required, Role, roles
from agents.career.skills import skills
from agents.data_files import names


def test_role_has_what_its_table_says():
    assert roles()["Barista"] == Role(
        name="Barista",
        korean="바리스타",
        field="kitchen",
        titles=("Coffee maker", "Head barista", "barista café", "카페 직원"),
        required=(
            Required("Barista skills", Level.INDEPENDENT, Level.ADVANCED, Level.EXPERT),
            Required("Customer service", Level.INDEPENDENT, Level.ADVANCED, Level.ADVANCED),
            Required("Cash handling", Level.INDEPENDENT, Level.ADVANCED, Level.ADVANCED),
            Required("Food safety", Level.INDEPENDENT, Level.INDEPENDENT, Level.INDEPENDENT),
            Required("Point of sale", Level.INDEPENDENT, Level.ADVANCED, Level.ADVANCED),
        ),
        nice=("Coffee roasting", "Upselling", "Stock rotation"),
    )


def test_skill_that_is_not_asked_of_a_junior_has_no_level_there():
    asked = {one.skill: one for one in roles()["Backend developer"].required}
    assert asked["System design"] == Required("System design", None, Level.ASSISTED, Level.ADVANCED)


def test_each_field_of_skills_has_roles_but_the_general_one():
    fields = Counter(role.field for role in roles().values())
    assert fields.keys() == set(names("agents.career", "data/skills")) - {"general"}
    assert min(fields.values()) >= 3
    assert len(roles()) >= 140


def test_skill_of_a_role_is_in_the_list_and_named_once():
    for role in roles().values():
        named = [*(one.skill for one in role.required), *role.nice]
        assert [name for name in named if name not in skills()] == [], role.name
        assert len(named) == len(set(named)), role.name
        assert len(role.required) >= 4, role.name


def test_more_experience_is_never_asked_for_less():
    for role in roles().values():
        for one in role.required:
            levels = [one.junior or 0, one.mid or 0, one.senior or 0]
            assert levels == sorted(levels), (role.name, one)
            assert levels[-1], (role.name, one)


def test_title_belongs_to_one_role_alone():
    titles = [
        (title.casefold(), role.name)
        for role in roles().values()
        for title in (role.name, role.korean, *role.titles)
    ]
    owners: dict[str, set[str]] = {}
    for title, role in titles:
        owners.setdefault(title, set()).add(role)
    assert {title: found for title, found in owners.items() if len(found) > 1} == {}


def test_role_is_named_in_korean():
    for role in roles().values():
        assert any("가" <= character <= "힣" for character in role.korean), role.name
