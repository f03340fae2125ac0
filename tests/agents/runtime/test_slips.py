"""What small models put into an answer that no reader should see is sent back, then dropped."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.kinds.chat.kind import Chat
from agents.models.request import Line, Request, TextDelta, Usage
from agents.runtime.slips import dropped, wrong
from agents.testing import Conversation, ScriptedModel
from agents.testing.scripted_model import Deltas

FINE = "Put the falls first: they went from 11 to 4."
TOLD = (
    "You are a career coach. Answer the person's last message: concrete, honest and brief. "
    "Give steps that they can take, and say what you are not sure of."
)
ECHO = "Give steps that they can take, and say what you are not sure of."
LOOP = "- Show how you led the shift.\n"

SLIPS = {
    "repeats what it was told to do": (f"{ECHO} {FINE}", FINE),
    "goes on with the other speaker": (f"{FINE}\nUser: And then?\nAssistant: Then rest.", FINE),
    "names itself first": (f"Assistant: {FINE}", FINE),
    "leaves the marks of its template": (f"{FINE}<|im_end|>", FINE),
    "wraps it in a fence": (f"```markdown\n{FINE}\n```", FINE),
    "wraps it in an object": (f'{{"reply": "{FINE}"}}', FINE),
    "says one thing over and over": (f"{FINE}\n{LOOP * 6}", f"{FINE}\n{LOOP.strip()}"),
}


def asked(instructions: str = TOLD, said: tuple[str, ...] = (), **inputs: Any) -> Request:
    """A request for a text."""
    return Request(
        kind="k",
        role="generator",
        task="t",
        tier="standard",
        instructions=instructions,
        inputs=inputs,
        messages=tuple(Line("user", text) for text in said),
    )


@pytest.mark.parametrize(("answer", "left"), SLIPS.values(), ids=SLIPS)
def test_slip_is_named_and_left_out(answer: str, left: str) -> None:
    assert wrong(answer, asked())
    assert dropped(answer, asked()) == left
    assert wrong(left, asked()) == []


@pytest.mark.parametrize(
    "text",
    [
        FINE,
        "- Name the ward.\n- Name the beds.\n- Name the shift.",
        "Not answered.\nNot answered.\nNot answered.",
        "The user: somebody who reads it. Human resources: they read it first.",
        'Say "I led the night shift on the ward" once, "I led the night shift on the ward" never.',
        "",
    ],
)
def test_plain_answer_is_left_as_it_is(text: str) -> None:
    assert wrong(text, asked()) == []
    assert dropped(text, asked()) == text


def test_words_that_were_given_may_be_said_again() -> None:
    assert wrong(ECHO, asked(resume=f"My rule: {ECHO}")) == []
    assert wrong(ECHO, asked(said=(ECHO,))) == []


@pytest.mark.parametrize(
    ("language", "text", "is_wrong"),
    [
        ("ko", "Your strongest point is the ward with its many beds.", True),
        ("ko-KR", "가장 큰 강점은 32병상 병동 경험이고, Excel과 SAP를 쓴 것도 좋습니다.", False),
        ("ko", "Excel, SAP, Power BI", False),
        (
            "en",
            "가장 큰 강점은 많은 병상이 있는 병동에서 오래 일한 경험이고, 그것을 맨 위에 쓰세요.",
            True,
        ),
        ("de", "Die größte Stärke ist die Station mit ihren vielen Betten.", False),
        (
            "en",
            "You wrote “가장 큰 강점은 많은 병상이 있는 병동에서 오래 일한 경험이고 그렇다”.",
            False,
        ),
        (
            None,
            "가장 큰 강점은 많은 병상이 있는 병동에서 오래 일한 경험이고, 그것을 맨 위에 쓰세요.",
            False,
        ),
    ],
)
def test_text_in_another_script_than_was_asked_for_is_sent_back(
    language: str | None, text: str, is_wrong: bool
) -> None:
    request = asked(language=language)
    assert bool(wrong(text, request)) is is_wrong
    assert dropped(text, request) == text, "in another language it says more than nothing would"


ENGLISH = "Thank you for sharing your experience. You are an excellent team leader."
KOREAN = "경험을 나누어 주셔서 감사합니다. 병동에서 하신 일을 맨 위에 쓰시면 가장 좋겠습니다."


@pytest.mark.parametrize(
    ("language", "message", "text", "is_wrong"),
    [
        ("ko", "제 강점을 두 문장으로 말해 주세요.", ENGLISH, True),
        (None, "제 강점을 두 문장으로 말해 주세요.", ENGLISH, True),
        ("ko", "제 강점을 두 문장으로 말해 주세요.", KOREAN, False),
        ("ko", "What is my strongest point?", ENGLISH, False),
        ("en", "제 강점을 두 문장으로 말해 주세요.", KOREAN, False),
        ("ko", "제 강점을 영어로 써 주세요.", ENGLISH, False),
        ("en", "Write it in Korean.", KOREAN, False),
        (None, "What is my strongest point?", KOREAN, True),
        ("ko", "?", ENGLISH, False),
    ],
)
def test_conversation_is_held_in_the_language_of_one_of_the_two(
    language: str | None, message: str, text: str, is_wrong: bool
) -> None:
    assert bool(wrong(text, asked(said=(message,), language=language))) is is_wrong


def test_fence_may_be_asked_for_in_a_conversation() -> None:
    assert wrong(f"```\n{FINE}\n```", asked(said=("Give me a block to copy.",))) == []


async def said(*answers: str) -> tuple[str, ScriptedModel]:
    """What the chat says in the end, and the model that it has asked."""
    talk = Conversation(Chat())
    await talk.start()
    counted = [Deltas(TextDelta(answer), Usage("p", "m")) for answer in answers]
    talk.model = model = ScriptedModel({"generator:reply": counted})
    await talk.say("What do I put first?")
    return talk.texts[-1], model


async def test_answer_with_a_slip_is_asked_for_again() -> None:
    text, model = await said(f"{FINE}\nUser: Thanks!", FINE)
    assert text == FINE
    assert model.requests[-1].issues


async def test_slip_that_comes_again_is_not_shown() -> None:
    text, model = await said(*[f"{FINE}\nUser: Thanks!"] * 2)
    assert text == FINE
    assert len(model.requests) == 2


async def test_rules_may_say_in_english_that_they_speak_no_other_language() -> None:
    talk = Conversation(Chat(), options={"language": "pt-BR"})
    await talk.start()
    assert len(talk.model.requests) == 1
    assert "English and Korean only" in talk.texts[-1]


@given(st.lists(st.sampled_from([*(one for one, _ in SLIPS.values()), FINE]), max_size=4))
def test_what_is_dropped_once_is_dropped_for_good(parts: list[str]) -> None:
    text = "\n".join(parts)
    left = dropped(text, asked())
    assert dropped(left, asked()) == left
