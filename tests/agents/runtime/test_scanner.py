"""JSON text scanned in pieces."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.runtime.scanner import (
    MAX_DEPTH,
    MAX_NUMBER,
    Closed,
    Grown,
    Opened,
    Report,
    Scanned,
    Scanner,
)
from tests.growth import MOST, growth
from tests.json_texts import OBJECTS, VALUES, cuts, pieces, texts
from tests.soak import at_length


def scanned(*given: str) -> list[Report]:
    """What the pieces report together."""
    scanner = Scanner()
    return [report for piece in given for report in scanner.feed(piece)]


def built(reports: list[Report]) -> Any:
    """The value that the reports tell; strings that are open are as long as they have become."""
    document: dict[str, Any] = {}

    def put(path: tuple[Any, ...], value: Any) -> None:
        place: Any = document
        for part in ("root", *path)[:-1]:
            place = place[part]
        last = ("root", *path)[-1]
        if isinstance(place, list) and last == len(place):
            place.append(value)
        else:
            place[last] = value

    growing = ""
    for report in reports:
        if isinstance(report, Opened):
            put(report.path, report.container())
        elif isinstance(report, Scanned):
            put(report.path, report.value)
        elif isinstance(report, Grown):
            growing += report.text
            put(report.path, growing)
            if report.whole:
                growing = ""
    return document.get("root")


def test_reports_come_in_order() -> None:
    assert scanned('{"a": [1, tr', 'ue], "b', '": "x', 'y", "c": {}}') == [
        Opened((), dict),
        Opened(("a",), list),
        Scanned(("a", 0), 1),
        Scanned(("a", 1), True),
        Closed(("a",)),
        Grown(("b",), "x", False),
        Grown(("b",), "y", True),
        Opened(("c",), dict),
        Closed(("c",)),
        Closed(()),
    ]


@given(OBJECTS, st.data())
@settings(max_examples=at_length(100, 1000), deadline=None)
def test_text_that_is_cut_anywhere_reports_its_value(value: dict[str, Any], data: Any) -> None:
    text = data.draw(texts(value))
    reports = scanned(*pieces(text, data.draw(cuts(text))))
    assert built(reports) == value
    assert reports[0] == Opened((), dict)
    assert reports[-1] == Closed(())


@given(OBJECTS, st.data())
@settings(max_examples=at_length(100, 1000), deadline=None)
def test_number_is_reported_once_and_string_grows_without_empty_parts(
    value: dict[str, Any], data: Any
) -> None:
    text = data.draw(texts(value))
    reports = scanned(*pieces(text, data.draw(cuts(text))))
    places = [report.path for report in reports if isinstance(report, Scanned)]
    assert len(places) == len(set(places))
    assert all(r.text or r.whole for r in reports if isinstance(r, Grown))


@given(VALUES.filter(lambda value: not isinstance(value, dict)))
def test_text_that_is_another_value_shows_no_member(value: Any) -> None:
    assert built(scanned(json.dumps(value))) in (None, {})


@given(st.text(), st.data())
@settings(max_examples=at_length(100, 1000), deadline=None)
def test_any_text_is_taken(text: str, data: Any) -> None:
    scanned(*pieces(text, data.draw(cuts(text))))


@given(OBJECTS, st.data())
@settings(max_examples=at_length(100, 1000), deadline=None)
def test_text_with_an_error_reports_what_came_before(value: dict[str, Any], data: Any) -> None:
    text = json.dumps(value)
    at = data.draw(st.integers(0, len(text)))
    before = scanned(text[:at])
    assert scanned(text[:at] + data.draw(st.text(max_size=3)))[: len(before)][:-1] == before[:-1]


@pytest.mark.parametrize(
    "text",
    [
        'Here it is:\n```json\n{"a": 1}\n```\nAnything else?',
        '{"a": 1} {"b": 2}',
        '{"a": 1,}',
        '{,"a": 1}',
        '\ufeff{"a": 1}',
    ],
)
def test_what_stands_around_the_object_is_passed_over(text: str) -> None:
    assert built(scanned(text)) == {"a": 1}
    assert built(scanned(*text)) == {"a": 1}


@pytest.mark.parametrize("text", ["", "no JSON", "[1, 2]", 'Here:\n[{"a": 1}]', '"text"', "12 "])
def test_text_that_is_no_object_reports_nothing(text: str) -> None:
    assert scanned(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1, b: 2}', {"a": 1}),
        ('{"a": 1, "b" 2}', {"a": 1}),
        ('{"a": 1 "b": 2}', {"a": 1}),
        ('{"a": [1, 2}', {"a": [1, 2]}),
        ('{"a": [1, }', {"a": [1]}),
        ('{"a": "x\\', {"a": "x"}),
        ('{"a": "x\\q"}', {"a": "x"}),
        ('{"a": "x\\u12g4"}', {"a": "x"}),
        ('{"a": 1, "b": 01}', {"a": 1}),
        ('{"a": 1, "b": 1e999}', {"a": 1}),
        ('{"a": 1, "b": NaN}', {"a": 1}),
        ('{"a": 1, "b": nul}', {"a": 1}),
        ('{"a": 1, "b": }', {"a": 1}),
        ('{"a": 1, "a": 2}', {"a": 1}),
        ('{"a": 1, "b": ' + "9" * (MAX_NUMBER + 1) + "}", {"a": 1}),
    ],
)
def test_nothing_is_reported_from_an_error_on(text: str, value: dict[str, Any]) -> None:
    assert built(scanned(text)) == value
    assert built(scanned(*text)) == value


def test_number_that_may_go_on_is_not_reported() -> None:
    assert scanned('{"a": 12') == [Opened((), dict)]
    assert scanned('{"a": 12', ".5", "}")[1] == Scanned(("a",), 12.5)
    assert scanned('{"a": 12 ')[1] == Scanned(("a",), 12)


def test_line_break_in_a_string_is_taken() -> None:
    assert built(scanned('{"a": "x\ny"}')) == {"a": "x\ny"}


@pytest.mark.parametrize("text", ['{"a": "\\ud83d\\ude00"}', '{"a": "\ud83d\ude00"}'])
def test_half_of_a_surrogate_pair_is_held_back(text: str) -> None:
    grown = [r for r in scanned(*text) if isinstance(r, Grown)]
    assert [r.text for r in grown] == ["😀", ""]


def test_half_of_a_surrogate_pair_that_stays_alone_is_replaced() -> None:
    assert built(scanned('{"a": "\\ud83d", "b": "\\ude00x"}')) == {"a": "�", "b": "�x"}


def test_depth_is_bounded() -> None:
    deepest = '{"a":' * MAX_DEPTH
    assert len(scanned(deepest)) == MAX_DEPTH
    assert len(scanned(deepest + '{"b": 1}')) == MAX_DEPTH


@pytest.mark.timing
@pytest.mark.parametrize(
    ("before", "piece"),
    [
        ("", "x"),
        ("", " {"),
        ('{"', "x"),
        ('{"a": "', "x"),
        ('{"a": "', "\\u00e9"),
        ('{"a": "', "\\"),
        ('{"a": [', "1,"),
        ('{"a": [', '"",'),
        ('{"a": [', "1"),
        ('{"a": [', "["),
        ('{"a": [', " "),
    ],
)
def test_cost_grows_with_the_length(before: str, piece: str) -> None:
    def scan(text: str) -> None:
        scanned(before, *(text[at : at + 4] for at in range(0, len(text), 4)))

    assert growth(scan, piece) < MOST
