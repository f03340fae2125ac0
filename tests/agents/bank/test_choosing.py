"""Which question comes next: none twice while others are left, and none of another trade."""

import random
import time
from collections.abc import Callable
from itertools import product
from typing import get_args

import msgspec
import pytest

from agents.bank import bank, choose, field_of, standard
from agents.bank.choosing import _SOURCES
from agents.bank.sameness import ALIKE, alike
from agents.bank.types import AskedBefore, Chosen, Field, Interview, Level, Posted, Wish
from agents.career.roles import roles
from agents.evidence.text import content
from agents.resume.spans import Span, spans
from tests.documents import ROOT
from tests.soak import at_length

FIELDS: tuple[Field, ...] = get_args(Field)
PRACTISED: tuple[Interview, ...] = ("behavioral", "technical", "case", "screening")
LEVELS: tuple[Level, ...] = ("easy", "medium", "hard")
INTERVIEWS, QUESTIONS = 10, 4
"""Ten interviews of twenty minutes."""
POSTED = Posted(
    "Shift leader",
    "Haddad & Sons",
    ("Three years in a similar job", "Calm when several things are urgent"),
    ("Plans the week and the breaks", "Trains those who are new"),
)
GIVEN = (
    Span("metric", "Cut the time for a handover from 30 minutes to 12"),
    Span("metric", "Trained eleven new colleagues, all of whom stayed"),
    Span("employer", "Airedale Works"),
    Span("employer", "Harehills Group"),
    Span("tool", "Excel"),
)


def interview(wish: Wish, questions: int) -> list[Chosen]:
    """The questions of an interview, each asked after the last."""
    found: list[Chosen] = []
    for number in range(1, questions + 1):
        before = tuple(AskedBefore(one.text, one.key) for one in found)
        asked = wish.asked + before
        found.append(
            choose(msgspec.structs.replace(wish, number=number, asked=asked, here=len(before)))
        )
    return found


def practice(wish: Wish, interviews: int) -> list[Chosen]:
    """The questions of one interview after the other, all remembered."""
    found: list[Chosen] = []
    for variation in range(interviews):
        asked = tuple(AskedBefore(one.text, one.key) for one in found)
        found += interview(
            msgspec.structs.replace(wish, asked=asked, variation=variation), QUESTIONS
        )
    return found


