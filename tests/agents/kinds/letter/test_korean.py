"""Points of Korean résumés as sentences: polite, with the particles that fit."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.kinds.letter import korean
from tests.documents import ROOT

TOLD = {
    "근무조 5~6명 배정과 인수인계 총괄": "근무조 5~6명 배정과 인수인계를 총괄했습니다.",
    "의료기관 인증평가 준비 참여": "의료기관 인증평가 준비에 참여했습니다.",
    "점검표를 만들어 적용, 감염 3.1건 → 1.2건": (
        "점검표를 만들어 적용했고, 감염이 3.1건에서 1.2건으로 줄었습니다."
    ),
    "안내문을 쉬운 말로 다시 씀 (2024년)": "안내문을 쉬운 말로 다시 썼습니다(2024년).",
    "신제품 런칭 3회 참여": "신제품 런칭에 3회 참여했습니다.",
    "광고 ROAS 280% → 410%": "광고 ROAS가 280%에서 410%로 늘었습니다.",
    "수술 전후 간호, 투약, 통증 관리": "수술 전후 간호, 투약, 통증 관리 업무를 맡았습니다.",
    "야간 전담 6개월": "야간 전담 6개월 경험이 있습니다.",
    "버스 자료를 정리하는 배치 작성": "버스 자료를 정리하는 배치를 작성했습니다.",
    "조회 시간을 1.8초에서 0.3초로 줄임: 캐시를 적용": (
        "조회 시간을 1.8초에서 0.3초로 줄였습니다. 캐시를 적용했습니다."
    ),
    "체험단 운영 업무를 담당함": "체험단 운영 업무를 담당했습니다.",
    "주간 생산계획을 세우고 있습니다.": "주간 생산계획을 세우고 있습니다.",
    "육군 만기 전역 (2015.11 – 2017.08)": "",
    "대상금속공업": "",
    "010-0000-9058": "",
}


@pytest.mark.parametrize("point", sorted(TOLD))
def test_point_is_told_politely_or_not_at_all(point: str) -> None:
    assert korean.told(point) == TOLD[point]


PIECES = (
    "재고 실사 관리 담당 참여 인수인계를 총괄 3회 12명 → 8% , · ( ) 업무를 함 줄임 씀 및 과 신규 "
    "간호사 교육 SAP 매일 직접 없음 우수 팀장 2024년 개발하는 시스템"
)
WORDS = st.sampled_from(PIECES.split())


@given(st.lists(WORDS, min_size=1, max_size=10).map(" ".join))
def test_whatever_the_point_the_sentence_is_polite(point: str) -> None:
    assert polite(korean.told(point))


def test_every_line_of_every_resume_is_told_politely_or_left_out() -> None:
    for path in sorted((ROOT / "tests/material/resumes").glob("ko_*")):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert polite(korean.told(line)), line


def polite(sentences: str) -> bool:
    """Whether all of it ends in 합쇼체, and no particle is written for either case."""
    whole = not sentences or re.fullmatch(r"[^-•>].*니다(?:\([^()]*\))?\.", sentences)
    return bool(whole) and not re.search(r"[을를이가은는]/[를가는]|을를|를을", sentences)


def test_wish_is_a_sentence_where_it_is_one() -> None:
    assert korean.own("나이트 가능해요") == "나이트 가능합니다."
    assert korean.own("한 달 뒤 입사할 수 있다") == "한 달 뒤 입사할 수 있습니다."
    assert korean.own("한 달 전 통보 필요") == ""
