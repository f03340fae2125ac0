"""Whether a question keeps to what was given, whoever wrote it; else the bank has another."""

from collections.abc import Iterable

import msgspec

from agents.evidence.sources import Source
from agents.evidence.text import one_line
from agents.kinds.interview.asked_question import AskedQuestion
from agents.kinds.interview.question_checks import faults, ours
from agents.kinds.interview.unsaid import RESUME, unsaid
from agents.resume.spans import Span


class Ground(msgspec.Struct, frozen=True):
    """What a question is to keep to: all that was given of the person and the job, the passages of
    the résumé that it may be built on, and what was asked before."""

    interview: str
    language: str | None = None
    given: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    asked: tuple[str, ...] = ()


def question_faults(question: AskedQuestion, ground: Ground) -> list[str]:
    """What is wrong with a question, in words that its writer can act on."""
    text, passage = one_line(question.text), question.grounded_in
    found = faults(
        question.text,
        language=ground.language,
        given=ground.given,
        asked=ground.asked,
        interview=ground.interview,
        span=passage,
    )
    if passage is not None:
        found += _astray(passage, text, ground.spans)
    elif RESUME.search(text):
        found.append("It speaks of the resume, and groundedIn names none of the spans.")
    return list(dict.fromkeys([*found, *_invented(question, ground)]))


def as_asked(question: AskedQuestion, ground: Ground) -> AskedQuestion | None:
    """The question as it is asked, without blank parts; None where something is wrong with it."""
    if question_faults(question, ground):
        return None
    span = _span(question.grounded_in or "", ground.spans)
    return msgspec.structs.replace(
        question,
        grounded_in=span.text if span else None,
        hints=_filled(question.hints),
        key_points=tuple(
            msgspec.structs.replace(point, terms=_filled(point.terms))
            for point in question.key_points
            if point.text.strip()
        ),
    )


def _filled(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(text for text in texts if text.strip())


def _span(passage: str, spans: tuple[Span, ...]) -> Span | None:
    return next((span for span in spans if one_line(span.text) == one_line(passage)), None)


def _astray(passage: str, text: str, spans: tuple[Span, ...]) -> list[str]:
    if _span(passage, spans) is None:
        return [f"groundedIn is not one of the spans, character by character: {passage!r}"]
    return [] if one_line(passage) in text else ["The text does not hold what groundedIn names."]


def _invented(question: AskedQuestion, ground: Ground) -> list[str]:
    """What is told beside the question of the person, and they did not give."""
    sources = [Source("resume", text) for text in ground.given]
    points = (point.text for point in question.key_points)
    told = (question.outline, *question.hints, *points)
    found = [what for text in told for what in unsaid(text, sources)]
    said = [f"The resume does not say this: {what!r}." for what in dict.fromkeys(found)]
    return [*said, *(one for text in told for one in ours(text))]
