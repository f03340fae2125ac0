"""A model's JSON, typed and mended."""

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
