"""The rule by which tokens are estimated."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from agents.models.prompt import tokens
from agents.models.prompt.build import build
from agents.models.provider import Prompt
from agents.models.request import Image, Line, Request, Tool, ToolCall, ToolResult


class Search(msgspec.Struct):
    query: str


def prompt(**more: object) -> Prompt:
    return msgspec.structs.replace(
        Prompt(
            model="m",
            tier="lite",
            system="",
            turns=(Line("user", "Hello there"),),
            max_output_tokens=100,
        ),
        **more,
    )


def test_four_ascii_characters_make_a_token_and_each_other_character_is_one():
    assert tokens.estimate("") == 0
    assert tokens.estimate("abcd") == 1
    assert tokens.estimate("abcde") == 2
    assert tokens.estimate("面接の準備") == 5
    assert tokens.estimate("abcd面接") == 3


@given(st.text(), st.text())
def test_longer_text_is_never_taken_for_fewer_tokens(one: str, two: str):
    assert tokens.estimate(one + two) >= max(tokens.estimate(one), tokens.estimate(two))
    assert tokens.estimate(one + two) <= tokens.estimate(one) + tokens.estimate(two)


def test_everything_that_is_sent_counts():
    plain = tokens.of(prompt())
    picture = Image("image/png", b"x" * 100_000)
    line = Line("user", "Hello there", (picture,), (ToolCall("1", "f", "{}"),))
    assert tokens.of(prompt(turns=(line,))) == plain + tokens.IMAGE + 2
    answered = Line("user", "Hello there", results=(ToolResult("1", "x" * 400),))
    assert tokens.of(prompt(turns=(answered,))) == plain + 100
    assert tokens.of(prompt(system="x" * 40, prefill="x" * 40)) == plain + 20
    assert tokens.of(prompt(schema={"type": "object"})) > plain
    assert tokens.of(prompt(tools=(Tool("find", "Looks it up", Search),))) > plain + 10


def test_estimated_usage_says_so_and_counts_both_ways():
    asked = build(
        Request(kind="k", role="r", task="t", tier="lite", instructions="x" * 400),
        "m",
        10_000,
    )
    usage = tokens.usage(asked, "y" * 80, "openai", "m")
    assert usage.estimated
    assert (usage.provider, usage.model) == ("openai", "m")
    assert usage.input_tokens == tokens.of(asked) > 100
    assert usage.output_tokens == 20
    assert usage.cached_input_tokens is None


@given(st.text(), st.text())
def test_least_is_no_more_than_half_of_what_is_estimated(system: str, said: str):
    asked = prompt(system=system, turns=(Line("user", said), Line("assistant", said)))
    assert tokens.least(asked) <= tokens.of(asked) / 2


def test_least_counts_what_tools_gave_back_and_no_schema_and_no_picture():
    result = Line(
        "user", "x" * 80, (Image("image/png", b""),), results=(ToolResult("1", "y" * 800),)
    )
    bare = tokens.least(prompt(turns=()))
    assert tokens.least(prompt(turns=(result,), schema={"a": "b" * 999})) - bare == 110
