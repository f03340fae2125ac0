"""The kind as people use it: their words stay theirs, and what is wrong is found in time."""

import json
from typing import Any

import msgspec
import pytest

from agents.evidence.sources import Source, find_quote
from agents.kinds.answers.comparing import Compared, Pair
from agents.kinds.answers.drafting import Coached, Written, own_share
from agents.kinds.answers.results import AnswersResult
from agents.models.request import TextDelta, Usage
from agents.testing import Conversation, Deltas, ScriptedModel, every_cut
from protocol.commands import Action, Message, Start
from tests.agents.kinds.answers.cases import (
    CASES,
    GOLDEN,
    MARKETER,
    NURSE,
    TEACHER,
    WAREHOUSE,
    item,
    limit,
    result_of,
    session,
)
from tests.deliveries import text_of

SECOND = MARKETER["material"][1]["text"]


def counted(value: msgspec.Struct) -> Deltas:
    """An answer that a model gives: it takes tokens."""
    text = msgspec.json.encode(value).decode()
    return Deltas(TextDelta(text), Usage("p", "m", 10, 10))


def model(**script: Any) -> ScriptedModel:
    """One that answers so, and says nothing of what is not named."""
    known: dict[str, Any] = {
        "generator:coach": counted(Coached()),
        "generator:draft": counted(Written()),
        "evaluator:compare": counted(Compared()),
    }
    return ScriptedModel(known | {name.replace("_", ":"): told for name, told in script.items()})


async def begun(given: dict[str, Any], model: ScriptedModel | None = None) -> Conversation:
    talk = session(given, model)
    await talk.start()
    assert talk.error is None, talk.error
    return talk


def items(talk: Conversation) -> dict[str, Any]:
    assert talk.result is not None
    return {one["id"]: one for one in talk.result["items"]}


def codes(one: dict[str, Any]) -> set[str]:
    return {warning["code"] for warning in one["warnings"]}


@pytest.mark.parametrize("name", sorted(CASES))
async def test_result_without_a_model_is_as_it_was_looked_at(name: str) -> None:
    golden = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    assert await result_of(CASES[name]) == golden


@pytest.mark.parametrize("name", sorted(CASES))
async def test_texts_are_theirs_and_quotes_stand_where_they_say(name: str) -> None:
    case = CASES[name]
    talk = await begun(case)
    result = msgspec.convert(talk.result, AnswersResult)
    told: dict[str, str] = {}
    for one in case["material"]:
        told[one["item"]] = one["text"]
    for one in result.items:
        mine = told.get(one.id, "")
        if case.get("mode") != "draft":
            assert one.text == (mine or None)
        assert one.text is None or own_share(one.text, mine) == 1
        assert one.proposal is None or own_share(one.proposal, mine) == 1
        for evidence in one.evidence:
            assert find_quote(evidence.quote, [Source("resume", case["resume"])])
        for warning in one.warnings:
            if warning.quote:
                assert warning.quote in " ".join((one.text or "").split())


async def test_wrong_firm_is_told_before_anything_else() -> None:
    talk = await begun(MARKETER)
    assert "한빛물산" in talk.texts[0]
    assert items(talk)["1"]["warnings"][0]["code"] == "wrong_firm"


async def test_blind_is_told_by_the_posting_and_said() -> None:
    talk = await begun(NURSE)
    assert talk.result is not None
    assert talk.result["blind"] is True
    assert "블라인드" in talk.result["assumed"][0]
    assert {"blind_family", "blind_school"} <= codes(items(talk)["성장"])
    open_one = await begun(NURSE | {"blind": False})
    assert "blind_school" not in codes(items(open_one)["성장"])
    assert "family" in codes(items(open_one)["성장"])


async def test_draft_leaves_out_what_has_no_place_and_says_why_there_is_none() -> None:
    talk = await begun(TEACHER)
    found = items(talk)
    assert "Leeds" not in found["2"]["text"]
    assert "mother" not in found["2"]["text"]
    assert found["1"]["text"] is None
    assert found["3"]["text"] is None
    assert talk.result is not None
    assert set(talk.result["notJudged"]) == {"text", "text.language"}
    assert "rules" in talk.result["note"]


async def test_written_text_is_taken_as_it_is_and_looked_at() -> None:
    talk = await begun(MARKETER)
    await talk.act("write", {"id": "3", "text": "\n함께 했어요.\r\n당사의 일입니다. "})
    found = items(talk)["3"]
    assert found["text"] == "함께 했어요.\n당사의 일입니다."
    assert {"two_voices", "firm_word"} <= codes(found)
    assert found["counts"]["characters"] == 17
    assert talk.result is not None
    assert talk.result["overlap"] == []
    await talk.act("write", {"id": "3", "text": "  "})
    assert items(talk)["3"]["text"] is None


async def test_short_text_is_told_once() -> None:
    talk = await begun(MARKETER)
    await talk.act("shorten", {"id": "2"})
    assert "short" in codes(items(talk)["3"])
    await talk.act("write", {"id": "3", "text": "디자이너와 의견이 달랐습니다."})
    assert "short" not in codes(items(talk)["3"])


