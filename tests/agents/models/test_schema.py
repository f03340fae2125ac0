"""Schemas in the subsets that providers take."""

from typing import Annotated, Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.kinds.interview.asked_question import AskedQuestion, QuestionDraft
from agents.kinds.interview.feedback import Summary
from agents.kinds.interview.reaction import ReactionDraft
from agents.kinds.interview.results import InterviewResult
from agents.models.schema import (
    ANTHROPIC,
    GEMINI,
    OPENAI,
    Subset,
    adapted,
    is_closed,
    is_enforceable,
)
from agents.resume.spans import ResumeSpans
from agents.schemas import schema_of

SUBSETS = {"openai": OPENAI, "anthropic": ANTHROPIC, "gemini": GEMINI}
STRICT = {"openai": OPENAI, "anthropic": ANTHROPIC}


class Step(msgspec.Struct, tag="step"):
    name: str
    again: "Step | None" = None


class Stop(msgspec.Struct, tag="stop"):
    why: Literal["done", "lost", None] = None


class Plan(msgspec.Struct, rename="camel"):
    """What to do."""

    title: Annotated[str, msgspec.Meta(min_length=2, max_length=5, description="In a word.")]
    share: Annotated[float, msgspec.Meta(gt=0, le=1)]
    moves: Annotated[list[Step | Stop], msgspec.Meta(min_length=3, max_length=4)]
    place: tuple[int, str] = (0, "")
    first_step: Step | None = None
    note: str = "none"


class Loose(msgspec.Struct):
    counts: dict[str, int] = {}


class Open(msgspec.Struct):
    whatever: Any = None


def nodes(schema: Any) -> list[dict[str, Any]]:
    """Every schema within a schema."""
    inner = [*schema.get("properties", {}).values(), *schema.get("$defs", {}).values()]
    inner += [*schema.get("anyOf", ()), *schema.get("prefixItems", ())]
    inner += [schema["items"]] if schema.get("items") else []
    others = schema.get("additionalProperties")
    inner += [others] if isinstance(others, dict) else []
    return [schema, *(node for part in inner for node in nodes(part))]


def objects(schema: dict[str, Any]) -> list[dict[str, Any]]:
    return [node for node in nodes(schema) if node.get("type") == "object"]


@pytest.mark.parametrize("subset", SUBSETS.values(), ids=SUBSETS)
@pytest.mark.parametrize("kind", [Plan, Loose, Open, QuestionDraft, Summary, InterviewResult])
def test_only_keywords_that_the_provider_takes_are_left(kind: type, subset: Subset) -> None:
    structure = {"type", "enum", "description", "required", "properties", "$defs", "$ref"}
    known = structure | {"anyOf", "items", "prefixItems", "additionalProperties"}
    for node in nodes(adapted(schema_of(kind), subset)):
        assert set(node) <= known | subset.keywords
        assert "$ref" not in node or set(node) == {"$ref"}


@pytest.mark.parametrize("subset", STRICT.values(), ids=STRICT)
def test_objects_are_closed_where_they_must_be(subset: Subset) -> None:
    found = objects(adapted(schema_of(Plan), subset))
    assert len(found) == 3
    assert all(node["additionalProperties"] is False for node in found)


def test_openai_is_asked_for_every_property() -> None:
    for node in objects(adapted(schema_of(Plan), OPENAI)):
        assert node["required"] == list(node["properties"])


def test_others_may_leave_out_what_the_type_can_do_without() -> None:
    for subset in (ANTHROPIC, GEMINI):
        assert adapted(schema_of(Plan), subset)["required"] == ["title", "share", "moves"]


def test_what_is_not_enforced_is_told() -> None:
    properties = adapted(schema_of(Plan), ANTHROPIC)["properties"]
    assert properties["title"]["description"] == (
        "In a word. (at least 2 characters; at most 5 characters)"
    )
    assert properties["share"]["description"] == "(at most 1; more than 0)"
    assert properties["moves"]["description"] == "(at least 3 items; at most 4 items)"
    assert properties["note"]["description"] == "(if there is nothing to say: none)"


def test_what_is_enforced_is_not_told_again() -> None:
    share = adapted(schema_of(Plan), OPENAI)["properties"]["share"]
    assert share == {"type": "number", "exclusiveMinimum": 0, "maximum": 1}


