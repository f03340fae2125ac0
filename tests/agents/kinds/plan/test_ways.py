"""How things are learnt: every category has a way, and every way all of its words."""

import pytest

from agents.career.roles import roles
from agents.career.skills import skills
from agents.data_files import read
from agents.kinds.plan.checking import misworded
from agents.kinds.plan.drafts import Wanted
from agents.kinds.plan.gaps import Given, found
from agents.kinds.plan.offline import brief_of, draft
from agents.kinds.plan.ways import UNKNOWN, way_of, ways
from agents.kinds.plan.works import works
from tests.agents.kinds.plan.plans import TODAY

ENTRIES = [
    " ".join(item.split())
    for entry in read("agents.kinds.plan", "ways").values()
    for item in entry["categories"].split(",")
    if item.strip()
]
CATEGORIES = {f"{one.fields[0]}.{one.category}" for one in skills().values()}


def test_every_category_has_one_way_and_every_name_is_known() -> None:
    assert not CATEGORIES - set(ENTRIES)
    assert not set(ENTRIES) - CATEGORIES - set(skills())
    assert len(set(ENTRIES)) == len(ENTRIES)


@pytest.mark.parametrize("name", sorted(ways()))
@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_way_says_what_it_is_about_in_a_line_that_is_not_too_long(
    name: str, language: str
) -> None:
    texts = ways()[name].texts[language]
    for text in (*texts["learn"], *texts["practise"], texts["build"], texts["proof"]):
        assert "{skill}" in text
        assert len(text) <= 160


def test_what_is_done_on_people_or_machines_is_never_done_alone() -> None:
    for name in ("Intravenous therapy", "Electrical installation", "Truck driving", "Surgery"):
        assert way_of(name).supervised
    assert way_of("glorbing").name == UNKNOWN


@pytest.mark.parametrize("language", ["en", "ko"])
def test_rules_say_nothing_that_a_model_might_not(language: str) -> None:
    for role in sorted(roles())[::6]:
        there = found(Given(role, (), None, None, TODAY, language))
        briefs = tuple(brief_of(work, language) for work in works(there)[:25])
        wanted = Wanted(role, briefs, (), language)
        assert misworded(draft(wanted), wanted) == []
