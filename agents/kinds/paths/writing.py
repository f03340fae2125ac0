"""Paths as rules write them, and which of those that may be are shown. Pure."""

from collections.abc import Collection, Sequence

from agents.evidence.particles import filled
from agents.evidence.text import clip, one_line
from agents.kinds.paths.drafts import Draft
from agents.kinds.paths.inputs import Side
from agents.kinds.paths.memory import Found, Ground
from agents.kinds.paths.ways import ways
from agents.kinds.paths.wording import text
from protocol.catalogue import told

LEAST, MOST = 5, 8
_OF_STRENGTHS, _OF_GAPS = 3, 4
"""How many of each side are shown where there are enough of both."""
_RANKS = {"high": 0, "medium": 1, "low": 2}
_MOST_QUOTED = 240


def chosen(
    found: Found, only: Side | None, weeks: int | None, used: Collection[str] = ()
) -> tuple[Ground, ...]:
    """The paths that are shown: of both sides, those that matter most first; at most `MOST`.

    `only` is the side that is wished for, `weeks` how long one may take, `used` the ways that are
    not wanted.
    """
    able = [one for one in found.grounds if one.way not in used and fits(one, weeks)]
    if only is not None:
        return _ordered([one for one in able if one.side == only][:MOST])
    strong = [one for one in able if one.side == "strength"]
    gaps = [one for one in able if one.side == "weakness"]
    taken = [*strong[:_OF_STRENGTHS], *gaps[:_OF_GAPS]]
    left = [one for one in able if one not in taken]
    return _ordered([*taken, *left[: max(0, LEAST - len(taken))]])


def fits(ground: Ground, weeks: int | None) -> bool:
    """Whether a path can be gone in so many weeks, at least in its short form."""
    return weeks is None or ways()[ground.way].short <= weeks


def duration(ground: Ground, weeks: int | None) -> int:
    """How many weeks a path takes where each may take so many."""
    way = ways()[ground.way]
    return way.weeks if weeks is None or way.weeks <= weeks else way.short


def written(ground: Ground, found: Found, weeks: int | None) -> Draft:
    """The path in words. Its last step is to make a plan of it."""
    way, language = ways()[ground.way], found.language
    said = way.said[language]
    role = found.role or told(text("what.role"), language)
    values = {"what": ground.what, "role": role}
    takes = duration(ground, weeks)
    steps = [one for one in said.steps if takes == way.weeks or one not in said.also]
    quote = clip(one_line(ground.evidence[0].quote), _MOST_QUOTED).rstrip(" .,;:")
    grounds = told(text(f"ground.{ground.near}", quote=quote), language)
    plan = told(text("step.plan", count=takes), language)

    def fill(line: str) -> str:
        return one_line(filled(line, values))

    return Draft(
        title=fill(said.title),
        reason=f"{fill(said.reason)} {grounds}",
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
