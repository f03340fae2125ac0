"""Paths as rules write them, and which of those that may be are shown. Pure."""

from collections.abc import Collection, Sequence

from agents.evidence.particles import filled
from agents.evidence.text import clip, one_line, sentences
from agents.kinds.paths.drafts import Draft
from agents.kinds.paths.memory import Found, Ground, Limits
from agents.kinds.paths.ways import ways
from agents.kinds.paths.wording import text
from protocol.catalogue import told

LEAST, MOST = 5, 8
_OF_STRENGTHS, _OF_GAPS = 3, 4
"""How many of each side are shown where there are enough of both."""
_RANKS = {"high": 0, "medium": 1, "low": 2}
_MOST_QUOTED = 240


def chosen(found: Found, limits: Limits, used: Collection[str] = ()) -> tuple[Ground, ...]:
    """The paths that are shown: of both sides, those that matter most first; at most `MOST`.

    `used` are ways that are not to come again.
    """
    able = [one for one in found.grounds if one.way not in used and fits(one, limits)]
    if limits.only is not None:
        return _ordered(able[:MOST])
    strong = [one for one in able if one.side == "strength"]
    gaps = [one for one in able if one.side == "weakness"]
    taken = [*strong[:_OF_STRENGTHS], *gaps[:_OF_GAPS]]
    left = [one for one in able if one not in taken]
    return _ordered([*taken, *left[: max(0, LEAST - len(taken))]])


def fits(ground: Ground, limits: Limits) -> bool:
    """Whether a path is one that was wished for; in its short form, if it takes that."""
    way = ways()[ground.way]
    return (
        (limits.weeks is None or way.short <= limits.weeks)
        and (limits.only is None or ground.side == limits.only)
        and not (limits.free and way.costs)
        and not (limits.evenings and way.at_work)
        and ground.way not in limits.without
    )


def duration(ground: Ground, limits: Limits) -> int:
    """How many weeks a path takes where each may take so many."""
    way = ways()[ground.way]
    return way.weeks if limits.weeks is None or way.weeks <= limits.weeks else way.short


def written(ground: Ground, found: Found, limits: Limits) -> Draft:
    """The path in words. Its last step is to make a plan of it."""
    way, language = ways()[ground.way], found.language
    said = way.said[language]
    role = found.role or told(text("what.role"), language)
    values = {"what": ground.what, "role": role}
    takes = duration(ground, limits)
    is_whole = takes == way.weeks and not limits.brief
    steps = [one for one in said.steps if is_whole or one not in said.also]
    reason = sentences(said.reason)[0] if limits.brief else said.reason
    quote = clip(one_line(ground.evidence[0].quote), _MOST_QUOTED).rstrip(" .,;:")
    grounds = told(text(f"ground.{ground.near}", quote=quote), language)
    plan = told(text("step.plan", count=takes), language)

    def fill(line: str) -> str:
        return one_line(filled(line, values))

    return Draft(
        title=fill(said.title),
        reason=f"{fill(reason)} {grounds}",
        first_step=fill(said.first_step),
        steps=(*map(fill, steps), plan),
        ends_with=fill(said.ends_with),
    )


def _ordered(grounds: Sequence[Ground]) -> tuple[Ground, ...]:
    """By what matters most; of equals strengths and gaps by turns, a strength first."""
    turns = {"strength": 0, "weakness": 0}
    placed = []
    for one in grounds:
        placed.append((_RANKS[one.priority], turns[one.side], one.side == "weakness", one))
        turns[one.side] += 1
    return tuple(one for *_, one in sorted(placed, key=lambda entry: entry[:3]))
