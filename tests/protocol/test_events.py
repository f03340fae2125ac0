"""Our events are AG-UI's: the same types and fields, and its own models take every instance."""

from typing import Any

import msgspec
import pytest
from ag_ui._generated import models
from ag_ui.core import EventType
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter

from protocol.codec import decode_event, encode_event
from protocol.events import Event, TextMessageContentEvent
from protocol.messages import (
    ContentPart,
    Context,
    FunctionCall,
    Interrupt,
    Message,
    PartSource,
    PatchOperation,
    ResumeEntry,
    RunAgentInput,
    RunFinishedOutcome,
    SubagentFinishedOutcome,
    TokenUsage,
    Tool,
    ToolCall,
)
from tests.protocol.strategies import instances, members
from tests.soak import at_length

EVENTS = members(Event)
ALL = [
    kind
    for union in (
        Event,
        Message,
        ContentPart,
        PartSource,
        PatchOperation,
        RunFinishedOutcome,
        SubagentFinishedOutcome,
    )
    for kind in members(union)
] + [
    ToolCall,
    FunctionCall,
    TokenUsage,
    Interrupt,
    Tool,
    Context,
    ResumeEntry,
    RunAgentInput,
]
agui_event = TypeAdapter(models.Event)


def wire_fields(kind: type) -> set[str]:
    info = msgspec.inspect.type_info(kind)
    assert isinstance(info, msgspec.inspect.StructType)
    tag = {info.tag_field} if info.tag_field else set()
    return {field.encode_name for field in info.fields} | tag


def unknown_fields(value: Any) -> list[str]:
    """What AG-UI's models took in without knowing it."""
    if isinstance(value, BaseModel):
        inner = [getattr(value, name) for name in type(value).model_fields]
        return [*(value.model_extra or ()), *unknown_fields(inner)]
    if isinstance(value, list):
        return [name for item in value for name in unknown_fields(item)]
    return []


def test_union_holds_every_event_of_agui() -> None:
    tags = {kind.__struct_config__.tag for kind in EVENTS}
    assert tags == {type_.value for type_ in EventType}


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
def test_type_has_the_fields_of_its_namesake(kind: type) -> None:
    namesake = getattr(models, kind.__name__)
    assert wire_fields(kind) == {f.alias for f in namesake.model_fields.values()}


@pytest.mark.slow(seconds=0.1)
@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.__name__)
@settings(max_examples=at_length(15, 150), deadline=None)
@given(data=st.data())
def test_agui_reads_and_writes_back_what_we_write(kind: type, data: st.DataObject) -> None:
    event = data.draw(instances(kind))
    raw = encode_event(event)
    theirs = agui_event.validate_json(raw)
    assert unknown_fields(theirs) == []
    assert decode_event(theirs.model_dump_json(by_alias=True).encode()) == event
    assert decode_event(raw) == event


def test_absent_fields_are_left_out() -> None:
    raw = encode_event(TextMessageContentEvent("m1", "hi"))
    assert raw == b'{"type":"TEXT_MESSAGE_CONTENT","messageId":"m1","delta":"hi"}'


@settings(max_examples=at_length(50, 500), deadline=None)
@given(text=st.text())
def test_encoded_event_holds_no_line_break(text: str) -> None:
    raw = encode_event(TextMessageContentEvent("m1", text))
    assert b"\n" not in raw
    assert b"\r" not in raw
