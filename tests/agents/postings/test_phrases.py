"""Phrases of a list are found in texts as they are written there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.data_files import names, read
from agents.postings.phrases import pattern, phrases, spoken

MUST = phrases("cues", "must")


@pytest.mark.parametrize(
    "text",
    [
        "You MUST have it",
        "It is essential.",
        "We require it",
        "you’ll need a car",
        "We are looking for a patient person with a car",
        "경력은 필수입니다",
        "반드시 있어 야 합니다",
        "Erfahrung ist zwingend nötig",
    ],
)
def test_phrase_is_found_in_capitals_with_other_signs_and_with_words_between(text: str):
    assert MUST.in_(text)


@pytest.mark.parametrize(
    "text", ["Mustard", "The essentialist", "We requirement", "looking. For with", ""]
)
def test_part_of_a_word_is_no_phrase(text: str):
    assert not MUST.in_(text)


def test_words_between_are_few():
    assert MUST.in_("looking for one two three four with")
    assert not MUST.in_("looking for one two three four five with")


def test_longest_of_those_that_begin_together_is_taken():
    assert phrases("topics", "fluency").first("very good English") == "very good"


def test_share_and_rest_are_of_what_stands_there():
    required = phrases("headings", "must")
    assert required.share("Requirements") == 1
    assert required.share("") == 0
    assert MUST.taken_from("It is required, no?") == "It |, no?"


@given(st.text())
def test_places_lie_in_the_text_and_do_not_overlap(text: str):
    last = 0
    for start, end in phrases("cues").spans(text + " must have 필수 nice to have"):
        assert last <= start < end
        last = end


def test_every_phrase_of_every_list_is_found_in_itself():
    for file in set(names("agents.postings")) - {"patterns", "warnings", "told"}:
        waiting = [((file, key), value) for key, value in read("agents.postings", file).items()]
        while waiting:
            path, found = waiting.pop()
            if not isinstance(found, str):
                waiting += [((*path, key), value) for key, value in found.items()]
                continue
            for phrase in filter(None, (" ".join(item.split()) for item in found.split(","))):
                written = phrase.replace("*", "").replace("…", "one two")
                assert phrases(*path).in_(written), (path, phrase)


def test_every_pattern_can_be_compiled():
    for name in read("agents.postings", "patterns"):
        assert pattern(name).pattern


@pytest.mark.parametrize("code", names("agents.postings", "data/languages"))
def test_every_phrase_of_a_language_is_found_in_itself_and_in_that_language_only(code: str):
    for file, lists in read("agents.postings", code, "data/languages").items():
        for key, found in lists.items():
            for phrase in filter(None, (" ".join(item.split()) for item in found.split(","))):
                written = phrase.replace("*", "").replace("…", "one two")
                own = phrases(file, key, code)
                with spoken(code):
                    assert own.in_(written), (file, key, phrase)
                is_of_all = code == "en" or file == "headings"
                with spoken("en" if code == "de" else "de"):
                    assert is_of_all or not own.in_(written), (file, key, phrase)


def test_language_that_nobody_has_words_of_has_those_of_all_texts():
    with spoken("xx"):
        assert phrases("cues", "must").in_("you must")
        assert not phrases("cues", "must").in_("obrigatoriamente indispensabile")
