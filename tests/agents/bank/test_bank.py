"""Every question of the bank is whole, in both languages, and asks what no other asks."""

import re
from collections import Counter
from functools import cache
from itertools import combinations, product

import pytest

from agents.bank import bank
from agents.bank.bank import FIELDS, LANGUAGES, all_questions, for_everybody, of_field, standards
from agents.bank.sameness import ALIKE, alike
from agents.bank.types import Field, Question, Wording
from agents.evidence.text import content, words

ALL = [*all_questions()]
EVERYBODYS = [*for_everybody(), *(one.question for one in standards())]
SAID_WITH_RESPECT = re.compile(r"(?:까\?|십시오\.)$")
WE = re.compile(r"(?i)\b(?:we|us|our)\b")
"""The interviewer speaks for nobody but itself."""


said = cache(content)


def each_wording() -> list[tuple[str, Question, Wording]]:
    return [(language, one, one.wordings[language]) for one in ALL for language in LANGUAGES]


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_has_thirty_questions_over_types_and_levels(field: Field) -> None:
    questions = of_field(field)
    assert Counter(one.type for one in questions) == {"behavioral": 10, "technical": 14, "case": 6}
    for type in ("behavioral", "technical", "case"):
        levels = Counter(one.level for one in questions if one.type == type)
        assert min(levels.values()) >= 2, (type, levels)
        assert set(levels) == {"easy", "medium", "hard"}
    assert all(one.field == field and one.id.startswith(f"{field}-") for one in questions)


def test_everybody_has_questions_of_each_type_and_level() -> None:
    counted = Counter((one.type, one.level) for one in for_everybody())
    types = ("behavioral", "technical", "case", "system_design", "dsa")
    assert set(counted) == set(product(types, ("easy", "medium", "hard")))
    assert sum(one.type == "behavioral" for one in for_everybody()) >= 44


def test_ids_are_unique_and_keys_unique_in_a_stock() -> None:
    assert len({one.id for one in ALL}) == len(ALL)
    for field in FIELDS:
        assert max(Counter(one.asks for one in of_field(field)).values()) == 1
    assert max(Counter(one.asks for one in EVERYBODYS).values()) == 1
    assert all(re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+){1,3}|gap|salary", one.asks) for one in ALL)


def test_each_question_is_one_that_can_be_said_aloud() -> None:
    for language, one, wording in each_wording():
        text = wording.text
        assert text.count("?") == (text[-1] == "?"), one.id
        assert text == text.strip()
        assert "  " not in text
        if language == "en":
            assert len(words(text)) <= 45, one.id
            assert text[-1] in "?."
            assert not WE.search(text), one.id
        else:
            assert len(text) <= 120, one.id
            assert SAID_WITH_RESPECT.search(text), one.id
            assert "당신" not in text


def test_each_question_has_all_that_judging_its_answer_takes() -> None:
    for language, one, wording in each_wording():
        least = 2 if one.type == "screening" else 3
        assert least <= len(wording.points) <= 6, (one.id, language)
        assert all(point.text and point.terms for point in wording.points), one.id
        assert all(term == term.lower() for point in wording.points for term in point.terms), one.id
        assert len(wording.hints) == 2
        assert all(wording.hints)
        assert 20 <= len(wording.outline) <= 600
        assert 1 <= len(wording.topic) <= 6
        assert len(wording.errors) <= 2, one.id
        for error in wording.errors:
            assert error.text
            assert error.terms
            assert error.ask.endswith(("?", ".", "오.")), one.id
            assert len(words(error.ask)) <= 25, one.id


def test_no_error_is_shown_by_a_word_of_the_outline() -> None:
    """What a full answer says is no wrong turn."""
    for language, one, wording in each_wording():
        terms = {term for error in wording.errors for term in error.terms}
        told = {term for point in wording.points for term in point.terms}
        assert not terms & told, (one.id, language)


def test_a_system_design_has_its_stages_and_a_change() -> None:
    for one in for_everybody():
        for wording in one.wordings.values():
            stages = {"requirements", "estimates", "interface", "data", "scale", "change"}
            assert set(wording.stages) == (stages if one.type == "system_design" else set())
            assert all(wording.stages.values())


@pytest.mark.parametrize("field", FIELDS)
def test_no_two_questions_of_a_stock_ask_the_same_in_other_words(field: Field) -> None:
    own = of_field(field)
    others = [*EVERYBODYS, *bank.technologies().values()]
    pairs = [*combinations(own, 2), *product(own, others)]
    if field == FIELDS[0]:
        pairs += combinations(others, 2)
    for one, other in pairs:
        if one.asks == other.asks:
            continue
        for language in LANGUAGES:
            left, right = one.wordings[language].text, other.wordings[language].text
            assert not alike(left, right), (left, right)
            shared = said(left) & said(right)
            assert len(shared) < ALIKE * len(said(left) | said(right)), (left, right)
