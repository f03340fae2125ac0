"""Changes of a résumé, in any set and order: what comes of them, and what they leave alone."""

import random
from copy import deepcopy
from functools import cache
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.kinds.optimize.applying import applied, open_places, settled
from agents.kinds.optimize.rules import Wanted, proposed
from agents.kinds.optimize.types import ALL, Change
from agents.postings.read import read_posting
from agents.resume.json_resume import JsonResume
from agents.resume.pointers import key_of, value_at
from tests.agents.kinds.optimize.material import POSTINGS, RESUMES, TODAY, resume_of

RESUME: dict[str, Any] = {
    "basics": {"name": "Ana Kovacs", "summary": "Florist."},
    "work": [
        {"name": "Rosehip", "highlights": ["one", "two", "three"]},
        {"name": "Thorn", "highlights": ["four"]},
    ],
    "skills": [{"name": "Wreaths"}, {"name": "Vans"}],
}


def change(number: int, op: Any, path: str, after: str | None = None, **more: Any) -> Change:
    key = key_of(path, RESUME)
    found = value_at(RESUME, key) if key else None
    before = found if isinstance(found, str) else None
    return Change(
        id=f"c{number}", op=op, path=path, section=path.split("/")[1], before=before, after=after,
        reason="Because.", focus="clarity", **more,
    )  # fmt: skip


def lines(*changes: Change) -> list[str]:
    made: list[str] = applied(RESUME, changes)["work"][0]["highlights"]
    return made


def test_text_is_replaced() -> None:
    assert lines(change(1, "replace", "/work/0/highlights/1", "2")) == ["one", "2", "three"]


def test_text_of_several_lines_becomes_several_entries() -> None:
    assert lines(change(1, "replace", "/work/0/highlights/1", "2a\n2b")) == [
        "one", "2a", "2b", "three",
    ]  # fmt: skip


def test_entry_is_taken_out_whatever_else_is_said_of_it() -> None:
    out = change(1, "remove", "/work/0/highlights/1")
    assert lines(out, change(2, "replace", "/work/0/highlights/1", "2")) == ["one", "three"]


def test_entry_is_added_before_what_stands_there_and_at_the_end() -> None:
    assert lines(
        change(1, "add", "/work/0/highlights/1", "new"),
        change(2, "add", "/work/0/highlights/3", "last"),
    ) == ["one", "new", "two", "three", "last"]


def test_entry_moves() -> None:
    moved = change(1, "move", "/work/0/highlights/2", to="/work/0/highlights/0")
    assert lines(moved) == ["three", "one", "two"]


def test_paths_are_those_of_the_resume_as_it_was() -> None:
    made = applied(
        RESUME,
        [
            change(1, "move", "/work/1", to="/work/0"),
            change(2, "replace", "/work/0/highlights/0", "1"),
            change(3, "remove", "/work/0/highlights/1"),
        ],
    )
    assert [work["name"] for work in made["work"]] == ["Thorn", "Rosehip"]
    assert made["work"][1]["highlights"] == ["1", "three"]


def test_of_two_texts_for_one_place_the_later_one_stands() -> None:
    path = "/work/0/highlights/0"
    assert lines(change(2, "replace", path, "b"), change(1, "replace", path, "a"))[0] == "b"


def test_text_of_an_object_is_replaced_and_taken_out() -> None:
    assert applied(RESUME, [change(1, "replace", "/basics/summary", "Flowers.")])["basics"] == {
        "name": "Ana Kovacs",
        "summary": "Flowers.",
    }
    assert "summary" not in applied(RESUME, [change(1, "remove", "/basics/summary")])["basics"]


def test_open_places_are_left_out() -> None:
    path = "/work/0/highlights/0"
    assert lines(change(1, "replace", path, "one: [how many?]"))[0] == "one"
    assert lines(change(1, "replace", path, "[how many?]"))[0] == "one"


@pytest.mark.parametrize(
    "path", ["", "work", "/nowhere/1", "/work/9", "/work/00", "/skills/-", "/x"]
)
def test_path_that_leads_nowhere_changes_nothing(path: str) -> None:
    odd = change(1, "replace", "/work/0/highlights/0", "x")
    odd.path = path
    made = applied(RESUME, [odd])
    made.pop("x", None)
    assert made == RESUME


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("", "Ran it: [your part], [what became rarer]", "Ran it"),
        ("", "Ran it [how many] for years.", "Ran it for years."),
        ("Ran [x] it", "Ran [x] it [how many]", "Ran [x] it"),
        ("", "[how many] people", "people"),
    ],
)
def test_text_is_settled_without_what_is_open(before: str, after: str, told: str) -> None:
    assert settled(before, after) == told


def test_open_places_are_those_that_were_not_there() -> None:
    one = change(1, "replace", "/work/0/highlights/0", "one [a thing] [b thing]")
    one.before = "one [a thing]"
    assert open_places(one) == ["[b thing]"]


@cache
def proposals(name: str) -> tuple[dict[str, Any], list[Change]]:
    made = resume_of(name)
    asked = read_posting(next(iter(POSTINGS.values()))).asked
    return made, proposed(made, RESUMES[name], Wanted(ALL, "en", None, TODAY, asked))


@settings(deadline=None, max_examples=30)
@given(st.randoms(use_true_random=False))
def test_any_changes_in_any_order_give_one_valid_resume(chance: random.Random) -> None:
    name = chance.choice(sorted(RESUMES))
    resume, changes = proposals(name)
    untouched = deepcopy(resume)
    some = chance.sample(changes, chance.randint(0, len(changes)))
    made = applied(resume, some)
    assert resume == untouched
    chance.shuffle(some)
    assert applied(resume, some) == made
    msgspec.convert(made, JsonResume)
    places = [one.path for one in some]
    assert {key: part for key, part in made.items() if not touched(f"/{key}", places)} == {
        key: part for key, part in resume.items() if not touched(f"/{key}", places)
    }


def within(place: str, places: list[str]) -> bool:
    return any(place == path or place.startswith(f"{path}/") for path in places)


def touched(place: str, places: list[str]) -> bool:
    return any(path == place or path.startswith(f"{place}/") for path in places)


@settings(deadline=None, max_examples=30)
@given(st.randoms(use_true_random=False))
def test_texts_that_no_change_names_stay(chance: random.Random) -> None:
    resume, changes = proposals(chance.choice(sorted(RESUMES)))
    some = chance.sample(changes, chance.randint(0, len(changes)))
    named = [one.path for one in some if one.op in ("replace", "remove")]
    made = set(texts(applied(resume, some)))
    kept = {text for path, text in placed(resume) if not within(path, named)}
    assert kept <= made | {one.after for one in some if one.after}


def texts(value: Any) -> list[str]:
    return [text for _, text in placed(value)]


def placed(value: Any, path: str = "") -> list[tuple[str, str]]:
    if isinstance(value, str):
        return [(path, value)]
    if isinstance(value, dict):
        return [one for key, part in value.items() for one in placed(part, f"{path}/{key}")]
    if isinstance(value, list):
        return [one for at, part in enumerate(value) for one in placed(part, f"{path}/{at}")]
    return []
