"""Whether a path may be shown: what code can tell of it, whoever wrote it."""

import re
from collections.abc import Sequence

from agents.evidence.addresses import names_address
from agents.evidence.checking import unheld
from agents.evidence.hollow import hollow
from agents.evidence.language import speaks
from agents.evidence.likeness import meaning, shared
from agents.evidence.past import tells_of_person
from agents.evidence.sources import Source
from agents.evidence.support import Unsupported, unsupported
from agents.evidence.text import sentences
from agents.kinds.paths.drafts import Draft, Drafts, Idea, Wanted

SAME = 0.5
"""The part of what two paths come to that both have: from here on they are one."""
LEAST_STEPS, MOST_STEPS = 3, 7
_OF_THE_ADVICE = frozenset({"number", "date", "quote"})
"""Kinds of claims that stand in advice as well."""
_PAPERS = re.compile(r"(?i)(?:certificate|licen[cs]e)s?|자격증?[가-힣]{0,3}")


def faults(drafts: Drafts, wanted: Wanted) -> list[str]:
    """What is wrong with drafts, in words that their writer can act on."""
    found: list[str] = []
    if len(drafts.paths) != len(wanted.ideas):
        found.append(f"There are {len(wanted.ideas)} ideas: write one path for each.")
    before: list[Draft] = []
    for number, (draft, idea) in enumerate(zip(drafts.paths, wanted.ideas, strict=False), 1):
        wrong = faults_of(draft, idea, wanted, before)
        found += [f"Path {number}: {what}" for what in wrong]
        before.append(draft)
    return found


def sound(drafts: Drafts, wanted: Wanted) -> tuple[Draft | None, ...]:
    """For each idea the draft that was written of it, where nothing is wrong with it, else None."""
    kept: list[Draft | None] = []
    for at, idea in enumerate(wanted.ideas):
        draft = drafts.paths[at] if at < len(drafts.paths) else None
        # No draft may come to the same as an idea that stays beside it.
        others = [one or wanted.ideas[n].path for n, one in enumerate(kept)]
        others += [one.path for one in wanted.ideas[at + 1 :]]
        is_fine = draft is not None and not faults_of(draft, idea, wanted, others)
        kept.append(draft if is_fine else None)
    return tuple(kept)


def faults_of(draft: Draft, idea: Idea, wanted: Wanted, others: Sequence[Draft]) -> list[str]:
    """What is wrong with one draft that stands beside others."""
    found = [*_form(draft, wanted), *_invented(draft, idea, wanted)]
    if any(is_same(draft, other) for other in others):
        found.append("it comes to the same as another: make it another way.")
    if any(shared(meaning(draft.title), meaning(title)) >= SAME for title in wanted.there):
        found.append("there is one like it already: make it another way.")
    return found


def is_same(one: Draft, other: Draft) -> bool:
    """Whether two paths come to the same, in whatever words."""
    ends = (meaning(f"{draft.title} {draft.ends_with}") for draft in (one, other))
    return shared(*ends) >= SAME or one.title.casefold() == other.title.casefold()


def _form(draft: Draft, wanted: Wanted) -> list[str]:
    found = []
    told = (draft.title, draft.reason, draft.first_step, draft.ends_with, *draft.steps)
    if not all(text.strip() for text in told):
        found.append("every field and every step says something.")
    if not LEAST_STEPS <= len(draft.steps) <= MOST_STEPS:
        found.append(f"it has {LEAST_STEPS} to {MOST_STEPS} steps.")
    every = " ".join(told)
    if names_address(every):
        found.append("it names no address of the web.")
    if empty := hollow(every, wanted.language):
        found.append(f"hollow words: {', '.join(dict.fromkeys(empty))}.")
    if not speaks(every, wanted.language):
        found.append("it is not in the language that is wanted.")
    return found


def _invented(draft: Draft, idea: Idea, wanted: Wanted) -> list[str]:
    """What it says of the person that their résumé does not.

    Advice is full of numbers and things to make: they are claims only where a sentence says what
    somebody did.
    """
    given = (wanted.role, idea.about)
    sources = [Source("resume", wanted.resume), *(Source("text", one) for one in given)]
    told = (draft.title, draft.reason, draft.first_step, draft.ends_with, *draft.steps)
    found: list[str] = []
    for sentence in (one for text in told for one in sentences(text)):
        if tells_of_person(sentence):
            found += [one.quote for one in unsupported(sentence, sources, to_person=True)]
        else:
            claims = unheld(sentence, sources)
            found += [one.quote for one in claims if not _is_of_the_advice(one)]
    return [f"the résumé does not say this: {what!r}." for what in dict.fromkeys(found)]


def _is_of_the_advice(claim: Unsupported) -> bool:
    """Whether it may be said of what is to be done: a number, or papers that have no name."""
    return claim.kind in _OF_THE_ADVICE or _PAPERS.fullmatch(claim.quote) is not None
