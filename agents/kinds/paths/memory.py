"""What a session remembers of its paths."""

from typing import Literal, TypeAlias

from msgspec import Struct

from agents.delivery.memory import DeliveryMemory
from agents.kinds.paths.drafts import Draft
from agents.kinds.paths.inputs import Side
from agents.kinds.paths.results import RoleNear
from agents.kinds.paths.ways import Spoken
from agents.results.types import Evidence, Finding, Resource

Priority: TypeAlias = Literal["high", "medium", "low"]

Bearing: TypeAlias = Literal["shows", "nearest", "begin"]


class Ground(Struct, frozen=True):
    """A path that may be: a way, what it is about, and what of the résumé it goes by.

    `near` tells how the evidence bears on it: it `shows` it, is the `nearest` that is there, or is
    the work in which it could `begin`.
    """

    way: str
    side: Side
    what: str
    priority: Priority
    near: Bearing
    evidence: tuple[Evidence, ...]
    resources: tuple[Resource, ...] = ()


class Found(Struct, frozen=True):
    """What was found of a résumé, once: all paths that may be, the best of each side first.

    `role` is the one that is aimed at, as it is called; `named` is whether it was named, `known`
    whether a table says what it asks for.
    """

    role: str = ""
    named: bool = False
    known: bool = False
    language: Spoken = "en"
    grounds: tuple[Ground, ...] = ()
    strengths: tuple[Finding, ...] = ()
    weaknesses: tuple[Finding, ...] = ()
    roles: tuple[RoleNear, ...] = ()
    able: tuple[str, ...] = ()
    """The names of skills that are shown."""
    assumed: tuple[str, ...] = ()


class Kept(Struct, frozen=True):
    """A path that is shown: its id, its ground, its words, and who wrote them."""

    id: str
    ground: Ground
    draft: Draft
    by_model: bool = False


class Memory(DeliveryMemory, kw_only=True):
    """What was found, which paths there are, what was wished for, and which ways were shown.

    `weeks` is how long a path may take, if that was said; `only` the side that was wished for.
    """

    found: Found = Found()
    kept: tuple[Kept, ...] = ()
    used: tuple[str, ...] = ()
    weeks: int | None = None
    only: Side | None = None
    given: int = 0
    chosen: str | None = None
