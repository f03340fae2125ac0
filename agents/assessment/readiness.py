"""Readiness: which part of what a role asks for a text shows. Version 1 of the formula.

Five parts of fixed weights, the same for all. Conditions stand beside it. Neither name, age, gaps,
schools, employers, photo, nor the language's quality enter it.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeAlias

import msgspec
from msgspec import Struct

from agents.assessment.levels import has_result, union
from agents.assessment.rounding import half_up, largest_remainder
from agents.assessment.scope import scope_of
from agents.assessment.sheet import Sheet
from agents.assessment.shown import Shown
from agents.postings.target import Target
from agents.results.types import Method
from agents.resume.experience import month_of
from protocol.catalogue import Text

METHOD = Method("readiness", 1)

PartName: TypeAlias = Literal["must", "nice", "scope", "proof", "field"]
WEIGHTS: dict[PartName, int] = {"must": 55, "nice": 10, "scope": 15, "proof": 10, "field": 10}
_MOST_POINTS = 8
"""The most relevant points that are looked at for results."""
_ENOUGH = 0.5
"""The share of them with a result from which on that part is full."""
_TEN_YEARS = 120
_SCOPE_NAMES = ("own", "guides", "leads", "site", "firm")


class Part(Struct, frozen=True):
    """A part of the score: its points, the most there are, and why."""

    name: PartName
    score: int
    weight: int
    why: Text


class Gain(Struct, frozen=True):
    """What the score would gain if this one thing were shown as it is asked for.

    `of` is the id of what is asked for, or the name of a part.
    """

    of: str
    points: int


class Readiness(Struct, frozen=True):
    """The score, 0–100; its range without, and with, what is only listed; parts that add up to it,
    and gains, the biggest first. The score is None where nothing is asked for."""

    score: int | None
    range: tuple[int, int] | None
    parts: tuple[Part, ...]
    gains: tuple[Gain, ...]


class _Counts(NamedTuple):
    """What the parts that are not of single requirements are made of."""

    scope: int
    needed_scope: int
    results: int
    points: int
    months: int
    needed_months: int
    is_like: bool
    """Whether any work, project or training is of what is asked for."""


def readiness(target: Target, shown: Sequence[Shown], sheet: Sheet, today: dt.date) -> Readiness:
    """The readiness of a sheet for a target of which `shown` is what is shown."""
    counted = [one for one in shown if not one.asked.knockout]
    if not counted:
        return Readiness(None, None, (), ())
    counts = _counts(target, counted, sheet, month_of(today))
    fits = {one.asked.id: one.fit for one in counted}
    exact = _parts(counted, fits, counts)
    weights = _weights(counted)
    score = half_up(sum(exact.values()))
    whole = largest_remainder(list(exact.values()), score)
    parts = tuple(
        Part(name, points, weights[name], _why(name, counted, counts))
        for (name, _), points in zip(exact.items(), whole, strict=True)
    )
    low = fits | {one.asked.id: 0.0 for one in counted if one.is_soft}
    high = fits | {one.asked.id: 1.0 for one in counted if one.is_soft}
    span = (_total(counted, low, counts), _total(counted, high, counts))
    return Readiness(score, span, parts, _gains(counted, fits, counts, score))


def _total(counted: Sequence[Shown], fits: dict[str, float], counts: _Counts) -> int:
    return half_up(sum(_parts(counted, fits, counts).values()))


def _weights(counted: Sequence[Shown]) -> dict[PartName, int]:
    """The weights; where nothing of a kind is asked for, its weight goes to the other kind."""
    kinds = {one.asked.kind for one in counted}
    both = WEIGHTS["must"] + WEIGHTS["nice"]
    if "nice" not in kinds:
        return WEIGHTS | {"must": both, "nice": 0}
    if "must" not in kinds:
        return WEIGHTS | {"must": 0, "nice": both}
    return dict(WEIGHTS)


def _parts(
    counted: Sequence[Shown], fits: dict[str, float], counts: _Counts
) -> dict[PartName, float]:
    weights = _weights(counted)
    # Where nothing is of what is asked for, neither scope nor time in the field is shown.
    like = 1.0 if counts.is_like else 0.0
    scope = 1.0 if not counts.needed_scope else min(1.0, counts.scope / counts.needed_scope)
    proof = counts.results / counts.points / _ENOUGH if counts.points else 0.0
    field = 1.0 if not counts.needed_months else counts.months / counts.needed_months
    return {
        "must": weights["must"] * _mean(counted, fits, "must"),
        "nice": weights["nice"] * _mean(counted, fits, "nice"),
        "scope": weights["scope"] * scope * like,
        "proof": weights["proof"] * min(1.0, proof),
        "field": weights["field"] * min(1.0, field) * like,
    }


def _mean(counted: Sequence[Shown], fits: dict[str, float], kind: str) -> float:
    own = [fits[one.asked.id] for one in counted if one.asked.kind == kind]
    return sum(own) / len(own) if own else 0.0


def _counts(target: Target, counted: Sequence[Shown], sheet: Sheet, now: int) -> _Counts:
    outline = sheet.outline
    relevant = {number for one in counted for number in one.points}
    own = {at for one in counted for at in one.entries}
    told = [
        (number, point)
        for number, point in enumerate(outline.points)
        if (number in relevant or point.entry in own)
        and point.context in {"job", "project"}
        and not point.is_head
        and (point.ends is None or now - point.ends <= _TEN_YEARS)
    ]
    # Those of what is asked for, then the others of the same work; of each those with a result
    # first, so that one more of them never makes the share smaller.
    ranked = sorted(
        told, key=lambda one: (one[0] not in relevant, not has_result(one[1].text), one[0])
    )
    first = [point for _, point in ranked[:_MOST_POINTS]]
    entries = {at for one in counted if one.asked.kind == "must" for at in one.entries}
    entries = entries or {at for one in counted for at in one.entries}
    spans = [
        (entry.begins, entry.ends)
        for at in sorted(entries)
        if (entry := outline.entries[at]).context == "job"
        and entry.begins is not None
        and entry.ends is not None
    ]
    return _Counts(
        scope_of(outline),
        target.scope,
        sum(has_result(point.text) for point in first),
        len(first),
        union(spans),
        round((target.years or 0) * 12),
        any(one.fit > 0 and not one.is_soft for one in counted if one.asked.kind == "must")
        or all(one.asked.kind != "must" for one in counted),
    )


def _gains(
    counted: Sequence[Shown], fits: dict[str, float], counts: _Counts, score: int
) -> tuple[Gain, ...]:
    found = [
        Gain(one.asked.id, _total(counted, fits | {one.asked.id: 1.0}, counts) - score)
        for one in counted
        if fits[one.asked.id] < 1
    ]
    others: dict[PartName, _Counts] = {
        "scope": counts._replace(scope=max(counts.scope, counts.needed_scope)),
        "proof": counts._replace(results=counts.points or 1, points=counts.points or 1),
        "field": counts._replace(months=max(counts.months, counts.needed_months)),
    }
    found += [Gain(name, _total(counted, fits, other) - score) for name, other in others.items()]
    return tuple(sorted((g for g in found if g.points > 0), key=lambda gain: -gain.points))


def _why(name: PartName, counted: Sequence[Shown], counts: _Counts) -> Text:
    if name == "scope":
        return Text(
            "assessment.readiness.scope",
            shown=Text(f"assessment.scope.{_SCOPE_NAMES[counts.scope]}"),
            needed=Text(f"assessment.scope.{_SCOPE_NAMES[counts.needed_scope]}"),
        )
    if name == "proof":
        return Text("assessment.readiness.proof", results=counts.results, points=counts.points)
    if name == "field":
        if not counts.needed_months:
            return Text("assessment.readiness.no_months", months=counts.months)
        return Text(
            "assessment.readiness.months", months=counts.months, needed=counts.needed_months
        )
    own = [one for one in counted if one.asked.kind == name]
    full = sum(one.fit == 1 for one in own)
    some = sum(0 < one.fit < 1 for one in own)
    return Text("assessment.readiness.asked", all=len(own), full=full, some=some)


def as_asked(one: Shown) -> Shown:
    """The same as if it were shown as it is asked for."""
    return msgspec.structs.replace(one, status="shown", level=one.required, gap=None, is_soft=False)
