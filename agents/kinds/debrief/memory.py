"""What a debrief remembers: every text that was told, and what was read in them."""

import msgspec

from agents.delivery.memory import DeliveryMemory
from agents.kinds.debrief.reading import Went


class Heard(msgspec.Struct, frozen=True):
    """A question that is known: `piece` is the number of the text that it was told in."""

    id: str
    text: str
    quote: str
    piece: int
    put: str = ""
    went: Went | None = None
    went_quote: str = ""
    answer: str = ""


class Passage(msgspec.Struct, frozen=True):
    """Something that stands in one of the texts."""

    quote: str
    piece: int


class Memory(DeliveryMemory, kw_only=True):
    """`date` (ISO 8601) is that of the interview; `danger` says that somebody may harm themselves
    and that nothing else counts now; `noted` is what was written into `application`. `role` and
    `posting` are what the job is called, and all that its posting says."""

    pieces: list[str] = msgspec.field(default_factory=list)
    questions: list[Heard] = msgspec.field(default_factory=list)
    count: int = 0
    said: list[Passage] = msgspec.field(default_factory=list)
    learned: list[Passage] = msgspec.field(default_factory=list)
    date: str | None = None
    danger: bool = False
    application: str | None = None
    noted: str = ""
    noted_next: str = ""
    role: str = ""
    posting: str = ""
    by_model: bool = False
