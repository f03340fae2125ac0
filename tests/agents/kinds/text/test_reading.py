"""Whatever the text: what stands for it is of it, and it is read in no time."""

import gc
import time
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.delivery.wishes import phrases
from agents.evidence.claims import word_count
from agents.kinds.text.asked import asked, is_question
from agents.kinds.text.passages import passages
from agents.kinds.text.pieces import MOST_PIECE, OVERLAP, spans
from agents.kinds.text.reading import Job, found
from agents.kinds.text.wishes import wanted
from tests.agents.kinds.text.measure import TEXTS

HOURS = (
    "Opening hours\n\nThe museum is open from 10 to 6. Dr. Ines Brandt, its director, founded it "
    "in 1998. It is closed on Mondays.\n\nTickets\n\nAn adult pays 9 euros. Members get in free."
)
_WORDS = (
    "the|museum|opened|in|1998|.|?|!|,|Anna|Berg|paid|40|euros|not|but|if|because|-|:|;|\n|\n\n|#"
    "|*|1.|a)|>|관장은|월요일에|쉰다.|“|”|(|)|Tickets|cost|Mon:|10:00|```|…|。|é|ß"
)
WORDS = st.sampled_from(_WORDS.split("|"))
TEXT = st.lists(WORDS, max_size=60).map(" ".join) | st.text(max_size=200)


@given(TEXT, st.sampled_from(["Who opened the museum in 1998?", "관장은 언제 쉬나요?", "x?"]))
def test_any_text_gives_only_what_it_has(text: str, question: str) -> None:
    for cut in passages(text):
        assert text[cut.start : cut.end] == cut.text
    for operation in ("key_points", "qa", "questions", "sentiment"):
        made = found(text, Job(operation, question=question, count=7))  # type: ignore[arg-type]
        assert len(made.quotes) <= 7
        assert len(made.questions) <= 7
        for quoted in made.quotes:
            assert " ".join(text[slice(*quoted.span)].split()) == quoted.quote
    summary = found(text, Job("summarize", words=20)).summary
    assert summary is None or word_count(summary) <= 20


@given(st.text(max_size=80))
def test_any_words_can_be_taken_for_a_question_and_for_a_wish(said: str) -> None:
    asked(said)
    is_question(said)
    wanted(said, {"shorter": ("shorter",)})


@pytest.fixture
def small_heap() -> Iterator[None]:
    """As in the process that reads texts: all that other tests have left is looked at by nobody."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.slow(seconds=3.2)
@pytest.mark.timing
@pytest.mark.usefixtures("small_heap")
def test_hundred_thousand_characters_take_less_than_a_second() -> None:
    text = (TEXTS["long-handbook"]["text"] * 5)[:100_000]
    question = "How many days of leave are there?"
    for operation in ("key_points", "qa", "questions", "sentiment", "summarize"):
        begun = time.process_time()
        found(text, Job(operation, question=question))  # type: ignore[arg-type]
        assert time.process_time() - begun < 1.0
    for crooked in ("a: b\n" * 20_000, "\n" * 50_000 + "a\n" * 25_000):
        begun = time.process_time()
        found(crooked, Job("summarize"))
        assert time.process_time() - begun < 1.5


@given(st.lists(st.sampled_from(["", " ", ". ", "\n", "\n\n", "x" * 900]), max_size=9))
def test_pieces_are_the_whole_text_and_end_where_something_ends(ends: list[str]) -> None:
    text = "".join(f"word{number}{end}" for number in range(200) for end in ends)
    cut = list(spans(text))
    assert (cut[0][0], cut[-1][1]) == (0, len(text))
    for (begun, end), (following, _) in pairwise(cut):
        assert end - OVERLAP <= following <= end
        assert MOST_PIECE // 2 <= end - begun <= MOST_PIECE


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who founded the museum?", "Dr. Ines Brandt, its director"),
        ("When was the museum founded?", "in 1998"),
        ("How much does an adult pay?", "9 euros"),
        ("When is the museum closed?", "on Mondays"),
        ("Who founded the café?", None),
        ("When did Ines Brandt retire?", None),
        ("How much does a child pay?", None),
        ("How many visitors came in 1998?", None),
        ("When was Tom Brandt born?", None),
        ("Who sells the tickets?", None),
    ],
)
def test_question_is_answered_only_where_the_text_says_it(question: str, words: str | None) -> None:
    quotes = found(HOURS, Job("qa", question=question)).quotes
    assert (words in quotes[0].quote) if words and quotes else not (words or quotes)


MOODS = {
    "I love this lamp. It is beautiful, and the light is wonderful all evening long.": "positive",
    "Terrible phone. The screen is awful, it is useless, and I regret buying it.": "negative",
    "It was not good. It was not great. It was not a pleasure to be there at all, no.": "negative",
    "The food was delicious and the staff lovely, but it was far too loud and overpriced.": "mixed",
    "음식은 정말 맛있었고 직원도 친절했습니다. 하지만 너무 시끄럽고 비싸서 아쉬웠어요. "
    "자리도 좀 불편했습니다.": "mixed",
    "The lease begins on 1 March. The rent is 870 euros, due on the third of a month.": "neutral",
    "Fine.": None,
}


@pytest.mark.parametrize(("text", "label"), MOODS.items())
def test_mood_is_told_where_it_is_plain(text: str, label: str | None) -> None:
    assert found(text, Job("sentiment")).label == label


def test_questions_are_made_of_sentences_as_they_stand() -> None:
    text = (
        "A deductible is the amount that you pay yourself. Anna Keller founded the fund in 1998. "
        "If a bill comes late, the fund still pays it. The office moved because the roof leaked."
    )
    assert found(text, Job("questions", count=8)).questions == (
        "What is a deductible?",
        "Who founded the fund in 1998?",
        "What happens if a bill comes late?",
        "Why is it that the office moved?",
    )


@pytest.mark.parametrize(
    ("said", "name", "number"),
    [
        ("shorter, please", "shorter", None),
        ("as 3 key points", "key_points", 3),
        ("and the sentiment?", "sentiment", None),
        ("summarize it in 40 words", "summarize", 40),
        ("What does a ticket cost?", "qa", None),
        ("표는 얼마인가요?", "qa", None),
        ("더 짧게 해 주세요", "shorter", None),
        ("nice weather", None, None),
    ],
)
def test_wish_is_told_from_a_question(said: str, name: str | None, number: int | None) -> None:
    made = wanted(said, phrases("agents.kinds.text"))
    assert (made and made.name, made and made.number) == (name, number)