def test_tuple_is_a_list_where_there_are_no_tuples() -> None:
    place = adapted(schema_of(Plan), OPENAI)["properties"]["place"]
    assert place["items"] == {"anyOf": [{"type": "integer"}, {"type": "string"}]}
    assert (place["minItems"], place["maxItems"]) == (2, 2)
    place = adapted(schema_of(Plan), GEMINI)["properties"]["place"]
    assert place["prefixItems"] == [{"type": "integer"}, {"type": "string"}]


def test_choice_says_the_type_of_its_values() -> None:
    stop = adapted(schema_of(Plan), OPENAI)["$defs"]["Stop"]
    assert stop["properties"]["why"]["type"] == ["null", "string"]
    assert stop["properties"]["type"] == {"enum": ["stop"], "type": "string"}


def test_described_reference_keeps_its_description() -> None:
    schema = {"$ref": "#/$defs/Step", "description": "The first."}
    assert adapted(schema, OPENAI) == {
        "anyOf": [{"$ref": "#/$defs/Step"}],
        "description": "The first.",
    }


@pytest.mark.parametrize(
    ("kind", "closed"),
    [(Plan, True), (AskedQuestion, True), (InterviewResult, False), (Loose, False), (Open, False)],
)
def test_closed_is_what_has_only_stated_properties_and_types(kind: type, closed: bool) -> None:
    assert is_closed(schema_of(kind)) is closed


def fields(count: int, kind: Any) -> Any:
    """A type with so many fields that may be absent."""
    return msgspec.defstruct("Wide", [(f"f{n}", kind, None) for n in range(count)])


@pytest.mark.parametrize(
    ("count", "kind", "subset", "enforceable"),
    [
        (24, str, ANTHROPIC, True),
        (25, str, ANTHROPIC, False),
        (25, str, OPENAI, True),
        (16, str | None, ANTHROPIC, True),
        (17, str | None, ANTHROPIC, False),
        (17, str | None, OPENAI, True),
        (10, Literal[tuple(f"c{n}" for n in range(100))], OPENAI, True),
        (11, Literal[tuple(f"c{n}" for n in range(100))], OPENAI, False),
        (5_000, str, OPENAI, True),
        (5_001, str, OPENAI, False),
        (60, Literal["x" * 2_100], OPENAI, False),
    ],
)
def test_schema_that_is_larger_than_the_provider_takes_is_not_enforced(
    count: int, kind: Any, subset: Subset, enforceable: bool
) -> None:
    assert is_enforceable(schema_of(fields(count, kind)), subset) is enforceable


@pytest.mark.parametrize("kind", [QuestionDraft, ReactionDraft, Summary, ResumeSpans])
def test_answers_of_an_interview_can_be_enforced(kind: type) -> None:
    assert all(is_enforceable(schema_of(kind), subset) for subset in SUBSETS.values())


def test_given_schema_stays_as_it_is() -> None:
    schema = schema_of(Plan)
    before = msgspec.json.encode(schema)
    for subset in SUBSETS.values():
        adapted(schema, subset)
    assert msgspec.json.encode(schema) == before


STEPS = st.recursive(
    st.builds(Step, st.text()), lambda inner: st.builds(Step, st.text(), st.none() | inner)
)
PLANS = st.builds(
    Plan,
    title=st.text(min_size=2, max_size=5),
    share=st.floats(0, 1, exclude_min=True),
    moves=st.lists(
        STEPS | st.builds(Stop, st.sampled_from(["done", None])), min_size=3, max_size=4
    ),
    place=st.tuples(st.integers(), st.text()),
    first_step=st.none() | STEPS,
    note=st.text(),
)


@given(PLANS)
def test_answer_with_every_property_fits_the_adapted_schema_and_the_type(plan: Plan) -> None:
    answer = msgspec.json.decode(msgspec.json.encode(plan))
    schema = adapted(schema_of(Plan), OPENAI)
    assert fits(answer, schema, schema["$defs"])
    assert msgspec.convert(answer, Plan) == plan


def fits(value: Any, schema: dict[str, Any], definitions: dict[str, Any]) -> bool:
    """As much of JSON Schema as OpenAI enforces; an absent property is a fault."""
    if "$ref" in schema:
        return fits(value, definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "anyOf" in schema:
        return any(fits(value, option, definitions) for option in schema["anyOf"])
    if "enum" in schema:
        return value in schema["enum"]
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        return set(value) == set(schema["required"]) and all(
            fits(value[name], properties[name], definitions) for name in value
        )
    if isinstance(value, list):
        return all(fits(item, schema["items"], definitions) for item in value)
    types = {str: "string", int: "integer", float: "number", type(None): "null"}
    return bool(schema["type"] in (types[type(value)], "number"))
