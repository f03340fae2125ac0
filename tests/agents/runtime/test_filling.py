"""A typed answer shown while it is being written."""

import json
import time
from collections.abc import Callable
from copy import deepcopy
from itertools import cycle
from typing import Annotated, Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.runtime.filling import (
    LONG,
    LONGER,
    PERIOD_S,
    Change,
    Filling,
    Grow,
    OverLimit,
    Put,
    Whole,
)
from agents.schemas import schema_of
from bench import answers
from bench.answers import KOREAN
from bench.filling import PER_SECOND, cost, written
from tests.json_texts import OBJECTS, VALUES, cuts, pieces, texts
from tests.soak import at_length

LONG_TEXTS = st.integers(1, 1_500).map(lambda size: answers.prose(KOREAN + '"\n')(size))
GAPS = st.lists(st.sampled_from([0.0, PERIOD_S / 2, PERIOD_S, 60.0]), min_size=1, max_size=9)
"""Seconds between one piece and the next, over and over."""


class Page:
    """Who is shown the changes, and holds each to what may be shown of the value."""

    def __init__(self, final: dict[str, Any]) -> None:
        self.final = final
        self.document: dict[str, Any] = {}
        self.grown: dict[tuple[Any, ...], str] = {}

    def show(self, changes: list[Change]) -> None:
        if not changes:
            return
        for change in deepcopy(changes):
            if isinstance(change, Grow):
                grown = self.grown.get(change.path, "") + change.text
                assert change.text
                assert self._at(change.path).startswith(grown)
                self.grown[change.path] = grown
                continue
            if isinstance(change, Whole):
                assert change.value.startswith(self.grown.pop(change.path))
            self._put(change)
        assert len(self.grown) <= 1
        assert begins(self.document, self.final)

    def _at(self, path: tuple[Any, ...]) -> Any:
        place: Any = self.final
        for part in path:
            place = place[part]
        return place

    def _put(self, change: Put | Whole) -> None:
        place: Any = self.document
        for part in change.path[:-1]:
            place = place[part]
        last = change.path[-1]
        if isinstance(place, list):
            assert last == len(place) - change.replace
            place[last:] = [change.value]
        else:
            assert (last in place) == change.replace
            place[last] = change.value


def begins(shown: Any, final: Any) -> bool:
    """Whether what is shown is a beginning of the value."""
    if isinstance(final, dict):
        names = list(final)[: len(shown)]
        return list(shown) == names and all(begins(shown[n], final[n]) for n in names)
    if isinstance(final, list):
        return len(shown) <= len(final) and all(map(begins, shown, final))
    return final.startswith(shown) if isinstance(final, str) else shown == final


def shown(text: str, schema: dict[str, Any] | None = None) -> list[Change]:
    """All that is shown of a text, at once."""
    filling = Filling(schema)
    filling.feed(text)
    return filling.finish()


class Clock:
    """Feeds pieces at moments, and asks at each what is due."""

    def __init__(self) -> None:
        self.filling = Filling(None)
        self.now = 0.0
        self.filling.due(self.now)

    def then(self, text: str, seconds: float = PERIOD_S) -> list[Change]:
        self.filling.feed(text)
        self.now += seconds
        return self.filling.due(self.now)


@given(OBJECTS, GAPS, st.data())
@settings(max_examples=at_length(100, 1000), deadline=None)
def test_changes_make_the_value_and_at_every_moment_a_beginning_of_it(
    value: dict[str, Any], gaps: list[float], data: Any
) -> None:
    text = data.draw(texts(value))
    filling, page, now = Filling(None), Page(value), 0.0
    for piece, gap in zip(pieces(text, data.draw(cuts(text))), cycle(gaps), strict=False):
        filling.feed(piece)
        now += gap
        page.show(filling.due(now))
    page.show(filling.finish())
    assert page.document == value
    assert page.grown == {}
    assert filling.finish() == []


@given(
    st.dictionaries(
        st.text("ab"), VALUES | st.lists(LONG_TEXTS, max_size=4) | LONG_TEXTS, max_size=4
    ),
    st.sampled_from([10.0, PER_SECOND, 1_000.0]),
)
@settings(max_examples=at_length(50, 500), deadline=None)
def test_long_texts_and_slow_writers_make_the_value_too(
    value: dict[str, Any], per_second: float
) -> None:
    filling, page = Filling(None), Page(value)
    for now, piece in written(json.dumps(value), per_second):
        filling.feed(piece)
        page.show(filling.due(now))
    page.show(filling.finish())
    assert page.document == value


@given(st.text() | st.text('{}[]",:\\u0 1eE-tfn'), st.data())
@settings(max_examples=at_length(100, 1000), deadline=None)
def test_text_that_is_no_json_raises_nothing(text: str, data: Any) -> None:
    filling, now = Filling(schema_of(Plan)), 0.0
    for piece in pieces('{"weeks": ' + text, data.draw(cuts(text))):
        try:
            filling.feed(piece)
        except OverLimit:
            return
        now += PERIOD_S
        filling.due(now)
    filling.finish()


