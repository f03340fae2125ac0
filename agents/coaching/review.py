"""Reviewing an answer by rule: is it one, what is it worth, what did it leave open."""

import re
from typing import Annotated, Literal

import msgspec

from agents.coaching.answer import Answer, quote
from agents.coaching.bank import KeyPoint
from agents.coaching.checks import rate, states_cost, states_edges
from agents.coaching.guard import is_instruction, is_only_instruction
from agents.coaching.rubric import Competency
from agents.coaching.text import content, is_english, looks_like_code, mentions

Style = Literal["story", "knowledge", "algorithm"]
"""What is asked for: an experience, what one knows, or a way to solve something."""

Rating = Annotated[int, msgspec.Meta(ge=1, le=5)]

Verdict = Literal["answered", "dontKnow", "empty", "offTopic", "instruction", "unsupported"]


class Draft(msgspec.Struct, frozen=True, rename="camel"):
    """A question as it is asked, with all that judging the answer takes."""

    text: str
    key_points: tuple[KeyPoint, ...] = ()
    hints: tuple[str, ...] = ()
    outline: str = ""
    topic: tuple[str, ...] = ()
    grounded_in: str | None = None


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
    coverage_known: bool = False
    follow_up: str | None = None


LEAST_SHARED = 0.05
"""The least share of an answer's words that also stand in the question or a full answer."""

_DONT_KNOW = re.compile(
    r"(?i)\b(?:i (?:really )?(?:do not|don['’]?t|dont) (?:know|remember|recall|have (?:an|any) "
    r"(?:answer|idea|"
    r"experience|example))|no (?:idea|clue|experience)|idk|(?:i['’]?m )?not sure|can(?:no|['’])?t "
    r"(?:answer|think of)|never (?:done|had|heard|used)|no answer|pass|nothing comes to mind)\b"
)
_WORK_WORDS = (
    "team project customer client colleague manager deadline release company work product code "
    "service system report launch patient student budget process meeting user bug data"
)
_WORK = tuple(_WORK_WORDS.split())
_NOTES: dict[Verdict, str] = {
    "dontKnow": "You said that you do not know. That is honest, and it is not scored.",
    "empty": "There was too little to score.",
    "offTopic": "This does not speak to the question, so it is not scored.",
    "instruction": (
        "This tells the interviewer what to do instead of answering, so it is not scored."
    ),
    "unsupported": (
        "This is not in English. The offline model reads English only: judging it needs a model."
    ),
}


def review(
    draft: Draft,
    parts: list[str],
    competencies: tuple[Competency, ...],
    *,
    style: Style,
    probed: list[str],
) -> Review:
    """Judge what was said to a question. What was probed already is not asked again."""
    answer = Answer(parts, draft.key_points)
    verdict = _verdict(draft, parts, answer, style == "story")
    if verdict != "answered":
        return Review(verdict, notes=_NOTES[verdict], follow_up=_second_chance(verdict, draft))
    scores = tuple(_score(competency, answer) for competency in competencies)
    return Review(
        verdict,
        scores=scores,
        notes=_notes(answer, scores, any(is_instruction(part) for part in parts)),
        missed=tuple(answer.missed),
        coverage_known=answer.coverage is not None,
        follow_up=next((p for p in _probes(answer, draft, style) if p not in probed), None),
    )


def _verdict(draft: Draft, parts: list[str], answer: Answer, story: bool) -> Verdict:
    said = "\n".join(parts)
    if is_only_instruction(said):
        return "instruction"
    if not is_english(said):
        return "unsupported"
    if _DONT_KNOW.search(said) and len(answer.words) < 25 and len(answer.covered) < 2:
        return "dontKnow"
    if len(answer.words) < 4 and not answer.covered:
        return "empty"
    return "answered" if _on_topic(draft, answer, story) else "offTopic"


def _on_topic(draft: Draft, answer: Answer, story: bool) -> bool:
    """Whether the answer shares more with the question than its own words said again."""
    own = content(answer.text)
    asked = content(draft.text)
    if own and len(own - asked) < 0.2 * len(own):
        return False
    hinted = content(f"{draft.outline} {' '.join(draft.topic)}") | asked
    shared = len(own & hinted)
    if story:
        at_work = sum(mentions(answer.text, (word,)) for word in _WORK)
        told = bool(answer.deeds or answer.shared_deeds)
        return (told and (at_work >= 1 or shared >= 2)) or (shared >= 4 and at_work >= 1)
    evidence = len(answer.covered) + mentions(answer.text, draft.topic) + (shared >= 5)
    enough = 1 if len(answer.words) < 25 else 2
    return evidence >= enough and shared >= LEAST_SHARED * len(own)


def _score(competency: Competency, answer: Answer) -> Score:
    mark = rate(competency.key, answer)
    if mark is None:
        return Score(competency.name)
    return Score(competency.name, mark.rating, mark.quote, mark.why)


def _notes(answer: Answer, scores: tuple[Score, ...], told_what_to_do: bool) -> str:
    notes = [f"{s.competency}: {s.why}." for s in scores if s.rating and s.why]
    if answer.is_list_of_terms:
        notes.insert(0, "This reads as a list of terms. Terms are not an answer: rated 2 at most.")
    elif answer.is_brief:
        notes.insert(0, "This is very short: rated 2 at most.")
    if answer.missed:
        notes.append(f"Not touched: {'; '.join(answer.missed)}.")
    if told_what_to_do:
        notes.append("A part that tells the interviewer what to do was left out.")
    if looks_like_code(answer.text):
        notes.append("Code was not run: whether it is correct needs a model.")
    return " ".join(notes)


def _probes(answer: Answer, draft: Draft, style: Style) -> list[str]:
    """Questions on what the answer left open, the most telling first."""
    if style == "algorithm":
        return _algorithm_probes(answer, draft)
    return [*(_story_probes(answer) if style == "story" else []), *_point_probes(answer)]


def _algorithm_probes(answer: Answer, draft: Draft) -> list[str]:
    """Ask on without giving the solution away."""
    probes = []
    if not states_cost(answer):
        probes.append("What does that cost, in time and in space, and why?")
    if not states_edges(answer):
        probes.append("Which inputs could break it?")
    if answer.missed and draft.hints:
        probes.append(f"Take it a step further. {draft.hints[-1]}")
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


def _second_chance(verdict: Verdict, draft: Draft) -> str | None:
    hint = f" A smaller step to begin with: {draft.hints[0]}" if draft.hints else ""
    again = {
        "dontKnow": f"That is all right.{hint} What can you say to that?",
        "empty": (
            f"I could not find an answer in that. In two or three sentences: what would you "
            f"say?{hint}"
        ),
        "offTopic": f"That does not speak to the question yet. It was: {draft.text}",
        "instruction": f"I can only score an answer to the question. It was: {draft.text}",
    }
    return again.get(verdict)
