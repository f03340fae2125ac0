"""What a session remembers of the questions that it has given."""

import msgspec

from agents.delivery.memory import DeliveryMemory
from agents.kinds.questions.material import Passage
from agents.kinds.questions.needs import Needs
from agents.kinds.questions.results import Difficulty, Type


class Found(msgspec.Struct, frozen=True):
    """What was found of the résumé and the job, once: see `making.Frame`."""

    passages: tuple[Passage, ...] = ()
    needs: Needs = Needs()
    fitting: tuple[Type, ...] = ()
    known: dict[str, str] = {}
    difficulty: Difficulty = "medium"
    role: str | None = None
    language: str | None = None
    assumed: tuple[str, ...] = ()


class Memory(DeliveryMemory, kw_only=True):
    """What was found, how hard questions are to be now, and how many were given, by whom."""

    found: Found = Found()
    difficulty: Difficulty = "medium"
    given: int = 0
    by_model: bool = False
    by_rules: bool = False
