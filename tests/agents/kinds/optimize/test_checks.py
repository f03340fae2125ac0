"""What a model completes a text with is checked, and what an answer puts into its open place."""

import pytest

from agents.kinds.optimize.checks import filled, misworded, sound, uncompleted
from agents.kinds.optimize.inputs import (
    Completed,
    Completing,
    Drafted,
    Passage,
    Rewriting,
    Rewritten,
)
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


LINES = ("Helped to move the billing service from PHP to Go", "Responsible for bugs in payments")
KOREAN = ("32병상 병동에서 환자를 담당", "신규 간호사 교육을 도움")


def rewriting(lines: tuple[str, ...], language: str) -> Rewriting:
    passages = tuple(Passage(f"/work/0/highlights/{at}", line) for at, line in enumerate(lines))
    resume = "\n".join(lines)
    return Rewriting(
        "Developer", ("clarity", "language"), passages, (), resume, (), language, language
    )


def drafted(at: int, after: str) -> Drafted:
    return Drafted(f"/work/0/highlights/{at}", after, "더 분명해요. It is clearer.", "clarity")


@pytest.mark.parametrize(("lines", "language"), [(LINES, "en"), (KOREAN, "ko")])
def test_lines_that_have_changed_places_are_sent_back_and_dropped(
    lines: tuple[str, ...], language: str
) -> None:
    given = rewriting(lines, language)
    swapped = Rewritten((drafted(0, lines[1]), drafted(1, lines[0])))
    assert len(misworded(swapped, given)) == len(lines)
    assert sound(swapped, given) == Rewritten(())


def test_line_with_nothing_left_of_what_stood_there_is_sent_back() -> None:
    given = rewriting((*LINES, "Took part in the on-call rota"), "en")
    other = Rewritten((drafted(1, "Took part in the rota"),))
    assert misworded(other, given)
    worded = Rewritten((drafted(1, "Responsible for payments bugs"),))
    assert misworded(worded, given) == []
