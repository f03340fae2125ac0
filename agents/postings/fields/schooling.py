"""How long somebody must have worked, and what they must have learnt."""

import re
from collections.abc import Sequence

from agents.postings.asked import Asked
from agents.postings.conditions import named_topic, years_in
from agents.postings.fields.labels import Fact, said_of
from agents.postings.phrases import pattern
from agents.results.job import Experience, RequiredEducation
from agents.resume.lines import Line

_MOST_HEADING = 70
_MOST_YEARS = pattern("most_years")
_NO_YEARS = pattern("no_years")
_BY_LAW = pattern("by_law")
_BELOW = pattern("below_years")
_DIPLOMA = pattern("diploma")
_DRIVING = pattern("driving")


def experience_of(asked: Sequence[Asked], told: Sequence[Fact]) -> Experience | None:
    """The years of experience that are asked, the most of several; None where none are."""
    musts = [one for one in asked if one.kind == "must" and one.years and one.quote]
    if musts:
        first = max(musts, key=lambda one: one.years or 0)
        return _experience(first.quote or "", first.years)
    for fact in said_of(told, "experience"):
        text = fact.value.text
        years = years_in(text) or _bare_years(text)
        if years and not _NO_YEARS.search(text):
            return _experience(text, years)
    return None


def _experience(quote: str, least: float | None) -> Experience:
    quote = " ".join(quote.split())
    ranged = _MOST_YEARS.search(quote)
    most = float(ranged["most"]) if ranged else None
    if most is not None and least is not None and most <= least:
        most = None
    if _BELOW.search(quote) and most is None:
        return Experience(None, least, quote)
    return Experience(least, most, quote)


def _bare_years(text: str) -> float | None:
    """The years of a label's value that needs no more words: "3-5年"."""
    match = re.search(r"(?<!\d)(\d{1,2})(?:\s?[-–~～至]\s?\d{1,2})?\s?(?:년|年)", text)
    return float(match[1]) if match and int(match[1]) <= 40 else None


def education_of(
    asked: Sequence[Asked], told: Sequence[Fact], lines: Sequence[Line]
) -> RequiredEducation | None:
    """What must have been learnt; None where it is only welcome, or not asked."""
    by_heading = _below_law(lines)
    for one in asked:
        if one.kind == "must" and one.quote and _is_education(one):
            by_law = _BY_LAW.search(one.quote) is not None or one.quote in by_heading
            return RequiredEducation(one.quote, "law" if by_law else "posting")
    for one in asked:
        quote = one.quote or ""
        if one.kind == "must" and one.topic == "licence" and _is_by_law(quote):
            return RequiredEducation(quote, "law")
    for fact in said_of(told, "education"):
        if named_topic(fact.value.text) == "education" and not _NO_YEARS.search(fact.value.text):
            return RequiredEducation(" ".join(fact.value.text.split()), "posting")
    return None


def _below_law(lines: Sequence[Line]) -> frozenset[str]:
    """The items below a heading that says that the law asks for them."""
    found = set()
    is_below = False
    for line in lines:
        if line.item:
            found |= {" ".join(line.text.split())} if is_below else set()
        else:
            is_heading = len(line.text) <= _MOST_HEADING and not line.text.endswith(".")
            is_below = is_heading and _BY_LAW.search(line.text) is not None
    return frozenset(found)


def _is_by_law(quote: str) -> bool:
    """Whether the law asks for a licence that is no driver's."""
    return _BY_LAW.search(quote) is not None and _DRIVING.search(quote) is None


def _is_education(one: Asked) -> bool:
    return one.topic == "education" or (
        one.topic == "licence" and _DIPLOMA.search(one.quote or "") is not None
    )