async def test_text_is_shortened_and_brought_back() -> None:
    talk = await begun(MARKETER)
    await talk.act("shorten", {"id": "2"})
    found = items(talk)["2"]
    assert not found["over"]
    assert "410%" in found["text"]
    assert own_share(found["text"], SECOND) == 1
    await talk.act("shorten", {"id": "2", "to": 120})
    assert items(talk)["2"]["counts"]["characters"] <= 120
    assert "120" not in codes(items(talk)["2"])
    await talk.act("undo", {"id": "2"})
    await talk.act("undo", {"id": "2"})
    assert items(talk)["2"]["text"] == SECOND
    await talk.act("undo", {"id": "2"})
    assert talk.texts[-1] == "‘2’ 문항은 바뀐 적이 없어요."


async def test_no_sentence_is_cut_in_its_middle() -> None:
    talk = await begun(MARKETER)
    await talk.act("shorten", {"id": "2", "to": 5})
    assert items(talk)["2"]["text"] == SECOND
    assert "문장 중간은 자르지 않아요" in talk.texts[-1]


async def test_proposal_is_taken_or_left() -> None:
    talk = await begun(MARKETER)
    proposed = items(talk)["2"]["proposal"]
    assert proposed.startswith("6월에는 ROAS가 410%로")
    await talk.act("take", {"id": "2"})
    assert items(talk)["2"]["text"] == proposed
    assert items(talk)["2"]["proposal"] is None
    await talk.act("take", {"id": "2"})
    assert talk.texts[-1] == "‘2’ 문항에는 제안이 없어요."


WISHES = {
    "shorten item 2 to 200 characters": "I have left out",
    "2번 문항 200자로 줄여 줘": "I have left out",
    "conclusion first in 2": "conclusion now stands first",
    "1번은 결과부터 시작하게 고쳐 주세요": "conclusion now stands first",
    "what is missing in 3?": "In “3” I miss nothing",
    "2번에 뭐가 빠졌어?": "still lacks",
    "is the same story told twice?": "tell the same story",
    "같은 이야기가 두 번 나와?": "tell the same story",
    "how many characters has answer 1 without spaces?": "187 characters with blanks, 144 without",
    "1번이 공백 빼고 몇 자예요?": "187 characters with blanks",
    "use another story in 3, it's the same as in 1": "From your résumé",
    "3번은 1번이랑 같은 얘기라 다른 경험으로 바꿔 주세요": "From your résumé",
    "write the third one for me from my notes": "has a text from what you gave",
    "2번에서 팀 얘기는 줄이고 제가 한 일을 더 써 줘": "“2”",
    "is 2 over the limit?": "291 characters with blanks",
    "can you get number 2 to fit into 200 characters?": "I have left out",
    "is anything wrong in 3?": "There is room",
    "블라인드에 걸리는 데 있어?": "more stand beside the texts",
    "take the proposal for 2": "now stands as proposed",
    "undo 2": "was not changed",
    "shorter": "Which of the questions",
    "phew, nearly there": "another story for 3",
}


async def test_wish_in_words_does_what_it_asks_for() -> None:
    talk = await begun(MARKETER | {"language": "en"})
    for wish, said in WISHES.items():
        one = talk.fork()
        await one.say(wish)
        assert one.error is None
        assert said in one.texts[-1], wish


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "two items of one id": ({"items": [*MARKETER["items"], MARKETER["items"][0]]}, "아이디"),
    "material for no item": ({"material": [{"item": "9", "text": "뭔가"}]}, "있는 문항: 1, 2, 3"),
    "more than a text holds": (
        {"material": [{"item": "1", "text": "가" * 6_000}] * 2},
        "10000자를 넘어요",
    ),
    "encoding of characters": (
        {"items": [item("1", "지원 동기", limit(10, encoding="euc-kr"))], "material": []},
        "인코딩",
    ),
}


@pytest.mark.parametrize("what", BAD)
async def test_form_that_cannot_be_meant_is_refused_with_what_to_do(what: str) -> None:
    fields, said = BAD[what]
    talk = session(MARKETER | fields)
    await talk.start()
    assert talk.error is not None
    assert said in talk.error.message
    assert not talk.result


async def test_action_on_no_item_is_refused_and_changes_nothing() -> None:
    talk = await begun(MARKETER)
    before = json.dumps(talk.result)
    await talk.act("write", {"id": "4", "text": "새 글"})
    assert talk.error is not None
    assert json.dumps(talk.result) == before


async def test_material_in_a_language_that_rules_do_not_read_is_kept_counted_and_told() -> None:
    german = "Ich habe im Lager gearbeitet und die Bestände jede Woche mit dem Team gezählt."
    given = WAREHOUSE | {"material": [{"item": "a", "text": german}]}
    found = items(await begun(given))["a"]
    assert found["text"] == german
    assert found["counts"]["words"] == 14
    assert codes(found) == {"unread", "short"}


async def test_form_of_twelve_and_one_of_twenty_characters_work() -> None:
    questions = [item(str(n), f"지원 동기 {n}", limit(20)) for n in range(1, 13)]
    talk = await begun(MARKETER | {"items": questions})
    assert len(items(talk)) == 12
    assert any("문장이 들어가기 어려워요" in one for one in items(talk)["5"]["comments"])


