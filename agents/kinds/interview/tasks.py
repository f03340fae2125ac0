"""What the interview asks of a model."""

from agents.kind import Partly, Task
from agents.kinds.interview import offline
from agents.kinds.interview.asked_question import AskedQuestion, QuestionDraft
from agents.kinds.interview.feedback import Summary, founded, unfounded
from agents.kinds.interview.inputs import (
    Answered,
    Briefing,
    Findings,
    NextQuestion,
    Resume,
    Summarised,
)
from agents.kinds.interview.judging import CRITERION
from agents.kinds.interview.reaction import REACTION
from agents.kinds.interview.review import Review, ReviewDraft
from agents.resume.spans import ResumeSpans

__all__ = (
    "CRITERION",
    "FEEDBACK",
    "GREETING",
    "QUESTION",
    "REACTION",
    "RESUME",
    "REVIEW",
    "SUMMARY",
)

KEEP_S = 2 * 3600
"""For so long an answer may be given again: as long as one practises in one go."""


def _unfounded(summary: Summary, given: Findings) -> list[str]:
    return list(unfounded(summary, given.scores, given.asked).values())


def _founded(summary: Summary, given: Findings) -> Summary:
    return founded(summary, given.scores, given.asked)


RESUME = Task(
    "extractor",
    "resume",
    inputs=Resume,
    output=ResumeSpans,
    offline=offline.read,
    keep_s=KEEP_S,
)
GREETING = Task(
    "generator",
    "greeting",
    inputs=Briefing,
    output=str,
    offline=offline.greet,
    hidden=True,
    keep_s=KEEP_S,
)
QUESTION: Task[NextQuestion, AskedQuestion] = Task(
    "generator",
    "question",
    inputs=NextQuestion,
    output=QuestionDraft,
    offline=offline.choose,
    documents=True,
    keep_s=KEEP_S,
)
REVIEW: Task[Answered, Review] = Task(
    "evaluator",
    "review",
    inputs=Answered,
    output=ReviewDraft,
    offline=Partly(offline.judge),
    documents=True,
    keep_s=KEEP_S,
)
SUMMARY = Task(
    "evaluator",
    "summary",
    inputs=Findings,
    output=Summary,
    offline=offline.sum_up,
    into="",
    check=_unfounded,
    mend=_founded,
    keep_s=KEEP_S,
)
FEEDBACK = Task(
    "formatter",
    "feedback",
    inputs=Summarised,
    output=str,
    offline=offline.give_feedback,
    keep_s=KEEP_S,
)
