"""The kind as people use it, and what becomes of what a model invents."""

from typing import Any

import msgspec
import pytest

from agents.errors import InvalidInput
from agents.kind import Services, StoredDocument
from agents.kinds.text.kind import TextKind
from agents.kinds.text.results import TextResult
from agents.models.request import Model, TextDelta, Usage
from agents.testing import Conversation, Deltas, ScriptedModel, Shelf, every_cut, every_retry
from protocol.commands import Action, Message, Start
from tests.agents.kinds.text.measure import TEXTS
from tests.agents.kinds.text.test_reading import HOURS

OPERATIONS = {
    "summarize": "summary",
    "sentiment": "sentiment",
    "key_points": "points",
    "questions": "questions",
    "qa": "answer",
}
QUESTION = "Who founded the museum?"
FOUNDED = "Dr. Ines Brandt, its director, founded it in 1998."
LONG = TEXTS["long-handbook"]["text"]
FIRST = " ".join(LONG.split()[:8])


def session(
    given: dict[str, Any], model: Model | None = None, shelf: Shelf | None = None
) -> Conversation:
    library = shelf or Shelf()
    talk = Conversation(
        TextKind(), given, model=model, services=lambda m: Services(model=m, library=library)
    )
    talk.now_ms = 1_795_996_800_000
    return talk


def of(operation: str, text: str = HOURS, **more: Any) -> dict[str, Any]:
    asked = {"question": QUESTION} if operation == "qa" else {}
    return {"operation": operation, "text": text, "language": "en", **asked, **more}


def counted(value: Any) -> Deltas:
    """An answer that a model gives: it takes tokens."""
    return Deltas(TextDelta(msgspec.json.encode(value).decode()), Usage("p", "m", 10, 10))


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
@pytest.mark.parametrize("name", ["ko-review-vacuum", "minutes-allotment", "table-stations-csv"])
async def test_result_has_the_field_of_its_operation_and_no_other(
    operation: str, name: str
) -> None:
    talk = session(of(operation, TEXTS[name]["text"]))
    await talk.start()
    assert (talk.phase, talk.error) == ("ready", None)
    result = msgspec.convert(talk.result, TextResult)
    assert {n for n in OPERATIONS.values() if n in (talk.result or {})} == {OPERATIONS[operation]}
    assert (result.judged_by, result.written_by) == ("rules", "rules")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"operation": "summarize"}, "just one of the two"),
        ({"operation": "summarize", "text": "a", "document": "d1"}, "just one of the two"),
        ({"operation": "summarize", "text": " \n"}, "some words"),
        ({"operation": "qa", "text": "a"}, "Give the question"),
        ({"operation": "summarize", "text": "a", "question": "Who?"}, "belongs to the operation"),
        ({"operation": "key_points", "text": "a", "words": 30}, "belongs to a summary"),
        ({"operation": "sentiment", "text": "a", "count": 3}, "belongs to key points"),
        ({"operation": "summarize", "text": "a", "words": 3}, "words"),
        ({"operation": "summarize", "text": "a" * 100_001}, "100,000"),
        ({"operation": "sing", "text": "a"}, "operation"),
    ],
)
def test_input_that_does_not_go_together_is_refused(given: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        TextKind().parse_input(given)
    assert says in str(refused.value).replace("100000", "100,000")


async def test_document_is_what_it_was_when_the_session_began() -> None:
    shelf = Shelf(StoredDocument("d1", "hours.txt", "text/plain", HOURS))
    given = {"operation": "qa", "document": "d1", "question": QUESTION}
    talk = session(given, shelf=shelf)
    await talk.start()
    assert talk.result
    assert talk.result["answer"]["evidence"][0]["source"] == "document"
    shelf.delete("d1")
    await talk.act("ask", {"question": "How much does an adult pay?"})
    assert "9 euros" in talk.result["answer"]["text"]
    assert shelf.asked == ["d1"]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (StoredDocument("d1", "long.txt", "text/plain", "word " * 20_001), "too_long"),
        (StoredDocument("d1", "cat.png", "image/png", None, b"png", True), "no_text"),
        (StoredDocument("d2", "another.txt", "text/plain", "a"), "not_found"),
    ],
)
async def test_document_that_cannot_be_read_says_what_to_do(
    document: StoredDocument, code: str
) -> None:
    talk = session({"operation": "summarize", "document": "d1"}, shelf=Shelf(document))
    await talk.start()
    assert talk.error
    assert (talk.error.code, talk.result) == (code, None)


