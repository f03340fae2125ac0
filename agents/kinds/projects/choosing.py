"""Which patterns somebody is given: what shows most of what they can do, none of them twice."""

from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct

from agents.kinds.projects.patterns import GENERAL, Pattern, pattern, patterns
from agents.kinds.projects.reading import Able, Known

FREE = 3
"""One in so many needs no money and no new software."""
_NEW, _AGAIN, _OF_FIELD = 4, 1, 2
"""What a skill counts that no project shows yet, what one counts that another shows, and what it
counts that a project is of the field."""
_TOO_LONG = -20


class Choice(Struct, frozen=True):
    """A pattern, and the skill that it is about where that can be any. `shows` are the labels of
    what it shows."""

    name: str
    skill: str | None = None
    shows: tuple[str, ...] = ()

    @property
    def pattern(self) -> Pattern | None:
        """The pattern; None of one that another release had."""
        return pattern(self.name)


def chosen(
    known: Known,
    hours: int,
    count: int,
    there: Sequence[Choice],
    used: Collection[str],
    *,
    without_computer: bool = False,
    of_field: bool = False,
) -> tuple[Choice, ...]:
    """So many more, best first; fewer where there are no others.

    `of_field`: those of the field come first, whatever they show. `there` are those that stay,
    `used` the names of all that were given. Of all together one in `FREE` needs nothing that costs,
    as long as there are such.
    """
    pool = [
        one
        for one in _candidates(known)
        if one.name not in used and not (without_computer and one.screen)
    ]
    made: list[Choice] = []
    covered = {label for one in there for label in one.shows}
    while pool and len(made) < count:
        best = max(
            pool,
            key=lambda one: (of_field and one.field != GENERAL, _worth(one, known, hours, covered)),
        )
        pool.remove(best)
        made.append(_choice(best, known, covered))
        covered |= set(made[-1].shows)
    return _with_free(made, there, pool, known, hours)


def _with_free(
    made: list[Choice],
    there: Sequence[Choice],
    pool: list[Pattern],
    known: Known,
    hours: int,
) -> tuple[Choice, ...]:
    """With the last that cost replaced, until enough do not."""
    every = [*there, *made]
    wanted = -(-len(every) // FREE)
    while sum(_is_free(one) for one in [*there, *made]) < wanted:
        free = [one for one in pool if one.is_free]
        at = next((n for n in reversed(range(len(made))) if not _is_free(made[n])), None)
        if at is None or not free:
            break
        rest = [one for n, one in enumerate([*there, *made]) if n != len(there) + at]
        covered = {label for one in rest for label in one.shows}
        best = max(free, key=lambda one: _worth(one, known, hours, covered))
        pool.remove(best)
        made[at] = _choice(best, known, covered)
    return tuple(made)


def _is_free(choice: Choice) -> bool:
    found = choice.pattern
    return found is not None and found.is_free


def _candidates(known: Known) -> Iterator[Pattern]:
    """What may be given: of the field, then what fits any; about a skill where there is one."""
    if known.field:
        yield from patterns(known.field)
    for one in patterns(GENERAL):
        if known.able or not one.about_skill:
            yield one


def _worth(one: Pattern, known: Known, hours: int, covered: Collection[str]) -> int:
    """What a pattern is worth where these skills are shown. Equals go by the order of the data."""
    worth = _TOO_LONG if one.least > hours else 0
    if one.field != GENERAL:
        worth += _OF_FIELD
    if one.about_skill:
        new = [able for able in known.able if able.label not in covered]
        # No pattern of a field shows a skill that no list knows.
        return worth + (_NEW if new else 0) + (_AGAIN if any(a.name is None for a in new) else 0)
    labels = _shown(one, known)
    return worth + sum(_AGAIN if label in covered else _NEW for label in labels)


def _shown(one: Pattern, known: Known) -> tuple[str, ...]:
    """The labels of the skills that a pattern shows, its main one first."""
    found = [
        able.label
        for able in known.able
        if able.name and (able.name in one.skills or able.category in one.uses)
    ]
    if not found and known.names & set(one.skills):
        implied = known.names & set(one.skills)
        found = [able.label for able in known.able if _implies(able, implied)][:1]
    return tuple(found)


def _implies(able: Able, names: Collection[str]) -> bool:
    return bool(Known("", None, (able,), "en").names & set(names))


def _choice(one: Pattern, known: Known, covered: Collection[str]) -> Choice:
    if not one.about_skill:
        return Choice(one.name, shows=_shown(one, known))
    unknown = [a.label for a in known.able if a.name is None and a.label not in covered]
    new = [a.label for a in known.able if a.label not in covered]
    label = [*unknown, *new, *(a.label for a in known.able)][0]
    return Choice(one.name, label, (label,))
