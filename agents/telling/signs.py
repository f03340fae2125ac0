"""What code sees in one passage."""

import msgspec


class Deed(msgspec.Struct, frozen=True):
    """Something done, by its verb."""

    verb: str
    quote: str


class Signs(msgspec.Struct, frozen=True):
    """What is seen in a passage.

    `told` says that it tells of what was, not of habits, rules, plans or traits. `details` are its
    words that are not said of everything. The other flags say what it has words for.
    """

    text: str
    told: bool = False
    content: bool = False
    """Whether it says anything that is not said of everything, of oneself or of what is usual."""
    details: frozenset[str] = frozenset()
    time: bool = False
    person: bool = False
    deeds: tuple[Deed, ...] = ()
    shared: bool = False
    mine: bool = False
    reason: bool = False
    way: bool = False
    task: bool = False
    marked: bool = False
    """Whether it is told as an end, or as what came later: "in the end", "the next day"."""
    final: bool = False
    """Whether it is told as an end."""
    changed: bool = False
    """Whether something changed or ended, of itself or by others."""
    event: bool = False
    """Whether somebody or something else did something."""
    by_me: bool = False
    """Whether the speaker brought a change about."""
    sized: bool = False
    for_whom: bool = False
    counted: bool = False
    lesson: bool = False
    since: bool = False
    plan: bool = False
    claim: bool = False
    general: bool = False
    sensitive: bool = False
