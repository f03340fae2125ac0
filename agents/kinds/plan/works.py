"""What is to be done for each gap, in hours: rules of thumb by what it is and how far it is."""

from collections.abc import Collection, Iterator, Sequence
from typing import Literal, TypeAlias

from msgspec import Struct

from agents.kinds.plan.gaps import Found, Gap
from agents.kinds.plan.ways import UNKNOWN_ROLE, way_of, ways

Stage: TypeAlias = Literal["write", "prove", "learn"]

HOUR = 4
"""Hours are counted in quarters."""
_SHORT, _MOST_WRITTEN = 2, 6
"""Quarters that a line for the résumé takes, and how many of them are asked for."""
_PROVE, _TELL = 6, 2
"""Quarters for making something that shows a skill, and for telling of it."""
_REFRESH = 12
"""Quarters that it takes to be up to date again."""
_ENOUGH = 60
"""Up to this level hours help; what is above comes with the work."""
_HOURS_A_LEVEL = 0.006
"""Hours for each point of the level's square: 10 h to 40, 22 h to 60."""
_SLOW, _LEAST_OF_SLOW = 1.0, 0.6
"""From this factor on a way is a slow one, and down to which share of its hours it may go."""
_BEGUN = 25
"""The level from which on somebody is past the first steps."""
_LEAST_NEEDED, _LEAST = 30, 8
"""Below this level, and so many quarters, nothing is begun that is worth it."""
_MOST_KEPT = 12
"""So many things that are there already are shown where nothing is missing."""


class Work(Struct, frozen=True):
    """What is to be done for one gap, in quarters of an hour.

    `needs` are the keys of works that are done before. `supervised`: the plan prepares for it only.
    `deeper`: it is begun, so its first steps are behind.
    """

    key: str
    label: str
    skill: str | None
    stage: Stage
    way: str
    learn: int = 0
    practise: int = 0
    build: int = 0
    needs: tuple[str, ...] = ()
    is_must: bool = True
    supervised: bool = False
    deeper: bool = False

    @property
    def quarters(self) -> int:
        """All of it."""
        return self.learn + self.practise + self.build

    def scaled(self, factor: float) -> "Work":
        """The same in more or less time; more of it goes to doing than to learning.

        What takes long can't be had in half of that.
        """
        if self.stage == "write":
            return self
        if self.way == UNKNOWN_ROLE:
            factor = min(factor, 1.0)  # asking around is done some time
        if ways()[self.way].factor >= _SLOW:
            factor = max(factor, _LEAST_OF_SLOW)
        more = min(factor, 1.5)
        return Work(
            self.key,
            self.label,
            self.skill,
            self.stage,
            self.way,
            max(1, round(self.learn * more)) if self.learn else 0,
            max(1, round(self.practise * factor)) if self.practise else 0,
            max(2, round(self.build * factor)) if self.build else 0,
            self.needs,
            self.is_must,
            self.supervised,
            self.deeper,
        )


def works(found: Found, without: Collection[str] = ()) -> list[Work]:
    """What is to be done, in its order: first what an hour of writing closes. Labels of `without`
    are left out."""
    gaps = [gap for gap in found.gaps if gap.label not in without]
    made = list(_written(gaps))
    made += [_work(gap) for gap in gaps]
    if not made:
        there = [one for one in found.shown if one[0] not in without][:_MOST_KEPT]
        made += [_proof(f"k{at}", label, skill) for at, (label, skill) in enumerate(there, 1)]
    return made


def _written(gaps: Sequence[Gap]) -> Iterator[Work]:
    first = sorted((one for one in gaps if one.write), key=lambda one: not one.is_must)
    for gap in first[:_MOST_WRITTEN]:
        way = way_of(gap.skill).name
        yield Work(f"{gap.key}w", gap.label, gap.skill, "write", way, build=_SHORT)


def _proof(key: str, label: str, skill: str | None) -> Work:
    way = way_of(skill).name
    return Work(key, label, skill, "prove", way, practise=_TELL, build=_PROVE)


def _work(gap: Gap) -> Work:
    if gap.status == "unproven":
        made = _proof(gap.key, gap.label, gap.skill)
        return Work(
            gap.key, gap.label, gap.skill, "prove", made.way, 0, made.practise, made.build,
            gap.needs, gap.is_must,
        )  # fmt: skip
    way = ways()[UNKNOWN_ROLE] if gap.is_role else way_of(gap.skill)
    if gap.status == "stale":
        total = _REFRESH
    else:
        need = min(max(gap.need, _LEAST_NEEDED), _ENOUGH)
        have = min(gap.have, need)
        hours = (need * need - have * have) * _HOURS_A_LEVEL * way.factor
        total = max(_LEAST, round(hours * HOUR))
    whole = sum(way.shares)
    learn, practise, build = (max(2, round(total * share / whole)) for share in way.shares)
    # Whoever has some of it already is not beyond training.
    alone = way.supervised and gap.status in ("notShown", "new")
    return Work(
        gap.key, gap.label, gap.skill, "learn", way.name, learn, practise, build,
        gap.needs, gap.is_must, alone, gap.have >= _BEGUN,
    )  # fmt: skip
