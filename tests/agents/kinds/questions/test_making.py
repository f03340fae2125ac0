"""Which questions a session has."""

from collections import Counter

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.career.question_types import question_types
from agents.kinds.questions import bank
from agents.kinds.questions.drafts import Drafts, Need, Wanted
from agents.kinds.questions.making import Frame, Made, finished, planned
from agents.kinds.questions.material import passages
from agents.kinds.questions.templates import written
from tests.agents.kinds.questions.cases import text_of

RESUME = text_of("resumes", "software_mid.md")
PASSAGES = passages(RESUME)
NEEDS = (Need("m1", "Rust in production", "need"), Need("n2", "Writing for customers", "part"))


def frame(**more: object) -> Frame:
    wanted = Wanted(
        RESUME, PASSAGES, NEEDS, (), "medium", "Backend engineer", None, (), "en", variation=7
    )
    made = Frame(5, question_types("software"), (), 0, {}, None, True, wanted)
    return msgspec.structs.replace(made, **more)


def questions(given: Frame) -> tuple[Made, ...]:
    begun, wanted = planned(given)
    return finished(given, begun, wanted, written(wanted))[0]


@given(
    field=st.sampled_from(["software", "teaching", "health", "sales", None]),
    count=st.integers(1, 10),
    stage=st.sampled_from([None, "recruiter", "manager", "panel", "executive"]),
    there=st.integers(0, 12),
    variation=st.integers(0, 999),
)
def test_no_type_comes_twice_before_each_that_fits(
    field: str | None, count: int, stage: str | None, there: int, variation: int
) -> None:
    fitting = question_types(field)
    before = tuple((fitting * 3)[:there])
    wanted = msgspec.structs.replace(frame().wanted, variation=variation)
    made = questions(frame(count=count, fitting=fitting, there=before, stage=stage, wanted=wanted))
    assert len(made) == count
    types = [*before, *(one.question.type for one in made)]
    for end in range(1, len(types) + 1):
        counts = Counter(types[:end])
        assert max(counts.values()) - min(counts[type] for type in fitting) <= 1


def test_first_screen_begins_with_two_standard_questions() -> None:
    made = questions(frame(known={"employer": "Acme", "role": "Backend engineer"}))
    assert [one.question.grounded_in.standard for one in made[:3]] == ["about_you", "why_us", None]


@pytest.mark.parametrize(("count", "standard"), [(1, 0), (2, 0), (3, 1), (5, 2), (10, 2)])
def test_few_questions_have_fewer_standard_ones(count: int, standard: int) -> None:
    made = questions(frame(count=count))
    assert sum(one.question.grounded_in.standard is not None for one in made) == standard


def test_recruiter_asks_mostly_what_everybody_is_asked() -> None:
    made = questions(frame(stage="recruiter", known={"employer": "Acme", "role": "Engineer"}))
    assert sum(one.question.grounded_in.standard is not None for one in made) == 3


def test_time_without_a_job_is_asked_about_kindly() -> None:
    gap = {"gap": "2023-07", "from": "July 2023", "to": "May 2024"}
    (_, one, *_) = questions(frame(known=gap))
    assert one.question.text == (
        "Your résumé has no job from July 2023 to May 2024. What would you like to tell me about "
        "that time?"
    )
    del gap["to"]
    (_, one, *_) = questions(frame(known=gap))
    assert "since July 2023" in one.question.text


@pytest.mark.parametrize("level", ["easy", "medium", "hard"])
def test_most_questions_are_as_hard_as_is_wanted(level: str) -> None:
    def count(difficulty: str) -> int:
        wanted = msgspec.structs.replace(frame().wanted, difficulty=difficulty)
        made = questions(frame(count=8, first=False, wanted=wanted))
        return sum(one.question.difficulty == level for one in made)

    others = {"easy", "medium", "hard"} - {level}
    assert count(level) > max(map(count, others))


def test_every_question_is_built_on_something_and_says_what_is_looked_for() -> None:
    for one in questions(frame(count=10)):
        ground = msgspec.to_builtins(one.question.grounded_in)
        assert ({*ground} <= {"quote", "source", "span"}) or {*ground} in (
            {"standard"},
            {"requirement"},
        )
        assert 3 <= len(one.question.looks_for) <= 5
        assert one.question.why
        assert one.question.follow_up.endswith("?")


def test_what_there_is_nothing_left_to_ask_of_does_not_fit_any_more() -> None:
    only = tuple(one for one in PASSAGES if one.shapes == ("listed",))[:1]
    wanted = msgspec.structs.replace(frame().wanted, passages=only, needs=())
    made = questions(frame(count=10, first=False, wanted=wanted))
    built = [one for one in made if one.question.grounded_in.quote]
    assert len({one.question.type for one in built}) == len(built)
    assert len(made) <= len(built) + len(bank.standards())


def test_same_wish_gives_the_same_questions() -> None:
    assert questions(frame(count=10)) == questions(frame(count=10))


def test_drafts_that_may_not_be_put_are_replaced() -> None:
    begun, wanted = planned(frame(first=False))
    good = written(wanted)
    bad = msgspec.structs.replace(good.questions[1], text="Are you married?")
    drafts = Drafts((good.questions[0], bad, *good.questions[2:]))
    made, drafted = finished(frame(first=False), begun, wanted, drafts)
    assert drafted == 4
    assert len(made) == 5
    assert all("married" not in one.question.text for one in made)
