"""Questions keep to the resume."""

import itertools
from pathlib import Path
from typing import get_args

import pytest

from agents.bank.choosing import choose
from agents.bank.types import Interview, Level, Wish
from agents.evidence.key_points import KeyPoint
from agents.kinds.interview.asked_question import AskedQuestion, of_bank
from agents.kinds.interview.grounding import Ground, as_asked, question_faults
from agents.resume.spans import Span, spans
from tests.documents import RESUMES as FOLDER

RESUMES = sorted(FOLDER.glob("*.txt"))
RESUME = "Northwind Parcel, 2019 - 2023\nGo, Kafka\nCut the p99 of payouts from\n900 to 80 ms\n"
METRIC = "Cut the p99 of payouts from\n900 to 80 ms"
SPANS = (Span("employer", "Northwind Parcel"), Span("tool", "Go"), Span("metric", METRIC))


def ground(*given: str, asked: tuple[str, ...] = ()) -> Ground:
    return Ground("behavioral", given=(RESUME, *given), spans=SPANS, asked=asked)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("Your resume says that you led 90 engineers at Initech Holdings. How?", None),
        ("At Initech you led 90 engineers. How?", None),
        ("At Initech you led 90 engineers. How?", "Go"),
        ("At Initech you led 90 engineers. How?", "a"),
        ("At Initech you led 90 engineers. How?", "Northwind Parcel"),
        ("Your resume names Go. You saved $4 billion with it. How?", "Go"),
        ("Your resume says that you wrote Go at Initech. How?", "Go"),
        ("At Initech, you wrote Go. How?", "Go"),
        ('Your resume names Go: "Saved four billion. Led everybody." How?', "Go"),
        ("You once led 90 engineers. How did you do it?", None),
        ("What does your resume leave out?", None),
        ("What are you proud of at work?", "Northwind Parcel"),
        ("What are you\nproud of?", None),
        ("What are you proud of?", " "),
        ("  ", None),
    ],
)
def test_question_that_claims_what_the_resume_does_not_say_is_not_asked(
    text: str, span: str | None
):
    wanted = ground(asked=("What are you proud of?",))
    claimed = AskedQuestion(text, grounded_in=span)
    assert question_faults(claimed, wanted)
    assert as_asked(claimed, wanted) is None


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("Your resume names Northwind Parcel. What did you build there?", "Northwind Parcel"),
        ("Your CV says: Cut the p99 of payouts from 900 to 80 ms. How?", METRIC),
        ('You "cut the p99 of payouts". Cut the p99 of payouts from 900 to 80 ms. How?', METRIC),
        ("Your resume names Go. What if there were 10 times as many users?", "Go"),
        ("At Northwind Parcel you worked with Kafka from 2019 to 2023. Why?", "Northwind Parcel"),
        ("Your resume names Go. As a Data Engineer at Acme, how would you use 3 of them?", "Go"),
        ("Your resume names Go. Unlike Java, Go has no exceptions. Why?", "Go"),
        ("Given that your resume lists Kafka and Go, when would you choose Redis?", "Go"),
        ("Tell me about a time when you led 5 or more people.", None),
        ('What does "disagree and commit to it" mean to you?', None),
        ("Suppose you had 10 million rows. How do you sort them?", None),
        ("How would you resume an upload that broke off after 4 GB?", None),
    ],
)
def test_question_that_keeps_to_the_resume_is_asked(text: str, span: str | None):
    sound = AskedQuestion(text, grounded_in=span)
    assert question_faults(sound, ground("Data Engineer", "Acme")) == []
    assert as_asked(sound, ground("Data Engineer", "Acme")) == sound


def test_span_in_one_line_is_the_span():
    sound = AskedQuestion(
        "You wrote: Cut the p99 of payouts from 900 to 80 ms.", grounded_in=METRIC
    )
    flat = AskedQuestion(sound.text, grounded_in=" ".join(METRIC.split()))
    assert as_asked(flat, ground()) == sound


def test_blank_parts_of_a_question_are_left_out():
    points = (KeyPoint("", ("a",)), KeyPoint("The result", ("", "result")))
    found = as_asked(AskedQuestion("What came of it?", points, ("", "Think.", " ")), ground())
    assert found
    assert found.hints == ("Think.",)
    assert found.key_points == (KeyPoint("The result", ("result",)),)


@pytest.mark.parametrize("interview", get_args(Interview))
@pytest.mark.parametrize("resume", RESUMES, ids=lambda path: path.stem)
def test_question_of_the_bank_on_a_resume_keeps_to_it(interview: Interview, resume: Path):
    text = resume.read_bytes().decode()
    found = tuple(spans(text))
    given = (text, "Nurse at 3 sites", "Acme 2000")
    for level, number in itertools.product(get_args(Level), range(1, 9)):
        wanted = Wish(
            *(interview, level, number),
            spans=found,
            target_role="Nurse at 3 sites",
            company="Acme 2000",
            variation=number,
        )
        question = of_bank(choose(wanted))
        if question.grounded_in:
            assert question_faults(question, Ground(interview, "en", given, found)) == []


@pytest.mark.parametrize(
    "answer",
    [
        "I am working on the safety of patients by a tool that reduces falls.",
        "저는 환자 안전을 위해 낙상을 줄이는 도구를 만들고 있습니다.",
    ],
)
def test_answer_in_place_of_a_question_is_sent_back(answer: str) -> None:
    assert any("asks nothing" in one for one in question_faults(AskedQuestion(answer), ground()))
    asked = "I have ten million rows. How would you sort them?"
    assert question_faults(AskedQuestion(asked), ground()) == []
