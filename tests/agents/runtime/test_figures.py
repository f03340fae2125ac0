"""No model's answer names a figure for pay that nobody gave, nor a chance to be hired."""

from typing import Annotated, Any, ClassVar

import msgspec
import pytest

from agents.evidence.promises import promises
from agents.kind import Kind, Needs, On, Table, Task, Turn
from agents.kinds.chat.kind import Chat
from agents.testing import Conversation, ScriptedModel

PROMISE = "A nurse there earns $85,000 a year."
FINE = "Ask what they pay before you name a figure."
BOTH = f"{FINE} {PROMISE}"


Point = Annotated[str, msgspec.Meta(min_length=20, max_length=300)]


class Advice(msgspec.Struct):
    text: Annotated[str, msgspec.Meta(min_length=5, max_length=300)]
    points: Annotated[list[Point], msgspec.Meta(max_length=5)]


class Wish(msgspec.Struct, frozen=True):
    posting: str = ""


ADVISE = Task(
    "generator",
    "advise",
    title="Advises",
    inputs=Wish,
    output=Advice,
    prompt="Advise by {posting}.",
    offline=Needs.MODEL,
    into="",
)


class Adviser(Kind):
    name, title, description = "adviser", "Adviser", "Gives advice."
    input_type, result_type = Wish, Advice
    initial = "new"
    final = frozenset({"done"})
    table: ClassVar[Table] = {"new": {"start": On("advise", ("done",))}, "done": {}}
    tasks = (ADVISE,)

    async def advise(self, turn: Turn[Any, Any]) -> str:
        await turn.ask(ADVISE, turn.input)
        return "done"


async def advised(*answers: Any, posting: str = "") -> Conversation:
    """What an adviser makes of these answers."""
    model = ScriptedModel({"generator:advise": list(answers)})
    talk = Conversation(Adviser(), {"posting": posting}, model=model)
    await talk.start()
    return talk


async def said(*answers: str, asked: str = "What does a nurse earn?") -> tuple[str, ScriptedModel]:
    """What the chat says in the end, and the model that it has asked."""
    talk = Conversation(Chat())
    await talk.start()
    talk.model = model = ScriptedModel({"generator:reply": list(answers)})
    await talk.say(asked)
    return talk.texts[-1], model


async def test_figure_is_sent_back_once_with_the_words_that_are_wrong() -> None:
    text, model = await said(BOTH, FINE)
    assert text == FINE
    (issue,) = model.requests[-1].issues
    assert "$85,000" in issue


async def test_figure_that_comes_again_is_dropped_with_its_sentence() -> None:
    text, _ = await said(BOTH, BOTH)
    assert text == FINE


async def test_figure_that_the_person_gave_may_be_repeated() -> None:
    text, model = await said(PROMISE, asked="They offer 85k. Is that usual?")
    assert (text, len(model.requests)) == (PROMISE, 1)


@pytest.mark.parametrize("last", [PROMISE, BOTH])
async def test_typed_answer_loses_the_figure_and_stays_of_its_type(last: str) -> None:
    answer = {"text": last, "points": [PROMISE, "Name the beds that you kept."]}
    talk = await advised(answer, answer)
    assert talk.result is not None
    shown = msgspec.convert(talk.result, Advice)
    assert all(promises(text) == [] for text in (shown.text, *shown.points))
    assert shown.points[1] == "Name the beds that you kept."


async def test_figure_of_the_posting_may_stand_in_the_result() -> None:
    talk = await advised(
        {"text": PROMISE, "points": []}, posting="We pay a salary of 85,000 dollars."
    )
    assert (talk.result or {})["text"] == PROMISE


async def test_chance_is_never_given() -> None:
    wrong = {"text": "You have an 80% chance of an offer. Practise.", "points": []}
    talk = await advised(wrong, wrong)
    assert (talk.result or {})["text"] == "Practise."
