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


class Limits(Struct, frozen=True):
    """What was wished for of all paths: how long one may take, one side only, nothing that costs,
    nothing that takes others at work, in few words; and the ways that are not wanted."""

    weeks: int | None = None
    only: Side | None = None
    free: bool = False
    evenings: bool = False
    brief: bool = False
    without: tuple[str, ...] = ()


class Kept(Struct, frozen=True):
    """A path that is shown: its id, which is the name of its way, its ground, its words, and who
    wrote them."""

    id: str
    ground: Ground
    draft: Draft
    by_model: bool = False


class Memory(DeliveryMemory, kw_only=True):
    """What was found, which paths there are, what was wished for, which ways were shown, and the id
    of the path that was chosen."""

    found: Found = Found()
    kept: tuple[Kept, ...] = ()
    used: tuple[str, ...] = ()
    limits: Limits = Limits()
    chosen: str | None = None
