"""Several versions of what a kind delivers, side by side: one is shown, the others are kept. Pure.

A version is the fields of the result that belong to it. Which these are, the kind decides.
"""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

from agents.results.types import Line

MOST = 10
"""Versions of one result: more than anybody compares."""


class Version(msgspec.Struct, frozen=True):
    """One of them as a result names it."""

    id: Line
    title: Line
    current: bool


class KeptVersion(msgspec.Struct, frozen=True):
    """One of them with its fields, by their names on the wire."""

    id: str
    title: str
    fields: dict[str, Any]


class Versions(msgspec.Struct, frozen=True):
    """All of them, in the order in which they were made, and the id of the one that is shown.

    It is part of a kind's memory. Ids are "1", "2" and so on, and never given twice.
    """

    kept: Annotated[tuple[KeptVersion, ...], msgspec.Meta(max_length=MOST)] = ()
    current: str = ""

    @property
    def full(self) -> bool:
        """Whether there is no room for another."""
        return len(self.kept) >= MOST

    def shown(self) -> list[Version]:
        """What stands in the result."""
        return [Version(one.id, one.title, one.id == self.current) for one in self.kept]

    def find(self, id: str) -> KeptVersion | None:
        """The version of that id, if there is one."""
        return next((one for one in self.kept if one.id == id), None)

    def added(self, title: str, fields: Mapping[str, Any]) -> "Versions":
        """With another, which is now shown. Raises ValueError where it is `full`."""
        if self.full:
            raise ValueError(f"there are {MOST} versions already")
        id = str(1 + max((int(one.id) for one in self.kept), default=0))
        return Versions((*self.kept, KeptVersion(id, title, dict(fields))), id)

    def changed(self, fields: Mapping[str, Any], title: str | None = None) -> "Versions":
        """With these fields in the version that is shown, and another title if one is given."""
        return Versions(
            tuple(
                KeptVersion(one.id, title or one.title, dict(fields))
                if one.id == self.current
                else one
                for one in self.kept
            ),
            self.current,
        )

    def chosen(self, id: str) -> "Versions":
        """With that one shown. Raises KeyError for an id that there is not."""
        if self.find(id) is None:
            raise KeyError(id)
        return Versions(self.kept, id)
