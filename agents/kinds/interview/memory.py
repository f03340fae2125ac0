"""What an interview remembers: its plan, its clock, and everything asked and answered."""

from typing import Literal, TypeAlias

import msgspec

from agents.bank.types import AskedBefore, Field, Level, Posted
from agents.coaching.types import Round
from agents.kind import PastInterview, PracticeExercise
from agents.kinds.interview.asked_question import AskedQuestion
from agents.kinds.interview.clock import Clock
from agents.kinds.interview.judging import Rated
from agents.kinds.interview.practice import Planned
from agents.kinds.interview.scales import Competency
from agents.resume.spans import Span
from agents.telling.types import Seen, Sort

MAX_FOLLOW_UPS = 2
MOST_TRIES = 4
"""How often one question may be answered: who has told it four times goes on."""
MOST_REPLIES = 3
"""So many messages to a question may be no answer before the next one comes."""

Mode: TypeAlias = Literal["gentle", "practice", "exam"]
"""Without clock and marks; with both; with both and without a word between the questions."""


class Attempt(msgspec.Struct):
    """One try at a question: what was said, what was asked on it, and what came of it.

    `replies` is what was said to messages that were no answers, `told` what was said on those that
    were, `judged` how many of the parts a
    model has judged. `keep`, `change` and `retold` are "" where
    there is nothing to say.
    """

    parts: list[str] = []
    probed: list[str] = []
    replies: list[str] = []
    told: list[str] = []
    seen: Seen | None = None
    rated: tuple[Rated, ...] = ()
    judged: int = 0
    keep: str = ""
    change: str = ""
    retold: str = ""

    @property
    def worth(self) -> float:
        """By which of two tries the better one is told: the mean of the ratings, else of the
        bands."""
        rated = [one.rating for one in self.rated if one.rating is not None]
        if rated:
            return sum(rated) / len(rated)
        bands = [one.band for one in self.seen.observations if one.band] if self.seen else []
        return sum(map(VALUES.index, bands)) / len(bands) if bands else -1.0


VALUES = ("notYet", "partly", "there")
"""The bands, from the least on."""


class Asked(msgspec.Struct):
    """One question, every try at it, and what was no answer.

    `competencies` were fixed when it was asked. `share_ms` is its part of the time, `from_ms` the
    used time at which it began. `prepared` is the follow-up that came with the question, `stage`
    how far a design is. `aside` are the sorts of messages to it that were no answers.
    """

    number: int
    difficulty: Level
    question: AskedQuestion = msgspec.field(name="draft")
    competencies: tuple[Competency, ...] = ()
    from_ms: int = 0
    share_ms: int = 0
    prepared: str = ""
    tries: list[Attempt] = msgspec.field(default_factory=lambda: [Attempt()])
    hints: int = 0
    skipped: bool = False
    stage: int = 0
    aside: list[Sort] = []
    opening: str = ""
    """What is said with the question the first time it stands: its first stage."""

    @property
    def now(self) -> Attempt:
        """The try that goes on."""
        return self.tries[-1]

    @property
    def text(self) -> str:
        """What stands to be answered now: the question or its last follow-up."""
        if self.now.probed:
            return self.now.probed[-1]
        return f"{self.question.text}\n\n{self.opening}".strip()

    @property
    def answered(self) -> list[Attempt]:
        """The tries in which something was answered."""
        return [one for one in self.tries if one.parts]

    @property
    def first(self) -> Attempt | None:
        """What counts for the trend."""
        return next(iter(self.answered), None)

    @property
    def best(self) -> Attempt | None:
        """What counts for what one can do: the better try, of equals the later."""
        return max(reversed(self.answered), key=lambda one: one.worth, default=None)

    def round(self, attempt: Attempt | None, language: str) -> Round:
        """It as those see it who say something on it."""
        told = attempt or Attempt()
        return Round(
            number=self.number,
            subject=self.question.subject,
            said=tuple(told.parts),
            seen=told.seen,
            probed=tuple(told.probed),
            skipped=self.skipped,
            level=self.difficulty,
            language=(told.seen and told.seen.language) or language,
        )

    def has_time(self, used_ms: int) -> bool:
        """Whether its share of the time is left, for a follow-up."""
        return used_ms - self.from_ms < self.share_ms


class Earlier(msgspec.Struct, frozen=True):
    """What is used of a person's practice before this interview.

    `first` says that there was none. `asked` is oldest first.
    """

    first: bool = True
    asked: tuple[AskedBefore, ...] = ()
    exercise: PracticeExercise | None = None
    interviews: tuple[PastInterview, ...] = ()


class Memory(msgspec.Struct):
    """All of an interview between two commands.

    `planned` are the questions that are to be practised, where it is those. `redo` is the place in
    `asked` of the question that is answered again, None where it is the last one that stands.
    `posed_ms` is the used time at which it came to stand. `rests` says that the clock stands till
    the next answer, as one was asked whether to stop: what sort of message that was said to.
    """

    total: int = 0
    difficulty: Level = "medium"
    mode: Mode = "practice"
    spans: list[Span] = []
    gaps: list[tuple[str, str]] = []
    posted: Posted | None = None
    field: Field | None = None
    earlier: Earlier = Earlier()
    clock: Clock = msgspec.field(default_factory=Clock)
    asked: list[Asked] = []
    redo: int | None = None
    posed_ms: int = 0
    rests: Sort | None = None
    paused_in: str = "question"
    planned: list[Planned] = []
    by_model: bool = False
    """Whether a model has answered last."""
    unjudged: list[int] = []
    """Numbers of questions whose answers no model could judge, where one judged others."""
    other_language: bool = False
    """Whether it was said that an answer is in a language that rules do not read."""

    @property
    def standing(self) -> Asked:
        """The question that stands."""
        return self.asked[-1 if self.redo is None else self.redo]

    @property
    def times(self) -> bool:
        """Whether there is a clock."""
        return self.mode != "gentle"

    def last_answered(self) -> int | None:
        """The place of the question that was answered last; None where none was."""
        if self.redo is not None and self.asked[self.redo].answered:
            return self.redo
        places = range(len(self.asked) - 1, -1, -1)
        return next((at for at in places if self.asked[at].answered), None)
