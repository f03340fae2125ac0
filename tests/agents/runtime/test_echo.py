"""What a model is told about its last answer never becomes what a person sees."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agents.kind import NoMemory, Turn
from agents.models.request import Finish, TextDelta
from agents.runtime.echo import Echo
from agents.runtime.step import CUT_OFF
from agents.testing import Conversation, Deltas, ScriptedModel, assert_agui_accepts
from tests.agents.runtime.workshop import CARD, SAY, TITLE, Card, NoInput, Subject, workshop

AnyTurn = Turn[NoInput, NoMemory]
TOLD = "The title has to name the employer that is in the text. Do it again."


def _wrong(card: Card) -> list[str]:
    return [] if card.title == "right" else [TOLD]


async def _title(turn: AnyTurn) -> None:
    await turn.ask(TITLE, Subject("x"), check=_wrong)


async def _card(turn: AnyTurn) -> None:
    card = await turn.ask(CARD, Subject("x"))
    await turn.say(card.title)


def titled(*answers: Any) -> Conversation:
    return Conversation(
        workshop(_title), {}, model=ScriptedModel({"extractor:title": list(answers)})
    )


@given(before=st.text(max_size=50), after=st.text(max_size=50), space=st.sampled_from(" \n\t"))
def test_sentence_is_found_wherever_and_however_spaced(before: str, after: str, space: str) -> None:
    said = CUT_OFF.replace(" ", space).upper()
    assert Echo([CUT_OFF]).stands_in(f"{before} {said} {after}")


def test_issue_is_found_without_the_field_that_it_is_on() -> None:
    issue = "change: That is what you were told to do: 'Say it'."
    assert Echo([issue]).stands_in('{"change": "That is what you were told to do."}')


def test_what_is_said_by_chance_is_no_echo() -> None:
    assert not Echo([CUT_OFF]).stands_in("The answer was good.")
    assert not Echo([]).stands_in(CUT_OFF)
    assert not Echo(["No."]).stands_in("No. I don't know.")


async def test_answer_that_repeats_what_was_told_is_not_taken() -> None:
    cut = Deltas(TextDelta('{"title": "half'), Finish("length"))
    answers = [cut, Card(f"So: {CUT_OFF}")]
    one = Conversation(workshop(_card), {}, model=ScriptedModel({"extractor:card": answers}))
    await one.start()
    assert one.error
    assert one.error.code == "bad_output"
    assert CUT_OFF[:20] not in str(one.log)


async def test_answer_that_repeats_is_never_shown_while_it_streams() -> None:
    one = titled(Card("wrong"), Card(TOLD, ["a"]))
    await one.start()
    assert one.result == {"title": "wrong", "points": []}
    assert "name the employer" not in str(one.log)
    assert_agui_accepts(one.log)


async def test_answer_that_was_sent_back_is_the_result_when_it_is_right() -> None:
    one = titled(Card("wrong", ["a"]), Card("right", ["b"]))
    await one.start()
    assert one.result == {"title": "right", "points": ["b"]}


async def test_text_that_is_asked_for_again_is_shown_only_when_it_is_usable() -> None:
    def short(said: str) -> list[str]:
        return [] if len(said) < 12 else ["It has to be a good deal shorter than that one."]

    async def work(turn: AnyTurn) -> None:
        await turn.ask(SAY, Subject("x"), check=short)

    echo = "It has to be a good deal shorter than that one. Yes."
    for second, end in (("Short.", "Short."), (echo, "This is too long.")):
        script = {"generator:say": ["This is too long.", second]}
        one = Conversation(workshop(work), {}, model=ScriptedModel(script))
        await one.start()
        assert one.texts == [end]
        assert "good deal shorter" not in str(one.log)
        assert_agui_accepts(one.log)
