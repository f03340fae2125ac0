"""What is asked for is told by patterns, in both languages, by the last sentence that asks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.handbook.asking import Asked, Place, asks_for, decides, place_of, undenied


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("What do I say to him?", "sentence"),
        ("give me the words for the call", "sentence"),
        ("how would you put that politely", "sentence"),
        ("can you write me the mail", "sentence"),
        ("뭐라고 말해야 돼요?", "sentence"),
        ("메일 하나 써 주세요", "sentence"),
        ("what should I do first?", "step"),
        ("Can I still apply?", "step"),
        ("뭐부터 해야 하나요", "step"),
        ("지원해도 될까요", "step"),
        ("and what if they refuse?", "no"),
        ("if she doesn't answer", "no"),
        ("거절하면 어떡하죠", "no"),
        ("안 된다고 하시면요?", "no"),
        ("who can I ask about this?", "whom"),
        ("어디에 신고해요?", "whom"),
        ("what should I not say?", "avoid"),
        ("하면 안 되는 말이 있나요", "avoid"),
        ("tell me more", "more"),
        ("더 알려 주세요", "more"),
        ("Shorter, please.", "shorter"),
        ("한 줄로 줄여 주세요", "shorter"),
        ("that's too stiff for me", "other"),
        ("조금 더 부드럽게요", "other"),
        ("I work as a cook.", None),
        ("저는 요리사예요.", None),
        ("", None),
    ],
)
def test_what_is_asked_for_is_told(text: str, asked: Asked | None) -> None:
    assert asks_for(text) == asked


def test_last_sentence_that_asks_counts() -> None:
    assert asks_for("What should I do? And what do I say to her?") == "sentence"
    assert asks_for("What do I say? I'm at home on Friday.") == "sentence"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("what do I say when I ring him", "phone"),
        ("by email, not on the phone", "mail"),
        ("give me the WhatsApp", "message"),
        ("I'll tell her face to face", "meeting"),
        ("전화로 할 거예요", "phone"),
        ("메일 말고 전화로요", "phone"),
        ("카톡으로 보내려고요", "message"),
        ("not by mail", None),
        ("메일 말고요", None),
        ("I have a cat", None),
    ],
)
def test_way_that_something_is_said_is_told(text: str, place: Place | None) -> None:
    assert place_of(text) == place


def test_what_is_said_not_to_be_so_is_left_out() -> None:
    left = undenied("no baby, no travels, wasn't ill, just nobody wanted me", "en")
    assert "nobody wanted me" in left
    assert "baby" not in left
    assert "travels" not in left
    assert "no contract" in undenied("there is no contract, and he wants me to start", "en")


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read(text: str) -> None:
    asks_for(text)
    place_of(text)


@pytest.mark.parametrize(
    "piece", ["no a, ", "if he says ", "how ", "아니고 ", "뭐라고 ", "what if "]
)
def test_text_made_to_be_slow_is_read_at_once(piece: str) -> None:
    text = piece * (4_000 // len(piece))
    asks_for(text)
    undenied(text, "en")
    undenied(text, "ko")


@pytest.mark.parametrize(
    ("text", "is_decision"),
    [
        ("I'm pregnant. Do I have to tell them?", True),
        ("should i quit or wait", True),
        ("Is it too late to apply?", True),
        ("I don't know whether to say something", True),
        ("꼭 말해야 하나요?", True),
        ("두 곳에 지원해도 괜찮을까요", True),
        ("지금 그만두는 게 맞나요", True),
        ("What should I say?", False),
        ("how long should I wait", False),
        ("Should I go? And what do I say then?", False),
        ("뭐라고 해야 하나요", False),
        ("언제까지 기다려야 할까요", False),
        ("I should have gone.", False),
        ("", False),
    ],
)
def test_whether_something_should_be_done_is_told_from_what(text: str, is_decision: bool) -> None:
    assert decides(text) is is_decision


def test_way_that_is_only_told_of_is_none_in_which_something_shall_be_said() -> None:
    assert place_of("I cry before every single meeting and can't sleep any more at night") is None
    assert place_of("I hate every meeting. What do I write in the mail?") == "mail"
