"""What a session remembers of a form: its texts as they stand, and as they stood before."""

from msgspec import Struct, field

from agents.delivery.memory import DeliveryMemory
from agents.kinds.answers.comparing import Pair
from agents.kinds.answers.material import Form

MOST_BEFORE = 10
"""Earlier texts of an item that can be brought back."""


class Suggested(Struct, frozen=True):
    """What a model has said of a text, and proposed for it: it holds for that text alone."""

    of: str
    comments: tuple[str, ...] = ()
    proposal: str | None = None
    added: tuple[tuple[int, int], ...] = ()


class Memory(DeliveryMemory, kw_only=True):
    """What the résumé and the job say, what was given for each item, the texts, those that stood
    before, and what a model has suggested."""

    form: Form = Form()
    material: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    before: dict[str, list[str]] = field(default_factory=dict)
    suggested: dict[str, Suggested] = field(default_factory=dict)
    drafted: list[str] = field(default_factory=list)
    """The items whose text a model has written."""
    same: list[Pair] = field(default_factory=list)
    """What a model has found to tell the same story, as the texts stand."""
    is_compared: bool = False
    """Whether a model has looked at all of them, as they stand, for that."""
    left_out: dict[str, int] = field(default_factory=dict)
    short: list[str] = field(default_factory=list)
    """The items whose text is short now."""
    warned: list[str] = field(default_factory=list)
    """The items that were called short before their text was changed: nobody is told twice."""
    unwritten: dict[str, str] = field(default_factory=dict)
    """Why items have no text in a draft: "text", "language" or "no_room"; "" where there is one."""
