"""What somebody aims at is what was said, and what was taken for granted is told."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.career.roles import roles
from agents.postings.read import read_posting
from agents.postings.target import nearest_roles, target_of
from agents.resume.facts import Facts, JobFact, SkillFact
from agents.resume.parse import parse
from tests.documents import ROOT

RESUMES = sorted((ROOT / "tests/material/resumes").iterdir())
POSTINGS = sorted((ROOT / "tests/material/postings").iterdir())


def posting(name: str) -> Any:
    return read_posting((ROOT / "tests/material/postings" / name).read_text(encoding="utf-8"))


def facts(*skills: str, title: str | None = None) -> Facts:
    known = tuple(SkillFact(name, name, None, name) for name in skills)
    job = JobFact(employer=None, title=title, start=None, end=None, current=False)
    return Facts(skills=known, jobs=(job,) if title else ())


def test_title_alone_asks_what_its_role_asks():
    target = target_of("Senior backend developer", None, None, None)
    assert target.role is roles()["Backend developer"]
    assert (target.seniority, target.scope, target.years) == ("senior", 1, None)
    assert target.field == "software"
    assert not target.from_posting
    assert target.assumed == ()
    assert {one.kind for one in target.asked} == {"must", "nice"}


def test_posting_goes_before_the_table_and_what_was_taken_from_it_is_told():
    target = target_of(None, None, posting("en_shift_manager.txt"), None)
    assert target.title == "SHIFT MANAGER (AFTERNOONS / ROTATING NIGHTS)"
    assert target.role is roles()["Shift manager"]
    assert (target.seniority, target.scope, target.years) == ("lead", 3, 3)
    assert target.from_posting
    assert [one.id for one in target.asked][:2] == ["m1", "m2"]
    assert [text.key for text in target.assumed] == ["postings.assumed.title.posting"]


def test_title_and_level_that_were_given_go_before_the_posting():
    target = target_of("Data scientist", "junior", posting("ko_backend.txt"), None)
    assert (target.title, target.seniority) == ("Data scientist", "junior")
    assert target.assumed == ()
    assert target.from_posting


def test_posting_for_those_who_begin_is_a_junior_one():
    target = target_of(None, None, posting("en_data_analyst.txt"), None)
    assert target.seniority == "junior"
    assert target.assumed[-1].key == "postings.assumed.level.posting"


def test_unknown_role_asks_what_the_posting_asks_and_nothing_without_one():
    asked = target_of("Lamplighter", None, posting("en_finance_manager.txt"), None)
    assert asked.role is roles()["Finance manager"]
    lamp = read_posting("Lamplighter\n\nRequirements\n- Two years of lamps\n- Excel and SQL\n")
    target = target_of("Lamplighter", None, lamp, None)
    assert target.role is None
    assert [one.text for one in target.asked] == ["Two years of lamps", "Excel and SQL"]
    assert "postings.assumed.role_unknown.posting" in [text.key for text in target.assumed]
    nothing = target_of("Lamplighter", None, None, None)
    assert nothing.asked == ()
    assert "postings.assumed.role_unknown.nothing" in [text.key for text in nothing.assumed]


def test_posting_that_asks_nothing_leaves_it_to_the_table():
    target = target_of("Baker", None, read_posting("Baker\nLoaf\nWe bake."), None)
    assert not target.from_posting
    assert target.asked
    assert "postings.assumed.posting_asks_nothing" in [text.key for text in target.assumed]


def test_without_anything_it_is_the_latest_job_of_the_resume():
    target = target_of(None, None, None, facts("Baking", title="Baker"))
    assert (target.title, target.role) == ("Baker", roles()["Baker"])
    assert target.assumed[0].key == "postings.assumed.title.resume"
    assert target_of(None, None, None, None).title == ""


def test_guessed_level_is_told_in_both_languages():
    target = target_of("Baker", None, None, None)
    assert target.seniority == "mid"
    assert [str(text) for text in target.assumed] == [
        "Nothing says which level you aim at, so we took the middle one (mid)."
    ]
    assert "중급" in target.assumed[0].to("ko")


@pytest.mark.parametrize("path", POSTINGS, ids=lambda path: path.stem)
def test_everything_asked_has_a_level_but_knockouts(path: Any):
    target = target_of(None, None, read_posting(path.read_text(encoding="utf-8")), None)
    assert [one for one in target.asked if one.level is None and not one.knockout] == []
    assert target.role is not None


@given(st.text(max_size=80), st.text(max_size=20) | st.none())
def test_any_title_and_level_can_be_aimed_at(title: str, level: str | None):
    target = target_of(title, level, None, None)
    assert target.seniority in {"junior", "mid", "senior", "lead"}
    assert 0 <= target.scope <= 4


def test_nearest_roles_are_those_whose_skills_are_shown():
    near = nearest_roles(facts("Spring Boot", "PostgreSQL", "Docker", "REST APIs"))
    assert near[0].role.name == "Backend developer"
    assert len(near) == 5
    for one in near:
        assert {*one.shown, *one.missing} == {asked.skill for asked in one.role.required}
        assert not {*one.shown} & {*one.missing}


def test_nothing_shown_is_near_to_nothing():
    assert nearest_roles(facts()) == ()
    assert nearest_roles(facts("Glass eel counting")) == ()


@pytest.mark.parametrize(
    "path", [path for path in RESUMES if path.is_file()], ids=lambda path: path.stem
)
def test_every_resume_of_the_material_is_near_to_roles(path: Any):
    text = path.read_text(encoding="utf-8")
    found = parse(text, today=dt.date(2026, 11, 30))
    near = nearest_roles(found.facts)
    assert near == nearest_roles(found.facts)
    assert len({one.role.name for one in near}) == len(near)
