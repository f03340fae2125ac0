"""Which changes somebody means."""

import pytest

from agents.kinds.optimize.wishes import named

KNOWN = [f"c{number}" for number in range(1, 10)]


@pytest.mark.parametrize(
    ("wish", "ids"),
    [
        ("undo 3", ["c3"]),
        ("accept c2, 4 and C7", ["c2", "c4", "c7"]),
        ("accept 2-4", ["c2", "c3", "c4"]),
        ("reject 3 to 5", ["c3", "c4", "c5"]),
        ("3번 되돌려 줘", ["c3"]),
        ("why 4?", ["c4"]),
        ("accept all", []),
        ("undo 99", []),
        ("raise it by 3%", []),
    ],
)
def test_changes_are_named_by_their_numbers(wish: str, ids: list[str]) -> None:
    assert named(wish, KNOWN) == ids
