"""The skills that people work with, in all fields, as data.

Each file of `data/skills` is a field of work, each of its keys a category, each line a skill:
`name | Korean name | other spellings | implies | needs | other fields`. Columns at the end may be
left out, lists are separated by commas. A star after a spelling (`Go*`) says that it is also a word
or a name of everyday language: it counts as it is written there only, and in the company of other
skills. `implies` are skills that somebody with this one has too, `needs` what is learnt before it.
"""

from collections.abc import Iterator
from functools import cache

import msgspec

from agents.data_files import names, read

_FOLDER = "data/skills"


class Spelling(msgspec.Struct, frozen=True, gc=False):
    """One way to write a skill. An everyday one is also a word of everyday language."""

    text: str
    everyday: bool = False


class Skill(msgspec.Struct, frozen=True):
    """A skill: its English name, which is the canonical one, and what is known of it.

    `spellings` are all ways to write it, its names among them. `implies` and `needs` are names of
    other skills, `fields` the fields that it belongs to, its own first.
    """

    name: str
    korean: str | None
    category: str
    fields: tuple[str, ...]
    spellings: tuple[Spelling, ...]
    implies: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@cache
def skills() -> dict[str, Skill]:
    """Every skill that is known, by its name."""
    found = (skill for field in names(__package__, _FOLDER) for skill in _of_field(field))
    return {skill.name: skill for skill in found}


def _of_field(field: str) -> Iterator[Skill]:
    for category, lines in read(__package__, field, _FOLDER).items():
        for line in lines.strip().splitlines():
            yield _skill(line, category, field)


def _skill(line: str, category: str, field: str) -> Skill:
    columns = [*map(str.strip, line.split("|")), "", "", "", "", ""]
    name, korean, others, implies, needs, fields = columns[:6]
    written = (name, *_items(others), korean) if korean else (name, *_items(others))
    return Skill(
        name=name.rstrip("*"),
        korean=korean.rstrip("*") or None,
        category=category,
        fields=(field, *_items(fields)),
        spellings=tuple([_spelling(text) for text in written]),
        implies=_items(implies),
        needs=_items(needs),
    )


def _spelling(text: str) -> Spelling:
    return Spelling(text[:-1], everyday=True) if text[-1] == "*" else Spelling(text)


def _items(text: str) -> tuple[str, ...]:
    return tuple(map(str.strip, text.split(","))) if text else ()
