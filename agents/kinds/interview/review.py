"""Reviewing an answer by rule: is it one, what is it worth, what did it leave open."""

from itertools import islice
from typing import Annotated

import msgspec

from agents.evidence import key_points
from agents.evidence.answer import Answer, quote
from agents.evidence.instructions import is_instruction
from agents.evidence.language import NOT_ENGLISH
from agents.evidence.text import clip, looks_like_code
from agents.kinds.interview.asked_question import MAX_POINTS, AskedQuestion, Style
from agents.kinds.interview.checks import rate, states_cost, states_edges
from agents.kinds.interview.scales import Competency
from agents.kinds.interview.verdict import Verdict, parts_answered, verdicts

MAX_SCORES = 10
MAX_NAME = 100
"""Characters of a competency's name."""
MAX_QUOTE = 1_000
"""Characters of a quote: a long sentence, where one was asked for."""
MAX_WHY = 500
MAX_NOTES = 2_000
MAX_FOLLOW_UP = 1_200
"""Characters of a follow-up, which may say the question again."""

Rating = Annotated[int, msgspec.Meta(ge=1, le=5)]


class Score(msgspec.Struct, frozen=True):
    """One competency's rating with the verbatim passage that shows it, or None for both."""

    competency: str
    rating: Rating | None = None
    quote: str | None = None
    why: str = ""


class Review(msgspec.Struct, frozen=True, rename="camel"):
    """What came of reading an answer."""

    verdict: Verdict
    scores: tuple[Score, ...] = ()
    notes: str = ""
    missed: tuple[str, ...] = ()
    follow_up: str | None = None


class ScoreDraft(Score, frozen=True):
    """A score as it is written, which has limits; those that are stored have none."""

    competency: Annotated[str, msgspec.Meta(max_length=MAX_NAME)]
    rating: Rating | None = None
    quote: Annotated[str, msgspec.Meta(max_length=MAX_QUOTE)] | None = None
    why: Annotated[str, msgspec.Meta(max_length=MAX_WHY)] = ""


class ReviewDraft(Review, frozen=True):
    """A review as it is written, before it is verified.

    It has limits, so that who writes without end is stopped early, and is told. Reviews that are
    stored have none: their notes grow with every reply.
    """

    verdict: Verdict
    scores: Annotated[tuple[ScoreDraft, ...], msgspec.Meta(max_length=MAX_SCORES)] = ()
    notes: Annotated[str, msgspec.Meta(max_length=MAX_NOTES)] = ""
    missed: Annotated[
        tuple[Annotated[str, msgspec.Meta(max_length=key_points.MAX_TEXT)], ...],
        msgspec.Meta(max_length=MAX_POINTS),
    ] = ()
    follow_up: Annotated[str, msgspec.Meta(max_length=MAX_FOLLOW_UP)] | None = None


BRIEF = "This is very short: rated 2 at most."

_NOTES: dict[Verdict, str] = {
    "dontKnow": "You said that you do not know. That is honest, and it is not scored.",
    "empty": "There was too little, or nothing new, to score.",
    "offTopic": "This does not speak to the question, so it is not scored.",
    "instruction": (
        "This tells the interviewer what to do instead of answering, so it is not scored."
    ),
    "unsupported": NOT_ENGLISH,
}
_LEFT_OUT: dict[Verdict, str] = {
    "dontKnow": "what you did not know",
    "empty": "what was too little, or said before",
    "offTopic": "what does not speak to the question",
    "instruction": "a part that tells the interviewer what to do",
    "unsupported": "what is not in English (judging it needs a model)",
}


def review(
    question: AskedQuestion,
    parts: list[str],
    competencies: tuple[Competency, ...],
    *,
    style: Style,
    probed: list[str],
    language: str | None = None,
) -> Review:
    """Judge what was said to a question. What was probed already is not asked again.

    What is no answer among the parts takes nothing from those that are one. Where none is, what
    was said last decides.
    """
    found = verdicts(question, parts, style, language)
    kept = parts_answered(parts, found)
    if not kept:
        return unanswered(found[-1], question)
    answer = Answer(kept, question.key_points)
    scores = tuple(_score(competency, answer) for competency in competencies)
    probes = [clip(probe, MAX_FOLLOW_UP) for probe in _probes(answer, question, style)]
    told: list[Verdict] = ["instruction" for part in kept if is_instruction(part)]
    return Review(
        "answered",
        scores=scores,
        notes=clip(" ".join([*_notes(answer, scores), *_left_out([*found, *told])]), MAX_NOTES),
        missed=_missed(answer),
        follow_up=next((p for p in probes if p not in probed), None),
    )


