"""What a model completes a text with is checked, and what an answer puts into its open place."""

import pytest

from agents.kinds.optimize.checks import filled, uncompleted
from agents.kinds.optimize.inputs import Completed, Completing
from agents.kinds.optimize.tasks import COMPLETE

BEFORE = "Helped to write the welcome leaflet"


def completing(after: str, answer: str) -> Completing:
    return Completing(BEFORE, after, "How many?", answer, f"Staff nurse\n- {BEFORE}", "en")


@pytest.mark.parametrize(
    ("after", "answer", "line"),
    [
        ("Led [n] nurses", "12", "Led 12 nurses"),
        ("Led [n] nurses", "about 12", "Led about 12 nurses"),
        (
            "Read by [n] relatives",
            "I don't know exactly, maybe about 200 a year",
            "Read by about 200 relatives",
        ),
        (
            "Took calls, [n]",
            "I think it was roughly 60 a day on most days.",
            "Took calls, roughly 60 a day",
        ),
        ("[n] 담당", "정확히는 모르지만 하루에 환자 약 9명 정도 봤어요", "약 9명 정도 담당"),
        ("Cut falls from [n] to [m]", "11\n4", "Cut falls from 11 to 4"),
    ],
)
def test_answer_that_is_a_sentence_leaves_its_one_amount(
    after: str, answer: str, line: str
) -> None:
    assert filled(completing(after, answer)) == line


def test_amount_of_a_model_that_makes_an_estimate_sure_is_the_persons_again() -> None:
    given = completing(
        f"{BEFORE}, read by [how many] relatives", "I don't know exactly, maybe about 200 a year"
    )
    answer = Completed(f"{BEFORE}, read by 200 relatives")
    assert uncompleted(answer, given)
    assert COMPLETE.mend is not None
    assert COMPLETE.mend(answer, given) == Completed(f"{BEFORE}, read by about 200 relatives")
