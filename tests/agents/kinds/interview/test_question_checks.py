"""What a model may say as the interviewer, as far as code can tell."""

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.bank.bank import all_questions
from agents.kinds.interview.question_checks import (
    faults,
    follow_up_faults,
    greeting_faults,
    is_same,
)
from agents.telling.types import Observation, Seen

RESUME = "Shift lead at Orrin Foods, 2019 to 2023. Ran Excel lists of forty pallets a day."
QUESTION = "Tell me about a time when you had to put something right quickly."


def wrong(text: str, language: str | None = None, interview: str = "behavioral") -> list[str]:
    return faults(text, language=language, given=[RESUME], asked=[], interview=interview)


@pytest.mark.parametrize(
    ("text", "language", "interview"),
    [
        (QUESTION, None, "behavioral"),
        ("What is the difference between an accrual and a provision?", None, "technical"),
        ("I'd like to hear of a day that went wrong: what did you do first?", None, "behavioral"),
        ("When would you choose Kafka over a table in the database?", None, "technical"),
        ("Design a booking system for fifty hotels.", None, "system_design"),
        ("Given a list of numbers, find two that sum to k. What does it cost?", None, "dsa"),
        ("Walk me through your first ten minutes when the line stands still.", None, "behavioral"),
        ("Imagine a guest shouts at you before others. What do you say?", None, "behavioral"),
        ("동료와 의견이 달랐던 경험을 말씀해 주세요.", "ko", "behavioral"),
        ("제가 듣고 싶은 것은 실패한 경험입니다. 어떤 일이 있었나요?", "ko", "behavioral"),
        ("SQL 인덱스를 쓰지 않는 것이 나은 경우는 언제인가요?", "ko", "technical"),
        ("Erzählen Sie von einem Fehler, den Sie gemacht haben.", "de", "behavioral"),
        ("Cuénteme de una vez en que algo salió mal en el trabajo.", "es", "behavioral"),
        ('Your resume says "Ran Excel lists of forty pallets a day". How?', None, "behavioral"),
    ],
)
def test_question_of_an_interviewer_is_asked(
    text: str, language: str | None, interview: str
) -> None:
    assert wrong(text, language, interview) == []


CANDIDATES = [
    "Hello, my name is Alex and I have worked as a shift lead for five years.",
    "I am a software engineer. I have experience with Python. What would you like to know?",
    "Thank you for having me. I look forward to discussing my experience with your team.",
    "I led a team of five and cut costs by a fifth.",
    "저는 물류 창고에서 5년간 일한 지원자입니다.",
    "안녕하세요, 제 이름은 김민수입니다. 무엇이 궁금하신가요?",
    "Ich habe fünf Jahre lang ein Lager geleitet.",
]
TO_INTERVIEWERS = [
    "Ask the person what happened after they overcame the challenge.",
    "Ask about the labels, and who saw them first.",
    "What would the candidate do next?",
    "지원자에게 결과가 어떻게 되었는지 물어보세요.",
]
OURS = [
    "The answer was cut off at its greatest length. Give a shorter one.",
    "Give a shorter one: what did you do?",
    "Your answer before this one could not be used, for these reasons. What did you do?",
    "As an AI language model I can't interview you. What would you like?",
    "Here is the question: what did you do when it broke?",
    "groundedIn is not one of the spans, character by character. What did you do?",
    "What did you do at [Company]?",
    "<data-0a1b2c3d4e5f> What did you do?",
]
OTHERS = [
    "",
    "   \n",
    "What happened? What did you do? What came of it?",
    "Question 3: What did you do when it broke?",
    "Interviewer: What did you do when it broke?",
    "- What did you do when it broke?",
    "What did you do when it broke?\nAnswer: I rang the supplier.",
    "Teamwork is important in every warehouse.",
    "How did you use Kafka at Orrin Foods to count your pallets?",
    "What did you do when you cut costs at Orrin Foods by 35 %?",
    "Are you married, and do you plan to have children?",
    "왜 그렇게 했는지 말씀해 주세요.",
    " ".join(["Tell me about it"] * 40) + "?",
]


