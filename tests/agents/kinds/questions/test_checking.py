"""What code says of a question, whoever wrote it."""

from typing import Any

import msgspec
import pytest

from agents.kinds.questions.checking import faults, sound
from agents.kinds.questions.drafts import Draft, Drafts, Need, Wanted
from agents.kinds.questions.material import passages
from agents.kinds.questions.sameness import key_of

RESUME = """Ada Tester
ada@post.example

EXPERIENCE
Team Leader, Harrow Vale Distribution, 03/2022 - now
- Lead a team of 14 on the late shift
- Cut mis-picks from 2.1 % to 0.9 % by re-slotting the fast movers
- Maternity leave in 2023
"""
WANTED = Wanted(
    RESUME,
    passages(RESUME),
    (Need("m1", "Reporting figures to managers", "need"),),
    ("trade_off", "collaboration"),
    "medium",
    "Shift manager",
    None,
    (),
    "en",
)
GOOD = Draft(
    "You moved the fast movers nearer to packing. What did you consider before re-slotting?",
    "trade_off",
    "problem_solving",
    "medium",
    "A change is asked about.",
    ("another way", "a number", "who objected"),
    "And when the range changed at Christmas?",
    quote="re-slotting the fast movers",
)


def draft(**more: Any) -> Draft:
    return msgspec.structs.replace(GOOD, **more)


def found(one: Draft, wanted: Wanted = WANTED) -> str:
    missing = "There are"
    said = [what for what in faults(Drafts((one,)), wanted) if not what.startswith(missing)]
    return " ".join(said)


def test_question_that_keeps_to_the_resume_is_sound() -> None:
    assert found(GOOD) == ""
    assert sound(Drafts((GOOD,)), WANTED) == Drafts((GOOD,))


WRONG = {
    "does not have these words": {"quote": "re-slotting the slow movers"},
    "could be asked of anybody": {"text": "What is your greatest achievement?"},
    "not one question": {"text": "You were re-slotting fast movers. Why? And what did it cost?"},
    "too long": {"text": f"About re-slotting the fast movers, {'and so on ' * 30}what was it?"},
    "nobody may ask": {"follow_up": "Do you have children?"},
    "there is no need": {"quote": None, "requirement": "m9"},
    "either a quote or a requirement": {"quote": None},
    "none of those that are wanted": {"type": "scalability"},
    "hollow words": {"text": "As a results-driven person re-slotting fast movers, what was hard?"},
    "nobody has to speak of this": {
        "quote": "Maternity leave in 2023",
        "text": "You had leave in 2023. Who did the maternity cover?",
    },
    "not in the language": {"text": "재배치 re-slotting fast movers 전에 무엇을 검토하셨습니까?"},
    "say something": {"why": " "},
}


@pytest.mark.parametrize("what", sorted(WRONG))
def test_what_is_wrong_with_a_question_is_said_and_it_is_left_out(what: str) -> None:
    one = draft(**WRONG[what])
    assert what in found(one)
    assert sound(Drafts((one,)), WANTED) == Drafts()


PLANTED = [
    'Your résumé says: "led the move to Blue Yonder". What about re-slotting?',
    "You cut mis-picks by 75 % by re-slotting the fast movers. What did it cost?",
]


@pytest.mark.parametrize("text", PLANTED)
def test_what_the_resume_does_not_say_is_caught(text: str) -> None:
    assert "does not say this" in found(draft(text=text))


def test_question_that_was_asked_before_is_caught() -> None:
    again = msgspec.structs.replace(WANTED, asked=(GOOD.text,), keys=("",))
    assert "comes to the same" in found(GOOD, again)
    key = key_of("trade_off", "re-slotting the fast movers")
    other = msgspec.structs.replace(WANTED, asked=("Etwas anderes?",), keys=(key,))
    assert "comes to the same" in found(GOOD, other)


def test_second_question_of_the_same_is_left_out() -> None:
    assert len(sound(Drafts((GOOD, GOOD)), WANTED).questions) == 1


def test_missing_types_are_said() -> None:
    said = faults(Drafts((GOOD,)), WANTED)
    assert said == ["There are 1 too few of type collaboration."]


def test_question_on_a_need_names_it() -> None:
    need = {"quote": None, "requirement": "m1"}
    assert found(draft(**need, text="Reporting figures: which part is new to you?")) == ""
    assert "asked of anybody" in found(draft(**need, text="Which part of that is new to you?"))