@given(OBJECTS, st.data())
@settings(max_examples=at_length(100, 1000), deadline=None)
def test_text_that_breaks_off_shows_a_beginning(value: dict[str, Any], data: Any) -> None:
    text = json.dumps(value)
    page = Page(value)
    page.show(shown(text[: data.draw(st.integers(0, len(text)))]))


def test_container_is_put_with_what_it_holds_and_then_its_members() -> None:
    clock = Clock()
    long = "x" * 200
    assert clock.then('{"weeks": [{"theme": "' + long + '", "hours": 1') == [
        Put(("weeks",), [{"theme": long}])
    ]
    assert clock.then('0, "tasks": [') == [
        Put(("weeks", 0, "hours"), 10),
        Put(("weeks", 0, "tasks"), []),
    ]
    assert clock.then("true") == []
    assert clock.then("]") == [Put(("weeks", 0, "tasks", 0), True)]


def test_small_container_is_put_again_where_that_is_shorter() -> None:
    clock = Clock()
    assert clock.then('{"tasks": [{"id": "w1t1", "ti') == [Put(("tasks",), [{"id": "w1t1"}])]
    task = {"id": "w1t1", "title": "SQL", "hours": 2, "done": False}
    assert clock.then('tle": "SQL", "hours": 2, "done": false}, ') == [
        Put(("tasks", 0), task, replace=True)
    ]


def test_short_string_is_put_as_far_as_it_is_and_again() -> None:
    clock = Clock()
    assert clock.then('{"a": "one') == [Put(("a",), "one")]
    assert clock.then(' two", "b": ["') == [
        Put(("a",), "one two", replace=True),
        Put(("b",), []),
    ]
    assert clock.then("x") == [Put(("b", 0), "x")]
    assert clock.then('y"') == [Put(("b", 0), "xy", replace=True)]


def test_string_that_is_whole_as_it_was_shown_is_not_put_again() -> None:
    clock = Clock()
    assert clock.then('{"a": "one') == [Put(("a",), "one")]
    assert clock.then('"') == []
    assert clock.filling.next_due is None


def test_long_string_grows_and_is_set_when_it_is_whole() -> None:
    clock = Clock()
    first, more = "x" * (LONGER + 1), "y" * 200
    assert clock.then('{"a": ["' + first) == [Put(("a",), []), Grow(("a", 0), first)]
    assert clock.then(more) == [Grow(("a", 0), more)]
    assert clock.then('z", ') == [Whole(("a", 0), first + more + "z")]


def test_string_that_became_long_replaces_its_beginning() -> None:
    clock = Clock()
    assert clock.then('{"a": "x') == [Put(("a",), "x")]
    assert clock.then("y" * LONG) == [Grow(("a",), "x" + "y" * LONG)]
    assert clock.then('"') == [Whole(("a",), "x" + "y" * LONG, replace=True)]


def test_nothing_is_due_before_the_period_is_over() -> None:
    clock = Clock()
    assert clock.then('{"a": 1, ', PERIOD_S / 2) == []
    assert clock.filling.next_due == PERIOD_S
    assert clock.then("", PERIOD_S / 2) == [Put(("a",), 1)]
    assert clock.filling.next_due is None
    assert clock.then('"b": 2, ', PERIOD_S / 2) == []
    assert clock.filling.next_due == 2 * PERIOD_S
    assert clock.then("", PERIOD_S / 2) == [Put(("b",), 2)]


def test_what_was_given_out_does_not_change_later() -> None:
    clock = Clock()
    first = clock.then('{"a": [[1, "x')
    kept = deepcopy(first)
    clock.then('y"], 2')
    clock.filling.finish()
    assert first == kept == [Put(("a",), [[1, "x"]])]


class Task(msgspec.Struct):
    title: Annotated[str, msgspec.Meta(max_length=5)] | None = None
    hours: Annotated[int, msgspec.Meta(ge=1, le=40)] = 1


class Week(msgspec.Struct):
    theme: Annotated[str, msgspec.Meta(max_length=5)]
    tasks: list[Task] = []


class Plan(msgspec.Struct):
    weeks: Annotated[list[Week], msgspec.Meta(max_length=2)]
    number: Annotated[float, msgspec.Meta(ge=0.5)] = 1.0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"weeks": [{}, {}, {', "weeks has more than 2 items."),
        ('{"weeks": [{}, {"theme": "123456', "weeks[1].theme is longer than 5 characters."),
        (
            '{"weeks": [{"tasks": [{"title": "123456',
            "weeks[0].tasks[0].title is longer than 5 characters.",
        ),
        ('{"weeks": [{"tasks": [{"hours": 0}', "weeks[0].tasks[0].hours is less than 1."),
        ('{"weeks": [{"tasks": [{"hours": 41}', "weeks[0].tasks[0].hours is more than 40."),
        ('{"number": 0.25,', "number is less than 0.5."),
    ],
)
def test_answer_over_a_limit_is_refused_at_once(text: str, said: str) -> None:
    schema = schema_of(Plan)
    filling = Filling(schema)
    filling.feed(text[:-1])
    with pytest.raises(OverLimit) as caught:
        filling.feed(text[-1])
    assert str(caught.value) == said


