"""The result of an interview, and the words in which the offline model gives it."""

from typing import Annotated

import msgspec

from agents.evidence.answer import quote
from agents.evidence.checking import unheld
from agents.evidence.claims import misquoted, unknown_numbers
from agents.evidence.sources import Source
from agents.evidence.text import clip
from agents.kinds.interview.memory import Asked
from agents.kinds.interview.scores import CompetencyResult, Percent, Scores
from agents.kinds.interview.unsaid import unsaid
from agents.results.types import Result

NO_ANSWER = "Not answered."
STRONG = 4
"""The least rating that is called a strength."""
METHOD = (
    "How this was scored: the offline model goes by checklists that were fixed before you "
    "answered. It looks for the parts of a story, for what you did yourself, for numbers and "
    "reasons, and for the key points of each question, and shows the passage for every score. "
    "It cannot tell whether what you said is correct, or convincing: that needs a model."
)


class QuestionResult(msgspec.Struct, frozen=True, rename="camel"):
    """What became of one question: what was said to it, its scores, and a better answer."""

    number: int
    question: str
    answer: str
    notes: str
    better_answer_outline: str


class InterviewResult(Result, kw_only=True, rename="camel"):
    """What an interview comes to. A score that is null has its reason in `notJudged`."""

    overall_score: Percent | None
    communication_score: Percent | None
    technical_score: Percent | None
    competencies: list[CompetencyResult]
    strengths: list[str]
    improvements: list[str]
    detailed_feedback: str
    questions: list[QuestionResult]


MAX_LINES = 8
"""Strengths of an interview, or improvements: more than one reads, or remembers."""
MAX_LINE = 500
"""Characters of one of them."""

Lines = Annotated[
    list[Annotated[str, msgspec.Meta(max_length=MAX_LINE)]], msgspec.Meta(max_length=MAX_LINES)
]


class Summary(msgspec.Struct, frozen=True):
    """The strengths and the improvements, most important first."""

    strengths: Lines
    improvements: Lines


def look_back(asked: Asked) -> QuestionResult:
    """A question's entry in the result."""
    notes = ["Skipped."] if asked.skipped else []
    notes += [asked.review.notes] if asked.review else [] if asked.skipped else [NO_ANSWER]
    notes += [f"Hints taken: {asked.hints}."] if asked.hints else []
    return QuestionResult(
        number=asked.number,
        question=asked.question.text,
        answer="\n\n".join(asked.parts),
        notes=" ".join(note for note in notes if note),
        better_answer_outline=asked.question.outline,
    )


def summarise(scores: Scores, asked: list[Asked]) -> Summary:
    """What the ratings say was strong and weak. Nothing is called strong that was not rated so.

    Of what was left open there are as many lines as the advice leaves: the notes on each question
    have it all.
    """
    rated = [c for c in scores.competencies if c.rating is not None]
    strong = sorted((c for c in rated if _rating(c) >= STRONG), key=_rating, reverse=True)
    weak = sorted((c for c in rated if _rating(c) < STRONG), key=_rating)
    advice = [_advice(c) for c in weak[:MAX_LINES]]
    left_open = _left_open(asked)[: MAX_LINES - len(advice)]
    return Summary(
        strengths=[_praise(c) for c in strong[:MAX_LINES]],
        improvements=[clip(line, MAX_LINE) for line in [*left_open, *advice]],
    )


def unfounded(summary: Summary, scores: Scores, asked: list[Asked]) -> dict[str, str]:
    """The lines that quote what nobody said, or praise with what nobody told: why."""
    spoken = [text for one in asked for text in one.spoken]
    wrong = {line: _untold(line, spoken, scores, asked) for line in summary.strengths}
    texts = _texts(scores, asked)
    sources = [Source("answer", text) for text in texts if text]
    wrong |= {
        line: [*misquoted(line, texts), *unsaid(line, sources)] for line in summary.improvements
    }
    return {
        line: f"{line!r} holds what was not said: {', '.join(map(repr, found))}."
        for line, found in wrong.items()
        if found
    }


def _untold(line: str, spoken: list[str], scores: Scores, asked: list[Asked]) -> list[str]:
    """What a text says of the person that they did not, but for the numbers of the scores."""
    figures = _figures(scores, asked)
    names = " ".join([*_texts(scores, asked), *(c.name for c in scores.competencies)]).lower()
    found = unheld(line, [Source("answer", text) for text in spoken])
    return [
        one.quote
        for one in found
        if one.kind == "quote"
        or (one.kind == "number" and unknown_numbers(one.quote, figures))
        or (one.kind != "number" and one.quote.lower() not in names)
    ]


