"""The entry that a question is on is found by what is asked, and nothing where there is none."""

import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.handbook import find
from agents.handbook.entries import Language, by_id, entries
from agents.handbook.finding import Found
from agents.handbook.index import index

HERE = Path(__file__).parent
QUESTIONS = tomllib.loads((HERE / "questions.toml").read_text(encoding="utf-8"))
NOTHING = tomllib.loads((HERE / "nothing.toml").read_text(encoding="utf-8"))
ASKED = tomllib.loads((HERE / "asked.toml").read_text(encoding="utf-8"))
LANGUAGES: tuple[Language, ...] = ("en", "ko")
FAST_MS, LONG = 200, 5_000
"""A guard with room for a busy machine: it takes about a twentieth of it on an idle one."""


def ids(found: Found) -> list[str]:
    return [entry.id for entry in found.entries]


@pytest.mark.parametrize("language", LANGUAGES)
def test_real_questions_find_their_entry(language: Language) -> None:
    asked = QUESTIONS[language]
    found = {question: ids(find(question, language)) for question in asked}
    first = [q for q, right in asked.items() if found[q][:1] and found[q][0] in right]
    among = [q for q, right in asked.items() if set(found[q]) & set(right)]
    missed = {q: found[q] for q in asked if q not in among}
    assert len(first) >= 0.8 * len(asked)
    assert len(among) >= 0.9 * len(asked), missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_that_were_found_once_stay_found(language: Language) -> None:
    found = {question: ids(find(question, language)) for question in ASKED[language]}
    first = [q for q, right in ASKED[language].items() if found[q][:1] and found[q][0] in right]
    missed = {q: found[q] for q, right in ASKED[language].items() if not set(right) & set(found[q])}
    assert len(first) >= 0.9 * len(found)
    assert len(missed) <= 0.03 * len(found), missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_question_on_something_else_has_no_answer_that_is_sure(language: Language) -> None:
    found = [find(question, language) for question in NOTHING[language]]
    assert sum(one.sure for one in found) <= 2
    assert sum(not one.entries for one in found) >= 0.6 * len(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_way_of_asking_that_stands_in_an_entry_finds_it(language: Language) -> None:
    missed = [
        (ask, entry.id)
        for entry in entries()[::5]
        for ask in entry.wording(language).asks
        if entry.id not in ids(find(ask, language))
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("text", "language", "entry"),
    [
        ("I've been offered the job but the pay is too low, how do I ask for more?", "en",
         "offer-wants-more"),
        ("i got fierd for beeing too slow, what do i say in the interveiw", "en",
         "dismissed-for-performance"),
        ("help", "en", "help"),
        ("도와주세요", "ko", "help"),
        ("I cry every morning before work and I haven't slept for weeks", "en", "cant-any-more"),
        ("연봉협상 어떻게해요 제시금액이 너무 낮아요", "ko", "offer-wants-more"),
    ],
)  # fmt: skip
def test_question_with_mistakes_or_few_words_finds_its_entry(
    text: str, language: str, entry: str
) -> None:
    found = find(text, language)
    assert ids(found)[0] == entry


def test_message_in_the_other_language_is_looked_up_in_its_own() -> None:
    assert ids(find("월급이 안 들어왔어요", "en"))[0] == "they-dont-pay"
    assert ids(find("my wages haven't come", "ko"))[0] == "they-dont-pay"


def test_what_is_asked_goes_before_what_merely_occurs() -> None:
    text = (
        "My wife is a nurse and our two children go to school here. I work in a hospital kitchen. "
        "They've sent me a contract of twelve pages. What should I check before I sign it?"
    )
    assert ids(find(text, "en"))[0] == "look-at-in-the-contract"


def test_who_cant_cope_is_met_with_that_whatever_else_is_asked() -> None:
    found = find("I can't sleep, I cry at night. How long may my CV be, one page or two?", "en")
    assert found.strained
    assert "cant-any-more" in ids(found)
    assert not find("How long may my CV be?", "en").strained


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("and if she says no?", "en"),
        ("what do I say on the phone?", "en"),
        ("shorter please", "en"),
        ("how do I put that to her?", "en"),
        ("안 된다고 하면요?", "ko"),
        ("전화로는 뭐라고 해요", "ko"),
        ("더 짧게요", "ko"),
    ],
)
def test_message_that_goes_on_stays_in_the_entry(text: str, language: str) -> None:
    found = find(text, language, within="other-than-money")
    assert found.sure
    assert found.why == "goesOn"
    assert ids(found)[0] == "other-than-money"


def test_message_on_something_else_leaves_the_entry() -> None:
    text = "Something else: my wages for May haven't come and my boss doesn't pay. What do I do?"
    assert ids(find(text, "en", within="your-weakness"))[0] == "they-dont-pay"


def test_unknown_entry_and_wishes_for_none_are_taken() -> None:
    assert ids(find("and if she says no?", "en", within="no-such-entry")) != ["no-such-entry"]
    assert find("my wages haven't come", "en", limit=1).entries == (by_id()["they-dont-pay"],)


@pytest.mark.parametrize(
    "text", ["", " ", "???", "\n\n", "12345", "a", "😀", "ㅋㅋㅋ", "[]", "'" * 50]
)
def test_text_without_words_finds_nothing(text: str) -> None:
    assert not find(text, "en").sure


@given(st.text(max_size=400), st.sampled_from(["en", "ko", "de", None]))
@settings(max_examples=60, deadline=None)
def test_any_text_gives_at_most_three_entries_and_always_the_same(
    text: str, language: str | None
) -> None:
    found = find(text, language)
    assert len(found.entries) <= 3
    assert found == find(text, language)
    assert found.entries or not found.sure


@pytest.mark.parametrize("language", LANGUAGES)
def test_long_message_is_looked_up_fast(language: Language) -> None:
    text = (" ".join(QUESTIONS[language]) * 3)[:LONG]
    find(text, language)
    begun = time.perf_counter()
    find(text, language)
    assert (time.perf_counter() - begun) * 1000 < FAST_MS


@pytest.mark.parametrize("language", LANGUAGES)
def test_index_is_made_once_and_has_every_entry(language: Language) -> None:
    made = index(language)
    assert made is index(language)
    assert list(made.names[: made.entries]) == [entry.id for entry in entries()]
    assert set(made.names[made.entries :]).isdisjoint(by_id())
