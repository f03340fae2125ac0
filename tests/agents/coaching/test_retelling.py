"""A retelling has the person's own words, in better order, and brackets for what is open."""

import re

from hypothesis import given
from hypothesis import strategies as st

from agents.coaching import retold
from agents.evidence.brackets import brackets, without_brackets
from agents.evidence.text import words
from agents.telling.types import Part
from tests.agents.coaching.answers import KOREAN, asked, full, pallets

END = "In the end forty boxes went out ninety minutes late."
SCENE = "It was a Friday in March at the gate of the depot."
DEEDS = "I stopped the line and I told dispatch. I relabelled them with two others."
BANDS = {"case": "there", "part": "there", "outcome": "there", "answer": "there"}


def end_first() -> str:
    one = asked(
        f"Well, you know, {END[0].lower()}{END[1:]} {SCENE} {DEEDS}",
        bands=BANDS,
        quotes={"outcome": (END,), "case": (SCENE,)},
        parts={"situation": SCENE, "result": END},
        deeds=tuple(f"{one}." for one in DEEDS.rstrip(".").split(". ")),
    )
    return retold(one)


def test_end_that_was_told_first_comes_last_and_what_is_missing_stands_in_brackets() -> None:
    assert end_first() == f"{SCENE} {DEEDS} {END} [what is different since?]"


def test_only_we_leaves_a_place_for_what_one_did_oneself() -> None:
    told = retold(pallets())
    assert "We stayed and did it again. They went out" in told
    assert told.endswith("[what is different since?]")


def test_answer_in_order_with_nothing_open_is_not_told_again() -> None:
    assert retold(full()) == ""


def test_word_for_many_gets_a_place_for_the_number_but_not_where_it_is_of_pain() -> None:
    def telling(sensitive: bool) -> str:
        return retold(asked(
            f"{SCENE} I called many people there. They came.", bands=BANDS, sensitive=sensitive,
            deeds=("I called many people there.",), parts={"situation": SCENE},
        ))  # fmt: skip

    assert "many [how many?] people" in telling(sensitive=False)
    assert "[how many?]" not in telling(sensitive=True)


def test_korean_answer_is_told_again_in_korean() -> None:
    answer = (
        "음, 지난 3월 창고에서 있었던 일입니다. 여러 분께 전화를 드렸습니다. "
        "제가 라벨을 다시 붙였습니다."
    )
    scene, call, label = (f"{one}." for one in answer.rstrip(".").split(". "))
    one = asked(
        answer, subject=KOREAN, language="ko", bands=BANDS, deeds=(call, label),
        parts={"situation": scene},
    )  # fmt: skip
    assert retold(one) == (
        "지난 3월 창고에서 있었던 일입니다. 여러 [몇 명, 몇 개?] 분께 전화를 드렸습니다. "
        "제가 라벨을 다시 붙였습니다. [그 뒤로 무엇이 달라졌나요?]"
    )


def test_what_tells_no_story_is_not_told_again() -> None:
    assert (
        retold(asked("One must always be calm and listen to the guest in such a case, I think."))
        == ""
    )
    assert retold(asked("It is a list.", style="knowledge", bands=BANDS)) == ""
    assert retold(asked("Das war im März und ich habe das gemacht.", language="de")) == ""


SENTENCES = st.lists(
    st.sampled_from([
        "It was a Friday in March.", "So I stopped the line.", "um, then I told dispatch!",
        "We relabelled many of them", "In the end they went out.", "Now I look at the first one.",
        "나는 \"그만\"이라고 했다.", "[x] it's {odd} 40 % … right?", "Yes.", "\n- I called her",
    ]),
    min_size=1, max_size=9,
)  # fmt: skip
PARTS: list[Part] = ["situation", "task", "action", "result", "lesson"]
FIXED = set(
    words(
        "when and where was that what was to be done what did you do how did it end what is "
        "different since how many 언제 어디에서였나요 직접 무엇을 하셨나요 어떻게 끝났나요 "
        "그 뒤로 무엇이 달라졌나요 몇 명 개"
    )
)


@given(SENTENCES, st.data())
def test_every_word_of_a_retelling_is_of_the_answer_or_of_a_place_in_brackets(
    sentences: list[str], data: st.DataObject
) -> None:
    said = " ".join(sentences)
    pick = st.sampled_from(sentences)
    one = asked(
        said,
        bands={**BANDS, "case": "partly"},
        parts={part: data.draw(pick) for part in PARTS if data.draw(st.booleans())},
        deeds=tuple(data.draw(st.lists(pick, max_size=3))),
        shared=tuple(data.draw(st.lists(pick, max_size=2))),
        quotes={"outcome": (data.draw(pick),), "learning": (data.draw(pick),)},
    )
    told = retold(one)
    assert set(words(told)) <= set(words(said)) | FIXED
    numbers = re.compile(r"\d+")
    assert set(numbers.findall(without_brackets(told))) <= set(numbers.findall(said))
    assert not told or brackets(told) or words(told) != words(said)
