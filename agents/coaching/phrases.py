"""Phrasings of one thing to say: those that were not heard yet come first.

The texts `coaching.NAME.1`, `.2` … say one thing in several phrasings. Which of them were said is
told by what was said, whatever quotes stood in it.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from string import Formatter

from agents.evidence.particles import particle
from protocol.catalogue import CATALOGUE, LANGUAGES, Text
from protocol.catalogue.catalogue import Value

_QUOTED = {"said": "이라고/라고", "called": "이라는/라는"}
"""Places for a quote, and the particle that Korean puts behind it."""

MOST = 2_000
"""Characters of what was said that are looked at: no phrasing is longer with its quotes."""


def fresh(name: str, heard: Collection[str], /, **places: Value) -> Text | None:
    """The first phrasing that is not among those heard (`NAME.2`); None where all were."""
    for number in range(1, _count(name) + 1):
        if f"{name}.{number}" not in heard:
            return _text(f"coaching.{name}.{number}", places)
    return None


def nth(name: str, number: int, /, **places: Value) -> Text:
    """A phrasing by a number that may be any: they come one after the other, again and again."""
    return _text(f"coaching.{name}.{number % _count(name) + 1}", places)


def phrase(name: str, /, **places: Value) -> Text:
    """A thing that is said in one way only."""
    return _text(f"coaching.{name}", places)


def quote_of(text: Text) -> str:
    """The words of theirs that are said back in a text; "" are none."""
    for place in ("quote", *_QUOTED):
        value = text.values.get(place, "")
        if value:
            return str(value.values["quote"] if isinstance(value, Text) else value)
    return ""


def name_of(text: Text) -> str:
    """A text's key without what all of ours begin with: `ask.own.2`."""
    return text.key.removeprefix("coaching.")


def heard_in(said: Iterable[str], section: str) -> frozenset[str]:
    """The phrasings of a section (`ask.`) that were said, in whatever language."""
    return frozenset(
        name
        for one in said
        for name, shapes in _shapes(section).items()
        if any(shape.fullmatch(one[:MOST]) for shape in shapes)
    )


def _text(key: str, places: Mapping[str, Value]) -> Text:
    """The text; a quote in it is followed by the form of the Korean particle that it takes.

    Of one thing some phrasings quote and others do not: these leave a place out.
    """
    wanted = CATALOGUE.places(key)
    filled = {place: value for place, value in places.items() if place in wanted}
    for place, pair in _QUOTED.items():
        if place in wanted:
            quote = str(places["quote"])
            after_vowel = particle(quote, pair) == pair.split("/")[1]
            form = "vowel" if after_vowel else "consonant"
            filled[place] = Text(f"coaching.{place}.{form}", quote=quote)
    return Text(key, **filled)


@cache
def _count(name: str) -> int:
    count = 0
    while f"coaching.{name}.{count + 1}" in CATALOGUE:
        count += 1
    return count


@cache
def _shapes(section: str) -> dict[str, list[re.Pattern[str]]]:
    """Each phrasing of a section as a pattern that has anything at its places."""
    found: dict[str, list[re.Pattern[str]]] = {}
    for language in LANGUAGES:
        for key, form in CATALOGUE.section(f"coaching.{section}", language).items():
            shape = "".join(
                re.escape(words) + (r".{0,400}" if place is not None else "")
                for words, place, _, _ in Formatter().parse(str(form))
            )
            found.setdefault(key.removeprefix("coaching."), []).append(re.compile(shape, re.DOTALL))
    return found
