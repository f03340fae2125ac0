"""What the interview's tasks are told."""

import msgspec

from agents.kinds.interview.asked_question import AskedQuestion, Style
from agents.kinds.interview.feedback import Summary
from agents.kinds.interview.memory import Asked
from agents.kinds.interview.questions import Wish
from agents.kinds.interview.scales import Competency
from agents.kinds.interview.scores import Scores


class Resume(msgspec.Struct, frozen=True):
    """The resume that questions are to be built on."""

    resume: str


class Briefing(msgspec.Struct, frozen=True, rename="camel"):
    """What is known of an interview that is about to begin.

    `documents` are the names of files that came with the person's first words.
    """

    type: str
    difficulty: str
    minutes: int
    questions: int
    target_role: str | None
    company: str | None
    from_resume: bool
    language: str | None
    documents: tuple[str, ...] | None = None


class NextQuestion(msgspec.Struct, frozen=True):
    """What is wished for."""

    wish: Wish


class Answered(msgspec.Struct, frozen=True):
    """All that was said to a question, and what it is judged by.

    `documents` are the names of files that came with the last answer.
    """

    question: AskedQuestion
    answers: list[str]
    competencies: tuple[Competency, ...]
    style: Style
    probed: list[str]
    language: str | None
    documents: tuple[str, ...] | None = None


class Findings(msgspec.Struct, frozen=True):
    """What an interview came to."""

    scores: Scores
    asked: list[Asked]
    language: str | None


class Summarised(msgspec.Struct, frozen=True):
    """The same, with what was strong and what was weak."""

    scores: Scores
    asked: list[Asked]
    language: str | None
    summary: Summary
