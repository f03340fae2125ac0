"""The summary of an interview, and whether what is said there was said by the person."""

import re
from collections.abc import Sequence
from typing import Annotated

import msgspec

from agents.coaching.types import Round
from agents.evidence.checking import unheld
from agents.evidence.claims import misquoted, unknown_numbers
from agents.evidence.sources import Source
from agents.evidence.text import QUOTED, content, words
from agents.kinds.interview.question_checks import (
    never_judged,
    not_to_person,
    ours,
    spoken_otherwise,
)
from agents.kinds.interview.results import Scores
from agents.kinds.interview.unsaid import presumed, unsaid

STRONG = 4
"""The least rating that is called a strength."""
MAX_LINES = 8
"""Strengths of an interview, or improvements: more than one reads, or remembers."""
MAX_LINE = 500
"""Characters of one of them."""
LEAST_OWN = 0.4
"""The share of a strength's words that stand in the answers, where it quotes none of them."""
_LEAST_QUOTED = 3
_MARKUP = re.compile(r"(?m)^ {0,3}#{1,6} |\*\*|^ {0,3}(?:```|\|)")
"""What is no plain prose: headings, bold type, code and tables."""

Lines = Annotated[
    list[Annotated[str, msgspec.Meta(max_length=MAX_LINE)]], msgspec.Meta(max_length=MAX_LINES)
]


class Summary(msgspec.Struct, frozen=True):
    """The strengths and the improvements, most important first."""

    strengths: Lines
    improvements: Lines


def unfounded(
    summary: Summary, scores: Scores, asked: Sequence[Round], language: str | None = None
) -> dict[str, str]:
    """The lines that quote what nobody said, praise with what nobody told or with nothing that was
    told, speak of the person as of somebody else, or of what nobody is judged by: why."""
    said = _said(asked)
    wrong = {line: _untold(line, said, scores, asked) for line in summary.strengths}
    texts = _texts(scores, asked)
    sources = [Source("answer", text) for text in texts if text]
    wrong |= {
        line: [*misquoted(line, texts), *unsaid(line, sources), *presumed(line, sources)]
        for line in summary.improvements
    }
    untold = {
        line: f"{line!r} holds what was not said: {', '.join(map(repr, found))}."
        for line, found in wrong.items()
        if found
    }
    lines = (*summary.strengths, *summary.improvements)
    unfit = {line: _unfit(line, asked, language) for line in lines}
    bare = {
        line: f"{line!r} names nothing that was said: quote the person."
        for line in summary.strengths
        if not _is_on_answers(line, said)
    }
    return bare | {line: " ".join(found) for line, found in unfit.items() if found} | untold


def founded(
    summary: Summary, scores: Scores, asked: Sequence[Round], language: str | None = None
) -> Summary:
    """The summary without lines that do not hold, whoever wrote it.

    Nothing is a strength where nothing was rated, or seen, as one.
    """
    wrong = unfounded(summary, scores, asked, language)
    strong = any((one.rating or 0) >= STRONG or one.band == "there" for one in scores.competencies)
    return Summary(
        strengths=[line for line in summary.strengths if strong and line not in wrong],
        improvements=[line for line in summary.improvements if line not in wrong],
    )


def invented(feedback: str, scores: Scores, asked: Sequence[Round], given: str) -> list[str]:
    """What the feedback quotes, or says of the person, and nobody did."""
    quotes = misquoted(feedback, _texts(scores, asked))
    claimed = _untold(feedback, [*_said(asked), given], scores, asked)
    known = [Source("answer", text) for text in (*_texts(scores, asked), given) if text]
    return list(dict.fromkeys([*quotes, *claimed, *presumed(feedback, known)]))


def unfit(feedback: str, asked: Sequence[Round], language: str | None) -> list[str]:
    """How a feedback can't be told, in words that its writer can act on: marked up, of the person
    as of somebody else, or of what nobody is judged by."""
    marked = ["Write plain prose, without headings, bold type or tables."]
    found = marked if _MARKUP.search(feedback) else []
    return [*found, *_unfit(feedback, asked, language), *spoken_otherwise(feedback, language)]


def _unfit(text: str, asked: Sequence[Round], language: str | None) -> list[str]:
    person = not_to_person(text, language)
    return [*ours(text), *person, *never_judged(text, _spoken(asked))]


def _is_on_answers(line: str, said: Sequence[str]) -> bool:
    """Whether a line quotes the answers, or is in their words for a good part."""
    if any(len(words(quote)) >= _LEAST_QUOTED for quote in QUOTED.findall(line)):
        return True  # whether it was said is looked up elsewhere
    own = content(line)
    return len(own & content(" ".join(said))) >= LEAST_OWN * len(own)


def _untold(line: str, spoken: list[str], scores: Scores, asked: Sequence[Round]) -> list[str]:
    """What a text says of the person that they did not, but for the numbers of the scores."""
    figures = _figures(scores, asked)
    names = " ".join([*_texts(scores, asked), *(c.name for c in scores.competencies)]).lower()
    found = unheld(line, [Source("answer", text) for text in spoken])
    return [
        one.quote
        for one in found
        if one.kind == "quote"
        or (one.kind == "number" and unknown_numbers(one.quote, figures))
        or (one.kind != "number" and not _stands_in(one.quote.lower(), names))
    ]


def _stands_in(words: str, text: str) -> bool:
    """Whether they stand there as whole words."""
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


def _said(asked: Sequence[Round]) -> list[str]:
    """The answers: what is asked says nothing of the person."""
    return [text for one in asked for text in one.said]


def _spoken(asked: Sequence[Round]) -> list[str]:
    """All that was said aloud: the answers, the questions and the follow-ups to them."""
    return [text for one in asked for text in (*one.said, one.subject.text, *one.probed)]


def _told(asked: Sequence[Round]) -> list[str]:
    """What the questions hold besides."""
    return [text for one in asked for text in _points(one)]


def _points(asked: Round) -> list[str]:
    return [point.text for point in asked.subject.points]


def _texts(scores: Scores, asked: Sequence[Round]) -> list[str]:
    """All that may be quoted: what was said, and what the questions and ratings go by."""
    anchors = (competency.anchor for competency in scores.competencies)
    return [*_spoken(asked), *_told(asked), *anchors]


def _figures(scores: Scores, asked: Sequence[Round]) -> list[str]:
    """The numbers that the scores themselves are told with."""
    totals = (scores.overall_score, scores.communication_score, scores.technical_score)
    ratings = (competency.rating for competency in scores.competencies)
    asks = [text for one in asked for text in (one.subject.text, *one.probed, *_points(one))]
    return [
        *asks,
        f"1 5 100 {len(asked)}",
        *map(str, [*totals, *ratings, *(a.number for a in asked)]),
    ]
