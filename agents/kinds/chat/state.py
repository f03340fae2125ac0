"""What clients see of a chat besides what every session shows."""

import msgspec


class ShownEntry(msgspec.Struct, frozen=True):
    """An entry of the handbook. Its title, said as a message, is answered with it."""

    id: str
    title: str


class ChatState(msgspec.Struct, frozen=True):
    """The entry that the last answer is from, or null, and others that may be meant."""

    entry: ShownEntry | None = None
    near: list[ShownEntry] = []
