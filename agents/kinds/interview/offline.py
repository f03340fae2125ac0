"""The interview's tasks as they are done without a model: by rule, from their inputs alone."""

from collections.abc import Sequence

from agents.coaching.probing import follow_up
from agents.coaching.reacting import reaction
from agents.coaching.retelling import retold
from agents.coaching.summing_up import summary
from agents.coaching.types import Round
from agents.evidence.text import clip
from agents.kinds.interview.asked_question import QuestionDraft
from agents.kinds.interview.feedback import MAX_LINE, MAX_LINES, Summary
from agents.kinds.interview.inputs import (
    Briefing,
    Findings,
    NextQuestion,
    Resume,
    Summarised,
)
from agents.kinds.interview.reaction import MOST, MOST_RETOLD, ReactionDraft
from agents.kinds.interview.wording import TEXTS
from agents.resume.spans import ResumeSpans, spans
from protocol.catalogue import LANGUAGES, Said, Text, lookup, told

MOST_GENTLE = 2
"""Strengths that are named where one practises gently; and one step."""


def read(given: Resume) -> ResumeSpans:
    """What the resume names, in its own words."""
    return ResumeSpans(spans(given.resume))


def greet(given: Briefing) -> str:
    """The first words of an interview: what will happen, and how long it takes."""
    what: Text = TEXTS.text(f"kinds.{given.type}")
    if given.target_role:
        what = TEXTS.text("greeting.aim", what=what, role=given.target_role)
    if given.company:
        what = TEXTS.text("greeting.at", what=what, company=given.company)
    size = TEXTS.text("greeting.size", count=given.questions, minutes=given.minutes)
    parts: list[Said] = [
        TEXTS.text("greeting.begin", what=what, size=size),
        TEXTS.text(f"greeting.{given.mode}"),
    ]
    if given.from_resume:
        parts.append(TEXTS.text("greeting.resume"))
    if given.documents:
        parts.append(unread(given.documents))
    parts.append(TEXTS.text("greeting.ways"))
    if given.exercise:
        key = "greeting.exercise_first" if given.begins_with_it else "greeting.exercise"
        parts.append(TEXTS.text(key, text=given.exercise))
    if given.language and lookup(given.language, LANGUAGES) is None:
        parts.append(TEXTS.text("greeting.language"))
    return " ".join(told(part, given.language) for part in parts)


def unread(names: tuple[str, ...]) -> Text:
    """What is said of files, of which rules make nothing here."""
    return TEXTS.text("says.unread", names=", ".join(names))


def choose(given: NextQuestion) -> QuestionDraft:
    """The next question: the one of the bank."""
    return given.sample


def react(
    answered: Round, earlier: Sequence[Round], *, gentle: bool, language: str | None
) -> ReactionDraft:
    """What the coach says to an answer, by rule."""
    said = reaction(answered, earlier)
    probe = follow_up(answered, earlier, gentle=gentle)
    return ReactionDraft(
        keep=_sentence(said.keep, language),
        change=_sentence(said.change, language),
        follow_up=_sentence(probe.text, language) if probe else None,
        retold=clip(retold(answered), MOST_RETOLD),
    )


def _sentence(said: Said | None, language: str | None) -> str | None:
    return clip(told(said, language), MOST) if said else None


def sum_up(given: Findings) -> Summary:
    """What was strong, and what is next."""
    found = summary(given.asked, gentle=given.gentle)
    most = MOST_GENTLE if given.gentle else MAX_LINES
    return Summary(
        strengths=_lines(found.strengths, most, given.language),
        improvements=_lines(found.improvements, 1 if given.gentle else MAX_LINES, given.language),
    )


def _lines(said: tuple[Said, ...], most: int, language: str | None) -> list[str]:
    return [clip(told(line, language), MAX_LINE) for line in said[:most]]


def give_feedback(given: Summarised) -> str:
    """The feedback as prose."""
    judged = any(one.rating is not None for one in given.scores.competencies)
    return prose(given.asked, gentle=given.gentle, language=given.language, judged=judged)


def prose(asked: list[Round], *, gentle: bool, language: str | None, judged: bool = False) -> str:
    """What the coach says at the end, after a model has `judged` the answers or not."""
    paragraphs = summary(asked, gentle=gentle, judged=judged).prose
    return "\n\n".join(told(paragraph, language) for paragraph in paragraphs)
