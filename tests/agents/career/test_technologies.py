"""What can be asked about a technology belongs to a skill that is known."""

from agents.career.skills import skills
from agents.career.technologies import technologies


def test_technology_is_a_skill_of_the_list():
    assert technologies().keys() <= skills().keys()
    assert all(technology.points for technology in technologies().values())
