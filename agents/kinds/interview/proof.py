"""What of a review stands, whoever wrote it: code looks up all that can be looked up."""

import msgspec

from agents.evidence.answer import Answer
from agents.evidence.claims import is_passage, misquoted, word_count
from agents.evidence.instructions import is_instruction
from agents.evidence.language import is_english
from agents.evidence.text import one_line
from agents.kinds.interview.checks import CAP
from agents.kinds.interview.memory import Asked
from agents.kinds.interview.review import BRIEF, Review, Score, unanswered
from agents.kinds.interview.verdict import LEFT_OVER, refusal


def unproven(review: Review, asked: Asked, resume: str) -> list[str]:
    """What a review quotes and nobody said, in words that the reviewer can act on."""
    issues = [
        f"This quote is in no answer, character by character and in three whole words or more: "
        f"{score.quote!r} (for {score.competency})."
        for score in review.scores
        if review.verdict == "answered" and score.rating and not _is_said(score, asked)
    ]
    invented = misquoted(review.follow_up or "", _sources(asked, resume))
    return [*issues, *(f"followUp quotes what nobody said: {quote!r}." for quote in invented)]


def verified(review: Review, asked: Asked, resume: str) -> Review:
    """The review as far as it holds.

    What is no answer has no scores, and what code knows to be none is called so. Each rating
    shows a verbatim passage of the answer: one whose passage is not to be found is left out and
    counts for nothing, one that quotes an order to the judge is none. The competencies are those
    that were fixed. A few words rate `CAP` at most. What was missed are key points. A follow-up
    says something new, and quotes what was said.
    """
    refused = [refusal(asked.question, part) for part in asked.parts]
    if review.verdict == "answered" and refused[-1] and all(refused):
        return unanswered(refused[-1], asked.question)
    said = [part for part, why in zip(asked.parts, refused, strict=True) if not why]
    review = msgspec.structs.replace(
        review,
        scores=_scores(review, asked) if review.verdict == "answered" else (),
        missed=_missed(review, asked),
        follow_up=_follow_up(review, asked, resume),
    )
    return _capped(review) if _is_brief(said) else review


def _scores(review: Review, asked: Asked) -> tuple[Score, ...]:
    given = {score.competency: score for score in review.scores}
    ordered = [given.get(c.name, Score(c.name)) for c in asked.competencies]
    return tuple(
        score if _is_shown(score) else Score(score.competency, why=score.why)
        for score in ordered
        if not score.rating or _is_said(score, asked)
    )


def _is_said(score: Score, asked: Asked) -> bool:
    return any(is_passage(score.quote, part) for part in asked.parts)


def _is_shown(score: Score) -> bool:
    return score.rating in range(1, 6) and not is_instruction(score.quote or "")


def _missed(review: Review, asked: Asked) -> tuple[str, ...]:
    named = {one_line(text).lower() for text in review.missed}
    points = (point.text for point in asked.question.key_points)
    return tuple(text for text in points if one_line(text).lower() in named)


def _follow_up(review: Review, asked: Asked, resume: str) -> str | None:
    """The follow-up, if there is one that was not asked before and quotes nothing invented."""
    text = (review.follow_up or "").strip()
    before = map(one_line, (asked.question.text, *asked.probed))
    if one_line(text) in before or misquoted(text, _sources(asked, resume)):
        return None
    return text or None


def _sources(asked: Asked, resume: str) -> list[str]:
    return [*asked.spoken, *asked.told, resume]


def _is_brief(said: list[str]) -> bool:
    """Whether there are only a few words; languages that put more into one need fewer."""
    text = "\n".join(said)
    return Answer(said, ()).is_brief if is_english(text) else word_count(text) < LEFT_OVER


def _capped(review: Review) -> Review:
    if all((score.rating or 0) <= CAP for score in review.scores):
        return review
    return msgspec.structs.replace(
        review,
        scores=tuple(
            msgspec.structs.replace(score, rating=score.rating and min(score.rating, CAP))
            for score in review.scores
        ),
        notes=f"{BRIEF} {review.notes}".strip(),
    )
