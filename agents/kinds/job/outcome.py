"""What is said of a posting that was read: what decides, what it does not say, what to look at."""

from collections.abc import Sequence
from typing import TypeAlias

from msgspec.structs import replace

from agents.evidence.text import clip, one_line
from agents.kinds.job.wording import text
from agents.results.job import JobPosting, JobWarning
from protocol.catalogue import Said

HIDDEN = "hidden_text"
"""The code of a warning: words that are on the page and can't be seen."""
MOST_HIDDEN = 5
MOST_QUOTE = 300
MOST_DIFFERENCES = 20
MOST_NAMED = 3

Differences: TypeAlias = tuple[tuple[str, str, str], ...]
"""Where sources disagree: the place in the result, what is seen, and what else was told."""


def with_hidden(posting: JobPosting, hidden: Sequence[str]) -> JobPosting:
    """The posting, with a warning for each passage that can't be seen: they are part of nothing."""
    quotes = [quote for one in hidden[:MOST_HIDDEN] if (quote := clip(one_line(one), MOST_QUOTE))]
    found = [JobWarning(HIDDEN, quote) for quote in quotes]
    return replace(posting, warnings=[*posting.warnings, *found][:50])


def differences(found: Sequence[tuple[str, str, str]]) -> Differences:
    """Where sources disagree, by where it stands in the result."""
    return tuple(
        (_path(field), clip(one_line(seen), MOST_QUOTE), clip(one_line(told), MOST_QUOTE))
        for field, seen, told in found[:MOST_DIFFERENCES]
    )


def _path(field: str) -> str:
    """The pointer of a field, whose name is as in Python or as on the wire."""
    first, *others = field.split("_")
    return f"/{first}{''.join(part.capitalize() for part in others)}"


def outcome(posting: JobPosting, differs: Differences) -> Said:
    """What a posting says, in a few sentences."""
    firm = posting.hiring_organization
    said: list[Said] = [
        text("says.read_of", title=posting.title, firm=firm)
        if firm
        else text("says.read", title=posting.title)
    ]
    said += _of_requirements(posting)
    if posting.salary_text is None and posting.base_salary is None:
        said.append(text("says.no_pay"))
    if posting.valid_through:
        said.append(text("says.until", date=posting.valid_through))
    for path, seen, told in differs[:MOST_NAMED]:
        said.append(text("says.differs", name=text(f"names.{_name(path)}"), seen=seen, told=told))
    said += _of_warnings(posting)
    return joined([*said, text("says.stored")])


def _of_requirements(posting: JobPosting) -> list[Said]:
    must, nice = posting.must_have, posting.nice_to_have
    if not must and not nice:
        return [text("says.asks_nothing")]
    found: list[Said] = [text("says.counts", must=len(must), nice=len(nice))]
    conditions = [clip(one_line(one.text), 80) for one in must if one.knockout]
    if conditions:
        found.append(text("says.conditions", names="; ".join(conditions[:MOST_NAMED])))
    return found


def _of_warnings(posting: JobPosting) -> list[Said]:
    hidden = [one.quote or "" for one in posting.warnings if one.code == HIDDEN]
    others = [one for one in posting.warnings if one.code != HIDDEN]
    found: list[Said] = []
    if hidden:
        found.append(text("says.hidden", quote=clip(hidden[0], 120)))
    if others:
        found.append(text("says.warned"))
    return found


def _name(path: str) -> str:
    """What the place of a field is called, in the texts."""
    known = {"title", "hiringOrganization", "jobLocation", "baseSalary", "validThrough"}
    name = path.strip("/")
    return name if name in known else "field"


def joined(said: Sequence[Said]) -> Said:
    """Several sentences, one after the other."""
    *others, last = said
    whole: Said = last
    for one in reversed(others):
        whole = text("says.both", first=one, second=whole)
    return whole
