"""What somebody aims at: a role, how far up, and what is asked for there."""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from math import log

from msgspec import Struct
from msgspec.structs import replace

from agents.career.roles import Role, roles
from agents.career.skills import skills
from agents.postings.asked import Asked, Posting
from agents.postings.role_titles import role_of
from agents.postings.scale import (
    Seniority,
    asked_of_role,
    base_level,
    scope_of_text,
    scope_of_title,
    seniority_of_level,
    seniority_of_title,
    seniority_of_years,
    welcomes_beginners,
)
from agents.resume.facts import Facts
from protocol.catalogue import Text

_LEAST_SCOPE: dict[Seniority, int] = {"junior": 0, "mid": 0, "senior": 1, "lead": 2}
_TITLE_WEIGHT = 0.5
"""What a job of that title counts, beside the share of the skills."""


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
    """What somebody aims at who named a title, a level, a posting, or none of them.

    A title that somebody gave goes before the posting's, and this before that of the latest job.
    What is asked are the posting's words where it asks for anything, else the role's table. Nothing
    is made up for a role that the table does not have.
    """
    assumed: list[Text] = []
    named, source = _title(title, posting, resume_facts)
    if source:
        assumed.append(Text(f"postings.assumed.title.{source}", title=named))
    role = role_of(named)
    if role is None and posting and posting.title and posting.title != named:
        role = role_of(posting.title)
    seniority, guessed = _seniority(named, level, posting, resume_facts)
    if guessed:
        word = Text(f"postings.level.{seniority}")
        assumed.append(Text(f"postings.assumed.level.{guessed}", level=word))
    from_posting = bool(posting and posting.asked)
    if posting and posting.asked:
        asked = tuple(_with_level(one, seniority) for one in posting.asked)
    else:
        asked = asked_of_role(role, seniority) if role else ()
        if posting:
            assumed.append(Text("postings.assumed.posting_asks_nothing"))
    if role is None and named:
        known = "posting" if from_posting else "nothing"
        assumed.append(Text(f"postings.assumed.role_unknown.{known}", title=named))
    return Target(
        title=named,
        role=role,
        seniority=seniority,
        field=role.field if role else _field(posting),
        scope=_scope(named, role, seniority, posting),
        years=posting.years if posting else None,
        asked=asked,
        assumed=tuple(assumed),
        from_posting=from_posting,
    )


def nearest_roles(facts: Facts, most: int = 5) -> tuple[NearRole, ...]:
    """The roles that a resume shows the most of, nearest first; those of which it shows nothing
    are none.

    A role is the nearer the more of its skills are shown, rare ones counting more, and if a job had
    its title. Skills that a shown one implies are shown. It says nothing of the market.
    """
    shown = _with_implied(fact.name for fact in facts.skills)
    held = {found.name for job in facts.jobs if job.title and (found := role_of(job.title))}
    scored = []
    for role in roles().values():
        asked = [one.skill for one in role.required]
        have = [skill for skill in asked if skill in shown]
        if not have and role.name not in held:
            continue
        weight = _rarity()
        share = sum(weight[skill] for skill in have) / sum(weight[skill] for skill in asked)
        scored.append((-(share + _TITLE_WEIGHT * (role.name in held)), role.name, role, have))
    return tuple(
        NearRole(
            role,
            tuple(have),
            tuple(one.skill for one in role.required if one.skill not in have),
        )
        for _, _, role, have in sorted(scored, key=lambda one: one[:2])[:most]
    )


def _title(
    title: str | None, posting: Posting | None, facts: Facts | None
) -> tuple[str, str | None]:
    """What is aimed at, and where it was taken from if nobody said it."""
    if title and title.strip():
        return " ".join(title.split()), None
    if posting and posting.title:
        return posting.title, "posting"
    latest = next((job.title for job in facts.jobs if job.title), None) if facts else None
    return (latest, "resume") if latest else ("", None)


def _seniority(
    title: str, level: str | None, posting: Posting | None, facts: Facts | None
) -> tuple[Seniority, str | None]:
    """How far up, and where it was taken from if nobody said it."""
    if level and (found := seniority_of_level(level)):
        return found, None
    if found := seniority_of_title(title):
        return found, None
    if posting and posting.title and (found := seniority_of_title(posting.title)):
        return found, "posting"
    if posting and posting.years:
        return seniority_of_years(posting.years), "posting"
    if posting and welcomes_beginners(posting.text):
        return "junior", "posting"
    if facts and facts.seniority:
        own = facts.seniority
        return ("lead" if own == "executive" else own), "resume"
    return "mid", "nothing"


def _scope(title: str, role: Role | None, seniority: Seniority, posting: Posting | None) -> int:
    """What the work is answerable for: by its title, else by the role, and by the posting."""
    named = scope_of_title(title)
    if named is None and role:
        named = scope_of_title(role.name)
    least = named if named is not None else _LEAST_SCOPE[seniority]
    if posting is None:
        return least
    nice = [one.quote for one in posting.asked if one.kind == "nice" and one.quote]
    text = " ".join(posting.text.split())
    for quote in nice:
        text = text.replace(quote, " ")
    return max(least, scope_of_text(text))


def _with_level(one: Asked, seniority: Seniority) -> Asked:
    if one.knockout or one.level is not None:
        return one
    return replace(one, level=base_level(one.kind, seniority))


def _field(posting: Posting | None) -> str | None:
    """The field that most of the skills belong to that a posting names, if two of them do."""
    if posting is None:
        return None
    known = skills()
    named = [skill for one in posting.asked for skill in one.skills if skill in known]
    count = Counter(known[name].fields[0] for name in named)
    del count["general"]
    found = count.most_common(1)
    return found[0][0] if found and found[0][1] > 1 else None


def _with_implied(names: Iterable[str]) -> frozenset[str]:
    known = skills()
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += known[name].implies if name in known else ()
    return frozenset(found)


@cache
def _rarity() -> dict[str, float]:
    """How much it says of somebody's role that a skill is shown: less where many roles ask it."""
    count = Counter(one.skill for role in roles().values() for one in role.required)
    return {skill: log(1 + len(roles()) / number) for skill, number in count.items()}
