"""Where a skill can be learnt: home pages and roots of documentation, as data."""

from collections.abc import Iterator
from functools import cache
from typing import Literal, cast

import msgspec

from agents.data_files import read

ResourceType = Literal["docs", "course", "practice", "community"]


class Resource(msgspec.Struct, frozen=True):
    """A page about a skill, by the skill's name in the list of skills, in English.

    It was written down from knowledge: whether the address answers was not checked, which
    `checked` says.
    """

    skill: str
    title: str
    type: ResourceType
    url: str
    checked: Literal[False] = False


@cache
def resources() -> dict[str, tuple[Resource, ...]]:
    """What is known of each skill that has any, by the skill's name; documentation first."""
    found: dict[str, list[Resource]] = {}
    for resource in _all():
        found.setdefault(resource.skill, []).append(resource)
    return {skill: tuple(ones) for skill, ones in found.items()}


def _all() -> Iterator[Resource]:
    for kind, lines in read(__package__, "resources").items():
        for line in lines.strip().splitlines():
            skill, title, url = (column.strip() for column in line.split("|"))
            yield Resource(skill, title, cast("ResourceType", kind), url)
