"""Those who judge what a kind has drafted: code first, then models, then one who settles it.

Criteria are fixed before anything is drafted, and each is judged alone.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec

from agents.delivery.prompts import PROMPTS
from agents.evidence.checking import issues
from agents.evidence.sources import Source
from agents.kind import Check, Issue, Judging, Settling, Task, Verdict

Texts = Callable[[Any], Mapping[str, str]]
"""The texts of a draft by their JSON Pointers in it; "" is all of it. A module's own function."""

Sources = Callable[[Any], Sequence[Source]]
"""What the inputs of a draft say of the person and the job. A module's own function."""

MOST_ISSUES = 20
_LONGEST_ISSUE = 500

_NAMED = re.compile(r"(?<!\w)(['\"])(.{1,400}?)\1(?!\w)")
"""A passage that is named in a sentence."""


class Criterion(msgspec.Struct, frozen=True):
    """What a draft is judged by: a name for the task, and a sentence that one can say yes or no to.

    The sentence is for a model, in English.
    """

    name: str
    text: str


def claims_check(texts: Texts, sources: Sources, name: str = "claims") -> Check:
    """Code that sends back what the sources do not hold, and hollow words.

    The inputs of the draft may have a `document_language`: that of what is written.
    """
    return Check(name, partial(_claims, texts=texts, sources=sources))


def _claims(judging: Judging, *, texts: Texts, sources: Sources) -> Verdict:
    language = getattr(judging.given, "document_language", None)
    found = issues(texts(judging.draft), sources(judging.given), language)
    if not found:
        return Verdict("approve")
    return Verdict("revise", None, tuple(found[:MOST_ISSUES]), SOURCES_ONLY)


def entries_check(
    faults: Callable[[Any, Any], Sequence[str]], place: str, noun: str, name: str = "fair"
) -> Check:
    """Code that has entries of a list written anew.

    `faults` says what is wrong with which of them, by a draft and what it was made of; `place` is
    the list's JSON Pointer in the draft, and `noun` what an entry is called in the instructions.
    """
    return Check(name, partial(_entries, faults=faults, place=place, noun=noun))


def _entries(
    judging: Judging, *, faults: Callable[[Any, Any], Sequence[str]], place: str, noun: str
) -> Verdict:
    found = faults(judging.draft, judging.given)[:MOST_ISSUES]
    if not found:
        return Verdict("approve")
    issues = tuple(Issue(place, what[:_LONGEST_ISSUE]) for what in found)
    again = f"Write every {noun} that is named here anew; leave the others as they are."
    return Verdict("revise", None, issues, again)


SOURCES_ONLY = (
    "Say only what was given. Leave out what nothing holds, or leave the place open in square "
    "brackets, with the question that fills it."
)


def validator(name: str = "validate") -> Task[Judging, Verdict]:
    """A model that finds what the sources do not hold and code can't tell. Rules find nothing."""
    return Task(
        "validator",
        name,
        inputs=Judging,
        output=Verdict,
        prompt=PROMPTS["validate"],
        offline=approve,
        check=unquoted,
        mend=quoted,
    )


def evaluator(criterion: Criterion) -> Task[Judging, Verdict]:
    """A model that judges a draft by one criterion. Rules approve: they can't tell."""
    return Task(
        "evaluator",
        criterion.name,
        inputs=Judging,
        output=Verdict,
        prompt=f"{PROMPTS['evaluate']}\n\n{criterion.text}",
        offline=approve,
        check=unquoted,
        mend=quoted,
    )


def resolver(name: str = "settle") -> Task[Settling, Verdict]:
    """A model that settles what judges could not. Rules approve: what is open is marked."""
    return Task(
        "resolver",
        name,
        inputs=Settling,
        output=Verdict,
        prompt=PROMPTS["settle"],
        offline=approve,
    )


def approve(given: Judging | Settling) -> Verdict:
    """The verdict of rules, where code has found nothing wrong before."""
    return Verdict("approve")


def unquoted(verdict: Verdict, judging: Judging) -> list[str]:
    """What is wrong with a verdict: passages that the draft does not have."""
    draft = words_of(judging.draft)
    return [
        f"{issue.quote!r} does not stand in the draft."
        for issue in verdict.issues
        if issue.quote and _folded(issue.quote) not in draft
    ]


def quoted(verdict: Verdict, judging: Judging) -> Verdict:
    """The verdict without what it says of passages that the draft does not have.

    Where it names another passage beside, which the draft has, it is about that. Where nothing else
    was wrong, there is nothing to revise, and no score that was given for it holds.
    """
    draft = words_of(judging.draft)
    kept = tuple(found for one in verdict.issues if (found := _placed(one, draft)))
    if kept == verdict.issues:
        return verdict
    if kept or verdict.decision == "escalate":
        return msgspec.structs.replace(verdict, issues=kept)
    return msgspec.structs.replace(verdict, decision="approve", score=None, issues=kept)


def _placed(issue: Issue, draft: str) -> Issue | None:
    """The issue with a passage of the draft, if it names any."""
    if not issue.quote or _folded(issue.quote) in draft:
        return issue
    named = (_folded(match.group(2)) for match in _NAMED.finditer(issue.what))
    found = next((one for one in named if len(one.split()) > 1 and one in draft), None)
    return msgspec.structs.replace(issue, quote=found) if found else None


def words_of(draft: Any) -> str:
    """All texts of a draft in one, white space folded."""
    return _folded("\n".join(_texts(msgspec.to_builtins(draft))))


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for part in value.values() for text in _texts(part)]
    if isinstance(value, Sequence):
        return [text for part in value for text in _texts(part)]
    return []


def _folded(text: str) -> str:
    return " ".join(text.split())
