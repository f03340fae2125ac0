"""No change of a line may claim more than it did."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.evidence.verbs import raises, rank

RAISED = [
    ("Helped organise the fair", "Organised the fair", "Organised"),
    ("Member of a team of 14", "Managed 14 people", "managed"),
    ("Assisted with the rota", "Led the rota", "led"),
    ("Python, SQL, Docker", "Built services in Python", "built"),
    ("Processed about 30 orders a day", "Processed 30 orders a day", "30"),
    ("Cut waste", "Cut waste significantly", "significantly"),
    ("Cut waste by 14 %", "Cut waste by 40 %", "40 %"),
    ("Helped plan and run events; answered phones", "Ran events; answered phones", "ran"),
    ("도입에 참여", "도입을 주도", "주도"),
    ("행사 준비 지원", "행사 준비 총괄", "총괄"),
    ("고객 응대", "단독으로 고객 응대", "단독으로"),
]
KEPT = [
    ("Did stock counts", "Carried out stock counts"),
    ("Built the API", "Developed the API"),
    ("Took part in code reviews", "Participated in code reviews"),
    ("Led a team of 14", "Helped lead a team of 14"),
    ("Responsible for shift rosters and training", "Plan the rota; trained new starters"),
    ("Helped to improve safety.", "Helped to improve safety: [your part]"),
    ("재고 관리 담당", "재고 관리 수행"),
    ("신입 2명 교육을 담당함", "신입 두 명 교육 담당"),
]


@pytest.mark.parametrize(("before", "after", "words"), RAISED)
def test_words_that_raise_a_claim_are_named(before: str, after: str, words: str) -> None:
    found = raises(before, after)
    assert found is not None
    assert words.lower() in found.lower()


@pytest.mark.parametrize(("before", "after"), KEPT)
def test_line_that_claims_as_much_or_less_raises_nothing(before: str, after: str) -> None:
    assert raises(before, after) is None


@given(st.text(max_size=60))
def test_same_line_never_raises_itself(line: str) -> None:
    assert raises(line, line) is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("helped", 0),
        ("built", 1),
        ("designed", 2),
        ("led", 3),
        ("참여", 0),
        ("수행", 1),
        ("총괄", 3),
        ("xyz", None),
    ],
)
def test_verb_has_its_rank(line: str, expected: int | None) -> None:
    assert rank(line) == expected
