"""What a CV does not say by itself."""

import pytest

from agents.kinds.cv.personal import is_personal, says_nothing


@pytest.mark.parametrize(
    "line",
    [
        "Date of birth: 12 May 1987",
        "born 12 May 1987",
        "Marital status: single",
        "Married, two children",
        "Nationality Irish | Religion: none",
        "Geburtsdatum: 12.05.1987, ledig",
        "Familienstand: verheiratet",
        "생년월일: 1992.03.04",
        "92년생",
        "성별: 여",
        "(만 34세)",
        "가족관계: 부, 모, 남동생",
        "주민등록번호 920304-2******",
        "920304-2123456",
        "혈액형 A형",
        "기혼",
    ],
)
def test_line_about_birth_family_or_looks_is_personal(line: str) -> None:
    assert is_personal(line)


@pytest.mark.parametrize(
    "line",
    [
        "Driving licence B, own car",
        "Right to work in the UK",
        "육군 만기 전역 (2015.11 – 2017.08)",
        "Looked after 14 children in a nursery, planned their days and talked with parents",
        "Photography, running",
        "Height safety training 2024",
        "봉사 활동",
        "Family support worker of the year",
        "Seoul",
        "키보드 자격 1급",
        "부산 거주",
    ],
)
def test_line_about_work_is_not(line: str) -> None:
    assert not is_personal(line)


def test_offer_of_references_says_nothing() -> None:
    assert says_nothing("References available on request.")
    assert not says_nothing("Reference: Dr Jean Pollard, who was my manager")
