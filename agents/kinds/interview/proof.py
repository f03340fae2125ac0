"""What of a review stands, whoever wrote it: code looks up all that can be looked up."""

import msgspec

from agents.evidence.answer import Answer
from agents.evidence.checking import unheld
from agents.evidence.claims import is_passage, misquoted, unknown_numbers, word_count
from agents.evidence.instructions import is_instruction
from agents.evidence.language import is_english
from agents.evidence.sources import Source
from agents.evidence.text import one_line, sentences
from agents.kinds.interview.checks import CAP
from agents.kinds.interview.memory import Asked
from agents.kinds.interview.review import BRIEF, Review, Score, unanswered
from agents.kinds.interview.unsaid import unsaid
from agents.kinds.interview.verdict import LEFT_OVER, refusal

_RATINGS = "1 2 3 4 5"
"""The numbers that notes have of themselves."""


def unproven(review: Review, asked: Asked, resume: str) -> list[str]:
    """What a review quotes and nobody said, in words that the reviewer can act on."""
    issues = [
        f"This quote is in no answer, character by character and in three whole words or more: "
        f"{score.quote!r} (for {score.competency})."
        for score in review.scores
        if review.verdict == "answered" and score.rating and not _is_said(score, asked)
    ]
    invented = _invented(review.follow_up or "", asked, resume)
    issues += [f"followUp says what nobody said: {what!r}." for what in invented]
    noted = [what for one in sentences(review.notes) for what in _untold(one, asked, resume)]
    return [*issues, *(f"notes say what nobody said: {what!r}." for what in noted)]


def verified(review: Review, asked: Asked, resume: str) -> Review:
    """The review as far as it holds.

    What is no answer has no scores, and what code knows to be none is called so. Each rating
    shows a verbatim passage of the answer: one whose passage is not to be found is left out and
    counts for nothing, one that quotes an order to the judge is none. The competencies are those
    that were fixed. A few words rate `CAP` at most. What was missed are key points. A follow-up
    says something new, and of the person what was said; so do the notes.
    """
    refused = [refusal(asked.question, part) for part in asked.parts]
    if review.verdict == "answered" and refused[-1] and all(refused):
        return unanswered(refused[-1], asked.question)
    said = [part for part, why in zip(asked.parts, refused, strict=True) if not why]
    review = msgspec.structs.replace(
        review,
        scores=_scores(review, asked) if review.verdict == "answered" else (),
        notes=_noted(review.notes, asked, resume),
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
    """The follow-up, if there is one that was not asked before and has nothing invented."""
    text = (review.follow_up or "").strip()
    before = map(one_line, (asked.question.text, *asked.probed))
    if one_line(text) in before or _invented(text, asked, resume):
        return None
    return text or None


def _invented(question: str, asked: Asked, resume: str) -> list[str]:
    """What a question quotes, or says of the person, that nobody said."""
    texts = _sources(asked, resume)
    sources = [Source("answer", text) for text in texts if text]
    return list(dict.fromkeys([*misquoted(question, texts), *unsaid(question, sources)]))


def _noted(notes: str, asked: Asked, resume: str) -> str:
    """The notes without sentences that say of the person what nobody said."""
    told = sentences(notes)
    kept = [one for one in told if not _untold(one, asked, resume)]
    return notes if len(kept) == len(told) else " ".join(kept)


def _untold(note: str, asked: Asked, resume: str) -> list[str]:
    sources = [Source("answer", text) for text in _sources(asked, resume) if text]
    found = unheld(note, sources)
    return [
        one.quote for one in found if one.kind != "number" or unknown_numbers(one.quote, [_RATINGS])
    ]


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
