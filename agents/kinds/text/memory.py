"""What a session remembers of what was done with its text."""

import msgspec

from agents.delivery.memory import DeliveryMemory
from agents.kinds.text.inputs import Operation


class Memory(DeliveryMemory, kw_only=True):
    """What was done, and what models have noted of a long text.

    `last` is what was done last whose length can be changed, `words` and `counts` are how long it
    may be. `asked` is the question that was answered last. `notes` are passages, by operation; of a
    question they are not kept. `written` says of each field whether a model wrote it, `reasons` why
    it is null or short.
    """

    last: Operation | None = None
    words: int = 0
    counts: dict[str, int] = msgspec.field(default_factory=dict)
    asked: str = ""
    notes: dict[str, list[str]] = msgspec.field(default_factory=dict)
    written: dict[str, bool] = msgspec.field(default_factory=dict)
    reasons: dict[str, str] = msgspec.field(default_factory=dict)
