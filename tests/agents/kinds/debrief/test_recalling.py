"""What rules read in a debrief: of twelve that were written before them, and of sentences."""

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.kinds.debrief.days import day_in
from agents.kinds.debrief.reading import Known, Reading, Told
from agents.kinds.debrief.recalling import recall
from agents.kinds.debrief.sorts import private_in
from agents.kinds.debrief.tasks import faults
from tests.agents.kinds.debrief.debriefs import APART, CASES, SEEN


def read(text: str, *earlier: str) -> Reading:
    known = tuple(Known(f"q{number}", one) for number, one in enumerate(earlier, 1))
    return recall(Told(text, known))


def asked(text: str) -> dict[str, str | None]:
    """The questions, and how each went."""
    return {one.text: one.went for one in read(text).questions}


def counted(name: str) -> Counter[str]:
    """How much of a case is read as it was written down beforehand."""
    case, found = CASES[name], read(CASES[name]["text"])
    day, told = dt.date.fromisoformat(case["date"]), Counter[str]()
    matched = set()
    for want in case["questions"]:
        one = next((q for q in found.questions if want["has"].lower() in q.text.lower()), None)
        told["questions"] += 1
        if one is None:
            continue
        matched.add(one.text)
        told["found"] += 1
        told["went"] += one.went == want["went"]
        told["answered"] += bool(one.answer) == want["answered"]
        told["careful"] += bool(private_in(one.text)) == want.get("careful", False)
    told["more"] = len(found.questions) - len(matched)
    told["never"] = sum(one in q.text for q in found.questions for one in case["never"])
    for want in case["said"]:
        quote = next((one for one in found.said if want["has"] in one), None)
        by = day_in(quote, day) if quote else None
        told["said"] += 1
        told["told"] += quote is not None
        told["dated"] += quote is not None and (by.isoformat() if by else None) == want["by"]
    told["facts"] = len(case["learned"])
    told["learned"] = sum(any(one in fact for fact in found.learned) for one in case["learned"])
    return told


@pytest.mark.parametrize("name", SEEN)
def test_debrief_is_read_as_it_was_written_down(name: str) -> None:
    told = counted(name)
    assert (told["found"], told["more"], told["never"]) == (told["questions"], 0, 0)
    assert told["went"] == told["careful"] == told["questions"]
    assert told["answered"] >= told["questions"] - 1
    assert (told["told"], told["dated"], told["learned"]) == (
        told["said"], told["said"], told["facts"]
    )  # fmt: skip


def test_debriefs_that_were_kept_apart_are_read_nearly_as_well() -> None:
    told = sum((counted(name) for name in APART), Counter[str]())
    assert told["found"] == told["questions"]
    assert told["went"] >= 0.9 * told["found"]
    assert told["told"] == told["dated"] == told["said"]
    assert told["more"] == told["never"] == 0


@pytest.mark.parametrize("name", CASES)
def test_all_that_is_read_stands_in_the_text(name: str) -> None:
    told = Told(CASES[name]["text"])
    assert faults(recall(told), told) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She asked why I left Tesco and I froze.", {"why I left Tesco": "badly"}),
        ("They wanted to know how I plan a shift. It went really well.",
         {"how I plan a shift": "well"}),
        ("I was asked about Kubernetes and whether I can be on call. I nailed both.",
         {"Kubernetes": "well", "whether I can be on call": "well"}),
        ("The pay question threw me.", {"pay question": "badly"}),
        ("They asked me to describe a conflict. Started well but then I rambled.",
         {"describe a conflict": "mixed"}),
        ("Q: Why us?\nA: I said I like the shop.", {"Why us?": None}),
        ("He asked about weekends. She seemed lovely and the office was great.",
         {"weekends": None}),
        ("왜 그만뒀는지 물어보셨는데 버벅거렸어요.", {"왜 그만뒀는지": "badly"}),
        ("갈등 경험에 대해 질문받았다. 자신 있게 답했다.", {"갈등 경험": "well"}),
        ("희망 연봉도 물어보셨어요. 분위기는 좋았어요.", {"희망 연봉": None}),
        ("Q. 자기소개 해 주세요\nA. 망했어요", {"자기소개 해 주세요": "badly"}),
    ],
)  # fmt: skip
def test_question_is_known_with_how_they_say_it_went(
    text: str, expected: dict[str, str | None]
) -> None:
    assert asked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "I asked them about the team and when I would hear.",
        "I wasn't asked about my gap year. They never asked about money.",
        "Should I write to them tomorrow? What do you think?",
        "The interview went fine and everybody was friendly.",
        "저는 교육 기간이 얼마나 되는지 여쭤봤어요.",
        "제가 보내야 할까요? 어떻게 생각하세요?",
        "면접은 전체적으로 무난했어요.",
    ],
)
def test_what_nobody_asked_them_is_no_question(text: str) -> None:
    assert asked(text) == {}


def test_remark_on_a_question_that_is_known_is_of_that() -> None:
    found = read("The second one actually went badly.", "why I left", "how I plan a shift")
    assert [(one.known, one.went) for one in found.questions] == [("q2", "badly")]
    assert read("Will I get it?", "why I left").questions == ()


def test_other_language_is_not_read() -> None:
    text = "Sie haben mich gefragt, warum ich gehen will, und ich habe gut geantwortet."
    assert recall(Told(text)) == Reading()


@given(st.lists(st.sampled_from([
    "They asked why I left", " and ", "I froze.", "\n- ", "Q: ", "A: ", "\n", "?", "물어봤어요 ",
    "왜 그만뒀는지 ", "잘했어요. ", "by Friday they call. ", ": ", "“", "2번은 ", "both ok. ",
]), max_size=30).map("".join))  # fmt: skip
def test_whatever_is_told_quotes_are_verbatim(text: str) -> None:
    found = read(text)
    for one in found.questions:
        assert one.text in text
        assert one.quote in text
        assert (one.went is None) == (one.went_quote is None)
        assert (one.answer or "") in text
        assert (one.went_quote or "") in text
    assert all(one in text for one in (*found.said, *found.learned))
