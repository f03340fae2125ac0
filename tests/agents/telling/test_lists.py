"""The lists of words, and the patterns that they make."""

import re

import pytest

from agents.data_files import read
from agents.telling.heard import heard
from agents.telling.lists import entries, instead, phrases, verbs
from agents.telling.observe import observe
from tests.agents.telling.golden import LANGUAGES, story
from tests.growth import MOST, growth
from tests.test_patterns import slow

INSTEAD = [
    (language, key)
    for language, table in read("agents.telling", "instead").items()
    for key in table
    if key != "parts"
]
PIECES = [
    "i am so ", "i did not ", "you are ", "and i told ", "because ", "1,", "5 plants ", "no ",
    "가나 ", "점수를", "했고 ", "제가 ", "했", "음.", "a@", "\n", "- ", "2019 - ", "? ", "…",
    "I’d ", "ß", "İ",
]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_languages_have_the_lists_that_both_readers_ask_for(language: str) -> None:
    for key in ("times", "endings", "changes", "reasons", "ways", "lessons", "since", "hollow"):
        assert entries(language, key)
    assert {key for tag, key in INSTEAD if tag == "en"} == {
        key for tag, key in INSTEAD if tag == "ko"
    }


def test_verb_that_is_its_own_past_is_one() -> None:
    assert verbs("deeds")["put"] == verbs("deeds")["told"] == "past"
    assert verbs("deeds")["tell"] == "base"


def test_phrase_is_found_as_whole_words_only() -> None:
    assert phrases("en", "endings").search("well, in the end it held")
    assert not phrases("en", "endings").search("in the endings of it")


@pytest.mark.soak
@pytest.mark.slow
@pytest.mark.parametrize(("language", "key"), INSTEAD)
def test_pattern_takes_a_time_that_grows_with_its_text_alone(language: str, key: str) -> None:
    pattern: re.Pattern[str] = instead(language, key)

    assert slow(pattern) is None, pattern.pattern


@pytest.mark.soak
@pytest.mark.slow
@pytest.mark.parametrize("piece", PIECES)
def test_text_is_looked_at_in_a_time_that_grows_with_its_length_alone(piece: str) -> None:
    assert growth(lambda text: observe([text], story()), piece) <= MOST
    assert growth(lambda text: heard(text, story(), resume=text[:900]), piece) <= MOST
