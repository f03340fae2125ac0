"""What a resume says, as spans of its own text: nothing here is ever rephrased or completed."""

import re
from typing import Annotated, Literal, get_args

import msgspec

from agents.career.technologies import technologies
from agents.evidence.instructions import is_instruction
from agents.resume.employers import employers
from agents.resume.parts import Parts, is_bare

Form = Literal["tool", "employer", "metric"]
MAX_SPANS = 24
"""How many spans of one form are kept: far more than an interview has questions."""
MAX_LENGTH = 300
"""Characters of a span: a clause, not a page."""
MAX_FOUND = 200
"""How many passages a task may find: more than are kept, as some are found twice, or invented."""
MAX_FOUND_LENGTH = 1_000
"""Characters of one of them. What is longer than a span may be is left out, and no mistake."""

_METRIC = re.compile(
    r"(?:[$€£]\s?\d[\d,.]{0,15}\s?(?:k|m|bn|million|billion)?\b"
    r"|\b\d[\d,.]{0,15}\s?(?:%|percent\b|x\b|×|k\b|m\b|ms\b|million\b|billion\b|TB\b|GB\b"
    r"|rps\b|QPS\b)"
    r"|\b\d[\d,.]{0,15}\+?\s(?:users|customers|people|engineers|requests|transactions|services"
    r"|stores|"
    r"students|patients|orders|hours|days|weeks|teams|clients|accounts|tickets|servers)\b)"
)
_MARKS = " \t\r-–—*·▪●○>."
_CLAUSE = re.compile(
    r"[^\n•|;]+"
    r"(?:\n(?=[^\S\n]{0,40}(?!o\s)[a-z])[^\n•|;.!?]{1,200}(?:[.!?](?=\S)[^\n•|;.!?]{0,200}){0,9}){0,4}"
)
"""A line of text, and what of the next lines plainly continues it, up to its sentence's end."""


class Span(msgspec.Struct, frozen=True):
    """A passage of the resume, character by character."""

    form: Form
    text: Annotated[str, msgspec.Meta(max_length=MAX_FOUND_LENGTH)]


class ResumeSpans(msgspec.Struct, frozen=True):
    """What a task found in a resume: passages that are still to be looked up in it."""

    spans: Annotated[list[Span], msgspec.Meta(max_length=MAX_FOUND)]


def spans(resume: str) -> list[Span]:
    """The tools, employers and measured results that the resume names, in its own words."""
    return [*_metrics(resume), *_unique("employer", employers(resume)), *_tools(resume)]


def verbatim(found: list[Span], resume: str) -> list[Span]:
    """Those spans that really are parts of the resume: what anyone else claims is checked here."""
    real = (s for s in found if s.text.strip() and len(s.text) <= MAX_LENGTH and s.text in resume)
    plain = (span for span in real if not is_instruction(span.text))
    return list(dict.fromkeys(plain))[: MAX_SPANS * len(get_args(Form))]


def _unique(form: Form, texts: list[str]) -> list[Span]:
    return [Span(form, text) for text in dict.fromkeys(texts)][:MAX_SPANS]


def _tools(resume: str) -> list[Span]:
    """Each tool once, as the resume spells it."""
    hits = (technology.pattern().search(resume) for technology in technologies())
    return _unique("tool", [hit.group() for hit in hits if hit])


def _metrics(resume: str) -> list[Span]:
    """The clauses that hold a measured result: those of schooling or languages are none."""
    parts = Parts(resume)
    hits = (hit for hit in _CLAUSE.finditer(resume) if parts.may_tell_result(hit.start()))
    clauses = (hit.group().strip(_MARKS) for hit in hits)
    return _unique("metric", [c for c in clauses if _is_result(c)])


def _is_result(clause: str) -> bool:
    return (
        20 <= len(clause) <= MAX_LENGTH
        and bool(_METRIC.search(clause))
        and not is_bare(clause.partition(":")[0])
        and not is_instruction(clause)
    )
