"""What the chat's tasks are told besides the conversation."""

from typing import Literal

import msgspec

Fits = Literal["sure", "wide", "near", "outside", "nothing"]
"""How a message lies to the handbook: an entry is on it, it names a field and nothing of it, some
entries come near, it is on something that the handbook has nothing on, or nothing can be told."""


class Page(msgspec.Struct, frozen=True):
    """An entry of the handbook as it is lent to whoever answers. `say` are sentences to say, each
    behind where it is said."""

    id: str
    title: str
    steps: tuple[str, ...] = ()
    say: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    whom: str = ""
    notes: tuple[str, ...] = ()


class Handbook(msgspec.Struct, frozen=True):
    """What the handbook has on a message: the page that is sure to fit, or those that come near,
    the best first.

    `strained`: somebody says that they can't cope, below danger.
    """

    fits: Fits = "nothing"
    pages: tuple[Page, ...] = ()
    strained: bool = False


class Subject(msgspec.Struct, frozen=True, rename="camel"):
    """What the chat is about, if that was said, the language to speak, and who answers in it."""

    topic: str | None
    language: str | None
    answered_by: str = ""
    handbook: Handbook = Handbook()


class Asked(msgspec.Struct, frozen=True):
    """The same with what the handbook has on the last message."""

    topic: str | None
    language: str | None
    handbook: Handbook = Handbook()
