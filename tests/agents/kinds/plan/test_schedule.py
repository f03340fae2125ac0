"""Works put into weeks: what holds for every plan, and how one is made lighter or longer."""

import pytest
from msgspec.structs import replace

from agents.kinds.plan.making import plan_of
from agents.kinds.plan.schedule import Frame, rooms, schedule
from agents.kinds.plan.works import Work
from tests.agents.kinds.plan.plans import faults, somebody
from tests.soak import at_length

PEOPLE = at_length(50, 500)


def work(key: str, size: int = 4, needs: tuple[str, ...] = (), *, must: bool = True) -> Work:
    return Work(key, key.upper(), None, "learn", "method", size, size, size, needs, must)


@pytest.mark.soak
def test_every_plan_adds_up_keeps_its_order_and_says_what_it_leaves_open() -> None:
    bad = {seed: found for seed in range(PEOPLE) if (found := faults(somebody(seed)))}
    assert not bad


@pytest.mark.parametrize("seed", [3, 11, 20, 34])
def test_every_plan_holds_after_what_can_be_done_with_it(seed: int) -> None:
    frozen = somebody(seed)
    made = plan_of(frozen)
    frozen = replace(frozen, factor=made.factor, rooms=made.rooms)
    labels = [gap.label for gap in frozen.found.gaps]
    halved = tuple(max(1, room // 2) if at == 1 else room for at, room in enumerate(frozen.rooms))
    numbers = tuple(number + 2 * (number > 1) for number in frozen.numbers)
    for other in (
        replace(frozen, rooms=halved),
        replace(frozen, numbers=numbers),
        replace(frozen, without=tuple(labels[:1])),
        replace(frozen, without=tuple(labels)),
    ):
        assert not faults(other)


def test_same_input_makes_the_same_plan() -> None:
    assert plan_of(somebody(7)) == plan_of(somebody(7))


def test_tenth_of_the_time_is_left_free() -> None:
    assert rooms(2, 10) == (36, 36)
    assert rooms(1, 1) == (3,)
    assert rooms(2, 10, last_days=3) == (36, 15)


def test_what_comes_before_is_done_before() -> None:
    made = schedule([work("a", 8), work("b", 8, ("a",))], Frame(rooms(6, 4)))
    weeks = [[slot.work for slot in week if slot.what == "work"] for week in made.weeks]
    order = [key for week in weeks for key in week]
    assert max(n for n, key in enumerate(order) if key == "a") < order.index("b")


def test_what_was_learnt_is_looked_at_again_after_two_seven_and_21_days() -> None:
    made = schedule([work("a", 8)], Frame(rooms(8, 3)))
    found = [
        (week, slot.number)
        for week, slots in enumerate(made.weeks)
        for slot in slots
        if slot.what == "review"
    ]
    assert found == [(0, 1), (1, 2), (3, 3)]


def test_second_week_is_never_only_learning() -> None:
    lessons = Work("a", "A", None, "learn", "method", 60, 1, 2)
    made = schedule([lessons], Frame(rooms(8, 3)))
    for week in made.weeks[1:]:
        learnt = sum(slot.quarters for slot in week if slot.kind == "learn")
        assert learnt <= 0.8 * sum(slot.quarters for slot in week)


def test_must_is_kept_and_all_has_less_time_where_time_is_short() -> None:
    works = [work("a", 20), work("b", 20), work("c", 20, must=False)]
    made = schedule(works, Frame(rooms(4, 5)))
    assert made.factor < 1
    assert set(made.ends) == {"a", "b"}
    assert {*made.left, *made.begun} == {"c"}


def test_far_aim_in_little_time_is_begun() -> None:
    made = schedule([work("a", 80), work("b", 80)], Frame(rooms(2, 2)))
    assert set(made.begun) == {"a"}
    assert set(made.left) == {"b"}
    assert made.begun["a"] > 0


def test_much_time_is_spread_over_all_weeks() -> None:
    made = schedule([work("a"), work("b")], Frame(rooms(20, 40)))
    sizes = [sum(slot.quarters for slot in week) for week in made.weeks]
    assert min(sizes) > 0
    assert max(sizes) < 40


def test_lighter_week_leaves_those_before_it_as_they_are() -> None:
    works = [work("a", 12), work("b", 12)]
    room = rooms(6, 5)
    before = schedule(works, Frame(room, factor=1.0))
    lighter = (*room[:3], room[3] // 2, *room[4:])
    after = schedule(works, Frame(lighter, factor=1.0))
    assert before.weeks[:3] == after.weeks[:3]
    assert sum(slot.quarters for slot in after.weeks[3]) <= lighter[3]
