"""Questions keep to the resume."""

from typing import Any

import msgspec
import pytest

from agents.evidence.key_points import KeyPoint
from agents.kinds.interview.asked_question import AskedQuestion
from agents.kinds.interview.grounding import Ground, as_asked, question_faults
from agents.resume.spans import Span

RESUME = "Northwind Parcel, 2019 - 2023\nGo, Kafka\nCut the p99 of payouts from\n900 to 80 ms\n"
METRIC = "Cut the p99 of payouts from\n900 to 80 ms"
SPANS = (Span("employer", "Northwind Parcel"), Span("tool", "Go"), Span("metric", METRIC))


GROUND = Ground("behavioral", given=(RESUME, "Data Engineer", "Acme"), spans=SPANS)


def ground(**changes: Any) -> Ground:
    return msgspec.structs.replace(GROUND, **changes)


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
) -> None:
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
def test_question_that_keeps_to_the_resume_is_asked(text: str, span: str | None) -> None:
    sound = AskedQuestion(text, grounded_in=span)
    assert question_faults(sound, GROUND) == []
    assert as_asked(sound, GROUND) == sound


def test_span_in_one_line_is_the_span() -> None:
    sound = AskedQuestion(
        "You wrote: Cut the p99 of payouts from 900 to 80 ms.", grounded_in=METRIC
    )
    flat = AskedQuestion(sound.text, grounded_in=" ".join(METRIC.split()))
    assert as_asked(flat, GROUND) == sound


def test_blank_parts_of_a_question_are_left_out() -> None:
    points = (KeyPoint("", ("a",)), KeyPoint("The result", ("", "result")))
    found = as_asked(AskedQuestion("What came of it?", points, ("", "Think.", " ")), GROUND)
    assert found is not None
    assert found.hints == ("Think.",)
    assert found.key_points == (KeyPoint("The result", ("result",)),)


@pytest.mark.parametrize(
    "answer",
    [
        "I am working on the safety of patients by a tool that reduces falls.",
        "저는 환자 안전을 위해 낙상을 줄이는 도구를 만들고 있습니다.",
    ],
)
def test_answer_in_place_of_a_question_is_sent_back(answer: str) -> None:
    assert any("asks nothing" in one for one in question_faults(AskedQuestion(answer), GROUND))
    asked = "I have ten million rows. How would you sort them?"
    assert question_faults(AskedQuestion(asked), GROUND) == []


def test_what_is_told_beside_a_question_is_looked_at_too() -> None:
    text = "What did you do when the belt stood still?"
    outline = "The question asks for a specific experience, and the respondent tells it."
    assert question_faults(AskedQuestion(text, outline=outline), GROUND)
    hint = "You saved $4 billion at Initech."
    assert question_faults(AskedQuestion(text, hints=(hint,)), GROUND)