@pytest.mark.parametrize(
    "text",
    [
        '{"weeks": [{"theme": "12345"}, {"tasks": [{"title": null, "hours": 40}]}]}',
        '{"other": "123456", "weeks": [{"theme": 123456, "tasks": {"title": "123456"}}]}',
        '{"weeks": "123456"}',
        '{"number": true}',
        '{"weeks": [{"theme": "👩👩👩👩👩"}]}',
    ],
)
def test_answer_within_the_limits_is_taken(text: str) -> None:
    page = Page(json.loads(text))
    page.show(shown(text, schema_of(Plan)))
    assert page.document == page.final


ANSWERS = {
    "a letter": answers.field(3_000),
    "a text of 2 KB": answers.field(2_040),
    "a CV in one field": answers.field(8_000),
    "a plan in stages": answers.stages(12, 680),
    "a plan in weeks": answers.weeks(30),
    "a résumé": answers.resume(4_000),
    "an analysis": answers.analysis(8),
    "short texts": answers.texts(50, 80),
    "numbers": answers.numbers(700),
    "a letter in Korean": answers.field(1_500, KOREAN),
    "a plan in stages in Korean": answers.stages(12, 300, KOREAN),
    "a plan in weeks in Korean": answers.weeks(10, language=KOREAN),
    "short texts in Korean": answers.texts(50, 60, KOREAN),
    **{f"texts of {n}": answers.texts(8_000 // n, n) for n in (10, 20, 40, 160, 300, 400)},
    **{f"long texts of {n}": answers.texts(9_000 // n, n) for n in (500, 700, 1_000, 1_500)},
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_events_have_three_times_the_bytes_of_the_answer(answer: dict[str, Any]) -> None:
    assert len(msgspec.json.encode(answer)) >= 2_048
    assert cost(answer) <= 3


@given(
    st.lists(
        st.builds(answers.field, st.integers(1, 2_500))
        | st.builds(answers.texts, st.integers(1, 40), st.integers(1, 300))
        | st.builds(answers.numbers, st.integers(1, 300))
        | st.builds(answers.stages, st.integers(1, 5), st.integers(100, 900))
        | st.builds(answers.weeks, st.integers(1, 5), st.integers(0, 6)),
        min_size=1,
        max_size=8,
    )
)
@settings(max_examples=at_length(100, 1000), deadline=None)
def test_events_of_mixed_answers_have_three_times_their_bytes(parts: list[dict[str, Any]]) -> None:
    answer = {f"part{n}": part for n, part in enumerate(parts)}
    size = len(msgspec.json.encode(answer))
    assert cost(answer) * size <= 3 * max(size, 2_048)


PROMPT = ("a letter", "a CV in one field", "a plan in weeks", "a résumé", "an analysis",
          "short texts", "a letter in Korean", "a plan in weeks in Korean")  # fmt: skip


@pytest.mark.parametrize("name", PROMPT)
def test_what_is_written_is_shown_within_half_a_second(name: str) -> None:
    filling, waits = Filling(None), 0.0
    since: float | None = None
    for now, piece in written(msgspec.json.encode(ANSWERS[name]).decode()):
        filling.feed(piece)
        if since is None and filling.next_due is not None:
            since = now
        if filling.due(now):
            since = None
        waits = max(waits, now - (now if since is None else since))
    assert waits <= 0.5


@pytest.mark.timing
@pytest.mark.slow(seconds=4)
@pytest.mark.parametrize("shape", ["field", "texts", "weeks", "numbers", "nested"])
def test_kilobyte_of_a_long_answer_costs_as_much_as_one_of_a_short_one(shape: str) -> None:
    make: dict[str, Callable[[int], dict[str, Any]]] = {
        "field": answers.field,
        "texts": lambda size: answers.texts(size // 80, 78),
        "weeks": lambda size: answers.weeks(size // 800),
        "numbers": lambda size: answers.numbers(size // 4),
        "nested": lambda size: {"a": [[[1, "two"]] * 9] * (size // 110)},
    }
    short, long = (msgspec.json.encode(make[shape](size)).decode() for size in (2_000, 200_000))
    # What else the machine does makes some measurements longer, and none shorter.
    per_short = min(seconds(short, len(long) // len(short)) for _ in range(2))
    assert min(seconds(long, 1) for _ in range(2)) < 2 * per_short


def seconds(text: str, times: int) -> float:
    """The CPU time of filling from the text, so often."""
    pieces_ = list(written(text))
    began = time.process_time()
    for _ in range(times):
        filling = Filling(None)
        for now, piece in pieces_:
            filling.feed(piece)
            filling.due(now)
        filling.finish()
    return time.process_time() - began
