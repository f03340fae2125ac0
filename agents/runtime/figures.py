"""What no answer of a model may name: figures for pay that nobody gave, and chances to be hired."""

from collections.abc import Callable
from typing import Any

import msgspec

from agents.evidence.promises import Promise, bare, promises, texts_in, without
from agents.models.request import Request


def wrong(value: Any, request: Request) -> list[str]:
    """What is wrong with an answer to the request in this, in words that the model can act on."""
    texts = list(texts_in(msgspec.to_builtins(value)))
    if not any(promises(text) for text in texts):
        return []
    known = _known(request)
    found = (one for text in texts for one in promises(text, known) if _counts(one, request))
    return list(dict.fromkeys(one.issue for one in found))


def dropped(value: Any, request: Request) -> Any:
    """The answer without such figures: without their sentences, where it is still of its type then,
    else with a gap in their place.
    """
    if not wrong(value, request):
        return value
    known = _known(request)
    if isinstance(value, str):
        return without(value, known)
    built = msgspec.to_builtins(value)
    try:
        return msgspec.convert(_mapped(built, without, known), request.output or type(value))
    except msgspec.ValidationError:
        return msgspec.convert(_mapped(built, bare, known), request.output or type(value))


def _counts(promise: Promise, request: Request) -> bool:
    """Whether it is known that nobody gave it: what stands on a picture is not, nor what tools say.

    A chance to be hired is nobody's to give.
    """
    return promise.kind == "chance" or not (request.images or request.tools)


def _known(request: Request) -> str:
    """All that the person, and who else speaks in the material, has said."""
    lines = (line.text for line in request.messages if line.role == "user" or line.label)
    return "\n".join([msgspec.json.encode(request.inputs).decode(), *lines])


def _mapped(value: Any, change: Callable[[str, str], str], known: str) -> Any:
    """The value with every text of it changed."""
    if isinstance(value, str):
        return change(value, known)
    if isinstance(value, dict):
        return {name: _mapped(child, change, known) for name, child in value.items()}
    if isinstance(value, list):
        return [_mapped(child, change, known) for child in value]
    return value
