"""The bounds that a schema sets, by place."""

from typing import Annotated, Any

import msgspec
import pytest

from agents.runtime.bounds import UNBOUNDED, Bounds
from agents.schemas import schema_of

Short = Annotated[str, msgspec.Meta(max_length=20)]


class Task(msgspec.Struct, tag="task"):
    title: Short
    hours: Annotated[int, msgspec.Meta(ge=1, le=40)] | None = None
    after: "list[Task]" = []


class Rest(msgspec.Struct, tag="rest"):
    title: Annotated[str, msgspec.Meta(max_length=80)]
    note: Short


class Week(msgspec.Struct):
    theme: Short | None
    tasks: Annotated[list[Task], msgspec.Meta(max_length=3)] | None = None
    parts: list[Task | Rest] = []
    by_name: dict[str, Task] = {}
    any: Any = None
    either: Short | int = 0


WEEK = Bounds.of(schema_of(Week))


def test_members_and_items_have_their_bounds() -> None:
    task = WEEK.member("tasks").item()
    assert WEEK.member("tasks").max_items == 3
    assert WEEK.member("theme").max_length == 20
    assert (task.member("hours").minimum, task.member("hours").maximum) == (1, 40)
    assert WEEK.member("by_name").member("x").member("title").max_length == 20


def test_type_that_holds_itself_has_bounds_at_any_depth() -> None:
    task = WEEK.member("tasks").item()
    for _ in range(10):
        task = task.member("after").item()
    assert task.member("title").max_length == 20


def test_widest_of_several_types_bounds() -> None:
    part = WEEK.member("parts").item()
    assert part.member("title").max_length == 80
    assert part.member("note").max_length is None
    assert WEEK.member("either").max_length == 20


@pytest.mark.parametrize(
    "bounds",
    [
        UNBOUNDED,
        Bounds.of(None),
        Bounds.of({"$ref": "#/$defs/Gone"}),
        Bounds.of({"$ref": "#/$defs/A", "$defs": {"A": {"$ref": "#/$defs/A"}}}),
        Bounds.of({"anyOf": [{"type": "string", "maxLength": 3}, {}]}),
        WEEK.member("any"),
        WEEK.member("unknown"),
        WEEK.member("theme").member("of").item(),
    ],
)
def test_what_is_not_said_has_no_bounds(bounds: Bounds) -> None:
    assert bounds.max_items is None
    assert bounds.max_length is None
    assert (bounds.minimum, bounds.maximum) == (None, None)
    assert bounds.item().max_length is None
