"""What a session remembers of its projects."""

from msgspec import Struct

from agents.delivery.memory import DeliveryMemory
from agents.kinds.projects.choosing import Choice
from agents.kinds.projects.drafts import Draft
from agents.kinds.projects.inputs import Level
from agents.kinds.projects.reading import Known


class Kept(Struct, frozen=True):
    """A project that is shown: its id, what it was made of, its words, and who wrote them. `hours`
    are its own, if they were named for it alone."""

    id: str
    choice: Choice
    draft: Draft
    by_model: bool = False
    hours: int | None = None


class Memory(DeliveryMemory, kw_only=True):
    """What is known, how high and how long projects are now, which there are, and the names of all
    patterns that were given, those that were replaced included."""

    known: Known = Known("", None, (), "en")
    level: Level = "mid"
    hours: int = 0
    without_computer: bool = False
    kept: tuple[Kept, ...] = ()
    used: tuple[str, ...] = ()
    given: int = 0
