"""Korean sentences as points: in a noun, and nothing else is touched."""

import pytest

from agents.kinds.cv.endings import as_point, points_of


@pytest.mark.parametrize(
    ("sentence", "point"),
    [
        ("차이를 줄였습니다.", "차이를 줄임"),
        ("재고 실사를 담당했습니다.", "재고 실사를 담당함"),
        ("생산계획을 세우고 있어요.", "생산계획을 세우고 있음"),
        ("79%가 되었습니다.", "79%가 됨"),
        ("새로 만들었다.", "새로 만듦"),
        ("보고서를 받았습니다.", "보고서를 받음"),
        ("공장장께 보고합니다.", "공장장께 보고함"),
        ("자료를 보냅니다.", "자료를 보냄"),
        ("직접 봤습니다.", "직접 봄"),
        ("프로젝트에 참여하였습니다.", "프로젝트에 참여함"),
        ("팀원은 3명입니다.", "팀원은 3명"),
        ("재고 관리 담당.", "재고 관리 담당"),
        ("사고가 없었습니다.", "사고가 없음"),
        ("노래를 들었습니다.", "노래를 들었습니다."),
        ("팀을 도왔습니다.", "팀을 도왔습니다."),
        ("배우게 될 것입니다.", "배우게 될 것임"),
        ("Built the API.", "Built the API."),
        ("3.2% → 0.8%", "3.2% → 0.8%"),
    ],
)
def test_sentence_ends_as_a_point(sentence: str, point: str) -> None:
    assert as_point(sentence) == point
    assert as_point(point) == point


def test_each_sentence_is_a_point() -> None:
    assert points_of("재고를 맡았습니다. 차이를 줄였습니다.") == ["재고를 맡음", "차이를 줄임"]
    assert points_of("") == [""]
