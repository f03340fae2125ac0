"""Whether a project may be given: what code can tell of it, whoever wrote it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import msgspec

from agents.data_files import read
from agents.evidence.addresses import names_address
from agents.evidence.alternatives import alternatives
from agents.evidence.brackets import brackets, without_brackets
from agents.evidence.checking import unheld
from agents.evidence.hollow import hollow
from agents.evidence.language import speaks
from agents.evidence.likeness import meaning, shared
from agents.evidence.past import tells_of_person
from agents.evidence.quantities import quantities
from agents.evidence.sources import Source
from agents.evidence.support import Unsupported, unsupported
from agents.evidence.text import sentences
from agents.kinds.projects.drafts import Draft, Drafts, Step, Wanted
from agents.kinds.projects.sizes import SMALLEST, spread

SAME = 0.5
"""The part of what two projects make that both have: from here on they are one."""
LEAST_MILESTONES, MOST_MILESTONES = 2, 6
_FEW = 10
_YOURS = re.compile(r"(?i)\byour? ")
_OF_THE_WORK = frozenset({"number", "date", "tool", "quote"})
"""Kinds of claims that stand in what a project asks for as well."""


def faults(drafts: Drafts, wanted: Wanted) -> list[str]:
    """What is wrong with drafts, in words that their writer can act on."""
    found: list[str] = []
    if len(drafts.projects) != len(wanted.ideas):
        found.append(f"There are {len(wanted.ideas)} ideas: write one project for each.")
    before: list[Draft] = []
    for number, draft in enumerate(drafts.projects, 1):
        hours = wanted.hours[min(number, len(wanted.hours)) - 1]
        found += [f"Project {number}: {what}" for what in faults_of(draft, hours, wanted, before)]
        before.append(draft)
    return found


def sound(drafts: Drafts, wanted: Wanted) -> tuple[Draft | None, ...]:
    """For each idea the draft that was written of it, where nothing is wrong with it, else None.

    Its hours are made to add up. What the idea says of tools and of care stays where it has to.
    """
    kept: list[Draft | None] = []
    for at, idea in enumerate(wanted.ideas):
        draft = drafts.projects[at] if at < len(drafts.projects) else None
        # No draft may come to the same as an idea that stays beside it.
        others = [one or wanted.ideas[n] for n, one in enumerate(kept)]
        others += wanted.ideas[at + 1 :]
        if draft is None or faults_of(draft, wanted.hours[at], wanted, others):
            kept.append(None)
        else:
            kept.append(_settled(draft, idea, wanted.hours[at], is_kept=at in wanted.kept))
    return tuple(kept)


def faults_of(draft: Draft, hours: int, wanted: Wanted, others: Sequence[Draft]) -> list[str]:
    """What is wrong with one draft of so many hours that stands beside others."""
    found = [*_form(draft, hours, wanted), *_invented(draft, wanted)]
    if any(is_same(draft, other) for other in others):
        found.append("it makes the same as another: make something else.")
    if any(shared(meaning(draft.title), meaning(title)) >= SAME for title in wanted.there):
        found.append("there is one like it already: make something else.")
    return found


def is_same(one: Draft, other: Draft) -> bool:
    """Whether two projects make the same, in whatever words."""
    made = (meaning(f"{draft.title} {draft.deliverable}") for draft in (one, other))
    return shared(*made) >= SAME or one.title.casefold() == other.title.casefold()


def texts_of(draft: Draft) -> Iterator[str]:
    """All that a project says to the person, but for the line that is for their résumé."""
    yield from (draft.title, draft.pitch, draft.deliverable, draft.first_step, draft.stretch)
    yield from (one.title for one in draft.milestones)
    yield from (*draft.stack, *draft.proves)
    if draft.careful:
        yield draft.careful


def _form(draft: Draft, hours: int, wanted: Wanted) -> list[str]:
    found = []
    needed = (draft.title, draft.pitch, draft.deliverable, draft.line, draft.first_step)
    if not all(text.strip() for text in (*needed, draft.stretch)) or not draft.proves:
        found.append("every field says something, and it proves at least one thing.")
    if not all(text.strip() for text in (*draft.proves, *draft.stack)):
        found.append("no entry of a list is empty.")
    most = min(MOST_MILESTONES, round(hours / SMALLEST))
    is_told = all(one.title.strip() for one in draft.milestones)
    if not is_told or not LEAST_MILESTONES <= len(draft.milestones) <= most:
        found.append(f"it has {LEAST_MILESTONES} to {most} milestones, each with words.")
    own = _numbers([without_brackets(draft.line)])
    if not brackets(draft.line) or own - _numbers(texts_of(draft)):
        found.append("what only the person can say stands in the line in square brackets.")
    every = " ".join([*texts_of(draft), draft.line])
    if names_address(every):
        found.append("it names no address of the web.")
    if _unpaid().search(every):
        found.append("it is no work for an employer that one applies to.")
    if empty := hollow(draft.line, wanted.language):
        found.append(f"hollow words in the line: {', '.join(empty)}.")
    if not speaks(every, wanted.language):
        found.append("it is not in the language that is wanted.")
    return found


def _invented(draft: Draft, wanted: Wanted) -> list[str]:
    """What it says of the person that they did not.

    What a project asks for is full of numbers and things: they are claims only where a sentence
    says what somebody did.
    """
    sources = [Source("text", one) for one in (wanted.role, *wanted.skills)]
    found: list[str] = []
    for sentence in (one for text in texts_of(draft) for one in sentences(text)):
        if tells_of_person(sentence):
            found += [one.quote for one in unsupported(sentence, sources, to_person=True)]
        elif _YOURS.search(sentence):
            found += [one.quote for one in unheld(sentence, sources) if not _is_of_the_work(one)]
    return [f"nobody has said this of the person: {what!r}." for what in dict.fromkeys(found)]


def _is_of_the_work(claim: Unsupported) -> bool:
    """Whether it may be said of the work: a number, a thing, a card that is made."""
    is_plain = claim.quote.islower() and " " not in claim.quote
    return claim.kind in _OF_THE_WORK or (claim.kind == "certificate" and is_plain)


def _numbers(texts: Iterable[str]) -> set[float]:
    """The numbers that say how much came of something: a few of it are how one counts the work."""
    found = {one.value for text in texts for one in quantities(text)}
    return {value for value in found if value > _FEW or value % 1}


def _settled(draft: Draft, idea: Draft, hours: int, *, is_kept: bool) -> Draft:
    times = spread(hours, [one.hours for one in draft.milestones])
    steps = [Step(one.title, time) for one, time in zip(draft.milestones, times, strict=True)]
    return msgspec.structs.replace(
        draft,
        milestones=tuple(steps),
        stack=idea.stack if is_kept else draft.stack,
        careful=draft.careful or idea.careful,
    )


@cache
def _unpaid() -> re.Pattern[str]:
    """What is said of work that an employer is given for nothing."""
    listed = read(__package__, "unpaid")["phrases"].split(",")
    return re.compile(rf"(?i){alternatives(' '.join(one.split()) for one in listed)}")
