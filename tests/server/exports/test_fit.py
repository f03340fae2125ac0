"""How close a document is set: no closer than it must be to fit."""

import pytest

from server.exports.document import Heading, Items, Paragraph, words
from server.exports.fit import STEPS, step_for

LINE = "Stock counts every Thursday with the inventory office, and what comes of them."


def document(count: int) -> tuple[Heading, Items]:
    """As many points as that, below a title."""
    return (Heading(1, words("A")), Items(((Paragraph(words(LINE)),),) * count))


@pytest.mark.parametrize(("count", "step"), [(1, 0), (40, 0), (49, 1), (54, 2), (80, 0)])
def test_document_is_set_closer_only_where_it_then_fits(count: int, step: int) -> None:
    assert step_for(document(count), "a4") == step


def test_pages_that_are_asked_for_are_kept_as_far_as_may_be() -> None:
    assert step_for(document(80), "a4", 1) == len(STEPS) - 1
    assert step_for(document(80), "a4", 2) == 0


def test_letters_of_east_asia_are_wider() -> None:
    def korean(text: str) -> int:
        return step_for((Items(((Paragraph(words(text)),),) * 20),), "a4", 1)

    assert korean("a" * 160) < korean("가" * 160)
