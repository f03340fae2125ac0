"""Lengths in every unit."""

import pytest

from agents.kinds.letter.counting import Bounds, measured
from agents.results.types import Length


@pytest.mark.parametrize(
    ("text", "unit", "more", "count"),
    [
        ("I run  the\nfloor.", "words", {}, 4),
        ("재고 실사", "characters", {}, 5),
        ("재고 실사", "characters", {"spaces": False}, 4),
        ("e\u0301te\u0301", "characters", {}, 3),
        ("재고 A", "bytes", {"encoding": "euc-kr"}, 6),
        ("재고 A", "bytes", {"encoding": "utf-8"}, 8),
        ("재고 A", "bytes", {"spaces": False}, 7),
    ],
)
def test_text_is_counted_in_its_unit(text: str, unit: str, more: dict, count: int) -> None:  # type: ignore[type-arg]
    assert measured(text, unit, **more) == count


def test_words_may_be_a_tenth_off_and_a_limit_never_passed() -> None:
    assert (Bounds(220, None).least, Bounds(220, None).most) == (198, 242)
    limited = Bounds(220, Length(700, "characters", spaces=True))
    assert (limited.least, limited.most, limited.unit) == (630, 700, "characters")
