"""What the interview's tasks are told."""

import msgspec

from agents.bank.types import Wish
from agents.coaching.types import Round
from agents.kinds.interview.asked_question import QuestionDraft
from agents.kinds.interview.feedback import Summary
from agents.kinds.interview.judging import Rated
from agents.kinds.interview.memory import Mode
from agents.kinds.interview.results import Scores


class Resume(msgspec.Struct, frozen=True):
    """The resume that questions are to be built on."""

    resume: str


class Briefing(msgspec.Struct, frozen=True, rename="camel"):
    """What is known of an interview that is about to begin.

    `documents` are the names of files that came with the person's first words, `exercise` is what
    they took away from the last interview to practise: `beginsWithIt` where the first question is
    that.
    """

    type: str
    difficulty: str
    minutes: int
    questions: int
    mode: Mode
    target_role: str | None
    company: str | None
    from_resume: bool
    language: str | None
    documents: tuple[str, ...] | None = None
    exercise: str | None = None
    begins_with_it: bool = False


class NextQuestion(msgspec.Struct, frozen=True):
    """What is wished for, and a question of the bank that would do."""

    wish: Wish
    sample: QuestionDraft


class Findings(msgspec.Struct, frozen=True):
    """What an interview came to: its scores, and for each question what was said and seen, how it
    was rated, and what a full answer is like."""

    scores: Scores
    asked: list[Round]
    ratings: list[tuple[Rated, ...]]
    outlines: list[str]
    gentle: bool
    language: str | None


class Summarised(msgspec.Struct, frozen=True):
    """The same, with what was strong and what is next."""

    scores: Scores
    asked: list[Round]
    ratings: list[tuple[Rated, ...]]
    outlines: list[str]
    gentle: bool
    language: str | None
    summary: Summary
