"""The interview's tasks as the offline model does them: by rule, from their inputs alone."""

from collections.abc import Sequence

import msgspec

from agents.evidence.language import excuse
from agents.kinds.interview.asked_question import AskedQuestion
from agents.kinds.interview.feedback import Summary, summarise, tell
from agents.kinds.interview.inputs import (
    Answered,
    Briefing,
    Findings,
    NextQuestion,
    Resume,
    Summarised,
)
from agents.kinds.interview.questions import next_question
from agents.kinds.interview.review import Review, review
from agents.resume.spans import ResumeSpans, spans

TYPES = {
    "behavioral": "behavioural interview",
    "technical": "technical interview",
    "system_design": "system design interview",
    "dsa": "data structures and algorithms interview",
}


def read(given: Resume) -> ResumeSpans:
    """What the resume names, in its own words."""
    return ResumeSpans(spans(given.resume))


def greet(given: Briefing) -> str:
    """The first words of an interview."""
    parts = [f"Hello. This is a {TYPES[given.type]}, to begin at {given.difficulty} level"]
    parts.append(f"{_aim(given)}: {given.minutes} minutes, {given.questions} questions. ")
    if given.from_resume:
        parts.append("Some questions come from your resume. ")
    if given.documents:
        parts.append(f"{_unread(given.documents)} ")
    parts.append("Ask for a hint, skip, pause or end whenever you like. ")
    parts.append(excuse(given.language))
    return "".join(parts).strip()


def _unread(names: Sequence[str]) -> str:
    """What is said of files, of which rules make nothing here."""
    named = ", ".join(f'"{name}"' for name in names)
    return f"I have {named} here, but to use that needs a model: I go by rules."


def _aim(given: Briefing) -> str:
    role = f", for {given.target_role}" if given.target_role else ""
    return role + (f" at {given.company}" if given.company else "")


def choose(given: NextQuestion) -> AskedQuestion:
    """The next question."""
    return next_question(given.wish)


def judge(given: Answered) -> Review:
    """The review of what was said to a question."""
    found = review(
        given.question,
        given.answers,
        given.competencies,
        style=given.style,
        probed=given.probed,
        language=given.language,
    )
    if not given.documents:
        return found
    notes = f"{_unread(given.documents)} What counts is what you wrote. {found.notes}"
    return msgspec.structs.replace(found, notes=notes.strip())


def sum_up(given: Findings) -> Summary:
    """What was strong and what was weak."""
    return summarise(given.scores, given.asked)


def give_feedback(given: Summarised) -> str:
    """The feedback as prose."""
    return tell(given.scores, given.summary, given.asked)
