"""What the chat's tasks are told besides the conversation."""

import msgspec


class Subject(msgspec.Struct, frozen=True):
    """What the chat is about, if that was said, and the language to speak."""

    topic: str | None
    language: str | None
