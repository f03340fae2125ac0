"""Titles, grades, tools and employers of Korean statements."""

import pytest

from tests.agents.evidence.support.people import KOREAN, found


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("title", "대풍유통에서 정비사로 2년 넘게 근무했습니다."),
        ("certificate", "물류관리사 1급 자격이 있습니다."),
        ("tool", "재고는 클로버핏으로 관리합니다."),
        ("employer", "2021년부터 가온누리택배 안산센터에서 출고를 맡고 있습니다."),
        ("deed", "안전 모임을 이끌고 있습니다."),
        ("certificate", "제안 대회에서 대상을 받았습니다."),
        ("number", "하루 평균 420건을 출고합니다."),
    ],
)
def test_statement_that_no_source_holds_is_found(kind: str, text: str) -> None:
    assert kind in found(text, KOREAN)


@pytest.mark.parametrize(
    "text",
    [
        "물류관리사 2급 자격이 있습니다.",
        "한빛로지스 안산센터에서 출고를 담당합니다.",
        "신입 두 명의 적응을 도왔습니다.",
        "제안 대회에서 장려상을 받았습니다.",
        "면접에서 연봉을 먼저 물어보셔도 괜찮습니다.",
        "안산에서 계속 일하고 싶습니다.",
    ],
)
def test_statement_that_a_source_holds_or_nobody_claims_is_kept(text: str) -> None:
    assert found(text, KOREAN) == []


def test_experience_told_within_a_wish_is_a_claim() -> None:
    assert found("10년간 물류센터를 운영한 경험을 살리고 싶습니다.", KOREAN)


def test_firm_of_the_job_is_nobodys_claim() -> None:
    job = "(주)누리클라우드 물류 담당 채용. AWS 경력 3년 이상."
    assert found("누리클라우드는 AWS 경력 3년 이상을 요구합니다.", KOREAN, job) == []
