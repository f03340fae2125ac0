"""What a résumé shows of each thing that is asked for: a status, a level, and the words for it.

`notShown` says that the text does not say it, never that somebody lacks it; it has a question that
would get it. A status is by rules, the same for the same input.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Literal, TypeAlias

from msgspec import Struct

from agents.assessment import conditions
from agents.assessment.conditions import Met
from agents.assessment.levels import MOST_ADJACENT, Parts, has_result, is_title, parts_of
from agents.assessment.matching import FULL, PART, Hit, Matcher
from agents.assessment.outline import Point
from agents.assessment.sheet import Sheet
from agents.assessment.told import PointTold, Told
from agents.assessment.wanted import wanted
from agents.assessment.words import pattern
from agents.postings.asked import Asked
from agents.results.types import Evidence, Status
from agents.resume.experience import month_of
from protocol.catalogue import Text

Gap: TypeAlias = Literal["notShown", "unproven", "stale", "below"]
"""What is missing, by what would help: write it, prove it, refresh it, learn it."""

MOST_EVIDENCE = 3
_MOST_QUOTE = 400
_MOST_TOLD = 110
"""Characters of a requirement in a question about it."""
_TEN_YEARS = 120
_CONDITIONS = frozenset({"licence", "permit", "place", "hours", "clearance"})
_SIMILAR = pattern("similar")


class Shown(Struct, frozen=True):
    """What is shown of one thing that is asked for.

    `level` is None where nothing is shown, and for conditions, which have none. `parts` are what it
    is made of, `months` of use, `since` the months since the last one. `gap` is None where as much
    is shown as is asked for. `is_soft`: only a list or something near says it.
    """

    asked: Asked
    status: Status
    level: int | None
    evidence: tuple[Evidence, ...]
    why: Text
    parts: Parts | None = None
    gap: Gap | None = None
    is_soft: bool = False
    ask: Text | None = None
    entries: tuple[int, ...] = ()
    """The entries of the sheet's outline that the evidence stands in."""
    points: tuple[int, ...] = ()
    """The points of the outline that have something of it."""

    @property
    def required(self) -> int | None:
        """The level that is asked for; None where only yes or no is."""
        return None if self.asked.topic in _CONDITIONS else self.asked.level

    @property
    def fit(self) -> float:
        """How much of what is asked for is shown, 0–1."""
        if self.status in {"notShown", "contradicted"}:
            return 0.0
        if self.required and self.level is not None:
            return min(1.0, self.level / self.required)
        return 1.0 if self.status == "shown" else 0.5

    @property
    def recency(self) -> float | None:
        """The factor of the years since the last use."""
        return self.parts.recency if self.parts else None


def shown(asked: Sequence[Asked], sheet: Sheet, today: dt.date) -> tuple[Shown, ...]:
    """What the sheet shows of each, in the same order. Linear in the text for each."""
    told = Told(sheet, [one.quote for one in asked if one.quote])
    now = month_of(today)
    return tuple(_one(entry, told, now) for entry in asked)


def _one(asked: Asked, told: Told, now: int) -> Shown:
    want = wanted(asked)
    foreign = _is_foreign(asked, told.sheet)
    matcher = Matcher(told, want, foreign=foreign, is_exact=asked.topic == "licence")
    if asked.topic == "language":
        return _condition(asked, conditions.of_language(asked, told, now), now, told)
    if asked.topic == "education":
        return _condition(asked, conditions.of_degree(asked, told), now, told)
    if asked.topic == "place":
        return _condition(asked, conditions.of_place(asked, told, matcher), now, told)
    if asked.topic == "hours":
        return _condition(asked, conditions.of_hours(matcher), now, told)
    if asked.topic in _CONDITIONS or asked.knockout:
        return _condition(asked, conditions.of_matches(asked, matcher, now), now, told)
    if asked.topic == "experience" and asked.years:
        return _experience(asked, matcher, told, now)
    return _ability(asked, matcher, told, now)