async def test_same_form_gets_the_same_and_names_change_nothing() -> None:
    first, second = await result_of(WAREHOUSE), await result_of(WAREHOUSE)
    assert first == second
    resume = WAREHOUSE["resume"].replace("Marek Dobrowolski", "Aisha Bello")
    other = await result_of(WAREHOUSE | {"resume": resume})
    for one in (*first["items"], *other["items"]):
        for evidence in one["evidence"]:
            evidence.pop("span", None)
    assert other["items"] == first["items"]


async def test_model_comments_and_its_proposal_is_marked_where_it_is_new() -> None:
    own = "그 결과 6월에는 ROAS가 410%로 올랐습니다. 촬영은 주말에 제가 직접 했습니다."
    coached = Coached(
        ("“ROAS는 280%였습니다” 문장을 결과 바로 뒤로 옮겨 보세요.",), f"{own} 댓글부터 읽었습니다."
    )
    given = MARKETER | {"items": MARKETER["items"][1:2], "material": MARKETER["material"][1:2]}
    talk = await begun(given, model(generator_coach=counted(coached)))
    found = items(talk)["2"]
    assert found["text"] == SECOND
    assert found["comments"][-1].startswith("“ROAS는 280%")
    assert [found["proposal"][slice(*span)] for span in found["added"]] == ["댓글부터 읽었습니다."]
    assert talk.result is not None
    assert talk.result["writtenBy"] == "mixed"
    assert "AI" in talk.result["note"]


async def test_draft_of_a_model_is_kept_within_limit_and_material() -> None:
    good = (
        "I changed the walk order on one shift, and we went from 112 to 131 cases an hour. I had "
        "walked the route with two pickers for a week and written down where we stopped."
    )
    given = WAREHOUSE | {"mode": "draft", "items": WAREHOUSE["items"][1:2]}
    given["material"] = WAREHOUSE["material"][1:2]
    talk = await begun(given, model(generator_draft=counted(Written(good))))
    assert items(talk)["b"]["text"] == good
    assert talk.result is not None
    assert talk.result["writtenBy"] == "model"
    long = counted(Written(f"{good} " * 12))
    kept = items(await begun(given, model(generator_draft=[long, long])))["b"]
    assert not kept["over"]
    assert own_share(kept["text"], given["material"][0]["text"]) == 1


@pytest.mark.parametrize(
    "wrong", ["당사의 일입니다.", "정말 뿌듯했어요.", "한빛물산에 지원합니다."]
)
async def test_draft_of_a_model_in_the_wrong_voice_or_for_another_firm_is_not_kept(
    wrong: str,
) -> None:
    given = MARKETER | {"mode": "draft", "items": MARKETER["items"][1:2]}
    given["material"] = MARKETER["material"][1:2]
    told = counted(Written(f"6월에는 ROAS가 410%로 올랐습니다. {wrong}"))
    talk = await begun(given, model(generator_draft=[told, told]))
    assert wrong not in items(talk)["2"]["text"]
    assert "410%" in items(talk)["2"]["text"]


async def test_model_finds_the_same_story_in_other_words_until_one_is_rewritten() -> None:
    pair = Pair("1", "2", "두 글 모두 밀키트 광고 이야기예요.")
    nonsense = Pair("1", "9", "아니에요.")
    talk = await begun(MARKETER, model(evaluator_compare=[counted(Compared((pair, nonsense)))] * 2))
    assert talk.result is not None
    assert "overlap" not in talk.result["notJudged"]
    by_rules = await begun(MARKETER)
    assert by_rules.result is not None
    assert "overlap" in by_rules.result["notJudged"]
    assert [one["items"] for one in talk.result["overlap"]] == [["2", "3"], ["1", "2"]]
    await talk.act("shorten", {"id": "2", "to": 100})
    assert ["1", "2"] not in [one["items"] for one in talk.result["overlap"]]


@pytest.mark.parametrize("case", ["ko_nurse_blind", "ko_production_draft"])
async def test_beginning_can_be_taken_over_anywhere(case: str) -> None:
    given = CASES[case]
    talk = session(given)
    assert await every_cut(talk, Start("c1", "answers", given), "steps") > 2


async def test_what_is_done_later_can_be_taken_over_anywhere() -> None:
    few = MARKETER | {"items": MARKETER["items"][:2], "material": MARKETER["material"][:2]}
    talk = await begun(few)
    for command in (
        Action("a1", "write", {"id": "1", "text": "디자이너와 의견이 달랐습니다."}),
        Action("a2", "draft", {"id": "1"}),
        Message("m1", "2번 100자로 줄여 줘"),
    ):
        assert await every_cut(talk, command, "steps") > 1


async def test_next_steps_have_their_input_filled_in() -> None:
    talk = await begun(WAREHOUSE)
    assert talk.result is not None
    steps = {one["kind"]: one["input"] for one in talk.result["next"]}
    assert steps["interview"]["resume"] == text_of("resumes", "warehouse_lead.txt")
    assert steps["questions"]["targetRole"] == "Shift manager"
