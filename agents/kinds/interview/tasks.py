"""What the interview asks of a model."""

from agents.kind import Partly, Task
from agents.kinds.interview import offline
from agents.kinds.interview.asked_question import QuestionDraft
from agents.kinds.interview.feedback import Summary, founded, unfit, unfounded
from agents.kinds.interview.inputs import (
    Briefing,
    Findings,
    NextQuestion,
    Resume,
    Summarised,
)
from agents.resume.spans import ResumeSpans

MAX_OUTPUT = 2_000
"""Tokens of a question, reasoning included: somebody waits for it."""
KEEP_S = 2 * 3600
"""For so long an answer may be given again: as long as one practises in one go."""


def _unfounded(summary: Summary, given: Findings) -> list[str]:
    """What of a model's summary does not hold; what rules say quotes what they have seen."""
    if summary == offline.sum_up(given):
        return []
    return list(unfounded(summary, given.scores, given.asked, given.language).values())


def _founded(summary: Summary, given: Findings) -> Summary:
    """What of it holds; where nothing of a list does, what rules have seen."""
    seen = offline.sum_up(given)
    if summary == seen:
        return summary
    kept = founded(summary, given.scores, given.asked, given.language)
    by_rules = founded(seen, given.scores, given.asked, given.language)
    return Summary(
        kept.strengths or (by_rules.strengths if summary.strengths else []),
        kept.improvements or (seen.improvements if summary.improvements else []),
    )


def _unfit(feedback: str, given: Summarised) -> list[str]:
    if feedback == offline.give_feedback(given):
        return []
    return unfit(feedback, given.asked, given.language)


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
    max_output=1_000,
    keep_s=KEEP_S,
)
QUESTION = Task(
    "generator",
    "question",
    inputs=NextQuestion,
    output=QuestionDraft,
    offline=offline.choose,
    documents=True,
    max_output=MAX_OUTPUT,
    keep_s=KEEP_S,
)
SUMMARY = Task(
    "evaluator",
    "summary",
    inputs=Findings,
    output=Summary,
    offline=Partly(offline.sum_up),
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
    offline=Partly(offline.give_feedback),
    unfit=_unfit,
    keep_s=KEEP_S,
)
