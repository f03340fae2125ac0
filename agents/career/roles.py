"""Roles that people work in, and what each asks of a junior, a mid and a senior, as data.

Each file of `data/roles` is a field of work, each of its tables a role: `korean` and `titles` are
other names of it, `required` lists its skills with three digits, the levels that are asked at
junior, mid and senior (a 0: not asked yet), `nice` lists skills that help.
"""

from collections.abc import Iterator
from enum import IntEnum
from functools import cache

import msgspec

from agents.data_files import names, read

_FOLDER = "data/roles"


class Level(IntEnum):
    """How well somebody has a skill."""

    AWARE = 1
    """Knows what it is for."""
    ASSISTED = 2
    """Does common tasks, with help where they are new."""
    INDEPENDENT = 3
    """Does the daily work alone."""
    ADVANCED = 4
    """Solves what is hard and unusual, and teaches others."""
    EXPERT = 5
    """Decides how it is done beyond the own team."""


class Required(msgspec.Struct, frozen=True):
    """A skill that a role asks for, and at which level; None where it is not asked yet."""

    skill: str
    junior: Level | None
    mid: Level | None
    senior: Level | None


class Role(msgspec.Struct, frozen=True):
    """A role: its English name, other titles of it, and the names of the skills it asks for."""

    name: str
    korean: str
    field: str
    titles: tuple[str, ...]
    required: tuple[Required, ...]
    nice: tuple[str, ...]


@cache
def roles() -> dict[str, Role]:
    """Every role that is known, by its name."""
    found = (role for field in names(__package__, _FOLDER) for role in _of_field(field))
    return {role.name: role for role in found}


def _of_field(field: str) -> Iterator[Role]:
    for name, entry in read(__package__, field, _FOLDER).items():
        yield Role(
            name=name,
            korean=entry["korean"],
            field=field,
            titles=_items(entry["titles"]),
            required=tuple(map(_required, _items(entry["required"]))),
            nice=_items(entry["nice"]),
        )


def _required(item: str) -> Required:
    skill, levels = item.rsplit(maxsplit=1)
    junior, mid, senior = (Level(int(digit)) if digit != "0" else None for digit in levels)
    return Required(skill, junior, mid, senior)


def _items(text: str) -> tuple[str, ...]:
    return tuple(" ".join(item.split()) for item in text.split(",") if item.strip())
