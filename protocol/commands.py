"""What a client says to a session. Strict: no unknown fields, every size bounded.

A command is hostile until it is decoded here; what comes out can be encoded again, walked
without recursion limits, and read by every JSON library (RFC 7493).
"""

from typing import Annotated, Any, TypeAlias

from msgspec import Meta, Struct
from msgspec.structs import replace

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


class FirstMessage(Struct, rename="camel", omit_defaults=True, forbid_unknown_fields=True):
    """The user's first words, which come with the `start`; `id` is that of their message."""

    id: Id
    text: Text
    documents: Documents | None = None


class Start(_Command):
    """Makes the session: its kind, that kind's input, options for models and language, and the
    user's first words as its `message`.
    """

    kind: Name
    input: Object
    options: Object | None = None
    message: FirstMessage | None = None

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
    """Does the last run again. A `text` takes the place of that of its message, which has this
    command's id from then on; a later `retry` does the run again with it.
    """

    text: Text | None = None


Command: TypeAlias = Start | Message | Action | Cancel | Retry
ClientFrame: TypeAlias = Command | Ping | Pong

EDIT = "retry:text"
"""How a `retry` with another text is named."""


def name_of(command: Command) -> str:
    """How a state machine's table names it: "start", "message", "action:hint", …"""
    if isinstance(command, Action):
        return f"action:{command.name}"
    if isinstance(command, Retry) and command.text is not None:
        return EDIT
    return type(command).__name__.lower()


def message_of(command: Command) -> Message | FirstMessage | None:
    """What the user says with the command, if anything."""
    if isinstance(command, Start):
        return command.message
    return command if isinstance(command, Message) else None


def edited(command: Command, message_id: str, text: str) -> Command | None:
    """The command with another text for its message, under another id; None where it has none.

    The id is another, since the old one names a message that clients know with the old text.
    """
    if isinstance(command, Message):
        return replace(command, id=message_id, text=text)
    if isinstance(command, Start) and command.message is not None:
        return replace(command, message=replace(command.message, id=message_id, text=text))
    return None


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
