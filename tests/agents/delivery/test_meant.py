"""What a wish names: a place in a list, hours, weeks."""

import pytest

from agents.delivery.meant import count_meant, entry_meant, hours_meant, weeks_meant

TITLES = ("A handover sheet", "Forty covers in ninety minutes", "알레르기 표 한 장")


@pytest.mark.parametrize(
    ("wish", "at"),
    [
        ("another one instead of the second", 1),
        ("두 번째는 다른 걸로", 1),
        ("swap no. 3, please", 2),
        ("not #1", 0),
        ("replace the last one", 2),
        ("마지막 것 바꿔 줘", 2),
        ("I don't like the handover sheet", 0),
        ("알레르기 표 말고", 2),
        ("another one", None),
        ("4 hours each", None),
        ("the twentieth", None),
        ("nr 17", None),
        ("", None),
    ],
)
def test_entry_that_a_wish_names_is_told(wish: str, at: int | None) -> None:
    assert entry_meant(wish, TITLES) == at


def test_nothing_is_named_where_there_is_nothing() -> None:
    assert entry_meant("the last", ()) is None


@pytest.mark.parametrize(
    ("wish", "hours", "weeks"),
    [
        ("4 hours each", 4, None),
        ("3시간씩", 3, None),
        ("in 6h", 6, None),
        ("2 weeks at most", None, 2),
        ("4주 안에", None, 4),
        ("0 hours", None, None),
        ("shorter", None, None),
    ],
)
def test_hours_and_weeks_that_a_wish_names_are_told(
    wish: str, hours: int | None, weeks: int | None
) -> None:
    assert (hours_meant(wish), weeks_meant(wish)) == (hours, weeks)


@pytest.mark.parametrize(
    ("wish", "count"),
    [
        ("give me three more", 3),
        ("두 개만 더 주세요", 2),
        ("7 more", 7),
        ("one more", 1),
        ("some more", None),
    ],
)
def test_how_many_a_wish_names_is_told(wish: str, count: int | None) -> None:
    assert count_meant(wish) == count
