"""Words of a model: what was found and given stays as it is, whatever it says."""

from typing import Any

import msgspec
import pytest

from agents.kind import Judging, Verdict
from agents.kinds.analysis.words import Brief, Noted, Words, kept, own_words, told_amiss
from agents.models.request import TextDelta, Usage
from agents.testing import Conversation, Deltas, ScriptedModel
from tests.agents.kinds.analysis.cases import CASES, given, talk

WAREHOUSE = next(case for case in CASES if case.name == "warehouse_lead")
RESUME = "Team leader since 2022. Cut mis-picks from 2.1 % to 0.9 % by moving the fast movers."
OWN = Words(
    (Noted("It has a deed and what came of it.", "Cut mis-picks from 2.1 % to 0.9 %"),),
    (),
    ("If you have done this, write it down: reporting figures.",),
)
BRIEF = Brief("Shift manager", (), OWN, RESUME, None, "en")
GOOD = Words(
    (
        Noted(
            "It has the problem, your idea and a number. Put it first.",
            "Cut mis-picks from 2.1 % to 0.9 % by moving the fast movers",
        ),
    ),
    (Noted("A reader may ask why team leader since 2022. Have one true sentence ready.", ""),),
    ("If you report figures to anyone, write it: which, to whom, how often.",),
)


def with_strength(text: str, quote: str) -> Words:
    return msgspec.structs.replace(GOOD, strengths=(Noted(text, quote),))


def with_recommendations(*texts: str) -> Words:
    return msgspec.structs.replace(GOOD, recommendations=texts)


def test_words_of_rules_are_as_they_should_be() -> None:
    assert own_words(BRIEF) == OWN
    assert told_amiss(Judging(BRIEF, OWN)) == Verdict("approve")


def test_words_that_say_what_was_found_stay() -> None:
    assert told_amiss(Judging(BRIEF, GOOD)).decision == "approve"
    assert kept(GOOD, BRIEF) == GOOD


@pytest.mark.parametrize(
    ("words", "where"),
    [
        (with_strength("You cut it by 80 %.", "Cut mis-picks"), "/strengths/0/text"),
        (with_strength("A fine number.", "Cut mis-picks from 5 % to 0 %"), "/strengths/0/quote"),
        (with_strength("You are a born leader.", ""), "/strengths/0/quote"),
        (with_strength("That raises your chances.", "Cut mis-picks"), "/strengths/0/text"),
        (with_strength("Planning and execution", "Cut mis-picks"), "/strengths/0/text"),
        (with_strength("문제 해결", "Cut mis-picks"), "/strengths/0/text"),
        (with_strength("Cut mis-picks.", "Cut mis-picks"), "/strengths/0/text"),
        (with_recommendations("Reporting figures"), "/recommendations/0"),
        (with_recommendations("Write it.", "And this."), "/recommendations"),
        (with_recommendations(), "/recommendations"),
        (with_recommendations("Your ATS score needs the word SAP."), "/recommendations/0"),
    ],
    ids=[
        "number",
        "quote",
        "no quote",
        "chances",
        "heading",
        "Korean heading",
        "quote again",
        "heading of advice",
        "more",
        "fewer",
        "ats score",
    ],
)
def test_words_that_say_more_are_sent_back_and_do_not_stay(words: Words, where: str) -> None:
    verdict = told_amiss(Judging(BRIEF, words))
    assert verdict.decision == "revise"
    assert where in {issue.where for issue in verdict.issues}
    left = kept(words, BRIEF)
    assert told_amiss(Judging(BRIEF, left)).decision == "approve"
    assert left.strengths in (OWN.strengths, GOOD.strengths)
    assert left.recommendations in (OWN.recommendations, GOOD.recommendations)


def counted(value: Any) -> Deltas:
    return Deltas(TextDelta(msgspec.json.encode(value).decode()), Usage("p", "m"))


async def test_model_has_a_part_in_the_words_alone() -> None:
    plain = talk(given(WAREHOUSE))
    await plain.start()
    assert plain.result is not None
    many = tuple(f"Say it better, {n}." for n in ("first", "then", "last"))
    words = Words(
        (
            Noted(
                "A number with what it counts. Put it first.",
                "pick rate up from 112 to 131 cases an hour",
            ),
        ),
        (),
        many,
    )
    script = {"generator:words": counted(words), "validator:validate": Verdict("approve")}
    one: Conversation = talk(given(WAREHOUSE), model=ScriptedModel(script))
    await one.start()
    assert one.error is None
    assert one.result is not None
    assert [r["text"] for r in one.result["recommendations"]] == list(many)
    assert [r["gain"] for r in one.result["recommendations"]] == [
        r["gain"] for r in plain.result["recommendations"]
    ]
    assert one.result["writtenBy"] == "mixed"
    assert one.result["judgedBy"] == "rules"
    same = ("requirements", "readiness", "readinessScore", "coverageScore", "ats", "skillGaps")
    assert [one.result[name] for name in same] == [plain.result[name] for name in same]


async def test_invented_claim_of_a_model_is_sent_back_once_and_then_left_out() -> None:
    invented = Words(
        (Noted("You led 400 people at Nordwind.", "run afternoon shift"),), (), ("a", "b", "c")
    )
    script = {"generator:words": counted(invented), "validator:validate": Verdict("approve")}
    one = talk(given(WAREHOUSE), model=ScriptedModel(script))
    await one.start()
    assert one.error is None
    assert one.model.asked.count("generator:words") == 2
    assert "400 people" not in str(one.result)
    assert "Nordwind" not in str(one.result)


async def test_rules_words_stand_where_a_model_gives_nothing_usable() -> None:
    plain = talk(given(WAREHOUSE))
    await plain.start()
    one = talk(given(WAREHOUSE), model=ScriptedModel({"generator:words": "Sure! Here it is."}))
    await one.start()
    assert one.error is None
    assert plain.result is not None
    assert one.result == plain.result
