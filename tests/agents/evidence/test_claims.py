"""What a text quotes and counts, looked up in what was said; and what counts as a quote."""

import pytest

from agents.evidence.claims import is_passage, misquoted, unknown_numbers

SAID = ["I led the move of our office, with 2 movers.", "It’s been 3,000 euros; “cheap” she said."]


@pytest.mark.parametrize(
    "text",
    [
        "No quote at all.",
        'You said "I led the move of our office," and that is clear.',
        "You said “i led the move”.",
        "Du sagtest: „I led the move“.",
        'You said "I led … our office, with 2 movers".',
        'You said "[I] led the move of [the] office".',
        "Vous avez dit « I led the move ».",
        'A "born leader", as they say.',
        'You said "it\'s been 3,000 euros" at last.',
    ],
)
def test_quote_of_what_was_said_is_found(text: str):
    assert misquoted(text, SAID) == []


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ('You said "I led the whole company".', "I led the whole company"),
        ("You said “we led the move”.", "we led the move"),
        ('"I led the move" … "I saved nine million"', "I saved nine million"),
        ('You said "office, with 2 movers. It’s been".', "office, with 2 movers. It’s been"),
        ("「私は会社を救った」", "私は会社を救った"),
    ],
)
def test_quote_of_what_nobody_said_is_named(text: str, quote: str):
    assert misquoted(text, SAID) == [quote]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3000 euros", "3,000 euros"),
        ("10k users", "10,000 users"),
        ("10,000 users", "10 thousand users"),
        ("a crew of 9", "a crew of nine"),
        ("40 people", "forty people"),
        ("0,2 %", "0.2%"),
        ("p99 of 80 ms", "it took 80ms"),
    ],
)
def test_number_is_known_however_it_is_written(text: str, said: str):
    assert unknown_numbers(text, [said]) == []


def test_number_that_nobody_named_is_told():
    found = unknown_numbers("You saved $9m and 40% in 2 weeks.", ["40 percent in two weeks"])
    assert found == ["9m"]


ANSWER = "I wrote the payroll importer. It's fast."


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("wrote the payroll", ANSWER),
        ("payroll importer. It's", ANSWER),
        (ANSWER, ANSWER),
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
    assert not is_passage(quote, ANSWER)