def user(number: int) -> Wish:
    """Somebody of a field, with a résumé and a posting or without."""
    chance = random.Random(number)
    known = chance.random() < 0.5
    return Wish(
        PRACTISED[number // len(FIELDS) % len(PRACTISED)],
        chance.choice(LEVELS),
        1,
        language=chance.choice(["en", "ko"]),
        field=FIELDS[number % len(FIELDS)],
        spans=GIVEN if known else (),
        gaps=(("2020-03", "2021-02"),) if known else (),
        posted=POSTED if chance.random() < 0.5 else None,
    )


@pytest.mark.soak
@pytest.mark.parametrize("number", range(at_length(24, 200)))
def test_nobody_is_asked_the_same_twice_in_ten_interviews(number: int) -> None:
    wish = user(number)
    found = practice(wish, INTERVIEWS)
    assert len(found) == INTERVIEWS * QUESTIONS
    assert not any(one.again for one in found)
    assert len({one.key for one in found}) == len(found)
    meant = [content(one.text) for one in found]
    for at, one in enumerate(found):
        assert one.field in (None, wish.field)
        for other in range(at):
            shared = len(meant[at] & meant[other])
            assert shared < ALIKE * len(meant[at] | meant[other]), (one.text, found[other].text)
            assert not alike(one.text, found[other].text), (one.text, found[other].text)


@pytest.mark.parametrize("type", PRACTISED)
def test_somebody_of_no_known_field_gets_general_questions_only(type: Interview) -> None:
    found = practice(Wish(type, "medium", 1), INTERVIEWS)
    assert {one.field for one in found} == {None}
    assert not any(one.again for one in found)


def test_no_role_is_asked_a_question_of_another_trade() -> None:
    texts = {one.wordings["en"].text: field for field in FIELDS for one in bank.of_field(field)}
    for role in roles().values():
        field = field_of(role.korean, "", "")
        found = interview(Wish("technical", "easy", 1, field=field), 3)
        assert {texts.get(one.text, field) for one in found} == {field}, role.name


@pytest.mark.parametrize(
    ("role", "field"),
    [("ICU nurse", "nursing"), ("중학교 수학 교사", "teaching"), ("executive", None)],
)
def test_a_role_is_asked_what_belongs_to_it(role: str, field: Field | None) -> None:
    wish = Wish("technical", "easy", 1, field=field_of(role, "", ""), target_role=role)
    assert wish.field == field
    text = " ".join(one.text.lower() for one in practice(wish, 3))
    for word in ("database", "browser", "thread", "a/b test", "http", "transaction"):
        assert word not in text


def test_a_nurse_with_a_resume_is_not_asked_about_servers() -> None:
    resume = (ROOT / "tests/material/resumes/nurse.txt").read_text(encoding="utf-8")
    wish = Wish(
        "technical", "easy", 1, field=field_of("ICU nurse", resume, ""), spans=tuple(spans(resume))
    )
    assert wish.field == "nursing"
    assert {one.field for one in practice(wish, 4)} <= {"nursing", None}


@pytest.mark.parametrize("type", ["behavioral", "screening"])
def test_an_interview_begins_with_a_standard_question_another_each_time(type: Interview) -> None:
    found = practice(Wish(type, "medium", 1, posted=POSTED, spans=GIVEN), 4)
    first = [one.key for one in found[::QUESTIONS]]
    assert first[0] == "about-you"
    assert len(set(first)) == len(first)
    if type == "behavioral":
        assert set(first) <= {one.question.asks for one in bank.standards() if one.opens}


def test_an_interview_mixes_the_field_the_resume_the_posting_and_others() -> None:
    wish = Wish("behavioral", "medium", 1, field="service", spans=GIVEN, posted=POSTED)
    found = interview(wish, 5)
    assert found[1].field == "service"
    assert found[2].grounded_in in {span.text for span in GIVEN}
    posted = (*POSTED.must, *POSTED.duties, POSTED.title, POSTED.company)
    assert any(line in found[3].text for line in posted)
    assert found[4].field is None
    assert found[4].grounded_in is None


def test_standard_questions_come_only_where_they_fit() -> None:
    bare = {one.key for one in standard(Wish("screening", "easy", 1))}
    assert not bare & {"why-us", "why-leave", "time-between-jobs"}
    known = standard(
        Wish("screening", "easy", 1, spans=GIVEN, posted=POSTED, gaps=(("2020-03", "2021-02"),))
    )
    assert {"why-us", "why-leave"} <= {one.key for one in known}
    assert any("March 2020" in one.text for one in known)
    assert any("Haddad & Sons" in one.text for one in known)
    assert all(one.style == "facts" for one in known)


def test_korean_begins_with_the_one_minute_introduction() -> None:
    found = interview(Wish("screening", "easy", 1, language="ko-KR"), 12)
    assert "1분" in found[0].text
    assert any("마지막으로" in one.text for one in found)


@pytest.mark.parametrize("level", LEVELS)
def test_the_wished_level_comes_first_then_its_neighbours(level: Level) -> None:
    wish = Wish("technical", level, 1, field="finance")
    found = practice(wish, 3)
    levels = {one.asks: one.level for one in (*bank.of_field("finance"), *bank.for_everybody())}
    asked = [levels[one.key] for one in found if one.field]
    assert asked[:4] == [level] * 4
    far = {"easy": "hard", "hard": "easy"}.get(level)
    assert far not in asked


def test_a_focus_comes_first() -> None:
    wish = Wish("behavioral", "medium", 2, focus=("conflict with colleagues",))
    assert "conflict" in choose(wish).key
    korean = Wish("behavioral", "medium", 2, language="ko", focus=("갈등 관리",))
    assert "conflict" in choose(korean).key


@pytest.mark.parametrize(
    ("stage", "is_right"),
    [
        ("recruiter", lambda one: one.style == "facts"),
        ("1차 인사 면접", lambda one: one.style == "facts"),
        ("hiring manager", lambda one: one.field == "sales"),
        ("final panel", lambda one: one.field is None and one.grounded_in is None),
    ],
)
def test_a_stage_decides_where_questions_come_from(
    stage: str, is_right: Callable[[Chosen], bool]
) -> None:
    wish = Wish("screening", "medium", 2, field="sales", stage=stage, spans=GIVEN)
    if not stage.endswith(("면접", "recruiter")):
        wish = msgspec.structs.replace(wish, type="behavioral")
    assert is_right(choose(wish))


def test_the_oldest_comes_again_when_all_were_asked_and_that_is_said() -> None:
    wish = Wish("dsa", "medium", 1)
    found = practice(wish, 4)
    keys = [one.key for one in found]
    stock = {one.asks for one in bank.for_everybody() if one.type == "dsa"}
    assert set(keys[: len(stock)]) == stock
    assert [one.again for one in found] == [False] * len(stock) + [True] * (len(keys) - len(stock))
    assert keys[len(stock) :] == keys[: len(keys) - len(stock)]


def test_what_a_model_asked_is_not_asked_again_in_the_banks_words() -> None:
    wish = Wish("behavioral", "medium", 2)
    first = choose(wish)
    said = first.text.replace("Tell me about", "Please describe")
    again = choose(msgspec.structs.replace(wish, asked=(AskedBefore(said),)))
    assert again.key != first.key
    in_korean = msgspec.structs.replace(wish, asked=(AskedBefore("", first.key),), language="ko")
    assert choose(in_korean).key != first.key


def test_the_same_wish_gives_the_same_question_and_another_variation_others() -> None:
    wish = Wish("behavioral", "medium", 2, field="trades", spans=GIVEN, posted=POSTED)
    assert choose(wish) == choose(wish)
    others = {choose(msgspec.structs.replace(wish, variation=at)).key for at in range(20)}
    assert len(others) > 3


def test_a_technology_has_a_question_of_its_own() -> None:
    for language, (name, one) in product(("en", "ko"), bank.technologies().items()):
        wish = Wish("technical", "easy", 2, language=language, spans=(Span("tool", name),))
        chosen = [
            found.chosen for found in _SOURCES["resume"](wish, "technical")
            if found.chosen.key == one.asks
        ]  # fmt: skip
        assert chosen, name
        assert chosen[0].grounded_in == name
        assert name in chosen[0].text
        assert chosen[0].wording.points


def test_any_asked_and_any_number_gives_a_question() -> None:
    for type, number in product(get_args(Interview), (0, 1, 7, 10**9)):
        asked = tuple(AskedBefore(f"x{at}" * 50, "") for at in range(500))
        assert choose(Wish(type, "hard", number, asked=asked, focus=("",), stage="")).text


@pytest.mark.timing
def test_choosing_takes_no_time() -> None:
    wish = msgspec.structs.replace(
        Wish("behavioral", "medium", 3, field="data", spans=GIVEN, posted=POSTED),
        asked=tuple(AskedBefore(f"What of number {at} and of {at * 7}?", "") for at in range(400)),
    )
    choose(wish)
    begun = time.perf_counter()
    for variation in range(20):
        choose(msgspec.structs.replace(wish, variation=variation))
    assert (time.perf_counter() - begun) / 20 < 0.05
