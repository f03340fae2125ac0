"""A model around a model: what goes in is hidden, what comes out is whole."""

from agents.models.compute import Direct
from agents.models.request import (
    Delta,
    Finish,
    Line,
    ReasoningDelta,
    Request,
    TextDelta,
    ToolCall,
    Usage,
    Withdraw,
)
from agents.privacy.masked import LONG, masked
from tests.agents.models.asking import City, heard, reasoning, text
from tests.agents.privacy.asking import Told, letters, request

SAID = "I am jane@site.example, Tel: +49 151 23456789."
ASKED = request(messages=(Line("user", SAID),))


async def answer(asked: Request, *deltas: Delta) -> list[Delta]:
    return await heard(masked(Told(*deltas), lambda _: 1_000, Direct()).stream(asked))


async def test_answer_is_whole_letter_by_letter() -> None:
    deltas = await answer(ASKED, *letters("Is [EMAIL_1] yours, or\\[PHONE\\_1\\]?"), Finish())
    assert text(deltas) == "Is jane@site.example yours, or+49 151 23456789?"
    assert deltas[-1] == Finish()
    assert all(not isinstance(delta, TextDelta) or delta.text for delta in deltas)


async def test_reasoning_is_whole_and_comes_before_the_text_that_follows_it() -> None:
    said = [ReasoningDelta(letter) for letter in "So [EMAIL_1] or EMAIL_1"]
    deltas = await answer(ASKED, *said, TextDelta("Yes [EM"), Finish("length"))
    assert reasoning(deltas) == "So jane@site.example or jane@site.example"
    assert text(deltas) == "Yes [EM"
    first = next(n for n, delta in enumerate(deltas) if isinstance(delta, TextDelta))
    assert not any(isinstance(delta, ReasoningDelta) for delta in deltas[first:])


async def test_arguments_of_a_call_and_typed_answers_stay_json() -> None:
    asked = request(messages=(Line("user", "Address: Rosenweg 3,\n80331 München"),))
    call = ToolCall("1", "find", '{"where":"[ADDRESS_1]"}')
    deltas = await answer(asked, call, Finish("tools"))
    assert deltas[0] == ToolCall("1", "find", '{"where":"Rosenweg 3,\\n80331 München"}')
    typed = request(messages=asked.messages, output=City)
    deltas = await answer(typed, *letters('{"name":"[ADDRESS_1]"}'), Finish())
    assert text(deltas) == '{"name":"Rosenweg 3,\\n80331 München"}'


async def test_withdrawn_answer_leaves_nothing_of_a_placeholder_behind() -> None:
    deltas = await answer(ASKED, TextDelta("I [EMAIL"), Withdraw(), TextDelta("_1] so"), Finish())
    assert deltas == [TextDelta("I "), Withdraw(), TextDelta("_1] so"), Finish()]


async def test_what_waits_comes_before_the_call_and_the_end_and_usage_passes() -> None:
    usage = Usage("openai", "x")
    deltas = await answer(
        ASKED, TextDelta("so ["), usage, ToolCall("1", "f", "{}"), Finish("tools")
    )
    assert [type(delta).__name__ for delta in deltas] == [
        "TextDelta", "Usage", "TextDelta", "ToolCall", "Finish",
    ]  # fmt: skip
    assert text(deltas) == "so ["


async def test_masking_that_is_switched_off_gives_the_model_all() -> None:
    told = Told()
    model = masked(told, lambda _: 1_000, Direct())
    for options in ({"masking": False}, {"masking": True}, {}, {"masking": "strict"}):
        await heard(model.stream(request(messages=ASKED.messages, options=options)))
    given = [one.messages[0].text for one in told.requests]
    assert given[0] == SAID
    assert len(set(given[1:])) == 1
    assert "jane" not in given[1]


async def test_long_request_is_looked_through_once_for_each_of_its_texts() -> None:
    looked: list[int] = []

    class Counted(Direct):
        async def call(self, caller, function, *given, slow=False):  # type: ignore[no-untyped-def]
            looked.append(len(given[0]))
            return function(*given)

    told = Told()
    model = masked(told, lambda _: 1_000_000, Counted())
    lines = tuple(Line("user", f"{n} {SAID} " + "word " * LONG) for n in range(5))
    await heard(model.stream(request(messages=lines)))
    await heard(model.stream(request(messages=(*lines, Line("user", f"and {SAID}")))))
    assert sum(looked) == 6
    assert not any("jane" in line.text for one in told.requests for line in one.messages)
    assert told.requests[1].messages[:5] == told.requests[0].messages
