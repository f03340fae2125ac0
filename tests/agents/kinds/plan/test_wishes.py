"""What of a wish says which week, how many, and what."""

import pytest

from agents.delivery.wishes import phrases, understood
from agents.kinds.plan.kind import PlanKind
from agents.kinds.plan.wishes import (
    Dated,
    count_in,
    day_in,
    first_in,
    hours_in,
    is_undone,
    meant,
    named,
    week_in,
    weeks_in,
)

WEEKS = [Dated(n, f"2026-12-{7 * n:02d}") for n in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("I was ill in week 3", "shift"),
        ("I'm on holiday next week", "shift"),
        ("3주차에 아팠어", "shift"),
        ("다음 주는 휴가라서 못 해요", "shift"),
        ("make week 3 lighter", "lighten"),
        ("week 2 is too much", "lighten"),
        ("3주차 가볍게 해 줘", "lighten"),
        ("done with week 1", "tick"),
        ("I have finished SQL", "tick"),
        ("1주차 다 했어", "tick"),
        ("SQL 끝냈어", "tick"),
        ("only 5 hours a week", "hours"),
        ("fewer hours please", "hours"),
        ("주 4시간밖에 없어", "hours"),
        ("start a week later", "start"),
        ("can I begin later?", "start"),
        ("2주 늦게 시작할래", "start"),
        ("without SQL", "without"),
        ("I already know Excel", "without"),
        ("SQL 빼 줘", "without"),
        ("엑셀은 이미 알고 있어", "without"),
        ("what can I leave out?", "spare"),
        ("무엇을 빼도 될까?", "spare"),
        ("did the first two tasks", "tick"),
        ("처음 세 개 끝냈어", "tick"),
        ("no need to teach me Excel", "without"),
        ("2주차에 아파서 하나도 못 했어요", "shift"),
        ("ok, that looks fine", None),
        ("why in this order?", "explain"),
        ("왜 이 순서야?", "explain"),
        ("sing me a song", None),
        ("노래 불러 줘", None),
    ],
)
def test_words_tell_what_is_wanted(said: str, name: str | None) -> None:
    assert understood(said, phrases("agents.kinds.plan"), tuple(PlanKind.wishes)) == name


@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_people_are_told_to_say_is_understood(language: str) -> None:
    kind = PlanKind()
    for name in kind.wishes:
        said = kind.text(f"wishes.{name}").to(language)
        assert understood(said, phrases("agents.kinds.plan"), tuple(kind.wishes)) == name


@pytest.mark.parametrize(
    ("said", "week"),
    [
        ("I was ill in week 3", 3),
        ("week three was bad", 3),
        ("the 2nd week", 2),
        ("the second week", 2),
        ("3주차", 3),
        ("3 주차에", 3),
        ("둘째 주에", 2),
        ("this week", 2),
        ("다음 주", 3),
        ("next week", 3),
        ("last week", 1),
        ("two weeks later", None),
        ("2주 늦게", None),
        ("nothing", None),
    ],
)
def test_week_is_read_as_people_name_it(said: str, week: int | None) -> None:
    assert week_in(said, WEEKS, "2026-12-16") == week


def test_several_weeks_are_read() -> None:
    assert weeks_in("done with weeks 1-3", WEEKS, "2026-12-16") == [1, 2, 3]
    assert weeks_in("weeks 1 and 3 are done", WEEKS, "2026-12-16") == [1, 3]
    assert weeks_in("1~2주차 다 했어", WEEKS, "2026-12-16") == [1, 2]
    assert weeks_in("all good", WEEKS, "2026-12-16") == []


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("start two weeks later", 2),
        ("3 weeks", 3),
        ("a week later", 1),
        ("2주 뒤로 미뤄 줘", 2),
        ("두 주 늦게", 2),
        ("I was ill in week 3", 1),
        ("3주차에 아팠어", 1),
    ],
)
def test_number_of_weeks_is_read(said: str, count: int) -> None:
    assert count_in(said) == count


@pytest.mark.parametrize(
    ("said", "hours"),
    [("only 5 hours", 5), ("five hours a week", 5), ("주 5시간", 5), ("6h", 6), ("fewer", None)],
)
def test_hours_are_read(said: str, hours: int | None) -> None:
    assert hours_in(said) == hours


def test_other_things_are_read() -> None:
    assert day_in("start on 2026-12-14 please") == "2026-12-14"
    assert is_undone("week 1 is not done")
    assert is_undone("아직 안 했어")
    assert not is_undone("done with week 1")


def test_first_tasks_are_counted() -> None:
    assert first_in("did the first two") == 2
    assert first_in("처음 세 개 끝냈어") == 3
    assert first_in("the first 2 weeks are done") == 0
    assert first_in("done with week 1") == 0


def test_name_is_known_in_other_words() -> None:
    assert meant("엑셀 빼 줘", ["Microsoft Excel", "SQL"]) == ["Microsoft Excel"]
    assert meant("without excel", ["마이크로소프트 엑셀", "SQL"]) in (["마이크로소프트 엑셀"], [])


def test_longest_name_is_meant() -> None:
    labels = ["Data", "Data analysis", "R", "C", "C++"]
    assert named("without data analysis", labels) == ["Data analysis"]
    assert named("drop R and C++", labels) == ["C++", "R"]
    assert named("데이터 분석을 빼 줘", ["데이터 분석", "분석"]) == ["데이터 분석"]
    assert named("rarely", labels) == []
