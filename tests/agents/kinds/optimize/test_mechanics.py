"""Slips of the pen that are mended, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.kinds.optimize.mechanics import like_others, mended


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Recieved  the the award , and i ran teh shop", "Received the award, and I ran the shop"),
        ("Sold flowers,vans and wreaths..", "Sold flowers, vans and wreaths."),
        ("Led the the team ; wrote it up", "Led the team; wrote it up"),
        ("Sold 1,200 units at 3.5 % in 2.5 years", "Sold 1,200 units at 3.5 % in 2.5 years"),
        ("Worked for Recieve Ltd", "Worked for Recieve Ltd"),
        ('Wrote "teh the the end" and `teh,x`', 'Wrote "teh the the end" and `teh,x`'),
        ("See node.js, www.teh.com and a@teh.com", "See node.js, www.teh.com and a@teh.com"),
        ("Had had it, and that that was so", "Had had it, and that that was so"),
        ("Sang Duran Duran songs", "Sang Duran Duran songs"),
        ("A waited... time", "A waited... time"),
    ],
)  # fmt: skip
def test_english_slip_is_mended_and_nothing_else(text: str, right: str) -> None:
    assert mended(text, "en") == right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("고객 메세지 응대및 처리 , 컨텐츠  제작", "고객 메시지 응대 및 처리, 콘텐츠 제작"),
        ("데이타를 정리할수있는 도구", "데이터를 정리할 수 있는 도구"),
        ("역활극 동아리", "역할극 동아리"),
        ("주차별 매출, 3교대", "주차별 매출, 3교대"),
    ],
)
def test_korean_slip_is_mended_and_nothing_else(text: str, right: str) -> None:
    assert mended(text, "ko") == right


@pytest.mark.parametrize(
    ("text", "others", "language", "like"),
    [
        ("ran the till all day", ("Ran it", "Sold x", "Kept y"), "en", "Ran the till all day"),
        ("Ran it.", ("Ran it.", "Sold x", "Kept y", "Saw z"), "en", "Ran it"),
        ("Ran the till for a year", ("Ran.", "Sold x.", "Kept."), "en", "Ran the till for a year."),
        ("Leeds, hybrid", ("Ran.", "Sold x.", "Kept."), "en", "Leeds, hybrid"),
        ("iOS apps", ("iOS apps", "Sold x"), "en", "iOS apps"),
        (
            "매출을 관리했습니다.",
            ("재고 관리", "개선함", "발주 담당"),
            "ko",
            "매출을 관리함",
        ),
        ("관리했습니다.", ("했습니다.", "합니다.", "됩니다."), "ko", "관리했습니다."),
    ],
)
def test_line_is_like_most_of_the_others(
    text: str, others: tuple[str, ...], language: str, like: str
) -> None:
    assert like_others(text, others, language) == like


@given(st.text(max_size=300), st.sampled_from(["en", "ko", "de"]))
def test_what_is_mended_has_nothing_left_to_mend(text: str, language: str) -> None:
    once = mended(text, language)
    assert mended(mended(once, language), language) == mended(once, language)
