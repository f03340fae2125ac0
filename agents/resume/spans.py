"""What a resume says, as spans of its own text: nothing here is ever rephrased or completed."""

from typing import Annotated, Literal, get_args

import msgspec

from agents.evidence.instructions import is_instruction
from agents.resume.facts import Reading
from agents.resume.results import results

Form = Literal["tool", "employer", "metric"]
MAX_SPANS = 24
"""How many spans of one form are kept: far more than an interview has questions."""
MAX_LENGTH = 300
"""Characters of a span: a clause, not a page."""
MAX_FOUND = 200
"""How many passages a task may find: more than are kept, as some are found twice, or invented."""
MAX_FOUND_LENGTH = 1_000
"""Characters of one of them. What is longer than a span may be is left out, and no mistake."""


class Span(msgspec.Struct, frozen=True):
    """A passage of the resume, character by character."""

    form: Form
    text: Annotated[str, msgspec.Meta(max_length=MAX_FOUND_LENGTH)]


class ResumeSpans(msgspec.Struct, frozen=True):
    """What a task found in a resume: passages that are still to be looked up in it."""

    spans: Annotated[list[Span], msgspec.Meta(max_length=MAX_FOUND)]


def spans(resume: str) -> list[Span]:
    """The tools, employers and measured results that the resume names, in its own words."""
    reading = Reading(resume)
    metrics = [said.text for said in results(reading) if not is_instruction(said.text)]
    employers = [job.employer.text for job in reading.jobs if job.employer]
    # What no list knows can't be asked about: nobody can tell whether an answer speaks of it.
    tools = {m.skill.name: m.said.text for m in reversed(reading.skills()) if m.skill}
    return [
        *_unique("metric", metrics),
        *_unique("employer", employers),
        *_unique("tool", [*reversed(tools.values())]),
    ]


def verbatim(found: list[Span], resume: str) -> list[Span]:
    """Those spans that really are parts of the resume: what anyone else claims is checked here."""
    real = (s for s in found if s.text.strip() and len(s.text) <= MAX_LENGTH and s.text in resume)
    plain = (span for span in real if not is_instruction(span.text))
    return list(dict.fromkeys(plain))[: MAX_SPANS * len(get_args(Form))]


def _unique(form: Form, texts: list[str]) -> list[Span]:
    return [Span(form, text) for text in dict.fromkeys(texts) if len(text) <= MAX_LENGTH][
        :MAX_SPANS
    ]
