"""What wishes name."""

import pytest

from agents.kinds.letter.telling import (
    ASKS,
    addressed,
    avoided,
    mentioned,
    named_length,
    paragraph,
)
from agents.results.types import Length


@pytest.mark.parametrize(
    ("wish", "what"),
    [
        ("please mention that I can start in May", "I can start in May"),
        ("say something about the falls project", "the falls project"),
        ("add my licence too, please", "my licence"),
        ("mention “four weeks' notice”", "four weeks' notice"),
        ("낙상 점검표 만든 얘기를 꼭 넣어 줘", "낙상 점검표 만든"),
        ("한 달 뒤 입사할 수 있다는 점을 넣어 주세요", "한 달 뒤 입사할 수 있다"),
        ("mention", ""),
    ],
)
def test_what_is_to_be_mentioned_is_found(wish: str, what: str) -> None:
    assert mentioned(wish) == what


@pytest.mark.parametrize(
    ("wish", "what"),
    [
        ("leave out the part about returns", "returns"),
        ("could you leave the choir out", "the choir"),
        ("don't mention the agency work", "the agency work"),
        ("야간 전담은 빼 주세요", "야간 전담"),
        ("remove", ""),
    ],
)
def test_what_is_to_be_left_out_is_found(wish: str, what: str) -> None:
    assert avoided(wish) == what


@pytest.mark.parametrize(
    ("wish", "whom"),
    [
        ("address it to Ms Lindqvist instead", "Ms Lindqvist"),
        ("write to Dr. A. Kim, please", "Dr. A. Kim"),
        ("받는 사람을 김민서 팀장님으로 바꿔 주세요", "김민서 팀장님"),
        ("address it", ""),
    ],
)
def test_addressee_is_found(wish: str, whom: str) -> None:
    assert addressed(wish) == whom


def test_length_is_found_within_what_is_possible() -> None:
    assert named_length("in 150 words, please") == 150
    assert named_length("10 words") == 30
    assert named_length("700자로 줄여 주세요") == Length(700, "characters", spaces=True)
    assert named_length("shorter") is None


@pytest.mark.parametrize(
    ("wish", "number"),
    [
        ("take out the second paragraph", 2),
        ("remove paragraph 3", 3),
        ("둘째 문단은 빼 주세요", 2),
        ("마지막 문단 삭제", -1),
        ("remove the paragraph", None),
    ],
)
def test_paragraph_is_found(wish: str, number: int | None) -> None:
    assert paragraph(wish) == number


def test_question_is_no_wish() -> None:
    assert ASKS.match("why did you mention the choir?")
    assert ASKS.match("왜 정형외과 경력을 먼저 썼나요?")
    assert not ASKS.match("how about shorter?")