def _condition(asked: Asked, met: Met, now: int, told: Told) -> Shown:
    hits = list(met.hits)
    why = Text("assessment.why.contradicted") if met.status == "contradicted" else _said(hits)
    if met.status == "notShown":
        return _not_shown(asked)
    return Shown(
        asked,
        met.status,
        None,
        _evidence(hits),
        why,
        gap=None if met.status == "shown" else "unproven",
        ask=_ask(asked) if met.status != "shown" else None,
        entries=_entries(hits),
        points=_points(hits),
    )


def _experience(asked: Asked, matcher: Matcher, told: Told, now: int) -> Shown:
    """So many years of something: by the months of the jobs that are of it."""
    needed = round((asked.years or 0) * 12)
    months, hits = matcher.months()
    if not matcher.asks_for_something:
        work = [p for p in told.points if p.point.context == "job" and p.point.is_head]
        hits = [Hit(point, 1.0) for point in work]
        months = told.sheet.facts.experience_months or 0
    if not hits:
        return _ability(asked, matcher, told, now, is_claimed=True)
    parts = parts_of([hit.told for hit in hits], told, now)
    enough = months >= needed - 1
    old = parts.since is not None and parts.since > _TEN_YEARS
    whole = any(hit.share >= FULL for hit in hits)
    status: Status = "shown" if enough and whole and not old else "partly"
    best = sorted(hits, key=lambda hit: (not hit.told.point.is_head, hit.told.number))
    return Shown(
        asked,
        status,
        parts.level,
        _evidence([*best[:1], *(hit for hit in hits if hit is not best[0])]),
        Text("assessment.why.months", months=months, needed=needed),
        parts,
        _gap(asked, parts, status, is_soft=False),
        False,
        _ask(asked) if status != "shown" else None,
        _entries(hits),
        _points(hits),
    )


def _ability(
    asked: Asked, matcher: Matcher, told: Told, now: int, *, is_claimed: bool = False
) -> Shown:
    """Something that one can do, by where it is told and what is told of it."""
    found = matcher.hits()
    hits = [hit for hit in found if hit.standing == "is"]
    strong = [hit for hit in hits if hit.told.is_strong and hit.share >= FULL]
    if strong and asked.topic != "experience" and all(is_title(hit.told) for hit in strong):
        # What somebody is called names a skill, and shows no use of it.
        return _from(asked, strong, "partly", told, now, is_soft=True)
    if strong and not is_claimed:
        return _from(asked, strong, "shown", told, now)
    some = [hit for hit in hits if hit.told.is_strong and hit.share >= PART]
    listed = [hit for hit in hits if not hit.told.is_strong and hit.share >= FULL]
    if some:
        return _from(asked, [*some, *listed], "partly", told, now)
    if listed:
        return _from(asked, listed, "partly", told, now, is_soft=True)
    denied = [h for h in found if h.standing in {"isNot", "toCome"} and h.share >= FULL]
    if denied and any(hit.standing == "isNot" for hit in denied):
        return _condition(asked, Met("contradicted", denied), now, told)
    near = [hit for hit in matcher.near() if hit.standing == "is" and hit.told.is_strong]
    if near and _SIMILAR.search(asked.text):
        return _from(asked, [Hit(hit.told, 1.0) for hit in near], "shown", told, now)
    if near:
        return _from(asked, near, "partly", told, now, is_soft=True)
    return _not_shown(asked)


def _from(
    asked: Asked,
    hits: Sequence[Hit],
    status: Status,
    told: Told,
    now: int,
    *,
    is_soft: bool = False,
) -> Shown:
    parts = parts_of([hit.told for hit in hits], told, now)
    level = parts.level
    if any(hit.is_near for hit in hits) or (is_soft and all(is_title(hit.told) for hit in hits)):
        level = min(level, MOST_ADJACENT)
    old = parts.since is not None and parts.since > _TEN_YEARS
    if status == "shown" and (old or _is_short(asked, parts)):
        status = "partly"
    return Shown(
        asked,
        status,
        level,
        _evidence(_best_first(hits)),
        _level_text(parts, level),
        parts,
        _gap(asked, parts, status, is_soft=is_soft, level=level),
        is_soft,
        _ask(asked) if status != "shown" else None,
        _entries(hits),
        _points(hits),
    )