def _missed(answer: Answer) -> tuple[str, ...]:
    """The key points that are not touched: of a question that has no limits, those within them."""
    named = (point for point in answer.missed if len(point) <= key_points.MAX_TEXT)
    return tuple(islice(named, MAX_POINTS))


def unanswered(verdict: Verdict, question: AskedQuestion) -> Review:
    """The review of what is no answer."""
    return Review(verdict, notes=_NOTES[verdict], follow_up=_second_chance(verdict, question))


def _score(competency: Competency, answer: Answer) -> Score:
    mark = rate(competency.key, answer)
    if mark is None:
        return Score(competency.name)
    return Score(competency.name, mark.rating, mark.quote, mark.why)


def _notes(answer: Answer, scores: tuple[Score, ...]) -> list[str]:
    notes = [f"{s.competency}: {s.why}." for s in scores if s.rating and s.why]
    if answer.is_list_of_terms:
        notes.insert(0, "This reads as a list of terms. Terms are not an answer: rated 2 at most.")
    elif answer.is_brief:
        notes.insert(0, BRIEF)
    elif answer.misses_most:
        notes.insert(0, "This leaves most of the question open: rated 2 at most.")
    if answer.missed:
        notes.append(f"Not touched: {'; '.join(answer.missed)}.")
    if looks_like_code(answer.text):
        notes.append("Code was not run: whether it is correct needs a model.")
    return notes


def _left_out(found: list[Verdict]) -> list[str]:
    """What of the parts was not scored, where others were."""
    reasons = dict.fromkeys(_LEFT_OUT[verdict] for verdict in found if verdict in _LEFT_OUT)
    return [f"Left out: {'; '.join(reasons)}."] if reasons else []


def _probes(answer: Answer, question: AskedQuestion, style: Style) -> list[str]:
    """Questions on what the answer left open, the most telling first."""
    if style == "algorithm":
        return _algorithm_probes(answer, question)
    return [*(_story_probes(answer) if style == "story" else []), *_point_probes(answer)]


def _algorithm_probes(answer: Answer, question: AskedQuestion) -> list[str]:
    """Ask on without giving the solution away."""
    probes = []
    if not states_cost(answer):
        probes.append("What does that cost, in time and in space, and why?")
    if not states_edges(answer):
        probes.append("Which inputs could break it?")
    if answer.missed and question.hints:
        probes.append(f"Take it a step further. {question.hints[-1]}")
    return probes


def _story_probes(answer: Answer) -> list[str]:
    said = f'You said: "{quote(answer.deeds[0])}" ' if answer.deeds else ""
    probes = []
    if not answer.deeds:
        ours = f'You said: "{quote(answer.shared_deeds[0])}" ' if answer.shared_deeds else ""
        probes.append(f"{ours}What did you do yourself?")
    if "result" not in answer.star:
        probes.append(f"{said}What came of it? A number, if you have one.")
    if not answer.numbers:
        probes.append(f"{said}How big was it: how many, how much, how long?")
    return probes


def _point_probes(answer: Answer) -> list[str]:
    """Ask on with the points that the question itself is about."""
    return [
        f"One thing is still open: {point}. What can you say to that?" for point in answer.missed
    ]


def _second_chance(verdict: Verdict, question: AskedQuestion) -> str | None:
    hint = f" A smaller step to begin with: {question.hints[0]}" if question.hints else ""
    again = {
        "dontKnow": f"That is all right.{hint} What can you say to that?",
        "empty": (
            f"I could not find an answer in that. In two or three sentences: what would you "
            f"say?{hint}"
        ),
        "offTopic": f"That does not speak to the question yet. It was: {question.text}",
        "instruction": f"I can only score an answer to the question. It was: {question.text}",
    }
    chance = again.get(verdict)
    return chance and clip(chance, MAX_FOLLOW_UP)
