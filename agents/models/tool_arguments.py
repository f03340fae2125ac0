"""A tool call's arguments, for providers that want them as an object and not as text."""

from typing import Any

import msgspec

from agents.models.request import ToolCall


def arguments(call: ToolCall) -> dict[str, Any]:
    """The arguments. Where the model wrote no JSON object, its text under `arguments`."""
    try:
        value = msgspec.json.decode(call.arguments)
    except msgspec.DecodeError:
        value = None
    return value if isinstance(value, dict) else {"arguments": call.arguments}
