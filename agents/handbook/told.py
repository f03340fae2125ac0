"""What somebody told is put into the open places of a sentence, so that it is not asked for again.

Only where it plainly fits: by the name of the place and, for days, by the words around it. All else
stays open. How things are told stands in `data/told.*.toml`.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from agents.data_files import read
from agents.evidence.particles import PARTICLE, particle
from agents.handbook.entries import Language

_MOST = 6_000
"""Characters of what was told that are looked at, the newest."""
_PLACE = re.compile(r"\[([^\[\]\n]{1,60})\]")
_PLAIN = str.maketrans({"’": "'", "‘": "'", "\u00a0": " "})
_PARTICLES = {form: pair for pair in PARTICLE.split("|") for form in pair.split("/")}
_JOINED = re.compile(f"^(?:{'|'.join(sorted(_PARTICLES, key=len)[::-1])})(?=[ ,.?!]|$)")


class Slot(NamedTuple):
    """A sort of open place: its names, what stands around it, and how it is told."""

    names: frozenset[str]
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    told: tuple[re.Pattern[str], ...]


def filled(text: str, told: Sequence[str], language: Language) -> str:
    """The text with those of its places filled that were told; the others stand as they stood.

    Something that was told in two ways, as two figures that were both wished for, fills nothing.
    """
    said = "\n".join(told)[-_MOST:].translate(_PLAIN)
    found = ""
    rest = text
    while match := _PLACE.search(rest):
        before, after = rest[: match.start()], rest[match.end() :]
        value = _value(match[1], found + before, after, said, language)
        found += before + (value or match.group())
        joined = _JOINED.match(after) if value and language == "ko" else None
        if joined:
            found += particle(value, _PARTICLES[joined.group()])
            after = after[joined.end() :]
        rest = after
    return found + rest


def _value(name: str, before: str, after: str, said: str, language: Language) -> str:
    """What was told for a place, if it was told once."""
    for slot in slots(language):
        if name.lower() not in slot.names:
            continue
        if slot.before and not slot.before.search(before.rstrip().lower()):
            continue
        if slot.after and not slot.after.search(after):
            continue
        values = {
            match[1].strip(): None for pattern in slot.told for match in pattern.finditer(said)
        }
        if len({one.lower() for one in values}) == 1:
            return _written(next(iter(values)), language)
    return ""


def _written(value: str, language: Language) -> str:
    """A day or a month with its capital, however it was typed."""
    if language == "ko":
        return value
    return re.sub(_part("en", "capital"), lambda match: match.group().capitalize(), value)


@cache
def slots(language: Language) -> tuple[Slot, ...]:
    """The sorts of open places that are known in a language."""
    return tuple(
        Slot(
            frozenset(name.strip() for name in slot["names"].split(",")),
            re.compile(slot["before"]) if "before" in slot else None,
            re.compile(slot["after"]) if "after" in slot else None,
            tuple(_pattern(one, language, slot.get("case", False)) for one in slot["told"]),
        )
        for slot in read(__package__, f"told.{language}")["slot"]
    )


def _pattern(body: str, language: Language, case: bool) -> re.Pattern[str]:
    for name in read(__package__, f"told.{language}")["part"]:
        body = body.replace(f"{{{name}}}", f"(?:{_part(language, name)})")
    return re.compile(body if case else f"(?i){body}")


@cache
def _part(language: Language, name: str) -> str:
    return str(read(__package__, f"told.{language}")["part"][name])
