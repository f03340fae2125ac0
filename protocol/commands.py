"""What a client says to a session. Strict: no unknown fields, every size bounded.

A command is hostile until it is decoded here; what comes out can be encoded again, walked
without recursion limits, and read by every JSON library (RFC 7493).
"""

from typing import Annotated, Any, TypeAlias

from msgspec import Meta, Struct

from protocol.frames import Ping, Pong
from protocol.messages import MAX_SAFE_INTEGER

MAX_DEPTH = 32
"""How deeply an `input` or `options` document may be nested."""

# Python's `$` also matches before a last newline, which the lookahead refuses; in the
# dialect of JSON Schema (ECMA-262) it changes nothing.
_END = r"$(?!\n)"

Id: TypeAlias = Annotated[str, Meta(pattern=rf"^[A-Za-z0-9._:-]{{1,128}}{_END}", max_length=128)]
Name: TypeAlias = Annotated[
    str, Meta(pattern=rf"^[A-Za-z][A-Za-z0-9_-]{{0,63}}{_END}", max_length=64)
]
Text: TypeAlias = Annotated[str, Meta(min_length=1, max_length=100_000)]
Documents: TypeAlias = Annotated[list[Id], Meta(max_length=20)]
Object: TypeAlias = dict[str, Any]


class _Command(
    Struct,
    tag_field="type",
    tag=str.lower,
    rename="camel",
    omit_defaults=True,
    forbid_unknown_fields=True,
):
    """The base of every command: the id that makes it one command however often it is sent."""

    id: Id


class Start(_Command):
    """Makes the session: its kind, that kind's input, and options for models and language."""

    kind: Name
    input: Object
    options: Object | None = None

    def __post_init__(self) -> None:
        check_document(self.input)
        check_document(self.options)


class Message(_Command):
    """The user says something."""

    text: Text
    documents: Documents | None = None


class Action(_Command):
    """The user does one of the actions that the session's state offers."""

    name: Name
    input: Object | None = None

    def __post_init__(self) -> None:
        check_document(self.input)


class Cancel(_Command):
    """Ends the run that is going on, at once."""


class Retry(_Command):
    """Does the last run again."""


Command: TypeAlias = Start | Message | Action | Cancel | Retry
ClientFrame: TypeAlias = Command | Ping | Pong


def name_of(command: Command) -> str:
    """How a state machine's table names it: "start", "message", "action:hint", …"""
    if isinstance(command, Action):
        return f"action:{command.name}"
    return type(command).__name__.lower()


def check_document(document: Any) -> None:
    """Raises ValueError for nesting over MAX_DEPTH or an integer that JSON peers would round."""
    level = [document]
    for _ in range(MAX_DEPTH + 1):
        level = [child for value in level for child in _children(value)]
        if not level:
            return
    raise ValueError(f"Nested deeper than {MAX_DEPTH} levels")


def _children(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    if isinstance(value, list):
        return value
    if isinstance(value, int) and abs(value) > MAX_SAFE_INTEGER:
        raise ValueError("Integer out of the range that JSON keeps exactly")
    return []
