"""The kind as people use it: a letter, versions beside each other, and wishes that change it."""

from typing import Any

import msgspec
import pytest

from agents.errors import InvalidInput
from agents.evidence.brackets import brackets
from agents.kinds.letter.composing import composed
from agents.kinds.letter.drafts import Draft, Part
from agents.kinds.letter.kind import Letter
from agents.kinds.letter.results import LetterResult
from agents.testing import Conversation, every_cut
from protocol.commands import Action, Start
from tests.agents.kinds.letter.cases import begun, brief, given, session, writing

INVENTED = "Last year I won the Golden Pallet award and led 340 people at Swiftline Distribution."


def result_of(talk: Conversation) -> Any:
    assert talk.error is None
    return talk.result


async def test_result_has_its_parts() -> None:
    result = result_of(await begun("warehouse_lead"))
    typed = msgspec.convert(result, LetterResult)
    assert typed.text == "\n\n".join(part.text for part in typed.paragraphs)
    assert 198 <= typed.words == len(typed.text.split()) <= 242
    assert typed.written_by == "rules"
    places = [place for part in typed.paragraphs for place in brackets(part.text)]
    assert len(typed.open) == len(places) == 3
    assert all(one.path.startswith("/paragraphs/") for one in typed.open)
    assert [one.check for one in typed.checks] == [
        "firm", "otherFirms", "addressee", "signOff", "length",
    ]  # fmt: skip
    assert {one.status for one in typed.requirements} >= {"shown", "notShown"}


@pytest.mark.parametrize(
    ("wish", "there", "gone"),
    [
        ("mention that I can start in May", "I can start in May.", "[When could you start"),
        ("please leave out Manhattan", "Thornbeck", "Manhattan"),
        ("address it to Ms Lindqvist", "Dear Ms Lindqvist,", "Dear hiring team"),
        ("take out the second paragraph", "Thornbeck", "You also ask for"),
        ("bolder", "Thornbeck Cold Storage asks for", "has advertised"),
        ("더 격식 있게", "I am writing to apply", "has advertised"),
    ],
)
async def test_wish_changes_the_letter_in_place(wish: str, there: str, gone: str) -> None:
    talk = await begun("warehouse_lead")
    before = result_of(talk)["text"]
    said = len(talk.texts)
    await talk.say(wish)
    after = result_of(talk)["text"]
    assert there in after
    assert gone in before
    assert gone not in after
    assert len(talk.texts) > said
    assert len(result_of(talk)["versions"]) == 1


async def test_shorter_and_longer_keep_what_the_person_wrote() -> None:
    why = "My brother works nights with you and says that breaks are breaks."
    talk = await begun("ko_nurse", why="증설 병동을 처음부터 만들고 싶습니다.", words=150)
    before = result_of(talk)["words"]
    await talk.say("더 짧게 해 주세요")
    assert result_of(talk)["words"] < before
    assert "증설 병동을 처음부터 만들고 싶습니다." in result_of(talk)["text"]
    talk = await begun("warehouse_lead", why=why, words=120)
    await talk.say("longer")
    assert result_of(talk)["words"] > 120
    assert why in result_of(talk)["text"]


async def test_why_something_stands_there_is_said() -> None:
    talk = await begun("warehouse_lead")
    await talk.say("why did you mention the Manhattan WMS?")
    assert "Daily use of a warehouse management system" in talk.texts[-1]


async def test_what_the_resume_tells_goes_before_the_words_of_a_wish() -> None:
    talk = await begun("software_mid")
    await talk.say("say something about the museum sites")
    assert "I built Django sites" in result_of(talk)["text"]
    await talk.say("say something about the merchant report")
    assert "already" in talk.texts[-1]


async def test_question_and_remark_change_nothing() -> None:
    talk = await begun("warehouse_lead")
    before = result_of(talk)["text"]
    for remark in ("what do you think of it?", "good, that sounds like me"):
        await talk.say(remark)
        assert result_of(talk)["text"] == before
        assert "shorter" in talk.texts[-1]


