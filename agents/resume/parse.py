"""What a résumé says, and what whoever sent it should know about that."""

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from agents.reading.characters import unknown_script
from agents.reading.document import ReadingWarning
from agents.reading.warnings import instructions, not_a_resume
from agents.reading.warnings import totals_differ as totals_warning
from agents.resume.facts import Facts, Place, Reading
from agents.resume.json_resume import facts_of_resume, read_resume, stated_total
from agents.resume.recognition import is_resume, stated_months, totals_differ
from agents.safety.injection import suspicions

_BREAK = re.compile(r"\n")
_ENTRIES = ("/jobs/", "/education/")
"""Facts that stand in the text in the order of the data, so that equal ones are told apart."""
_LABEL = "resume"


class Parsed(NamedTuple):
    """The facts of a document, and the warnings that follow from what it says."""

    facts: Facts
    warnings: list[ReadingWarning]


def parse(
    text: str,
    *,
    prominent: Collection[int] = (),
    links: Sequence[str] = (),
    resume: Mapping[str, Any] | None = None,
    today: dt.date,
) -> Parsed:
    """The facts of a document as of a day, each with its place in `text`.

    `prominent` are the numbers of lines in larger or bold type, `links` the document's, `resume`
    the data that the text was made of (JSON Resume), from which its facts are then taken. The
    warnings are `not_a_resume`, `totals_differ` (the total that is stated is far from the months
    of the jobs) and `instructions` (it talks to a model; that changes no fact), each at most once.
    """
    given = _given(resume, text, today) if resume else None
    stated = stated_total(resume) if resume else None
    if given:
        facts, known = given, True
    else:
        reading = Reading(text, prominent=frozenset(prominent), links=links)
        facts = reading.facts(today)
        # In a script of which no fact is found there is nothing to tell by.
        known = unknown_script(text) is not None or is_resume(reading, facts)
    stated = stated_months(text) if stated is None else stated
    warnings = [] if known else [not_a_resume()]
    if known and totals_differ(stated, facts.experience_months):
        warnings.append(totals_warning(stated or 0, facts.experience_months or 0))
    return Parsed(facts, [*warnings, *talks_to_model(text)])


def talks_to_model(text: str) -> list[ReadingWarning]:
    """The warning that the text of any document talks to a model, with the quotes; or none."""
    quotes = _instructions(text)
    return [instructions(quotes)] if quotes else []


def _given(resume: Mapping[str, Any], text: str, today: dt.date) -> Facts | None:
    """The facts of a résumé that came as data, placed in its text; None where it is malformed."""
    try:
        written, facts = facts_of_resume(read_resume(resume), today)
    except msgspec.ValidationError:
        return None
    starts = [0, *(match.end() for match in _BREAK.finditer(text))]
    places: dict[str, Place] = {}
    floor = 0
    for path, place in facts.places.items():
        quote = written[slice(*place.span)]
        in_order = path.startswith(_ENTRIES)
        whole = re.compile(rf"(?<!\w){re.escape(quote)}(?!\w)")
        match = whole.search(text, floor if in_order else 0)
        if match is None:
            continue
        if in_order:
            floor = match.start()
        places[path] = Place(bisect_right(starts, match.start()) - 1, match.span())
    lines = text.split("\n")
    skills = tuple(
        msgspec.structs.replace(skill, evidence=lines[places[path].line].removeprefix("• "))
        if (path := f"/skills/{at}") in places
        else skill
        for at, skill in enumerate(facts.skills)
    )
    return msgspec.structs.replace(facts, skills=skills, places=places)


def _instructions(text: str) -> list[str]:
    """The lines in which a text talks to a model, or what of them stands in several."""
    found = suspicions({_LABEL: text})
    if not found:
        return []
    lines = [line for line in text.split("\n") if line and suspicions({_LABEL: line})]
    return lines or list(dict.fromkeys(one.excerpt for one in found))
