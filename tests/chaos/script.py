"""What every session must end up saying, computed from its input alone.

The kind speaks by this script, and the verdict compares with it.
"""

import random
from dataclasses import dataclass
from typing import Any

_WORDS = (
    "log", "cursor", "fence", "lease", "epoch", "tail", "Brücke", "naïve", "한국어", "日本", "🚀",
    '"quoted"', "back\\slash", "line\nfeed", "<b>", "data:", "id:7", "{}", "\u2028", "tab\there",
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One step's text: of which session, in which run, the how-manieth, how long."""

    seed: int
    label: str
    number: int
    words: int

    def tokens(self) -> list[str]:
        """The text as it is streamed. The first token tells every part from every other."""
        rng = random.Random(f"{self.seed}/{self.label}/{self.number}")
        rest = (f"{rng.choice(_WORDS)} " for _ in range(self.words - 1))
        return [f"[{self.label}#{self.number}] ", *rest]


NOTES, GUESSES = 100, 200
"""Numbers of a branch's texts begin there: of its note, which stays, and of its guess."""


@dataclass(frozen=True)
class Plan:
    """A session: its input, and the texts of the messages that it is sent after its start.

    Each run ends with so many `branches`, done side by side: each says a guess, which is withdrawn,
    and fills in a note.

    The runs of the messages in `redone` (0 is the start) are cancelled and then done again, so that
    all is said in the end as if nothing had happened.
    """

    seed: int
    steps: int
    words: int
    per_second: float
    labels: tuple[str, ...]
    redone: frozenset[int] = frozenset()
    branches: int = 0

    @property
    def input(self) -> dict[str, float]:
        """The input of its start; what it has none of, an older kind need not know."""
        branches = {"branches": self.branches} if self.branches else {}
        return {
            "seed": self.seed,
            "steps": self.steps,
            "words": self.words,
            "perSecond": self.per_second,
            **branches,
        }

    @property
    def commands(self) -> list[str]:
        """The ids of the start, the messages and the retries: of the runs that there must be."""
        names = list[str]()
        for number in range(1 + len(self.labels)):
            names += [f"c{number}", f"r{number}"] if number in self.redone else [f"c{number}"]
        return names

    def messages(self) -> list[tuple[str, str]]:
        """Role and text of every message at the end."""
        said: list[tuple[str, str]] = []
        for label in ("start", *self.labels):
            said += [("user", label)] if label != "start" else []
            parts = (Part(self.seed, label, number, self.words) for number in range(self.steps))
            said += [("assistant", "".join(part.tokens())) for part in parts]
        return said

    def result(self) -> dict[str, Any]:
        """The result at the end."""
        labels = ["start", *self.labels]
        places = [(label, branch) for label in labels for branch in range(self.branches)]
        notes = {
            place(label, branch): {"text": self._note(label, branch)} for label, branch in places
        }
        return {"labels": labels} | ({"notes": notes} if notes else {})

    def _note(self, label: str, branch: int) -> str:
        return "".join(Part(self.seed, label, NOTES + branch, short(self.words)).tokens())


def place(label: str, branch: int) -> str:
    """Under what name a branch's note stands in the result."""
    return f"{label}/{branch}"


def short(words: int) -> int:
    """How many words a branch's texts have, where parts have so many."""
    return max(2, words // 4)