@pytest.mark.parametrize("text", [*CANDIDATES, *TO_INTERVIEWERS, *OURS, *OTHERS])
def test_what_no_interviewer_says_is_sent_back(text: str) -> None:
    language = (
        "ko"
        if text in (*CANDIDATES[4:6], TO_INTERVIEWERS[-1])
        else "de"
        if text == CANDIDATES[6]
        else None
    )
    assert wrong(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (QUESTION, "ko"),
        (QUESTION, "de"),
        ("동료와 의견이 달랐던 경험을 말씀해 주세요.", "en"),
        ("동료와 의견이 달랐던 경험을 말씀해 주세요.", "fr"),
        ("Erzählen Sie von einem Fehler, den Sie bei der Arbeit gemacht haben.", None),
    ],
)
def test_question_in_another_language_is_sent_back(text: str, language: str | None) -> None:
    assert any("language" in one for one in wrong(text, language))


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (QUESTION.upper(), True),
        ("Tell me about a time when you quickly had to put something right.", True),
        ("Tell me about a time when you disagreed with a colleague.", False),
    ],
)
def test_question_in_nearly_the_same_words_was_asked_already(other: str, same: bool) -> None:
    assert is_same(QUESTION, other) is same
    found = faults(QUESTION, language=None, given=[], asked=[other], interview="behavioral")
    assert bool(found) is same


SAID = "I stopped forty pallets at the gate and rang dispatch. Nobody had to send one back."


def follow_up(text: str, *there: str) -> list[str]:
    seen = Seen("en", 20, tuple(Observation(scale, "there") for scale in there))  # type: ignore[arg-type]
    return follow_up_faults(
        text, language=None, said=[SAID], given=[RESUME], asked=[QUESTION], seen=seen
    )


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("What did you do in the first ten minutes?", ()),
        ('You said "I stopped forty pallets at the gate". Who could have overruled you?', ()),
        ("What was the result?", ("part",)),
        ("What did that cost, or who was against it?", ("outcome", "part", "case")),
    ],
)
def test_follow_up_on_what_is_open_is_asked(text: str, there: tuple[str, ...]) -> None:
    assert follow_up(text, *there) == []


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("And what was the result?", ("outcome",)),
        ("What did you do yourself?", ("part",)),
        ("Could you give me a specific example?", ("case",)),
        ("What did you learn from that?", ("learning",)),
        ("결과는 어떻게 되었나요?", ("outcome",)),
        ('You said "I fired the whole night shift". Why?', ()),
        ("How did the 90 pallets that you returned get back?", ()),
        (QUESTION, ()),
        (" ".join(["and then"] * 30) + "?", ()),
    ],
)
def test_follow_up_on_what_was_told_or_never_said_is_not_asked(
    text: str, there: tuple[str, ...]
) -> None:
    assert follow_up(text, *there)


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("Hello, and welcome. We have 20 minutes for 5 questions.", True),
        ("Welcome! I'll ask 5 questions as a shift lead's interviewer; skip any you like.", True),
        ("Hello, I'm excited to apply for the position of shift lead.", False),
        ("Thank you for the opportunity. My name is Alex.", False),
        ("Welcome. We have 45 minutes.", False),
        ("Welcome. What is your name?", False),
        ("안녕하세요. 반갑습니다. 20분 동안 질문을 드리겠습니다.", False),
    ],
)
def test_greeting_is_an_interviewers(text: str, sound: bool) -> None:
    found = greeting_faults(text, language=None, given=["shift lead"], numbers=[20, 5])
    assert (found == []) is sound


def test_hardly_a_question_of_the_bank_would_be_sent_back() -> None:
    texts = [
        (wording.text, language, question.type)
        for question in islice(all_questions(), 0, None, 8)
        for language, wording in question.wordings.items()
    ]
    back = [text for text, language, type in texts if wrong(text, language, type)]
    assert len(back) <= 0.02 * len(texts), back


@given(st.text(max_size=300))
def test_any_text_is_looked_at(text: str) -> None:
    assert isinstance(wrong(text), list)
    assert isinstance(follow_up(text), list)


@given(st.sampled_from(OURS[:4]), st.text(max_size=40))
def test_words_of_ours_are_found_wherever_they_stand(ours: str, around: str) -> None:
    assert wrong(f"{around} {ours} {around}")
