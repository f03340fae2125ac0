"""What a message is on: danger before all else, then what is asked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.handbook import by_id
from agents.kinds.chat.lookup import STRAINED, country_of, language_of, lent, look_up


def test_danger_goes_before_what_is_asked() -> None:
    found = look_up("I want to die. How long may my CV be?", "en")
    assert found.danger
    assert found.handbook.pages == ()


def test_pages_are_lent_only_where_some_fit_or_come_near() -> None:
    sure = look_up("my wages haven't come", "en").handbook
    assert (sure.fits, sure.pages[0].id) == ("sure", "they-dont-pay")
    assert look_up("how do I boil an egg", "en").handbook.pages == ()
    assert look_up("안녕하세요", "ko").handbook.pages == ()


def test_page_has_the_notes_of_the_country_alone() -> None:
    asked = "I'm pregnant and applying, do I have to say it?"
    assert look_up(asked, "en").handbook.pages[0].notes == ()
    german = look_up(asked, "en-DE").handbook.pages[0]
    assert len(german.notes) == 1
    assert german.notes != look_up(asked, "en-GB").handbook.pages[0].notes


def test_who_cannot_cope_is_answered_with_that_where_nothing_is_sure() -> None:
    found = look_up("I can't sleep and I cry, and the carpet is dirty", "en")
    assert found.entry == STRAINED
    assert found.handbook.strained


def test_question_beside_points_is_looked_up_without_them() -> None:
    points = "- Drove a forklift in the cold store for six years\n- Trained four people"
    assert look_up(points, "en").handbook.pages == ()
    assert look_up(f"How long may my CV be?\n{points}", "en").entry == "how-long-may-it-be"


@pytest.mark.parametrize(
    ("text", "language", "earlier", "spoken"),
    [
        ("뭐라고 해요", None, (), "ko"),
        ("what do I say", None, ("뭐라고 해요",), "en"),
        ("???", None, ("hello", "뭐라고 해요"), "ko"),
        ("???", None, (), "en"),
        ("뭐라고 해요", "en", (), "en"),
        ("what do I say", "ko-KR", (), "ko"),
    ],
)
def test_language_is_the_one_asked_for_or_else_that_of_what_was_said(
    text: str, language: str | None, earlier: tuple[str, ...], spoken: str
) -> None:
    assert language_of(text, language, earlier) == spoken


def test_country_is_that_of_the_language_tag() -> None:
    assert country_of("en-GB") == "GB"
    assert country_of("zh-Hant-TW") == "TW"
    assert country_of("en") is None
    assert country_of(None) is None


def test_names_and_sexes_move_nothing_that_is_found() -> None:
    said = "{who} from HR offers me 34,500, I was hoping for 38,000 and {they} wants an answer."
    found = [
        look_up(said.format(who=who, they=they), "en").entry
        for who, they in (("Mrs Okafor", "she"), ("Mr Smith", "he"), ("Minh", "he"))
    ]
    assert len(set(found)) == 1


@given(st.text(max_size=300), st.sampled_from(["en", "ko", "de", None]), st.integers(0, 3))
@settings(max_examples=40, deadline=None)
def test_any_text_is_looked_up_and_always_alike(
    text: str, language: str | None, offered: int
) -> None:
    near = tuple(list(by_id())[:offered])
    found = look_up(text, language, ("hello",), "they-dont-pay", near)
    assert found == look_up(text, language, ("hello",), "they-dont-pay", near)
    assert len(found.near) <= 3
    assert found.entry not in found.near


def test_all_texts_of_an_entry_can_be_lent() -> None:
    entry = by_id()["they-dont-pay"]
    texts = lent([entry.id])
    assert {*entry.en.steps, *entry.ko.steps, entry.en.whom} <= set(texts)
