"""Whether a question keeps to the resume that it speaks of, whoever wrote it."""

import re
from collections.abc import Iterable, Sequence

import msgspec

from agents.evidence.checking import unheld
from agents.evidence.past import I_DID, simple
from agents.evidence.sources import Source
from agents.evidence.text import one_line
from agents.kinds.interview import questions
from agents.kinds.interview.asked_question import AskedQuestion
from agents.kinds.interview.questions import Wish
from agents.resume.spans import Span

_RESUME = re.compile(
    r"(?i)\b(?P<you>your|votre|ton|tu|su|ihrem|deinem|seu|tuo) "
    r"(?:r[eé]sum[eé]|cv|lebenslauf|curr[ií]cul\w{1,5})\b"
)
_CLAUSE = re.compile(r'(?:"[^"]*"|“[^“”]*”|[^.!?;]|[.!?;](?=\S))+')
"""A quoted passage stays whole, whatever signs are in it."""
_ANSWER = re.compile(
    r"(?i)(?:I|my|we|our|ich|je|yo|eu|io|mein|mijn|ik)\b|j['’]|(?:저는|제가|저희|나는) "
)
"""How somebody begins who tells of themselves."""
_ASKS = re.compile(r"[?？؟]|(?i:\b(?:you|your|tell me|describe|explain)\b)|(?:세요|십시오|시오)\b")
_YOU = re.compile(
    r"(?i)^\s?(?:(?:and|at|in|as|for|with|during) [^,.?!]{1,60},? )?"
    r"(?P<you>you) (?P<rest>\w.{0,80})"
)
_NAMES = frozenset(("employer", "tool", "title"))
"""What a question may ask about though nobody told it, behind what it says of the person."""


def ungrounded(question: AskedQuestion, wish: Wish, resume: str) -> list[str]:
    """What is wrong with a question, in words that its writer can act on."""
    text = one_line(question.text)
    issues = [] if text else ["The question has no text."]
    if _ANSWER.match(text) and not _ASKS.search(text):
        issues.append("It asks nothing: it is what somebody might answer. Ask the person.")
    if text in map(one_line, wish.asked):
        issues.append("That was asked already: ask something else.")
    if question.grounded_in is not None:
        issues += _astray(question.grounded_in, text, wish.spans)
    elif _RESUME.search(text):
        issues.append("It speaks of the resume, and groundedIn names none of the spans.")
    return [*issues, *_invented(question, wish, resume)]


def grounded(question: AskedQuestion, wish: Wish, resume: str) -> AskedQuestion:
    """The question as it is asked: without blank parts, or another where it is ungrounded."""
    if ungrounded(question, wish, resume):
        return questions.next_question(wish)
    span = _span(question.grounded_in or "", wish.spans)
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


def _invented(question: AskedQuestion, wish: Wish, resume: str) -> list[str]:
    """What the question, or what is told beside it, says of the person and they did not give."""
    known = [resume, wish.target_role or "", wish.company or ""]
    sources = [Source("resume", text) for text in known if text]
    found = unsaid(question.text, sources, question.grounded_in)
    points = (point.text for point in question.key_points)
    for told in (question.outline, *question.hints, *points):
        found += unsaid(told, sources)
    return [f"The resume does not say this: {what!r}." for what in dict.fromkeys(found)]


def unsaid(text: str, sources: Sequence[Source], span: str | None = None) -> list[str]:
    """What a question says of the person that no source does; `span` is what it is built on.

    A case that is made up to be solved ("you have ten million rows") says nothing of them; that
    somebody has a degree is part of no case.
    """
    passage = span and one_line(span)
    found: list[str] = []
    for clause in _CLAUSE.findall(one_line(text)):
        claims = _RESUME.search(clause) or _is_deed(clause) or (passage and passage in clause)
        found += [
            one.quote
            for one in unheld(clause, sources)
            if one.kind == "degree"
            or (claims and (one.kind not in _NAMES or one.span[0] < len(_told(clause))))
        ]
    return list(dict.fromkeys(found))


def _is_deed(clause: str) -> bool:
    you = _YOU.match(clause)
    return you is not None and I_DID.match(simple(f"I {you['rest']}")) is not None


def _told(clause: str) -> str:
    """Up to the comma or colon after "your resume" or "you": what follows may be the question."""
    found = _RESUME.search(clause) or (_is_deed(clause) and _YOU.match(clause))
    if not found:
        return clause
    begun = found.end("you")
    return clause[:begun] + re.split("[,:]", clause[begun:])[0]
