"""The end of an interview: for this person, with their words, and with one next step."""

import msgspec
import pytest

from agents.coaching import exercise, summary, weak_points
from agents.coaching.phrases import quote_of
from agents.coaching.types import Round, Summary
from agents.evidence.key_points import KeyPoint
from agents.telling.types import Subject, Touched
from protocol.catalogue import Text, told
from tests.agents.coaching.answers import DAY, asked, full, pallets

INDEX = Subject("What does an index cost?", "knowledge", points=(KeyPoint("it slows writes"),))
EMPTY = asked(
    "One should always listen to people, as that is what matters to me in this work, every day.",
    number=2,
    bands={"answer": "partly"},
)
SKIPPED = Round(4, DAY, skipped=True)


def prose(found: Summary, language: str = "en") -> str:
    return "\n".join(told(one, language) for one in found.prose)


def interview() -> list[Round]:
    return [pallets(1), EMPTY, full(3), SKIPPED]


def test_summary_quotes_what_was_said_and_names_the_next_step() -> None:
    found = summary(interview(), gentle=False)
    said = " ".join(text for one in interview() for text in one.said)
    assert found.strengths
    for one in found.strengths:
        assert isinstance(one, Text)
        assert quote_of(one) in said
    assert told(found.improvements[0], "en") == (
        "Say what you did yourself, in sentences with “I” (question 1)."
    )


@pytest.mark.parametrize("gentle", [False, True])
@pytest.mark.parametrize(
    "rounds",
    [interview(), [full(1)], [EMPTY], [full(n) for n in range(1, 13)], [pallets(1)], [SKIPPED], []],
    ids=["mixed", "one full", "nothing told", "twelve", "one open", "skipped", "none"],
)
def test_prose_is_neither_short_nor_long_and_says_once_what_needs_a_model(
    rounds: list[Round], gentle: bool
) -> None:
    found = summary(rounds, gentle=gentle)
    text = prose(found)
    assert 80 <= len(text.split()) <= 300
    assert len(prose(found, "ko").split()) >= 40
    assert text.count("needs a model") == int(any(one.said for one in rounds))
    if gentle:
        assert len(found.strengths) <= 2
        assert len(found.improvements) <= 1


def test_nothing_is_both_strong_and_weak() -> None:
    found = summary([pallets(1), pallets(2), full(3)], gentle=False)
    strong = {one.key for one in found.strengths if isinstance(one, Text)}
    weak = {one.key for one in found.improvements if isinstance(one, Text)}
    assert "coaching.improve.part" in weak
    assert "coaching.strength.own" not in strong


def test_no_strength_is_told_where_nothing_was_told() -> None:
    assert summary([EMPTY], gentle=False).strengths == ()


def test_two_people_do_not_get_the_same_outline() -> None:
    one = summary([pallets(1), EMPTY], gentle=False)
    other = summary([full(1), EMPTY], gentle=False)
    keys = [
        [text.key if isinstance(text, Text) else text for text in found.prose]
        for found in (one, other)
    ]
    assert keys[0] != keys[1]


def test_knowledge_is_never_a_strength_and_its_known_error_comes_first() -> None:
    error = Touched("faster", "It makes writes faster.", "At each insert?")
    one = asked(
        "It makes writes faster. I added 30 in my last job and they became 10 times faster there.",
        subject=INDEX, errors=(error,), touched=(Touched("x", "y"),), missed=("it slows writes",),
        deeds=("I added 30 in my last job",), bands={"part": "there", "outcome": "there"},
    )  # fmt: skip
    found = summary([one], gentle=False)
    assert found.strengths == ()
    assert told(found.improvements[0], "en") == (
        "Look again at “It makes writes faster”, with a small example."
    )
    assert "1 of 2 parts" in prose(found) or "1 of its 2 parts" in prose(found)


def test_weak_points_are_what_is_open_more_than_once_or_most() -> None:
    found = weak_points([pallets(1), pallets(2), EMPTY])
    assert [one.scale for one in found] == ["part", "learning"]
    assert told(found[0].text, "en") == "Your own part is hard to see: questions 1, 2."
    assert weak_points([full(1)]) == ()


def test_exercise_is_of_what_is_open_most_with_their_own_story() -> None:
    found = exercise([pallets(1), pallets(2), full(3)], gentle=False)
    assert found is not None
    assert found.scale == "part"
    assert "“We had 40 pallets with the wrong labels”" in told(found.text, "en")
    assert told(found.text, "en").startswith("3 minutes: ")
    assert told(found.text, "ko").startswith("3분: ")


def test_who_told_no_story_practises_with_the_question() -> None:
    found = exercise([EMPTY], gentle=False)
    assert found is not None
    assert found.scale == "case"
    assert EMPTY.subject.text in told(found.text, "en")


def test_where_nothing_is_open_the_story_is_told_in_a_minute() -> None:
    found = exercise([full(1)], gentle=True)
    assert found is not None
    assert found.scale is None
    assert exercise([SKIPPED], gentle=False) is None


def test_answer_in_another_language_is_neither_strong_nor_weak() -> None:
    german = asked("Wir haben die Paletten am Abend neu beklebt.", language="de")
    found = summary([german, full(2)], gentle=False)
    assert weak_points([german]) == ()
    assert "a language that only a model can look at" in prose(
        summary([msgspec.structs.replace(german, number=1), full(2)], gentle=False)
    )
    assert found.improvements == ()
