"""What a plan is for: what is asked and not there, in the order in which it is closed."""

from typing import Any

import pytest

from agents.career.skills import skills
from agents.kinds.plan.gaps import ORDER, Found, Given, found
from tests.agents.kinds.plan.plans import TODAY
from tests.deliveries import text_of

PEOPLE = {
    "warehouse": ("warehouse_lead.txt", "en_shift_manager.txt", "Shift manager"),
    "nurse": ("ko_nurse.txt", "ko_icu_nurse.txt", "중환자실 간호사"),
}


def gaps(role: str, *said: str, language: str = "en", **more: Any) -> Found:
    given: dict[str, Any] = {"resume": None, "job": None, **more}
    return found(Given(role, said, given["resume"], given["job"], TODAY, language))


def names(there: Found) -> list[str | None]:
    return [gap.skill for gap in there.gaps]


@pytest.mark.parametrize("said", ["Python", "파이썬", "I know Python well", "PYTHON"])
def test_what_one_says_one_can_do_is_no_gap_however_it_is_written(said: str) -> None:
    assert "Python" in names(gaps("Backend engineer")) or "SQL" in names(gaps("Data analyst"))
    there = gaps("Data analyst", said)
    assert "Python" not in names(there)
    assert "Python" in there.known


def test_what_a_skill_implies_is_there_as_well() -> None:
    implied = next(one for one in skills().values() if one.implies)
    there = gaps("Backend engineer", implied.name)
    assert set(implied.implies) <= set(there.known)


def test_what_is_learnt_before_stands_before_unless_it_is_known() -> None:
    there = gaps("Intensive care nurse")
    order = names(there)
    for gap in there.gaps:
        for before in skills()[gap.skill].needs if gap.skill else ():
            assert order.index(before) < order.index(gap.skill)
    assert "Aseptic technique" not in names(gaps("Intensive care nurse", "Aseptic technique"))


@pytest.mark.parametrize("person", sorted(PEOPLE))
def test_gaps_of_a_resume_stand_in_the_order_in_which_they_are_closed(person: str) -> None:
    resume, job, role = PEOPLE[person]
    there = gaps(role, resume=text_of("resumes", resume), job=text_of("postings", job))
    ranks = [ORDER[gap.status] for gap in there.gaps if not gap.is_prerequisite]
    assert ranks == sorted(ranks)


def test_what_is_not_written_down_is_asked_for_where_one_does_such_work() -> None:
    resume, job, role = PEOPLE["warehouse"]
    there = gaps(role, resume=text_of("resumes", resume), job=text_of("postings", job))
    assert [gap.label for gap in there.gaps if gap.write] == ["KPI reporting"]
    far = gaps("Backend engineer", resume=text_of("resumes", resume))
    assert far.gaps
    assert not any(gap.write for gap in far.gaps)


def test_conditions_are_no_skills_to_learn() -> None:
    resume, job, role = PEOPLE["warehouse"]
    there = gaps(role, resume=text_of("resumes", resume), job=text_of("postings", job))
    whys = {one.label[:4]: one.why for one in there.beyond}
    assert whys["IOSH"] == "condition"
    assert not any("IOSH" in gap.label for gap in there.gaps)


def test_role_that_nobody_knows_is_one_gap_and_says_so() -> None:
    there = gaps("Keeper of the queen's bees")
    assert [(gap.label, gap.is_role) for gap in there.gaps] == [
        ("Keeper of the queen's bees", True)
    ]
    assert not there.knows_role
    assert any("We don't know the role" in line for line in there.assumed)


@pytest.mark.parametrize(
    ("said", "is_begun"),
    [
        ("basic SQL", True),
        ("SQL (beginner)", True),
        ("a little SQL", True),
        ("SQL 기초", True),
        ("SQL", False),
        ("advanced SQL", False),
    ],
)
def test_what_one_has_begun_with_goes_on_where_one_is(said: str, is_begun: bool) -> None:
    there = gaps("Data analyst", said.replace("(", "").replace(")", ""))
    found = [(gap.status, gap.have) for gap in there.gaps if gap.skill == "SQL"]
    assert found == ([("below", 30)] if is_begun else [])


@pytest.mark.parametrize(
    ("role", "route"),
    [
        ("Cardiologist", "degree"),
        ("Electrician's helper", "training"),
        ("요양보호사", "course"),
        ("중환자실 간호사", "training"),
        ("Backend engineer", None),
        ("Head chef", None),
    ],
)
def test_what_the_law_asks_first_is_said_first(role: str, route: str | None) -> None:
    there = gaps(role)
    assert there.route == route
    if route is not None:
        assert there.gaps[0].is_role
        assert there.beyond[0].why == route
        assert role in there.beyond[0].label


def test_who_does_such_work_is_not_told_to_train_for_it() -> None:
    resume, job, role = PEOPLE["nurse"]
    there = gaps(role, resume=text_of("resumes", resume), job=text_of("postings", job))
    assert there.route is None


def test_labels_are_in_the_language_that_is_spoken() -> None:
    there = gaps("데이터 분석가", language="ko")
    assert "데이터 분석" in [gap.label for gap in there.gaps]


@pytest.mark.parametrize("swap", [("Karim", "Smith"), ("Dilnoza", "John"), ("2019", "2019")])
def test_name_moves_nothing(swap: tuple[str, str]) -> None:
    resume, job, role = PEOPLE["warehouse"]
    text, posting = text_of("resumes", resume), text_of("postings", job)
    one = gaps(role, resume=text, job=posting)
    head = f"{swap[1]} Doe, born 1961, widowed, female\n"
    assert gaps(role, resume=head + text.replace(*swap), job=posting).gaps == one.gaps


_BREAK = "\n11/2021 - 10/2023  Career break, caring for my mother\n"


@pytest.mark.parametrize("told", ["", _BREAK])
def test_gap_in_employment_moves_nothing(told: str) -> None:
    """Two years without work before the last job, said or not."""
    resume, job, role = PEOPLE["warehouse"]
    text, posting = text_of("resumes", resume), text_of("postings", job)
    one = gaps(role, resume=text, job=posting)
    assert "02/2021 - 10/2023" in text
    text = text.replace("02/2021 - 10/2023", f"{told}02/2021 - 10/2021")
    there = gaps(role, resume=text, job=posting)
    assert there.gaps == one.gaps
    assert not [gap for gap in there.gaps if "break" in gap.label.lower()]


def test_table_of_prerequisites_has_no_circle() -> None:
    def reached(name: str, seen: tuple[str, ...]) -> bool:
        needs = skills()[name].needs
        return name in seen or any(reached(one, (*seen, name)) for one in needs)

    assert [name for name in skills() if reached(name, ())] == []
