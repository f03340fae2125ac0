"""What an interview remembers: its plan, its clock, and everything asked and answered."""

import msgspec

from agents.kinds.interview.asked_question import AskedQuestion
from agents.kinds.interview.clock import Clock
from agents.kinds.interview.practice import Planned
from agents.kinds.interview.review import Review
from agents.kinds.interview.scales import Competency
from agents.resume.spans import Span

MAX_FOLLOW_UPS = 2


class Asked(msgspec.Struct):
    """One question, the follow-ups to it, all that was said, and what came of that.

    `competencies` were fixed when it was asked. `share_ms` is its part of the time, `from_ms`
    the used time at which it began. `prepared` is the follow-up that came with the question.
    """

    number: int
    difficulty: str
    question: AskedQuestion = msgspec.field(name="draft")
    competencies: tuple[Competency, ...]
    from_ms: int = 0
    share_ms: int = 0
    prepared: str = ""
    parts: list[str] = []
    review: Review | None = None
    probed: list[str] = []
    hints: int = 0
    skipped: bool = False

    @property
    def text(self) -> str:
        """What stands to be answered now: the question or its last follow-up."""
        return self.probed[-1] if self.probed else self.question.text

    @property
    def spoken(self) -> list[str]:
        """All that was said aloud: the answers, the question and the follow-ups to it."""
        return [*self.parts, self.question.text, *self.probed]

    @property
    def told(self) -> list[str]:
        """What the question holds besides: hints, key points, and what a full answer is like."""
        points = (point.text for point in self.question.key_points)
        return [*self.question.hints, *points, self.question.outline]

    @property
    def coverage_known(self) -> bool:
        """Whether there are key points by which it can be told how much an answer covers."""
        return any(point.terms for point in self.question.key_points)

    @property
    def answered(self) -> bool:
        """Whether something was said that could be scored."""
        return self.review is not None and self.review.verdict == "answered"

    @property
    def counts(self) -> bool:
        """Whether it counts for the scores: it was answered in whatever way, or skipped."""
        judged = self.review is not None and self.review.verdict != "unsupported"
        return judged or self.skipped

    @property
    def mean(self) -> float | None:
        """The mean of its ratings, from 1 to 5."""
        rated = [s.rating for s in self.review.scores if s.rating] if self.review else []
        return sum(rated) / len(rated) if rated else None

    def hear(self, review: Review) -> None:
        """Take the review of all that was said so far.

        A reply to a follow-up that is no answer takes nothing from what was scored before it.
        """
        if self.review and self.answered and review.verdict != "answered":
            notes = f"{self.review.notes} {review.notes}".strip()
            review = msgspec.structs.replace(self.review, notes=notes, follow_up=None)
        self.review = review

    @property
    def follow_up(self) -> str | None:
        """What to ask on: what came with the question, once it was answered; then what is open."""
        if self.answered and self.prepared and self.prepared not in self.probed:
            return self.prepared
        return self.review.follow_up if self.review else None

    def wants_follow_up(self, used_ms: int) -> bool:
        """Whether to ask on: there is something to ask, and the question has time and turns left.

        What was not answered at all gets one second chance, not two.
        """
        if not self.follow_up:
            return False
        limit = MAX_FOLLOW_UPS if self.answered else 1
        return len(self.probed) < limit and used_ms - self.from_ms < self.share_ms


class Memory(msgspec.Struct):
    """All of an interview between two commands.

    `planned` are the questions that are to be practised, where it is those.
    """

    total: int = 0
    difficulty: str = "medium"
    spans: list[Span] = []
    clock: Clock = msgspec.field(default_factory=Clock)
    asked: list[Asked] = []
    paused_in: str = "question"
    planned: list[Planned] = []
    judged_by_model: bool = False
