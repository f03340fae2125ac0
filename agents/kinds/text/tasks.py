"""What is asked of models for a text, and how code checks what they answer.

Rules have done each of them before: `own` is what they found, and what stands without a model.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from agents.kind import Task
from agents.kinds.text.checking import has, missing, says, strange, summary_faults, summary_kept
from agents.kinds.text.inputs import Operation

KEEP_S = 6 * 3600
MOST_NOTES, MOST_NOTE = 6, 500
"""Passages that are taken of a piece, and the characters of one."""

Quote = Annotated[str, Meta(min_length=1, max_length=900)]
Short = Annotated[str, Meta(min_length=1, max_length=900)]
Label = Literal["positive", "neutral", "negative", "mixed"]
Confidence = Literal["high", "low"]


class Piece(msgspec.Struct, frozen=True):
    """A piece of a long text, and what it is read for."""

    text: str
    number: int
    of: int
    operation: Operation
    question: str


class Notes(msgspec.Struct, frozen=True):
    """The passages of a piece that matter, word for word."""

    passages: Annotated[
        tuple[Annotated[str, Meta(max_length=MOST_NOTE)], ...], Meta(max_length=MOST_NOTES)
    ] = ()


class SummaryBrief(msgspec.Struct, frozen=True):
    """What is to be summed up, in how many words, and how rules did it."""

    text: str
    words: int
    own: str
    language: str | None


class Summary(msgspec.Struct, frozen=True):
    """A summary."""

    summary: Annotated[str, Meta(max_length=12_000)] = ""


class Point(msgspec.Struct, frozen=True):
    """A point, and the words of the text that show it."""

    text: Short
    quote: Quote


class PointsBrief(msgspec.Struct, frozen=True):
    """What is to be put into how many points."""

    text: str
    count: int
    own: tuple[Point, ...]
    language: str | None


class Points(msgspec.Struct, frozen=True):
    """Points, the most important first."""

    points: Annotated[tuple[Point, ...], Meta(max_length=20)] = ()


class MoodBrief(msgspec.Struct, frozen=True):
    """What is to be judged; rules see `own`, null where they can't tell."""

    text: str
    own: Label | None
    language: str | None


class Mood(msgspec.Struct, frozen=True):
    """A mood, the reason in a sentence, and words of the text that show it."""

    label: Label | None = None
    confidence: Confidence = "low"
    why: Annotated[str, Meta(max_length=300)] = ""
    quotes: Annotated[tuple[Quote, ...], Meta(max_length=4)] = ()


class QuestionsBrief(msgspec.Struct, frozen=True):
    """What is to be asked about, and how often."""

    text: str
    count: int
    own: tuple[str, ...]
    language: str | None


class AskedOf(msgspec.Struct, frozen=True):
    """A question, and the words of the text that answer it; null where rules asked it."""

    text: Annotated[str, Meta(min_length=1, max_length=400)]
    quote: Quote | None = None


class Questions(msgspec.Struct, frozen=True):
    """Questions, in the order of the text."""

    questions: Annotated[tuple[AskedOf, ...], Meta(max_length=20)] = ()


class AnswerBrief(msgspec.Struct, frozen=True):
    """A question to a text; `own` are the words that rules take for the answer."""

    text: str
    question: str
    own: str | None
    language: str | None


class Reply(msgspec.Struct, frozen=True):
    """An answer, and the words of the text that say it; null where the text does not say it."""

    text: Annotated[str, Meta(max_length=900)] | None = None
    quote: Quote | None = None
    confidence: Confidence = "low"


def no_notes(given: Piece) -> Notes:
    """Without a model nothing is read in pieces."""
    return Notes()


def notes_faults(answer: Notes, given: Piece) -> list[str]:
    """Passages that are not of the piece."""
    return missing(answer.passages, given.text)


def notes_kept(answer: Notes, given: Piece) -> Notes:
    """The passages that are."""
    return Notes(tuple(one for one in answer.passages if has(one, given.text)))


def own_summary(given: SummaryBrief) -> Summary:
    """That of the rules."""
    return Summary(given.own)


def faults_of_summary(answer: Summary, given: SummaryBrief) -> list[str]:
    """What is wrong with a summary that a model wrote."""
    if answer.summary == given.own:
        return []
    return summary_faults(answer.summary, given.text, given.words, given.language)


def kept_summary(answer: Summary, given: SummaryBrief) -> Summary:
    """The summary without sentences that say what the text does not; else that of the rules."""
    if not faults_of_summary(answer, given):
        return answer
    kept = summary_kept(answer.summary, given.text, given.words, given.language)
    return Summary(kept or given.own)


