"""The scales: every anchor in both languages, with examples; and which of them a question gets."""

from itertools import chain

import msgspec
import pytest

from agents.evidence.key_points import KeyPoint
from agents.kinds.interview.asked_question import AskedQuestion
from agents.kinds.interview.memory import Asked
from agents.kinds.interview.scales import Scale, chosen, every, scales, size
from agents.safety.injection import suspicions

TYPES = ("behavioral", "technical", "system_design", "dsa", "screening", "case")
ALL = list(scales().values())


def keys(interview: str, question: str, *topic: str) -> list[str]:
    return [one.key for one in chosen(interview, question, topic)]


@pytest.mark.parametrize("scale", ALL, ids=lambda scale: scale.key)
def test_scale_has_five_anchors_with_two_examples_each(scale: Scale) -> None:
    assert all(len(scale.examples[at]) in (2, 3) for at in range(5))
    assert all(len(set(scale.anchors[language])) == 5 for language in ("en", "ko"))
    assert all(text.strip() for text in (scale.asks, scale.occasion, *scale.names.values()))
    assert not any(suspicions({"example": one}) for one in chain(*scale.examples))


def test_no_example_stands_for_two_anchors() -> None:
    texts = [
        one for scale in ALL if scale.key != "tradeoff" for ones in scale.examples for one in ones
    ]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("interview", TYPES)
def test_every_interview_is_judged_on_whether_it_answers(interview: str) -> None:
    found = every(interview)
    assert [one.key for one in found if one.area == "communication"] == ["answer"]
    assert len({one.name for one in found}) == len({one.name for one in every(interview, "ko")})
    assert len({one.name for one in found}) == len(found)


@pytest.mark.parametrize(
    ("question", "roles"),
    [
        ("Tell me about a pupil who was not getting anywhere.", ["service"]),
        ("Tell me about a disagreement with a colleague.", ["people"]),
        ("When did you lead a team through a safety problem under a rule?", ["safety", "people"]),
        ("안전 규정을 어긴 동료를 본 경험을 말씀해 주세요.", ["safety", "people"]),
        ("Tell me about something that you are proud of.", []),
    ],
)
def test_question_gets_the_scales_of_its_topic_and_two_at_most(
    question: str, roles: list[str]
) -> None:
    core = ["case", "part", "judgement", "outcome", "learning", "answer"]
    assert keys("behavioral", question) == [*core, *roles]


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What is an accrual?", False),
        ("When would you not add an index?", False),
        ("Tell me about a time when an index made it slower.", True),
        ("인덱스를 직접 사용해 보신 경험이 있나요?", True),
        ("인덱스란 무엇인가요?", False),
    ],
)
def test_practice_is_judged_only_where_experience_is_asked(question: str, asked: bool) -> None:
    assert ("practice" in keys("technical", question)) is asked


def test_scale_is_shown_in_the_language_of_the_interview() -> None:
    korean = chosen("behavioral", "실패한 경험을 말씀해 주세요.", language="ko-KR")
    assert korean[0].name == "실제 사례"
    assert korean[0].anchor(4) == scales()["case"].anchors["ko"][3]
    assert chosen("behavioral", "Erzählen Sie.", language="de")[0].name == "A real case"
    assert korean[0].anchor(None) == ""


@pytest.mark.parametrize(
    ("level", "same"), [("student", "easy"), ("lead", "hard"), ("?", "medium")]
)
def test_size_goes_by_level_and_by_career(level: str, same: str) -> None:
    assert size(level) == size(same)


def test_question_that_an_earlier_version_stored_keeps_its_scales() -> None:
    stored = {
        "number": 1,
        "difficulty": "easy",
        "draft": {"text": "Why?"},
        "competencies": [
            {"key": "star", "name": "Structure", "area": "general", "anchors": list("abcde")}
        ],
    }
    asked = msgspec.convert(stored, Asked)
    assert asked.competencies[0].anchor(2) == "b"
    assert asked.question == AskedQuestion("Why?", tuple[KeyPoint, ...]())
