"""Statements about a person that no source holds, of every kind, and those that make none."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.evidence.sources import Source
from agents.evidence.support import unsupported
from tests.growth import MOST, growth

TODAY = dt.date(2026, 11, 30)
MATERIAL = sorted((Path(__file__).parents[3] / "material" / "resumes").iterdir())
ENGLISH = """Dana Wold
Warehouse team leader

Team Leader, Ravensmoor Foods Ltd, Doncaster
March 2022 – present
- Lead a team of 14 on the late shift
- Cut mis-picks from 2.1 % to 0.9 %
- Helped to introduce SAP EWM; trained 31 new starters on it

Picker, Kestrel Home Direct, Wakefield
June 2019 – February 2022
- Picking and packing

BSc Geography, University of Hull, 2019
Languages: English (native), Polish (basic)
"""
KOREAN = """김하늘
모아페이랩스 · 백엔드 개발자 · 2022.04 – 현재
- Kafka 도입에 참여
- 정산 배치를 3시간 20분에서 25분으로 단축
- 신입 2명 멘토링
기술: Kotlin, MySQL, Kubernetes
가람대학교 컴퓨터공학과 졸업 (2018.03 – 2022.02)
"""
JOB = "Harrow Vale: You lead through team leaders and report figures. Blue Yonder is a plus."


def found(text: str, resume: str = ENGLISH) -> list[str]:
    sources = [Source("resume", resume), Source("job", JOB)]
    return [one.kind for one in unsupported(text, sources, TODAY)]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("employer", "She worked for Amazon."),
        ("title", "She is a shift manager at Ravensmoor."),
        ("date", "At Ravensmoor since 2020 she has led the late shift."),
        ("date", "She has led the late shift for nine years."),
        ("number", "She leads a team of 40."),
        ("number", "She cut mis-picks by 14 %."),
        ("tool", "She has worked with Blue Yonder and Tableau."),
        ("degree", "She has a master's degree in logistics."),
        ("deed", "She led the introduction of SAP EWM."),
        ("deed", "She led through team leaders and reported figures."),
        ("quote", 'She says: "I never lose a pallet".'),
        ("certificate", "She is a certified forklift instructor."),
        ("language", "She speaks German fluently."),
        ("language", "She is fluent in Polish."),
    ],
)
def test_english_statement_without_a_source_is_found(kind: str, text: str) -> None:
    assert kind in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Dana leads fourteen people on the late shift.",
        "She brought mis-picks down from 2.1 % to 0.9 %, by more than half.",
        "For over four years she has been at Ravensmoor.",
        "She helped to bring in SAP EWM and taught 31 starters.",
        "You ask for Blue Yonder; I know SAP EWM.",
        "I would be glad to lead a team of 60.",
        "How did you train 50 people?",
        "Say how many pallets went out each night.",
        "Harrow Vale is the largest site in the north with 900 people.",
        "She has not led through team leaders yet.",
        "She leads [how many?] people.",
        "Her degree is in geography.",
    ],
)
def test_english_sentence_that_claims_nothing_new_is_kept(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("employer", "네이버에서 근무했습니다."),
        ("title", "파트장으로 일하고 있습니다."),
        ("number", "신입 5명을 멘토링했습니다."),
        ("tool", "Terraform으로 인프라를 관리합니다."),
        ("degree", "컴퓨터공학 석사입니다."),
        ("deed", "Kafka 도입을 주도했습니다."),
        ("language", "영어에 능통합니다."),
    ],
)
def test_korean_statement_without_a_source_is_found(kind: str, text: str) -> None:
    assert kind in found(text, KOREAN)


@pytest.mark.parametrize(
    "text",
    [
        "모아페이랩스에서 4년 넘게 일하고 있습니다.",
        "정산 배치를 3시간 20분에서 25분으로 줄였습니다.",
        "신입 두 명의 멘토를 맡았습니다.",
        "Kafka 도입에 참여했습니다.",
        "귀사의 결제 서비스에 기여하고 싶습니다.",
        "어떤 점이 어려웠나요?",
    ],
)
def test_korean_sentence_that_claims_nothing_new_is_kept(text: str) -> None:
    assert found(text, KOREAN) == []


@pytest.mark.parametrize("path", MATERIAL, ids=lambda path: path.stem)
def test_resume_holds_all_that_it_says(path: Path) -> None:
    text = path.read_text()
    assert unsupported(text, [Source("resume", text)], TODAY) == []


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=200))
def test_quote_is_the_part_of_the_text_that_its_span_names(text: str) -> None:
    for one in unsupported(text, [Source("resume", ENGLISH)], TODAY):
        assert one.quote == text[slice(*one.span)]


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["led 40 people and ", "Acme ", "12,", '"a b c ', "네이버에서 3년 ", "["]
)
def test_cost_grows_with_the_length_of_the_text_and_no_faster(piece: str) -> None:
    sources = [Source("resume", ENGLISH)]
    assert growth(lambda text: unsupported(text, sources, TODAY), piece) <= MOST
