"""What each page repeats at its edges is read once, and the numbers of pages not at all."""

from collections.abc import Callable

import pytest

from agents.reading.read import read
from tests.agents.reading.files import At, pdf

HEAD = At(50, 800, "Ada Example, application as a pilot", 8)


def body(name: str, top: float = 760) -> list[At]:
    return [At(50, top - 14 * n, f"{name} line {n}") for n in range(50)]


Foot = Callable[[int], list[At]]


@pytest.mark.parametrize(
    "foot",
    [
        lambda number: [At(290, 30, f"{number}")],
        lambda number: [At(280, 30, f"- {number} -")],
        lambda number: [At(280, 30, f"{number} / 3")],
        lambda number: [At(280, 30, f"Page {number} of 3")],
        lambda number: [At(50, 30, f"Seite {number} von 3")],
        lambda number: [At(50, 30, "Confidential"), At(500, 30, f"Page {number}")],
        lambda number: [At(50, 30, "Confidential"), At(540, 30, f"{number}/3")],
        lambda number: [At(50, 30, f"Confidential | Page {number} of 3")],
    ],
)
def test_running_head_is_read_once_and_page_numbers_are_not(foot: Foot):
    names = ("First", "Second", "Third")
    pages = [[HEAD, *body(name), *foot(number)] for number, name in enumerate(names, 1)]
    text = read(pdf(*pages)).text
    assert text.count(HEAD.text) == 1
    assert text.count("Confidential") == ("Confidential" in str(foot(1)))
    rest = [line for line in text.split("\n") if line and "line" not in line]
    assert [line for line in rest if line not in (HEAD.text, "Confidential")] == []
    assert text.count(" line ") == 150


def test_head_of_several_lines_is_read_once():
    head = [At(50, 810, "Ada Example", 14), At(50, 795, "ada@example.com"), At(50, 783, "Bristol")]
    text = read(pdf([*head, *body("First")], [*head, *body("Second")])).text
    assert [text.count(at.text) for at in head] == [1, 1, 1]


def test_line_that_is_on_two_pages_below_a_line_of_its_own_is_read_twice():
    pages = [[At(50, 780, f"Job {n}"), At(50, 766, "Example School")] for n in "AB"]
    assert read(pdf(*pages)).text.count("Example School") == 2


def test_number_at_the_edge_that_is_not_the_pages_is_read():
    assert read(pdf([At(50, 700, "Rooms that I kept:"), At(50, 40, "12")])).text.endswith("12")