def _is_short(asked: Asked, parts: Parts) -> bool:
    """Whether it was done for less time than the posting says."""
    return bool(asked.quote and asked.years and parts.months < round(asked.years * 12) - 1)


def _gap(
    asked: Asked, parts: Parts, status: Status, *, is_soft: bool, level: int | None = None
) -> Gap | None:
    reached = parts.level if level is None else level
    needed = asked.level or 0
    if is_soft:
        return "unproven"
    if reached >= needed:
        return None if status == "shown" else "below"
    fresh = parts.context + parts.duration + parts.depth + parts.proof
    return "stale" if parts.recency < UNSTALE and fresh > reached else "below"


UNSTALE = 0.9
"""The factor below which it is the time since that is told as what is missing."""


def _not_shown(asked: Asked) -> Shown:
    return Shown(
        asked,
        "notShown",
        None,
        (),
        Text("assessment.why.not_shown"),
        gap="notShown",
        ask=_ask(asked),
    )


def _ask(asked: Asked) -> Text:
    """The question that gets what the text does not say."""
    what = " ".join(asked.text.split()).rstrip(".;,")
    what = what if len(what) <= _MOST_TOLD else what[: _MOST_TOLD - 1].rstrip() + "…"
    if asked.topic in {"licence", "clearance"}:
        return Text("assessment.ask.licence", what=what)
    if asked.topic in {"hours", "place", "permit"}:
        return Text("assessment.ask.condition", what=what)
    if asked.topic == "education":
        return Text("assessment.ask.education", what=what)
    if asked.topic == "language":
        return Text("assessment.ask.language", what=what)
    if asked.topic == "experience":
        return Text("assessment.ask.experience", what=what)
    return Text("assessment.ask.ability", what=what)


def _said(hits: Sequence[Hit]) -> Text:
    return Text("assessment.why.said") if hits else Text("assessment.why.not_shown")


def _level_text(parts: Parts, level: int) -> Text:
    return Text(
        "assessment.why.level",
        level=level,
        context=parts.context,
        duration=parts.duration,
        depth=parts.depth,
        proof=parts.proof,
        recency=f"{parts.recency:g}",
    )


def _best_first(hits: Sequence[Hit]) -> list[Hit]:
    """What shows it best: in the strongest connection, with a result, and of the latest time."""

    def worth(hit: Hit) -> tuple[bool, int, bool, bool, int, int]:
        point = hit.told.point
        return (
            hit.share < FULL,
            -_CONTEXT[point.context],
            point.is_head,
            not has_result(point.text),
            -(point.ends or 0),
            hit.told.number,
        )

    return sorted(hits, key=worth)


_CONTEXT = {"job": 4, "project": 3, "training": 2, "listed": 1, "claim": 0}


def _evidence(hits: Sequence[Hit]) -> tuple[Evidence, ...]:
    return tuple(evidence_of(hit.told) for hit in hits[:MOST_EVIDENCE])


def evidence_of(told: PointTold) -> Evidence:
    """A point as evidence: its words, where they stand in the text, and in the résumé as data."""
    return evidence_of_point(told.point)


def evidence_of_point(point: Point) -> Evidence:
    """The same of a point of the outline."""
    quote = point.text[:_MOST_QUOTE].rstrip()
    start = point.span[0]
    return Evidence(quote, "resume", point.path, (start, start + len(quote)))


def _entries(hits: Sequence[Hit]) -> tuple[int, ...]:
    return tuple(sorted({hit.told.point.entry for hit in hits if hit.told.point.entry is not None}))


def _points(hits: Sequence[Hit]) -> tuple[int, ...]:
    return tuple(sorted({hit.told.number for hit in hits}))


def _is_foreign(asked: Asked, sheet: Sheet) -> bool:
    """Whether a requirement is in another language than the text."""
    own = (sheet.facts.language or "en").split("-")[0]
    return (_is_korean(asked.text)) != (own == "ko")


def _is_korean(text: str) -> bool:
    return any("\uac00" <= letter <= "\ud7a3" for letter in text)