def own_points(given: PointsBrief) -> Points:
    """Those of the rules."""
    return Points(given.own)


def faults_of_points(answer: Points, given: PointsBrief) -> list[str]:
    """What is wrong with points that a model made."""
    found = [f for one in answer.points for f in _faults_of_point(one, given)]
    if len(answer.points) > given.count:
        found.append(f"There are more than {given.count}.")
    return found


def _faults_of_point(one: Point, given: PointsBrief) -> list[str]:
    if one in given.own:
        return []
    return missing([one.quote], given.text) + strange(one.text, given.text, given.language)


def kept_points(answer: Points, given: PointsBrief) -> Points:
    """The points that the text shows; of none those of the rules stand."""
    kept = tuple(one for one in answer.points if not _faults_of_point(one, given))
    return Points((kept or given.own)[: given.count])


def own_mood(given: MoodBrief) -> Mood:
    """That of the rules."""
    return Mood(given.own)


def faults_of_mood(answer: Mood, given: MoodBrief) -> list[str]:
    """Words that the text does not have."""
    return missing(answer.quotes, given.text)


def kept_mood(answer: Mood, given: MoodBrief) -> Mood:
    """The mood with the words that the text has; what nothing shows is less sure."""
    quotes = tuple(one for one in answer.quotes if has(one, given.text))
    unsure = not quotes and answer.label != "neutral"
    return msgspec.structs.replace(
        answer, quotes=quotes, confidence="low" if unsure else answer.confidence
    )


def own_questions(given: QuestionsBrief) -> Questions:
    """Those of the rules."""
    return Questions(tuple(AskedOf(one) for one in given.own))


def faults_of_questions(answer: Questions, given: QuestionsBrief) -> list[str]:
    """What is wrong with questions that a model asks."""
    found = [f for one in answer.questions for f in _faults_of_question(one, given)]
    if len(answer.questions) > given.count:
        found.append(f"There are more than {given.count}.")
    return found


def _faults_of_question(one: AskedOf, given: QuestionsBrief) -> list[str]:
    if one.quote is None and one.text in given.own:
        return []
    found = missing([one.quote or ""], given.text)
    if not one.text.rstrip().endswith(("?", "？", "요.", "오.")):
        found.append(f"This is no question: {one.text!r}.")
    return found + strange(one.text, given.text, given.language)


def kept_questions(answer: Questions, given: QuestionsBrief) -> Questions:
    """The questions that the text answers; of none those of the rules stand."""
    kept = tuple(one for one in answer.questions if not _faults_of_question(one, given))
    return Questions(kept[: given.count]) if kept else own_questions(given)


def own_answer(given: AnswerBrief) -> Reply:
    """That of the rules."""
    return Reply(given.own, given.own)


def faults_of_answer(answer: Reply, given: AnswerBrief) -> list[str]:
    """What is wrong with an answer: it has no words of the text behind it, or says more."""
    if answer.text is None or (answer.text == given.own == answer.quote):
        return []
    if not says(answer.quote, given.text):
        return [f"The text does not say this: {answer.quote!r}."]
    sources = f"{given.text}\n{given.question}"
    return strange(answer.text, sources, given.language)


def kept_answer(answer: Reply, given: AnswerBrief) -> Reply:
    """The answer where nothing is wrong with it, its quote alone where only its words are; else
    none."""
    if not faults_of_answer(answer, given):
        return answer
    if says(answer.quote, given.text):
        return Reply(answer.quote, answer.quote, "low")
    return Reply()


READ = Task(
    "extractor", "read", inputs=Piece, output=Notes,
    offline=no_notes, check=notes_faults, mend=notes_kept,
)  # fmt: skip
SUMMARIZE = Task(
    "generator", "summarize", inputs=SummaryBrief, output=Summary,
    offline=own_summary, check=faults_of_summary, mend=kept_summary, keep_s=KEEP_S,
)  # fmt: skip
PUT = Task(
    "extractor", "points", inputs=PointsBrief, output=Points,
    offline=own_points, check=faults_of_points, mend=kept_points,
)  # fmt: skip
JUDGE = Task(
    "evaluator", "sentiment", inputs=MoodBrief, output=Mood,
    offline=own_mood, check=faults_of_mood, mend=kept_mood,
)  # fmt: skip
ASK = Task(
    "generator", "questions", inputs=QuestionsBrief, output=Questions,
    offline=own_questions, check=faults_of_questions, mend=kept_questions, keep_s=KEEP_S,
)  # fmt: skip
ANSWER = Task(
    "extractor", "answer", inputs=AnswerBrief, output=Reply,
    offline=own_answer, check=faults_of_answer, mend=kept_answer,
)  # fmt: skip
