"""What a session remembers of its letters."""

import msgspec

from agents.delivery.memory import DeliveryMemory
from agents.delivery.versions import Versions
from agents.kinds.letter.drafts import Wanted


class Memory(DeliveryMemory, kw_only=True):
    """The versions, and by its id what each was to be."""

    versions: Versions = Versions()
    wanted: dict[str, Wanted] = msgspec.field(default_factory=dict)
