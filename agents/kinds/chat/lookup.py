"""What a message is on, looked up before anybody answers: danger first, then the handbook."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import msgspec

from agents.delivery.given import fault
from agents.evidence.distress import is_in_danger
from agents.evidence.instructions import is_only_instruction
from agents.evidence.text import words
from agents.evidence.word_lists import is_korean
from agents.handbook import Entry, by_id, find
from agents.handbook.entries import Language, language_code
from agents.handbook.finding import Why
from agents.handbook.terms import plain
from agents.kinds.chat.courtesies import chosen, courtesy
from agents.kinds.chat.inputs import Fits, Handbook, Page
from agents.kinds.chat.pasted import is_resume_alone, is_whole_story, without_points

STRAINED = "cant-any-more"
"""The entry for who can't cope."""
_FITS: Mapping[Why, Fits] = {
    "fits": "sure",
    "goesOn": "sure",
    "wide": "wide",
    "near": "near",
    "outside": "outside",
    "nothing": "nothing",
}
_LEAST_NAMED = 2
"""Words that stand beside a text that was pasted, from which on they are looked up."""


class Looked(msgspec.Struct, frozen=True):
    """`entry` is the id of the one that answers, "" for none; `near` those that may be meant."""

    danger: bool = False
    entry: str = ""
    near: tuple[str, ...] = ()
    handbook: Handbook = Handbook()


def language_of(text: str, language: str | None, earlier: Sequence[str] = ()) -> Language:
    """The language to answer in: the one that was asked for, else that of what was said."""
    if language:
        return language_code(language)
    for said in (text, *reversed(earlier)):
        if is_korean(said):
            return "ko"
        if words(said):
            return "en"
    return "en"


def country_of(language: str | None) -> str | None:
    """The country (ISO 3166) that a language tag names, if it names one."""
    parts = (language or "").split("-")[1:]
    return next((part.upper() for part in parts if len(part) == 2 and part.isalpha()), None)


def can_be_read(text: str) -> bool:
    """Whether a message is in a language that rules read."""
    return is_korean(text) or fault(text, 1, ("en", "ko")) != "language"


def look_up(
    text: str,
    language: str | None,
    earlier: Sequence[str] = (),
    within: str = "",
    offered: Sequence[str] = (),
) -> Looked:
    """What a message is on.

    `earlier` is what the person said before, `within` the entry that was spoken of last, and
    `offered` those that were named then: one of them may be chosen.
    """
    if is_in_danger(text):
        return Looked(danger=True)
    spoken = language_of(text, language, earlier)
    country = country_of(language)
    if named := _named(text, offered):
        return _found("sure", (by_id()[named],), spoken, country)
    rest = without_points(text)
    if len(words(rest)) < _LEAST_NAMED and rest != text.strip():
        return Looked()
    if (
        courtesy(rest)
        or not can_be_read(rest)
        or is_only_instruction(rest)
        or is_resume_alone(rest)
    ):
        return Looked()
    if not within and offered and earlier:
        within = _meant(rest, spoken, earlier[-1], offered)
    found = find(rest, spoken, within=within)
    if found.why == "near" and is_whole_story(rest):
        return Looked()
    fits = _FITS[found.why]
    entries = found.entries
    if found.strained and fits != "sure":
        worn = by_id()[STRAINED]
        entries = (worn, *(one for one in entries if one is not worn))
        fits = "sure"
    return _found(fits, entries, spoken, country, strained=found.strained)


def page(entry: Entry, language: Language, country: str | None = None) -> Page:
    """An entry as it is lent to whoever answers, with the notes of one country."""
    wording = entry.wording(language)
    place = country or ("KR" if language == "ko" else "")
    return Page(
        entry.id,
        wording.title,
        wording.steps,
        tuple(f"{one.where}: {one.text}" for one in wording.say),
        wording.avoid,
        wording.whom,
        tuple(f"{one.as_of}: {one.text}" for one in wording.notes if one.country == place),
    )


def title_of(id: str, language: Language) -> str:
    """What an entry is called."""
    return by_id()[id].wording(language).title


def lent(ids: Iterable[str]) -> tuple[str, ...]:
    """All texts of these entries, in both languages, each as an answer may have it."""
    found: list[str] = []
    for entry in (by_id()[id] for id in ids):
        for one in (entry.en, entry.ko):
            found += [*one.steps, *one.avoid, one.whom]
            found += [say.text for say in one.say]
            found += [text for case in one.situations for text in (case.then, case.when)]
            found += [note.text for note in one.notes]
    return tuple(sorted(found, key=len, reverse=True))


def _found(
    fits: Fits,
    entries: Sequence[Entry],
    language: Language,
    country: str | None,
    *,
    strained: bool = False,
) -> Looked:
    worth = entries if fits != "sure" else [entries[0], *_worn(entries[1:], strained)]
    pages = tuple(page(entry, language, country) for entry in worth)
    handbook = Handbook(fits, pages, strained)
    if fits != "sure":
        return Looked(near=tuple(one.id for one in entries), handbook=handbook)
    best, *others = entries
    near = dict.fromkeys([*(one.id for one in others), *best.near])
    return Looked(entry=best.id, near=tuple(near)[:3], handbook=handbook)


def _meant(text: str, language: Language, before: str, offered: Sequence[str]) -> str:
    """Which entry of those that were offered a message may go on with; "" for none.

    That is the one which fits best to it and the message before, for which they were offered.
    """
    both = find(f"{before}\n{text}", language)
    return next((one.id for one in both.entries if one.id in offered), "")


def _worn(others: Sequence[Entry], strained: bool) -> list[Entry]:
    """The entry for who can't cope, where somebody says so and another one answers."""
    return [one for one in others if strained and one.id == STRAINED]


def _named(text: str, offered: Sequence[str]) -> str:
    """The id of the entry whose title the message is, or that it chooses; "" for neither."""
    number = chosen(text, len(offered))
    if number is not None:
        return offered[number]
    return _titles().get(_bare(text), "")


@cache
def _titles() -> dict[str, str]:
    """The ids of the entries by their titles, in either language."""
    return {
        _bare(wording.title): entry.id
        for entry in by_id().values()
        for wording in (entry.en, entry.ko)
    }


def _bare(text: str) -> str:
    return plain(text).strip(" .?!\"'“”")
