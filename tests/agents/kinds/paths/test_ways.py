"""The ways as data: whole in both languages, shorter in their short form, and none like another."""

from itertools import combinations

import pytest

from agents.career.skills import skills
from agents.kinds.paths.checking import faults_of, is_same
from agents.kinds.paths.drafts import Draft, Idea, Wanted
from agents.kinds.paths.memory import Found, Ground, Limits
from agents.kinds.paths.ways import LANGUAGES, Spoken, learnt_by, ways
from agents.kinds.paths.writing import duration, written
from agents.results.types import Evidence

QUOTE = "Counted the stock each Thursday"


def ground(way: str) -> Ground:
    evidence = (Evidence(QUOTE, "resume"),)
    return Ground(way, ways()[way].side, "Stocktaking", "high", "shows", evidence)


def draft(way: str, language: Spoken, weeks: int | None = None) -> Draft:
    return written(ground(way), Found(role="Clerk", language=language), Limits(weeks))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_ways_are_alike_and_none_has_a_fault(language: Spoken) -> None:
    drafts = {name: draft(name, language) for name in ways()}
    alike = [
        (a, b) for (a, one), (b, other) in combinations(drafts.items(), 2) if is_same(one, other)
    ]
    assert alike == []
    idea = Idea("strength", "Stocktaking", (QUOTE,), 4, Draft("", "", "", (), ""))
    wanted = Wanted(QUOTE, "Clerk", (), (), language)
    found = {name: faults_of(one, idea, wanted, ()) for name, one in drafts.items()}
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_short_form_takes_less_time_and_fewer_steps(language: Spoken) -> None:
    for name, way in ways().items():
        assert way.short < way.weeks
        assert duration(ground(name), Limits(way.short)) == way.short
        assert len(draft(name, language, way.short).steps) < len(draft(name, language).steps)


def test_both_languages_have_the_same_steps() -> None:
    for way in ways().values():
        english, korean = way.said["en"], way.said["ko"]
        assert len(english.steps) == len(korean.steps)
        assert len(english.also) == len(korean.also) == 1


def test_there_are_enough_ways_that_cost_nothing_and_take_nobody_at_work() -> None:
    for side in ("strength", "weakness"):
        of_side = [way for way in ways().values() if way.side == side]
        assert sum(not way.costs and not way.at_work for way in of_side) >= 4


def test_everything_in_the_list_of_skills_can_be_learnt_in_some_way() -> None:
    names = {learnt_by(skill.category) for skill in skills().values()} | {learnt_by(None)}
    assert names <= ways().keys()
    assert len(names) == 5
