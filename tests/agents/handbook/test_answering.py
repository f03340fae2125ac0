"""An entry answers with the part that is asked for, and asks for nothing that was told."""

import pytest

from agents.handbook import answer, asks_for, by_id
from agents.handbook.answering import Answer, Part, PartKind, leads_with_sentence
from agents.handbook.asking import Asked
from agents.handbook.entries import entries

OFFER = by_id()["offer-wants-more"]
WAGES = by_id()["they-dont-pay"]


def told(*said: str, language: str = "en", entry: str = "offer-wants-more") -> list[Answer]:
    """The answers to what was said, one after the other, within an entry."""
    answers: list[Answer] = []
    for number, text in enumerate(said, 1):
        heard = "\n".join(part.text for one in answers for part in one.parts)
        answers.append(
            answer(
                by_id()[entry], asks_for(text), language, text=text, told=said[:number], heard=heard
            )
        )
    return answers


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("sentence", "sentence"), ("step", "step"), ("no", "sentence"), ("whom", "whom"),
        ("avoid", "avoid"), ("more", "step"), ("shorter", "sentence"), ("other", "sentence"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "ko"])
def test_part_that_is_asked_for_comes_first(asked: Asked, kind: PartKind, language: str) -> None:
    for entry in entries():
        made = answer(entry, asked, language)
        assert made.parts[0].kind == kind, entry.id
        assert made.title == entry.wording(language).title


def test_entry_on_something_to_say_begins_with_the_sentence_and_others_with_a_step() -> None:
    assert leads_with_sentence(OFFER)
    assert answer(OFFER, None, "en").parts[0].kind == "sentence"
    assert not leads_with_sentence(WAGES)
    first = answer(WAGES, None, "en").parts[0]
    assert (first.kind, first.text) == ("step", WAGES.en.steps[0])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I'm pregnant, do I have to tell them?", "en"),
        ("should I say it or not", "en"),
        ("임신했는데 면접에서 말해야 하나요?", "ko"),
    ],
)
def test_decision_is_answered_by_what_it_hangs_on(text: str, language: str) -> None:
    entry = by_id()["pregnant-and-applying"]
    made = answer(entry, asks_for(text), language, text=text)
    cases = entry.wording(language).situations
    assert [part.text for part in made.parts[: len(cases)]] == [case.then for case in cases]
    assert {"step", "sentence"} <= {part.kind for part in made.parts}
    heard = "\n".join(part.text for part in made.parts)
    again = answer(entry, asks_for(text), language, text=text, heard=heard)
    assert again.parts[0].kind != "situation"


def test_conversation_stays_in_the_entry_and_fills_what_was_told() -> None:
    first, phone, refused, short = told(
        "They offer 41,000 and I was hoping for 46,000.",
        "what do I say on the phone?",
        "and if they say no?",
        "shorter please",
    )
    assert "46,000" in first.parts[0].text
    assert "46,000" in phone.parts[0].text
    assert phone.parts[0].where == "phone"
    assert "[figure]" not in first.open
    assert refused.parts[0].where == "if they say that's the limit"
    assert short.parts[0].where == refused.parts[0].where
    assert len(short.parts[0].text) < 0.7 * len(refused.parts[0].text)


def test_conversation_in_korean_does_the_same() -> None:
    first, message, after, short = told(
        "9월분 187만 원이 안 들어왔어요.",
        "사장님한테 뭐라고 보내요?",
        "그래도 안 주면 어디로 가요",
        "아까 그 문자 더 짧게요",
        language="ko",
        entry="they-dont-pay",
    )
    assert first.parts[0].kind == "step"
    assert message.parts[0].text.startswith("9월 급여 187만 원이 아직 들어오지 않았습니다.")
    assert any(part.kind == "whom" and "1350" in part.text for part in after.parts)
    assert "187만 원" in short.parts[0].text
    assert "부탁드립니다" not in short.parts[0].text or len(short.parts) == 1


def test_first_sentence_can_be_made_softer() -> None:
    *_, soft = told(
        "I want 46k", "what do I say?", "and if they say no?", "can you make the first one softer"
    )
    assert "46k" in soft.parts[0].text
    assert soft.parts[0].text.startswith("I'd like to find a way that suits us both.")


def test_more_gives_what_was_not_said_until_all_is_told() -> None:
    heard = ""
    seen: list[Part] = []
    for _ in range(8):
        made = answer(OFFER, "more", "en", heard=heard, country="KR")
        seen += made.parts
        heard += "\n".join(part.text for part in made.parts) + "\n"
        if made.all_told:
            break
    said = [part.text for part in seen]
    assert len(said) == len(set(said))
    assert set(OFFER.en.steps) | set(OFFER.en.avoid) | {OFFER.en.whom} <= set(said)
    assert any(part.kind == "note" for part in seen)


def test_note_is_given_for_the_country_alone() -> None:
    german = answer(by_id()["pregnant-and-applying"], "whom", "en", country="de")
    assert [part.where for part in german.parts if part.kind == "note"] == ["DE 2026-11"]
    none = answer(by_id()["pregnant-and-applying"], "whom", "en")
    assert [part for part in none.parts if part.kind == "note"] == []
    korean = answer(by_id()["pregnant-and-applying"], "whom", "ko")
    assert [part.where for part in korean.parts if part.kind == "note"] == ["KR 2026-11"]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_shorter_sentence_is_a_part_of_the_sentence_and_whole_in_its_places(language: str) -> None:
    for entry in entries():
        made = answer(entry, "shorter", language).parts[0].text
        assert made
        assert made.count("[") == made.count("]")
        whole = " ".join(say.text for say in entry.wording(language).say)
        assert made.rstrip(".?!") in whole or all(
            one.strip(" .?!") in whole for one in made.split(". ")
        )


def test_very_long_conversation_is_answered() -> None:
    heard = "[월] 급여 " * 20_000
    made = answer(WAGES, "shorter", "ko", text="더 짧게", told=["9월 " * 5_000], heard=heard)
    assert made.parts
