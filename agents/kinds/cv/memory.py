"""What a session remembers: the résumé as it was read, and what was chosen for each version."""

from typing import Any, Literal, TypeAlias

from msgspec import Struct, field

from agents.delivery.memory import DeliveryMemory
from agents.delivery.versions import Versions
from agents.kinds.cv.inputs import Form, Paper
from agents.results.types import Requirement

Emphasis: TypeAlias = Literal["asked", "results", "skills"]
"""What comes first: what is asked for, what was measured, or the list of skills."""
EMPHASES: tuple[Emphasis, ...] = ("asked", "results", "skills")


class Proposal(Struct, frozen=True):
    """What a model has proposed: a summary of facts, points that come first, and what may go, by
    places of the résumé as it was read."""

    summary: str | None = None
    first: tuple[str, ...] = ()
    out: tuple[str, ...] = ()


class Choice(Struct, frozen=True):
    """How a version is made of the résumé.

    `pages` is what it is to fit on, `lines` the most that it may have, where that is less. `out`,
    `kept` and `first` are places that the person has named: out, never out, before the others. Of
    each two sections in `before` the first stands before the second.
    """

    form: Form = "standard"
    paper: Paper = "a4"
    pages: int | None = None
    lines: int | None = None
    emphasis: Emphasis = "asked"
    out: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    before: tuple[tuple[str, str], ...] = ()
    proposal: Proposal = Proposal()


class Read(Struct, frozen=True):
    """What was found of the résumé and the job, once.

    `base` is the résumé as data: paths of `leftOut` point into it. `worth` is how much each place
    shows of what is asked for, `sections` the same of each section; `marks` are those of lists, by
    the folded text of a line. `year` is the one that "today" was in.
    """

    base: dict[str, Any] = field(default_factory=dict)
    worth: dict[str, float] = {}
    sections: dict[str, float] = {}
    marks: dict[str, str] = {}
    requirements: tuple[Requirement, ...] = ()
    language: str | None = None
    role: str = ""
    year: int = 0
    blind: bool = False
    assumed: tuple[str, ...] = ()


class Memory(DeliveryMemory, kw_only=True):
    """The text and what was found, the versions, and by their ids how each was made."""

    text: str = ""
    read: Read = field(default_factory=Read)
    versions: Versions = Versions()
    choices: dict[str, Choice] = field(default_factory=dict)
