"""What somebody aims at: a role, how far up, and what is asked for there."""

from typing import Literal

from msgspec import Struct

from agents.career.roles import Role
from agents.postings.asked import Asked, Posting
from agents.resume.facts import Facts
from protocol.catalogue import Text

Seniority = Literal["junior", "mid", "senior", "lead"]


class Target(Struct, frozen=True):
    """What somebody aims at.

    `scope` is what the work is answerable for: 0 own tasks, 1 guides others, 2 leads a team or a
    whole product, 3 leads through others or a site, 4 a firm. `years` are asked for in the field.
    `assumed` says what nobody said. Each entry of `asked` has a level unless it is a knock-out.
    """

    title: str
    role: Role | None
    seniority: Seniority
    field: str | None
    scope: int
    years: float | None
    asked: tuple[Asked, ...]
    assumed: tuple[Text, ...]
    from_posting: bool


class NearRole(Struct, frozen=True):
    """A role of the table, and which of the skills that it asks for are shown, and missing."""

    role: Role
    shown: tuple[str, ...]
    missing: tuple[str, ...]


def target_of(
    title: str | None, level: str | None, posting: Posting | None, resume_facts: Facts | None
) -> Target:
    """What somebody aims at who named a title, a level, a posting, or none of them."""
    named = title or (posting.title if posting else None) or ""
    asked = posting.asked if posting else ()
    return Target(named, None, "mid", None, 0, None, asked, (), bool(posting))


def nearest_roles(facts: Facts, most: int = 5) -> tuple[NearRole, ...]:
    """The roles that a resume shows the most of, nearest first."""
    return ()
