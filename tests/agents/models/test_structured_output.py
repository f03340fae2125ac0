"""A model's JSON, typed and mended."""

from typing import Annotated, Any

import msgspec
import pytest

from agents.models.request import ToolCall
from agents.models.structured_output import arguments, decoded


class Card(msgspec.Struct, rename="camel"):
    name: str
    points: list[str]
    how_many: int = 3


@pytest.mark.parametrize(
    "answer",
    [
        '{"name": "a", "points": ["b"]}',
        '```json\n{"name": "a", "points": ["b"]}\n```',
        'Here it is: {"name": "a", "points": ["b"],}',
        "{'name': 'a', 'points': ['b']}",
        '{"name": "a", "points": ["b"], "howMany": null}',
    ],
)
def test_answer_of_the_right_content_is_taken_in_any_form(answer: str) -> None:
    assert decoded(answer, Card) == Card("a", ["b"])


@pytest.mark.parametrize(
    ("answer", "names"),
    [
        ("", "object"),
        ("I would rather not.", "object"),
        ('{"name": "a"}', "points"),
        ('{"name": null, "points": []}', "name"),
        ('{"name": "a", "points": "b"}', "points"),
        ('{"name": "a", "points": [], "howMany": "x"}', "howMany"),
    ],
)
def test_answer_of_the_wrong_content_is_refused_by_field(answer: str, names: str) -> None:
    with pytest.raises(msgspec.DecodeError, match=names):
        decoded(answer, Card)


class Line(msgspec.Struct, rename="camel"):
    full_text: Annotated[str, msgspec.Meta(min_length=2, max_length=5)]


class Page(msgspec.Struct, rename="camel"):
    key_lines: Annotated[tuple[Line, ...], msgspec.Meta(min_length=1, max_length=2)]
    rating: Annotated[int, msgspec.Meta(ge=1, le=5)] | None = None
    share: Annotated[float, msgspec.Meta(gt=0, lt=1)] = 0.5
    counts: Annotated[dict[str, int], msgspec.Meta(max_length=1)] = {}
    word: Annotated[str, msgspec.Meta(pattern="^[a-z]+$")] = "a"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"keyLines": []}, "keyLines: at least 1 items"),
        ({"keyLines": [{"fullText": "a line"}]}, "keyLines[0].fullText: at most 5 characters"),
        ({"keyLines": [{"fullText": "a"}]}, "keyLines[0].fullText: at least 2 characters"),
        ({"keyLines": [{"fullText": "line"}] * 3}, "keyLines: at most 2 items"),
        ({"rating": 6}, "rating: at most 5"),
        ({"rating": 0}, "rating: at least 1"),
        ({"share": 0}, "share: more than 0.0"),
        ({"share": 1.0}, "share: less than 1.0"),
        ({"counts": {"a": 1, "b": 2}}, "counts: at most 1 entries"),
        ({"word": "A"}, "Expected `str` matching regex '^[a-z]+$' - at `$.word`"),
    ],
)
@pytest.mark.parametrize("form", ["{}", "```json\n{}\n```"])
def test_value_beyond_a_limit_is_refused_by_place_and_limit(
    changes: dict[str, Any], told: str, form: str
) -> None:
    whole = {"keyLines": [{"fullText": "line"}]} | changes
    with pytest.raises(msgspec.DecodeError) as caught:
        decoded(form.replace("{}", msgspec.json.encode(whole).decode()), Page)
    assert str(caught.value) == told


@pytest.mark.parametrize(
    ("written", "given"),
    [
        ('{"name":"Ulm"}', {"name": "Ulm"}),
        ("[1]", {"arguments": "[1]"}),
        ("Ulm", {"arguments": "Ulm"}),
    ],
)
def test_arguments_of_a_call_are_an_object_whatever_the_model_wrote(
    written: str, given: dict[str, str]
) -> None:
    assert arguments(ToolCall("c1", "weather", written)) == given
