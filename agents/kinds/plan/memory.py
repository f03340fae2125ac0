"""What a session remembers of its plan."""

from msgspec import field

from agents.delivery.memory import DeliveryMemory
from agents.kinds.plan.drafts import Worded
from agents.kinds.plan.making import Frozen


class Memory(DeliveryMemory, kw_only=True):
    """What the plan is made of, in which words, and what of it is done.

    `hours` are those of a week as they are now, `until` the day at which it has to be over.
    """

    frozen: Frozen = Frozen()
    worded: list[Worded] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    hours: int = 10
    until: str | None = None
    by_model: bool = False
