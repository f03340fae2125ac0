"""An interview that does nothing but have one answer judged."""

from collections.abc import Sequence
from typing import Any

from agents.kind import Turn
from agents.kinds.interview.judging import Rated, judged
from agents.kinds.interview.kind import Interview
from agents.kinds.interview.scales import chosen

QUESTION = "Tell me about a time when something had to be put right quickly."
SAID = (
    "In May our label printer put last year’s date on forty pallets. I stopped them at the gate, "
    "rang dispatch that they'd be late, and relabelled with two pickers."
)
COMPETENCIES = chosen("behavioral", QUESTION)
GIVEN = {"type": "behavioral", "difficulty": "easy", "durationMinutes": 10}


class Judges(Interview):
    """Judges what was said as it begins."""

    def __init__(self, answers: Sequence[str] = (SAID,)) -> None:
        super().__init__()
        self.answers = answers
        self.found: tuple[Rated, ...] = ()

    async def begin(self, turn: Turn[Any, Any]) -> str:
        """Have it judged."""
        self.found = await judged(
            turn, QUESTION, (), self.answers, COMPETENCIES, language=None, level="easy"
        )
        return "question"
