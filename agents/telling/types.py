"""What is asked, what a message is, and what is seen in an answer. A quote is a verbatim part."""

from typing import Literal, TypeAlias

import msgspec

from agents.evidence.key_points import KeyPoint

Style: TypeAlias = Literal["story", "knowledge", "algorithm", "facts"]
"""What is asked for: an experience, what one knows, a way to solve something, or plain facts."""

Band: TypeAlias = Literal["notYet", "partly", "there"]

Scale: TypeAlias = Literal["case", "part", "judgement", "outcome", "learning", "answer", "points"]
"""A real case, one's own part in it, why it was done so, what came of it, what was learnt from it,
whether the question was answered, and the points that a full answer has."""

Part: TypeAlias = Literal["situation", "task", "action", "result", "lesson"]

Sort: TypeAlias = Literal[
    "answer",
    "dontKnow",
    "declined",
    "nothing",
    "saidBack",
    "pasted",
    "steering",
    "insult",
    "distress",
    "danger",
    "asksBack",
    "secret",
    "private",
    "otherLanguage",
]
"""What a message is. `secret` and `private` are answers, too: in part of what nobody should press
for, or that is nobody's affair."""


class KnownError(msgspec.Struct, frozen=True):
    """A known wrong turn: its name, words that show it, and the question that meets it."""

    text: str
    terms: tuple[str, ...]
    ask: str


class Subject(msgspec.Struct, frozen=True):
    """What an answer is to speak of."""

    text: str
    style: Style
    topic: tuple[str, ...] = ()
    points: tuple[KeyPoint, ...] = ()
    errors: tuple[KnownError, ...] = ()


class Heard(msgspec.Struct, frozen=True):
    """What a message is, the language it is in ("en", "ko", another tag, "" where that can't be
    told), and the passage that shows why; "" is none."""

    sort: Sort
    language: str = ""
    quote: str = ""


class Observation(msgspec.Struct, frozen=True):
    """What can be seen of one scale, and the passages that show it, the best first.

    The band is None where code can't tell.
    """

    scale: Scale
    band: Band | None = None
    quotes: tuple[str, ...] = ()


class Touched(msgspec.Struct, frozen=True):
    """A key point, or a known error, that an answer speaks of, and where."""

    text: str
    quote: str
    ask: str = ""


class Seen(msgspec.Struct, frozen=True):
    """What code sees in all that was answered to one question.

    `parts` are the parts of a story that are told, each with its passage. `shared` are deeds of a
    "we" without an own one beside them. `counted` are the passages with a number and what it
    counts. `plans` are said in the conditional: what one would do.
    """

    language: str
    words: int
    observations: tuple[Observation, ...] = ()
    parts: dict[Part, str] = {}
    deeds: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    """What is said of oneself in general: a trait, "always"."""
    touched: tuple[Touched, ...] = ()
    missed: tuple[str, ...] = ()
    errors: tuple[Touched, ...] = ()
    sensitive: bool = False
    """Whether it is of pain, grief or a conflict: where one does not ask for numbers."""

    def band(self, scale: Scale) -> Band | None:
        """What can be seen of a scale."""
        return next((one.band for one in self.observations if one.scale == scale), None)

    def quotes(self, scale: Scale) -> tuple[str, ...]:
        """The passages that show it."""
        return next((one.quotes for one in self.observations if one.scale == scale), ())
