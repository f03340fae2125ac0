"""What a model says to an answer: only what holds is said."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.kinds.interview.kind import Interview
from agents.kinds.interview.reaction import (
    Known,
    ReactionDraft,
    held_reaction,
    reacting,
    reaction_faults,
)
from agents.telling.types import Observation, Seen
from agents.testing import Conversation, ScriptedModel

QUESTION = "Tell me about a time when something had to be put right quickly."
SAID = (
    "In May our label printer put last year's date on forty pallets. I stopped them at the gate, "
    "rang dispatch that they'd be late, and relabelled with two pickers. None came back."
)
KEEP = "You stopped them at the gate before anybody told you to, and that shows judgement."
CHANGE = "Begin with how it ended, none came back, and then tell how you got there."
RETOLD = (
    "None of forty pallets with a wrong date came back. In May our label printer put last year's "
    "date on them. I stopped them at the gate, rang dispatch that they'd be late, and relabelled "
    "with two pickers [how long did it take?]."
)
SEEN = Seen("en", 30, (Observation("outcome", "there"), Observation("part", "there")))
GIVEN = reacting(QUESTION, [], [SAID], language=None, level="medium", seen=SEEN)
KNOWN = Known("behavioral", asked=(QUESTION,), seen=SEEN)
GOOD = ReactionDraft(KEEP, CHANGE, "What would you have done without the two pickers?", RETOLD)


def held(**fields: Any) -> ReactionDraft:
    return held_reaction(ReactionDraft(**fields), GIVEN, KNOWN)


def test_reaction_that_holds_is_said_as_it_is() -> None:
    assert reaction_faults(GIVEN, KNOWN, GOOD) == []
    assert held_reaction(GOOD, GIVEN, KNOWN) == GOOD
    assert GIVEN.told == ("outcome", "part")


@pytest.mark.parametrize(
    "text",
    [
        'You said "I saved the whole company", and that convinces.',
        "You led 45 people at Initech Holdings, and that convinces.",
        "The candidate stopped them at the gate.",
        "The person asked for a time when something had to be put right.",
        "I stopped them at the gate, rang dispatch that they'd be late.",
        "None came back.",
        "The answer was cut off at its greatest length. Give a shorter one.",
        "You coach a person who has just answered the question of a practice interview.",
        "You rang the family before they rang you, and that tells me more than any adjective.",
        "Told to do: 'Say first how it ended for the two of them, and then how you got there.'",
        "출고장에서 멈추신 점이 좋았어요.",
    ],
)
def test_praise_that_does_not_hold_is_not_said(text: str) -> None:
    assert held(keep=text).keep is None
    assert reaction_faults(GIVEN, KNOWN, ReactionDraft(keep=text))


@pytest.mark.parametrize("text", ["", "  ", "None.", "N/A", "No change is necessary."])
def test_nothing_to_say_is_nothing_and_no_fault(text: str) -> None:
    assert held(keep=text, change=text, follow_up=text) == ReactionDraft()
    draft = ReactionDraft(keep=text, change=text, follow_up=text)
    assert reaction_faults(GIVEN, KNOWN, draft) == []


@pytest.mark.parametrize(
    "text",
    [
        "What was the result?",
        "What was your role?",
        "[how many?]",
        "[what came of it?] [how many?]",
        "What happened next? How did it end?",
        QUESTION,
        "The person answered completely, so there is no question.",
        'You said "nobody helped me at all". Why?',
    ],
)
def test_follow_up_that_does_not_hold_is_not_asked(text: str) -> None:
    assert held(follow_up=text).follow_up is None


@pytest.mark.parametrize(
    "text",
    [
        "You could answer in a more concise manner.",
        "Mind your grammar when you say how it ended.",
        "Sound more confident when you tell me what you did.",
        "Your accent makes it hard to follow.",
        "말투를 조금 더 부드럽게 해 보세요.",
    ],
)
def test_nothing_is_said_on_what_nobody_is_judged_by(text: str) -> None:
    assert held(change=text).change is None
    assert held(keep=text).keep is None


def test_what_a_trade_is_about_may_be_spoken_of() -> None:
    said = "I had year nine find the rule of grammar themselves, in pairs, before I named it."
    given = reacting(QUESTION, [], [said], language=None, level="easy")
    keep = "You had them find the grammar before you named it, and that makes it theirs."
    assert held_reaction(ReactionDraft(keep), given, Known("behavioral")).keep == keep


def test_where_nothing_may_be_asked_nothing_is() -> None:
    given = reacting(QUESTION, [], [SAID], language=None, level="medium", may_ask=False)
    assert held_reaction(GOOD, given, KNOWN).follow_up is None


def test_what_was_said_to_an_earlier_answer_is_not_said_again() -> None:
    given = reacting(QUESTION, [], [SAID], language=None, level="medium", before=[CHANGE])
    assert held_reaction(GOOD, given, KNOWN).change is None


@pytest.mark.parametrize(
    "text",
    [
        f"{RETOLD} As a result we saved 35 % of returns.",
        f"{RETOLD} I led 12 engineers at Initech Holdings through it.",
        "The person told a story about labels, which is correct and in the first person.",
        "My greatest strength is leadership, and I communicate with passion and drive.",
    ],
)
def test_retelling_with_what_nobody_told_is_not_shown(text: str) -> None:
    assert held(retold=text).retold == ""


def test_reaction_in_korean_is_in_korean() -> None:
    said = "작년 5월에 라벨이 잘못 붙은 팔레트 40개를 제가 출고장에서 멈추고 다시 붙였습니다."
    given = reacting(
        "급하게 바로잡은 경험을 말씀해 주세요.", [], [said], language="ko", level="easy"
    )
    good = ReactionDraft(
        keep="아무도 말하기 전에 출고장에서 멈추신 점이 판단력을 보여 줘요.",
        change="어떻게 끝났는지를 먼저 말씀해 보세요.",
        follow_up="다시 붙이지 않았다면 어떤 일이 생겼을까요?",
    )
    assert reaction_faults(given, Known("behavioral"), good) == []
    english = ReactionDraft(keep=KEEP, change=CHANGE)
    assert held_reaction(english, given, Known("behavioral")) == ReactionDraft()


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_reaction_is_looked_at(one: str, other: str) -> None:
    draft = ReactionDraft(one, other, one, other)
    assert isinstance(reaction_faults(GIVEN, KNOWN, draft), list)
    kept = held_reaction(draft, GIVEN, KNOWN)
    assert reaction_faults(GIVEN, KNOWN, kept) == []


async def test_who_has_answered_is_not_left_without_a_word() -> None:
    told = ReactionDraft(keep="You coach a person who has just answered the question.", retold="")
    given = {"type": "behavioral", "difficulty": "easy", "durationMinutes": 20}
    rules = Conversation(Interview(), given)
    model = ScriptedModel({"evaluator:reaction": told}, otherwise=rules.model)
    one = Conversation(Interview(), given, model=model)
    for talk in (rules, one):
        await talk.start()
        await talk.say(SAID)
    assert one.texts == rules.texts
