"""One thing to keep and one to change: told by what was said, never twice, never a mark."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.coaching import reaction
from agents.coaching.phrases import quote_of
from agents.coaching.snippets import is_whole_sentence
from agents.coaching.types import Round
from agents.evidence.key_points import KeyPoint
from agents.telling.types import Subject, Touched
from protocol.catalogue import CATALOGUE, Said, Text, told
from tests.agents.coaching.answers import KOREAN, asked, full, pallets

INDEX = Subject("What does an index cost?", "knowledge", points=(KeyPoint("it slows writes"),))
NONSENSE = (
    "When I was at Globnax our frindle team had a problem as the squeems were late by 40 days. I "
    "measured 12 grommets and I built a snorkel of data for the manager of the moon. As a result "
    "the wizzles rose from 3 to 900 per hour and we saved 2 million bananas. I learned to do more."
)


def said(text: Said | None, language: str = "en") -> str:
    assert text is not None
    return told(text, language)


def test_figure_of_what_came_of_it_is_kept_and_the_own_part_is_to_change() -> None:
    found = reaction(pallets(), ())
    assert (
        said(found.keep) == "Keep “They went out at half past seven”: a listener can picture that."
    )
    assert said(found.change) == (
        "After “We stayed and did it again”, add what you did yourself in the first ten minutes."
    )


def test_korean_coach_speaks_to_the_person_in_the_polite_form() -> None:
    answer = (
        "신입 교육 때 라벨이 다 틀렸습니다. 제가 기계를 멈췄습니다. 40장을 다시 붙여 나갔습니다."
    )
    first, deed, end = (f"{one}." for one in answer.rstrip(".").split(". "))
    one = asked(
        answer, subject=KOREAN, language="ko", deeds=(deed,), counted=(end,),
        bands={"case": "there", "part": "there", "outcome": "there", "answer": "there"},
        quotes={"outcome": (end,), "case": (first,)},
    )  # fmt: skip
    found = reaction(one, ())
    assert said(found.keep, "ko") == (
        "‘40장을 다시 붙여 나갔습니다’라고 하신 부분은 "
        "듣는 사람이 바로 그려 볼 수 있으니 그대로 두세요."
    )
    assert said(found.change, "ko").endswith("요.")


@pytest.mark.parametrize(
    "one",
    [
        asked("I am a natural leader. I never fail. My managers praise me always and everywhere.",
              claims=("I am a natural leader.", "I never fail."), deeds=("My managers praise me.",),
              bands={"case": "partly", "part": "there", "outcome": "there"}),
        asked(NONSENSE, deeds=("I measured 12 grommets.", "I built a snorkel of data."),
              bands=dict.fromkeys(("case", "part", "outcome", "learning", "answer"), "there"),
              quotes={"outcome": ("As a result the wizzles rose from 3 to 900 per hour.",)},
              counted=("the wizzles rose from 3 to 900 per hour",)),
        asked("Change is something that concerns all of us in these times, and one could say much.",
              bands={"answer": "partly"}),
        asked("Yes. It was fine.", bands={"case": "there", "answer": "there"}, shared=("It was.",)),
        asked("An index makes writes faster, as I saw when I added 30 of them in my last job.",
              subject=INDEX, deeds=("I added 30.",), touched=(Touched("cost", "faster"),),
              bands={"case": "there", "part": "there", "outcome": "there"}),
    ],
    ids=["self-praise", "nonsense", "padding", "nothing told", "knowledge"],
)  # fmt: skip
def test_nothing_is_kept_where_nothing_can_honestly_be(one: Round) -> None:
    assert reaction(one, ()).keep is None


def test_of_a_full_answer_nothing_is_called_open() -> None:
    change = reaction(full(), ()).change
    assert isinstance(change, Text)
    assert change.key.startswith("coaching.change.polish.")


def test_knowledge_that_misses_a_point_is_told_which_and_a_known_error_comes_first() -> None:
    answer = (
        "It is a sorted list beside the table, and one finds rows by it very quickly, so that "
        "nobody has to read all of them from the first one."
    )
    one = asked(answer, subject=INDEX, missed=("it slows writes",))
    assert "it slows writes" in said(reaction(one, ()).change)
    error = Touched("writes get faster", "one finds rows by it very quickly", "At each insert?")
    wrong = reaction(asked(answer, subject=INDEX, errors=(error,)), ()).change
    assert said(wrong) == (
        "Go over “one finds rows by it very quickly” once more with a small example."
    )


@settings(max_examples=20)
@given(st.lists(st.sampled_from([pallets, full]), min_size=1, max_size=7))
def test_no_interview_hears_a_sentence_twice_and_a_whole_one_back_once_at_most(
    makers: list,
) -> None:  # type: ignore[type-arg]
    rounds = [make(number) for number, make in enumerate(makers, 1)]
    found = [reaction(one, rounds[:n]) for n, one in enumerate(rounds)]
    for kind in ("keep", "change"):
        keys = [text.key for one in found if isinstance(text := getattr(one, kind), Text)]
        keys = [key for key in keys if ".polish." not in key]
        assert len(set(keys)) == len(keys)
    kept = [quote_of(one.keep) for one in found if isinstance(one.keep, Text)]
    assert len(set(kept)) == len(kept)
    said = [text for one in rounds for text in one.said]
    assert sum(is_whole_sentence(quote, said) for quote in kept) <= 1


def test_quotes_are_verbatim() -> None:
    for one in (pallets(), full()):
        found = reaction(one, ())
        for text in (found.keep, found.change):
            assert isinstance(text, Text)
            assert quote_of(text) in one.said[0]


def test_answer_in_another_language_gets_no_reaction() -> None:
    assert reaction(asked("Wir haben das gemacht.", language="de"), ()) == reaction(
        msgspec.structs.replace(pallets(), skipped=True, seen=None), ()
    )


MARKS = (
    "perfect",
    "excellent",
    "great",
    "well done",
    "correct",
    "score",
    "완벽",
    "훌륭",
    "정답",
    "점수",
)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_reactions_are_a_sentence_each_and_never_a_mark(language: str) -> None:
    sections = ("coaching.keep.", "coaching.change.")
    texts = {k: str(v) for s in sections for k, v in CATALOGUE.section(s, language).items()}
    for key, text in texts.items():
        assert not any(mark in text.lower() for mark in MARKS), key
        assert text.rstrip("?.").count(". ") == 0, key
        if language == "ko" and "point" not in key:
            assert text.endswith("요."), key


def test_second_message_to_a_question_is_not_met_with_the_sentences_of_the_first() -> None:
    first, one = reaction(pallets(), ()), pallets()
    second = reaction(msgspec.structs.replace(one, said=(*one.said, "I called them.")), ())
    assert second.keep is None or said(second.keep) != said(first.keep)
    assert said(first.change) != said(second.change)
