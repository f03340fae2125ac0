"""What a chat remembers besides what was said."""

import msgspec


class Memory(msgspec.Struct):
    """The handbook's entry that was spoken of last, by its id, and those that were offered."""

    entry: str = ""
    near: tuple[str, ...] = ()
