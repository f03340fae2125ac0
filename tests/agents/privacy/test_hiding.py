"""A request without personal data: all its texts, one value with one placeholder."""

import dataclasses
import datetime as dt
import enum
from typing import Any, NamedTuple

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.models.prompt.history import HEAD
from agents.models.request import Line, Request, Tool, ToolCall, ToolResult
from agents.privacy.find import found
from agents.privacy.hiding import RULE, Hidden, hidden, within
from agents.privacy.restoring import restored
from tests.agents.privacy.asking import request

MAIL, OTHER_MAIL = "jane.doe@site.example", "ann@other.example"
PHONE, SAME_PHONE = "+49 151 23456789", "0151 23456789"


def kept(asked: Request, *, strict: bool = False) -> Hidden:
    return hidden(asked, lambda text: found(*text, strict=strict))


class Colour(enum.StrEnum):
    RED = "red"


class Pair(NamedTuple):
    first: str
    second: int


@dataclasses.dataclass(frozen=True)
class Note:
    text: str
    at: dt.date


class Person(msgspec.Struct, frozen=True, rename="camel", tag=True):
    e_mail: str
    birth_date: str
    pages: list[str]
    colour: Colour = Colour.RED


VALUE: dict[str, Any] = {
    "text": f"Write to {MAIL}",
    "person": Person(MAIL, "1990-05-03", [f"call {PHONE}", "nothing"]),
    "pair": Pair(MAIL, 7),
    "note": Note(f"about {MAIL}", dt.date(2020, 1, 1)),
    "mapping": {MAIL: {"phone": "5550104477", "count": 5550104477}},
    "set": frozenset({MAIL}),
    "raw": msgspec.Raw(msgspec.json.encode({"said": MAIL})),
    "others": (1, 2.5, None, True, dt.date(1990, 5, 3), b"bytes", Colour.RED),
}


def test_every_text_of_inputs_is_hidden_and_types_stay() -> None:
    shown = kept(request(inputs=VALUE)).request.inputs
    written = msgspec.json.encode(shown).decode()
    assert "@" not in written
    assert "1990-05-03" not in written.replace('"others":[1,2.5,null,true,"1990-05-03"', "")
    assert '"count":5550104477' in written
    assert '"phone":"[PHONE_' in written
    assert type(shown["person"]) is Person
    assert shown["person"].colour is Colour.RED
    assert type(shown["pair"]) is Pair
    assert type(shown["note"]) is Note
    assert shown["others"] == VALUE["others"]


def test_messages_calls_results_and_reasons_are_hidden_and_instructions_stay() -> None:
    asked = request(
        instructions=f"Speak as {OTHER_MAIL} does.",
        messages=(
            Line("user", f"I am {MAIL}"),
            Line("assistant", "Well.", calls=(ToolCall("c", "find", f'{{"who":"{MAIL}"}}'),)),
            Line("user", "", results=(ToolResult("c", f"It is {MAIL}"),)),
        ),
        issues=(f"This quote is in no answer: '{MAIL}'",),
        tools=(Tool("find", "Finds.", Person),),
    )
    given_ = kept(asked)
    shown = given_.request
    assert shown.instructions == f"{asked.instructions}\n\n{RULE}"
    assert [line.text for line in shown.messages] == ["I am [EMAIL_1]", "Well.", ""]
    assert shown.messages[1].calls[0].arguments == '{"who":"[EMAIL_1]"}'
    assert shown.messages[2].results[0].text == "It is [EMAIL_1]"
    assert shown.issues == ("This quote is in no answer: '[EMAIL_1]'",)
    assert shown.tools == asked.tools
    assert given_.values == {"[EMAIL_1]": MAIL}


def test_request_without_personal_data_is_the_very_same() -> None:
    asked = request(inputs={"topic": "pay"}, messages=(Line("user", "Hello"),))
    assert kept(asked) == Hidden(asked, {})
    assert kept(asked).request is asked


def test_values_are_numbered_as_they_come_and_stay_so_while_a_conversation_goes_on() -> None:
    said = [
        f"I am {MAIL}",
        f"and {OTHER_MAIL} or {PHONE}",
        f"{SAME_PHONE} is {MAIL.upper()}",
        "So?",
    ]
    shown = [
        [
            line.text
            for line in kept(
                request(messages=tuple(Line("user", text) for text in said[:n]))
            ).request.messages
        ]
        for n in range(1, 5)
    ]
    assert shown[3] == [
        "I am [EMAIL_1]",
        "and [EMAIL_2] or [PHONE_1]",
        "[PHONE_1B] is [EMAIL_1B]",
        "So?",
    ]
    assert all(shown[3][: len(one)] == one for one in shown)


def test_value_that_one_place_tells_is_hidden_in_all_others() -> None:
    asked = request(messages=(Line("user", "5550104477 is it"), Line("user", "Tel: 5550104477")))
    assert [line.text for line in kept(asked).request.messages] == [
        "[PHONE_1] is it",
        "Tel: [PHONE_1]",
    ]


@pytest.mark.parametrize(
    "written", ["[EMAIL_1]", "[email 1]", "\\[EMAIL\\_1\\]", "EMAIL_1", "[TEXT_1]"]
)
def test_text_that_holds_such_a_thing_is_not_confused_with_one(written: str) -> None:
    text = f"The template says {written}; mine is {MAIL}."
    given_ = kept(request(messages=(Line("user", text),)))
    shown = given_.request.messages[0].text
    assert shown == "The template says [TEXT_1]; mine is [EMAIL_1]."
    assert restored(shown, given_.values) == text


@given(
    st.lists(
        st.sampled_from(
            [
                MAIL,
                OTHER_MAIL,
                PHONE,
                SAME_PHONE,
                "[EMAIL_1]",
                "PHONE_2",
                "\\",
                "[",
                "geb. 3.5.1990",
            ]
        )
        | st.text(max_size=8),
        max_size=10,
    ),
    st.booleans(),
)
def test_every_text_comes_back_as_it_was(parts: list[str], strict: bool) -> None:
    text = " ".join(parts)
    given_ = kept(request(messages=(Line("user", text),)), strict=strict)
    assert restored(given_.request.messages[0].text, given_.values) == text


def test_names_stay_unless_they_are_asked_to_be_hidden() -> None:
    text = f"Name: Jane Doe\n{MAIL}\nReferee: Dr. Ann Smith, Acme\nJane led five people at Acme.\n"
    asked = request(inputs={"resume": text}, messages=(Line("user", "Jane Doe wrote it."),))
    assert "Jane Doe" in kept(asked).request.inputs["resume"]
    shown = kept(asked, strict=True).request
    written = shown.inputs["resume"] + shown.messages[0].text
    assert not any(name in written for name in ("Jane", "Doe", "Ann Smith"))
    assert "led five people at Acme" in written


def test_old_message_of_which_a_model_reads_the_beginning_is_not_cut_in_a_value() -> None:
    for before in range(HEAD - 40, HEAD + 420, 7):
        text = "x" * 60 + " " + "word " * ((before - 61) // 5) + f"{MAIL}. " + "tail " * 500
        asked = request(messages=(Line("user", text), Line("user", "now " * 50)))
        shown = kept(within(asked, 10)).request.messages[0].text
        assert "@" not in shown
        assert "jane" not in shown