def _texts(scores: Scores, asked: list[Asked]) -> list[str]:
    """All that may be quoted: what was said, and what the questions and ratings go by."""
    texts = [text for one in asked for text in (*one.spoken, *one.told)]
    return [*texts, *(competency.anchor for competency in scores.competencies)]


def _figures(scores: Scores, asked: list[Asked]) -> list[str]:
    """The numbers that the scores themselves are told with."""
    totals = (scores.overall_score, scores.communication_score, scores.technical_score)
    ratings = (competency.rating for competency in scores.competencies)
    return [f"1 5 100 {len(asked)}", *map(str, [*totals, *ratings, *(a.number for a in asked)])]


def founded(summary: Summary, scores: Scores, asked: list[Asked]) -> Summary:
    """The summary without lines that do not hold, whoever wrote it.

    Nothing is a strength where nothing was rated as one.
    """
    wrong = unfounded(summary, scores, asked)
    strong = any(_rating(competency) >= STRONG for competency in scores.competencies)
    return Summary(
        strengths=[line for line in summary.strengths if strong and line not in wrong],
        improvements=[line for line in summary.improvements if line not in wrong],
    )


def invented(feedback: str, scores: Scores, asked: list[Asked], given: str) -> list[str]:
    """What the feedback quotes, or says of the person, and nobody did."""
    quotes = misquoted(feedback, _texts(scores, asked))
    spoken = [text for one in asked for text in (*one.spoken, *one.told)]
    claimed = _untold(feedback, [*spoken, given], scores, asked)
    return list(dict.fromkeys([*quotes, *claimed]))


def wrong(feedback: str, scores: Scores, asked: list[Asked], given: str) -> list[str]:
    """The same in words that the writer can act on."""
    found = invented(feedback, scores, asked, given)
    return [f"Nobody said this in the interview: {what!r}." for what in found]


def correction(feedback: str, scores: Scores, asked: list[Asked], given: str) -> str:
    """The same, told to the person; empty where there is none."""
    quoted = ", ".join(f'"{what}"' for what in invented(feedback, scores, asked, given))
    said = "Nobody said this in the interview, though it is put as a quote"
    return f"{said}: {quoted}." if quoted else ""


def _rating(competency: CompetencyResult) -> int:
    return competency.rating or 0


def _praise(competency: CompetencyResult) -> str:
    return f'{competency.name}: {competency.anchor} You said: "{quote(competency.quotes[0])}"'


def _advice(competency: CompetencyResult) -> str:
    return f"{competency.name}, rated {competency.rating} of 5: {competency.anchor}"


def _left_open(asked: list[Asked]) -> list[str]:
    """What was not answered, and the key points that were not touched."""
    unanswered = [a.number for a in asked if a.counts and not a.answered]
    lines = []
    if unanswered:
        numbers = ", ".join(map(str, unanswered))
        lines.append(f"Questions without an answer that could be scored (counted as 0): {numbers}.")
    lines += [
        f"Question {a.number} left open: {'; '.join(a.review.missed)}."
        for a in asked
        if a.answered and a.review and a.review.missed
    ]
    return lines


def tell(scores: Scores, summary: Summary, asked: list[Asked]) -> str:
    """The feedback as prose, made of the scores, the summary and what was asked."""
    parts = [_headline(scores, asked), *_numbers(scores)]
    if summary.strengths:
        parts.append("What was strong:\n" + _bullets(summary.strengths))
    if summary.improvements:
        parts.append("What to work on:\n" + _bullets(summary.improvements))
    parts += [_on_question(a) for a in asked if a.parts or a.skipped]
    parts.append(METHOD)
    return "\n\n".join(parts)


def _headline(scores: Scores, asked: list[Asked]) -> str:
    answered = sum(a.answered for a in asked)
    if not answered:
        return (
            f"Of {len(asked)} question(s), none has an answer that could be scored. So there is "
            f"no score."
        )
    return f"Of {len(asked)} question(s) you answered {answered} in a way that could be scored."


def _numbers(scores: Scores) -> list[str]:
    named = {
        "overall": scores.overall_score,
        "communication": scores.communication_score,
        "technical (coverage of key points, not correctness)": scores.technical_score,
    }
    given = [f"{name} {value} of 100" for name, value in named.items() if value is not None]
    lines = ["Scores: " + ", ".join(given) + "."] if given else []
    if scores.technical_score is None and scores.overall_score is not None:
        lines.append(f"No technical score: {scores.not_judged['technicalScore']}")
    return lines


def _bullets(lines: list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _on_question(asked: Asked) -> str:
    notes = look_back(asked).notes
    return (
        f"Question {asked.number} ({clip(asked.question.text, 90)}): {notes} A better answer: "
        f"{asked.question.outline}"
    )
