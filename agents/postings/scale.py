"""How much is asked: levels by seniority and by a role's table, and what work is answerable for."""

from typing import Literal

from agents.career.roles import Required, Role
from agents.postings.asked import Asked, Kind
from agents.postings.phrases import phrases
from agents.resume.experience import seniority as seniority_of_titles

Seniority = Literal["junior", "mid", "senior", "lead"]
SENIORITIES: tuple[Seniority, ...] = ("junior", "mid", "senior", "lead")

_MUST: dict[Seniority, int] = {"junior": 40, "mid": 60, "senior": 75, "lead": 85}
"""How well a must is to be known where nothing says it (0 to 100)."""
_NICE_LESS = 20
_COMMON: dict[Seniority, int] = {"junior": 2, "mid": 3, "senior": 4, "lead": 4}
"""The levels of the table's commonest row. They stand for those figures."""
_STEP = 5
_MID_YEARS, _SENIOR_YEARS = 2, 6
"""Years from which on a posting asks for no junior, and for a senior."""


def base_level(kind: Kind, seniority: Seniority) -> int:
    """How well something must be known of which nothing says it."""
    return _MUST[seniority] - (_NICE_LESS if kind == "nice" else 0)


def asked_of_role(role: Role, seniority: Seniority) -> tuple[Asked, ...]:
    """What a role asks for.

    A must has the level of its seniority, and 5 more or less for each step by which the role's
    table asks for more or less than most of its rows do (2 of a junior, 3 of a mid, 4 of a senior;
    a lead is asked what a senior is). What the table does not ask yet is left out.
    """
    musts = [
        (one.skill, _refined(level, seniority))
        for one in role.required
        if (level := _level_of(one, seniority)) is not None
    ]
    nices = [(skill, base_level("nice", seniority)) for skill in role.nice]
    return tuple(
        Asked(
            id=f"r{number}",
            text=skill,
            kind="must" if number <= len(musts) else "nice",
            knockout=False,
            topic="skill",
            skills=(skill,),
            level=level,
        )
        for number, (skill, level) in enumerate([*musts, *nices], 1)
    )


def _level_of(one: Required, seniority: Seniority) -> int | None:
    return one.senior if seniority == "lead" else getattr(one, seniority)


def _refined(level: int, seniority: Seniority) -> int:
    return _MUST[seniority] + _STEP * (level - _COMMON[seniority])


def seniority_of_title(title: str) -> Seniority | None:
    """What a title says of how far up it is; None where it does not."""
    found = seniority_of_titles([title], None)
    return "lead" if found == "executive" else found


def seniority_of_level(level: str) -> Seniority | None:
    """What somebody means who says how far up, in a word or in years."""
    named = seniority_of_title(level)
    if named:
        return named
    return next(
        (
            one
            for one in ("lead", "senior", "junior", "mid")
            if phrases("seniority", "level", one).in_(level)
        ),
        None,
    )


def seniority_of_years(years: float) -> Seniority:
    """How far up somebody is of whom so many years are asked; a lead is told by the title alone."""
    return "junior" if years < _MID_YEARS else "mid" if years < _SENIOR_YEARS else "senior"


def welcomes_beginners(text: str) -> bool:
    """Whether a posting says that it is for those who begin, too."""
    return phrases("seniority", "text", "junior").in_(text)


def scope_of_title(title: str) -> int | None:
    """What a title says of what its work is answerable for (0 to 4); None where it does not."""
    if phrases("seniority", "scope", "own").in_(title):
        return 0
    return next((n for n in (4, 3, 2, 1) if phrases("seniority", "scope", str(n)).in_(title)), None)


def scope_of_text(text: str) -> int:
    """What the words of a posting say of it."""
    return next((n for n in (3, 2, 1) if phrases("seniority", "asks", str(n)).in_(text)), 0)