async def test_messages_revise_in_place_and_ask() -> None:
    talk = session(of("summarize", LONG, words=120))
    await talk.start()
    assert talk.result
    before = talk.result["summary"]
    await talk.say("shorter")
    assert talk.texts[-1] == "It is shorter now."
    assert len(talk.result["summary"].split()) <= 60 < len(before.split())
    await talk.say("as 3 key points")
    assert len(talk.result["points"]) == 3
    await talk.act("also", {"operation": "questions", "count": 2})
    assert len(talk.result["questions"]) == 2
    await talk.say("more")
    assert len(talk.result["questions"]) == 4
    await talk.say("Who was the first king of Norway?")
    assert talk.result["answer"]["text"] is None
    assert "answer" in talk.result["notJudged"]
    await talk.say("nice weather")
    assert "“shorter”" in talk.texts[-1]
    assert talk.result["summary"]


async def test_result_without_a_model_is_told_in_korean() -> None:
    talk = session(of("questions", TEXTS["ko-news-market"]["text"], language="ko"))
    await talk.start()
    assert talk.result
    assert all("요?" in one for one in talk.result["questions"])


INVENTED = {
    "summarize": ("generator:summarize", {"summary": "It costs 12 euros. Anna Lee founded it."}),
    "key_points": (
        "extractor:points",
        {"points": [{"text": "It closes at 9.", "quote": "It closes at 9."}]},
    ),
    "questions": (
        "generator:questions",
        {"questions": [{"text": "Why did Napoleon come?", "quote": "Napoleon came."}]},
    ),
    "qa": (
        "extractor:answer",
        {"text": "Anna Lee did.", "quote": "Anna Lee founded it.", "confidence": "high"},
    ),
    "sentiment": (
        "evaluator:sentiment",
        {"label": "negative", "confidence": "high", "why": "It is sad.", "quotes": ["How sad!"]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("operation", sorted(INVENTED))
async def test_what_a_model_invents_is_sent_back_once_and_stands_nowhere(operation: str) -> None:
    task, lie = INVENTED[operation]
    model = ScriptedModel({task: [counted(lie), counted(lie)]})
    talk = session(of(operation), model=model)
    await talk.start()
    assert talk.error is None
    assert model.asked == [task, task]
    told = msgspec.json.encode(talk.result).decode()
    assert [word for word in ("12", "Anna", "at 9", "Napoleon", "How sad") if word in told] == []
    if operation == "qa":
        assert talk.result
        assert talk.result["answer"]["text"] is None
    if operation == "sentiment":
        assert talk.result
        assert talk.result["sentiment"]["confidence"] == "low"


async def test_sentences_of_a_summary_that_hold_are_kept() -> None:
    lie = {"summary": "The museum opened in 1998. Anna Lee runs it."}
    model = ScriptedModel({"generator:summarize": [counted(lie), counted(lie)]})
    talk = session(of("summarize"), model=model)
    await talk.start()
    assert talk.result
    assert talk.result["summary"] == "The museum opened in 1998."
    assert talk.result["writtenBy"] == "model"


async def test_answer_of_a_model_stands_with_its_quote() -> None:
    reply = {"text": "Ines Brandt did.", "quote": FOUNDED, "confidence": "high"}
    talk = session(of("qa"), model=ScriptedModel({"extractor:answer": counted(reply)}))
    await talk.start()
    assert talk.result
    answer = talk.result["answer"]
    assert (answer["text"], answer["evidence"][0]["quote"]) == ("Ines Brandt did.", FOUNDED)
    at, end = answer["evidence"][0]["span"]
    assert HOURS[at:end] == FOUNDED
    assert talk.texts == ["Ines Brandt did."]


async def test_rules_go_on_where_a_model_gives_nothing_usable() -> None:
    talk = session(of("key_points"), model=ScriptedModel({"extractor:points": "Sure! Here:"}))
    await talk.start()
    assert talk.error is None
    assert talk.result
    assert talk.result["points"]
    assert talk.result["writtenBy"] == "rules"


def notes(text: str) -> dict[str, Any]:
    return {"passages": [text]}


async def test_long_text_is_read_in_pieces_and_each_only_once() -> None:
    model = ScriptedModel(
        {
            "extractor:read": [
                counted(notes(" ".join(LONG.split()[:8]))),
                *[counted({"passages": []})] * 9,
            ],
            "generator:summarize": [counted({"summary": "It is a handbook."})] * 2,
        }
    )
    talk = session(of("summarize", LONG), model=model)
    await talk.start()
    assert talk.error is None
    read = model.asked.count("extractor:read")
    assert 2 < read < 10
    labels = [event.delta for event in talk.log if getattr(event, "delta", None)]
    assert f"Reading piece {read} of {read}" in str(labels)
    await talk.say("shorter")
    assert model.asked.count("extractor:read") == read
    assert model.asked.count("generator:summarize") == 2


async def test_no_command_minds_a_death_at_any_step() -> None:
    talk = session(of("key_points"))
    for command in (
        Start("c1", "text", of("key_points")),
        Message("c2", "shorter"),
        Action("c3", "ask", {"question": QUESTION}),
    ):
        await every_cut(talk, command, at="steps")
        await every_retry(talk, command, at="steps")
        await talk.do(command)
