"""The list of skills holds together."""

from agents.career.skills import Skill, Spelling, skills


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


def test_skill_that_another_implies_or_needs_is_in_the_list():
    named = {name for skill in skills().values() for name in (*skill.implies, *skill.needs)}
    assert named <= skills().keys()


def test_spelling_belongs_to_one_skill_alone():
    owners: dict[str, set[str]] = {}
    for skill in skills().values():
        for spelling in skill.spellings:
            owners.setdefault(spelling.text.casefold(), set()).add(skill.name)
    assert {text: found for text, found in owners.items() if len(found) > 1} == {}


def test_no_skill_is_learnt_before_itself():
    for name in skills():
        seen: set[str] = set()
        ahead = list(skills()[name].needs)
        while ahead:
            before = ahead.pop()
            assert before != name
            if before not in seen:
                seen.add(before)
                ahead += skills()[before].needs