async def test_versions_stand_side_by_side() -> None:
    talk = await begun("software_mid")
    first = result_of(talk)["text"]
    await talk.act("another", {"title": "Mine", "tone": "bold"})
    assert result_of(talk)["versions"] == [
        {"id": "1", "title": "plain", "current": False},
        {"id": "2", "title": "Mine", "current": True},
    ]
    assert result_of(talk)["text"] != first
    await talk.say("another version")
    assert len(result_of(talk)["versions"]) == 3
    await talk.act("choose", {"id": "1"})
    assert result_of(talk)["text"] == first
    await talk.act("choose", {"id": "9"})
    assert talk.error is not None
    assert "1, 2, 3" in str(talk.error)


async def test_action_changes_what_is_named_and_nothing_else() -> None:
    talk = await begun("warehouse_lead")
    await talk.act("adjust", {"words": 120, "why": "You pay for breaks.", "addressee": "Ms Okoye"})
    result = result_of(talk)
    assert result["words"] <= 132
    assert "You pay for breaks." in result["text"]
    assert result["text"].startswith("Dear Ms Okoye,")
    await talk.act("adjust", {})
    assert "mention" in str(talk.error)


@pytest.mark.parametrize(("field", "known"), [("tone", "warm"), ("purpose", "negotiate")])
def test_unknown_tone_or_purpose_names_those_there_are(field: str, known: str) -> None:
    with pytest.raises(InvalidInput, match=known):
        Letter().parse_input(given("warehouse_lead", **{field: "jolly"}))


async def test_shorter_letter_than_asked_says_why() -> None:
    result = result_of(await begun("ko_production", words=500))
    assert result["words"] < 450
    assert result["notJudged"]["words"]
    assert result["checks"][-1]["passed"] is None


async def test_other_language_is_said_at_once_without_a_model() -> None:
    talk = await begun("software_mid", documentLanguage="de")
    assert any("de" in one and "English" in one for one in result_of(talk)["assumed"])
    assert result_of(talk)["text"].startswith("Dear")


def invented() -> Draft:
    """A letter of a model that makes something up in every paragraph."""
    draft = composed(brief("warehouse_lead"))
    parts = tuple(Part(f"{one.text} {INVENTED}", one.quotes) for one in draft.paragraphs)
    return msgspec.structs.replace(draft, paragraphs=parts)


async def test_model_that_invents_in_every_paragraph_is_asked_again_then_rules_write() -> None:
    model = writing(invented())
    talk = session(given("warehouse_lead"), model)
    await talk.start()
    assert model.asked.count("generator:write") == 3
    result = result_of(talk)
    assert "Golden Pallet" not in str([talk.texts, talk.state])
    assert result["writtenBy"] == "rules"
    assert result["text"] == composed(brief("warehouse_lead")).text


async def test_letter_of_a_model_with_nothing_wrong_stands() -> None:
    draft = composed(brief("warehouse_lead", tone="bold"))
    talk = session(given("warehouse_lead"), writing(draft))
    await talk.start()
    assert result_of(talk)["writtenBy"] == "model"
    assert result_of(talk)["text"] == draft.text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Thornbeck Cold Storage", "Castlebrook Storage"),
        ("Dear hiring team", "Dear Ms Fenwick"),
        ("I would be glad to come in", "I would be glad to come in, " * 40),
    ],
    ids=["firm", "addressee", "length"],
)
async def test_fault_that_a_model_plants_does_not_stand(old: str, new: str) -> None:
    draft = composed(brief("warehouse_lead"))
    wrong = Draft(
        draft.salutation.replace(old, new),
        tuple(Part(one.text.replace(old, new), one.quotes) for one in draft.paragraphs),
        draft.sign_off,
    )
    assert wrong != draft
    talk = session(given("warehouse_lead"), writing(wrong))
    await talk.start()
    assert result_of(talk)["text"] == draft.text


async def test_name_moves_nothing_but_itself() -> None:
    fields = given("warehouse_lead")
    other = fields | {"resume": fields["resume"].replace("Marek Dobrowolski", "Amina Yusuf")}
    texts = []
    for one in (fields, other):
        talk = session(one)
        await talk.start()
        texts.append(result_of(talk)["text"])
    assert texts[1] == texts[0].replace("Marek Dobrowolski", "Amina Yusuf")


@pytest.mark.slow(seconds=3.7)
async def test_taken_over_after_any_step_the_letter_is_the_same() -> None:
    talk = session(given("warehouse_lead"))
    assert await every_cut(talk, Start("r1", "letter", talk.input, {"clarify": False}), "steps")
    await talk.start()
    assert await every_cut(talk, Action("r2", "another", {"tone": "warm"}), "steps")
