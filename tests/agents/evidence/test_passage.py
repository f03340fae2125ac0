"""What counts as a quote."""

import pytest

from agents.evidence.passage import is_passage

SAID = "I wrote the payroll importer. It's fast."


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("wrote the payroll", SAID),
        ("payroll importer. It's", SAID),
        (SAID, SAID),
        ("A stack.", "A stack."),
        ("我使用了", "然后我使用了仪表板。"),
        ("결제 시스템을 다시", "저는 결제 시스템을 다시 설계했습니다"),
    ],
)
def test_three_whole_words_or_all_of_it_are_a_passage(quote: str, text: str):
    assert is_passage(quote, text)


@pytest.mark.parametrize(
    "quote",
    [None, "", "  ", "I", "I wrote", "rote the payroll", "wrote the pay", "wrote a payroll"],
)
def test_less_or_other_than_what_was_said_is_no_passage(quote: str | None):
    assert not is_passage(quote, SAID)
