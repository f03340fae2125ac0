"""The plans that a user may have: how much of everything.

One table (data/plans.toml) has a row for each limit and in it a cell for each plan. A file of one's
own (CAREERPILOT_PLANS) has the same form, and in it only the cells that are to be others.
"""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, get_args

import msgspec

from agents.data_files import read
from agents.models.quota import PlanQuota
from agents.models.request import Tier

Plan = Literal["guest", "free", "pro", "enterprise"]

PLANS: tuple[Plan, ...] = get_args(Plan)
"""All of them, from the least to the most."""

Chooses = Literal["listed", "any"]
"""Whom one may ask to be answered by: those of CAREERPILOT_GUEST_PROVIDERS, or any provider."""

NONE = "none"
"""How a cell says that there is no limit."""

UNITS = {"minute": 60, "hour": 3600, "day": 86_400}
MOST = 1_000_000
"""Of anything in a minute, an hour or a day: an interval of µs, which Redis' clock can tell."""

NANO = 1_000_000_000
MOST_COUNT = 1 << 40
MOST_USD = 1_000_000
MAX_BYTES = 65_536
KIND = re.compile(r"[a-z][a-z0-9_-]{0,31}")


class Rate(msgspec.Struct, frozen=True):
    """So many in a time (seconds): all at once, or one whenever one has come free again (GCRA)."""

    count: int
    seconds: int

    def __str__(self) -> str:
        unit = next(name for name, seconds in UNITS.items() if seconds == self.seconds)
        return f"{self.count}/{unit}"


class PlanLimits(msgspec.Struct, frozen=True, kw_only=True):
    """A plan: its cells of the table. None is no limit; `starts` has the kinds that have one."""

    plan: Plan
    requests: Rate | None
    messages: Rate | None
    items: Rate | None
    starts: Mapping[str, Rate | None]
    tokens_day: int | None
    tokens_month: int | None
    money_month: int | None
    runs_at_once: int | None
    connections: int | None
    uploads: int | None
    tier: Tier
    providers: Chooses
    priority: int

    @property
    def quota(self) -> PlanQuota:
        """What models may do for one user."""
        return PlanQuota(self.tokens_day, self.tokens_month, self.money_month)


Plans = Mapping[Plan, PlanLimits]
"""The whole table, by plan."""


class BadCell(ValueError):
    """What is wrong with a cell, in a few words."""


def _rate(cell: Any) -> Rate:
    found = re.fullmatch(r"(\d{1,9})/(minute|hour|day)", cell) if isinstance(cell, str) else None
    if found is None:
        raise BadCell("is no rate; expected N/minute, N/hour, N/day or none")
    count = int(found[1])
    if not 1 <= count <= MOST:
        raise BadCell(f"lets {count} pass; expected 1 to {MOST}, or none")
    return Rate(count, UNITS[found[2]])


def _count(cell: Any) -> int:
    if not isinstance(cell, int) or isinstance(cell, bool) or not 1 <= cell <= MOST_COUNT:
        raise BadCell(f"is no number from 1 to {MOST_COUNT}, or none")
    return cell


def _usd(cell: Any) -> int:
    if not isinstance(cell, int | float) or isinstance(cell, bool) or not 0 < cell <= MOST_USD:
        raise BadCell(f"is no amount in USD of more than 0, up to {MOST_USD}, or none")
    return round(cell * NANO)


def _priority(cell: Any) -> int:
    if not isinstance(cell, int) or isinstance(cell, bool) or not 1 <= cell <= 1000:
        raise BadCell("is no number from 1 to 1000")
    return cell


def _word(*known: str) -> Callable[[Any], str]:
    def read(cell: Any) -> str:
        if cell not in known:
            raise BadCell(f"is none of {', '.join(known)}")
        return str(cell)

    return read


ROWS: Mapping[str, Any] = {
    "requests": _rate, "messages": _rate, "items": _rate,
    "tokens_day": _count, "tokens_month": _count, "money_month": _usd,
    "runs_at_once": _count, "connections": _count, "uploads": _count,
    "tier": _word(*get_args(Tier)), "providers": _word(*get_args(Chooses)), "priority": _priority,
}  # fmt: skip
"""How the cells of a row are read; those of `starts.KIND` are rates."""

UNLIMITED = frozenset({"tier", "providers", "priority"})
"""Rows of which no cell can be `none`: they are no limits."""

RANKS: Mapping[str, Sequence[Any]] = {"tier": get_args(Tier), "providers": get_args(Chooses)}
"""Words of which each is more than the one before it."""


def default_text() -> Mapping[str, Mapping[str, Any]]:
    """The cells that hold where nothing else is said, as they stand in the file, by row."""
    return _rows(read("server.settings", "plans"), [])


@cache
def default_plans() -> Plans:
    """The plans as they are where nothing else is said."""
    return made(default_text(), [])


def load_plans(path: Path, problems: list[str]) -> Plans:
    """The default plans with the cells of a file in place of theirs.

    `problems` get a sentence for each cell that makes no sense; then they are the default plans.
    """
    found = list[str]()
    try:
        given = tomllib.loads(_text_of(path))
    except (OSError, ValueError) as exc:
        found.append(f"it can't be read: {exc}")
        given = {}
    cells = {name: dict(row) for name, row in default_text().items()}
    for name, row in _rows(given, found).items():
        cells.setdefault(name, dict.fromkeys(PLANS, NONE)).update(row)
    plans = made(cells, found)
    problems += [f"CAREERPILOT_PLANS, {path}: {problem}." for problem in found]
    return default_plans() if found else plans


def _text_of(path: Path) -> str:
    with path.open("rb") as file:
        raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise ValueError(f"it has more than {MAX_BYTES} bytes")
    return raw.decode()


def _rows(given: Mapping[str, Any], problems: list[str]) -> dict[str, Mapping[str, Any]]:
    """The cells by row, `starts.KIND` among them, without what is none; reasons are left out."""
    rows = dict(given)
    starts = rows.pop("starts", {})
    if isinstance(starts, Mapping):
        rows |= {f"starts.{kind}": row for kind, row in starts.items()}
    else:
        problems.append("starts is no table of kinds")
    found = dict[str, Mapping[str, Any]]()
    for name, row in rows.items():
        kind = name.removeprefix("starts.")
        if name not in ROWS and (kind == name or not KIND.fullmatch(kind)):
            problems.append(f"{name[:40]} is no row; there are: {', '.join(ROWS)}, starts.KIND")
        elif not isinstance(row, Mapping):
            problems.append(f"{name} is no table of plans")
        else:
            cells = {plan: cell for plan, cell in row.items() if plan != "why"}
            problems += [
                f"{name}.{plan[:40]} names no plan; there are: {', '.join(PLANS)}"
                for plan in cells.keys() - set(PLANS)
            ]
            found[name] = {plan: cell for plan, cell in cells.items() if plan in PLANS}
    return found


def made(cells: Mapping[str, Mapping[str, Any]], problems: list[str]) -> Plans:
    """The plans of these cells. `problems` get a sentence for each that makes no sense."""
    values: dict[Plan, dict[str, Any]] = {plan: {} for plan in PLANS}
    for name, row in cells.items():
        for plan in PLANS:
            try:
                values[plan][name] = _value(name, row.get(plan, NONE))
            except BadCell as exc:
                values[plan][name] = None
                problems.append(f"{name}.{plan} {exc}, and not {str(row.get(plan))[:40]!r}")
    if problems:
        return default_plans()
    problems += _contradictions(values)
    return {plan: _plan(plan, values[plan]) for plan in PLANS}


def _value(name: str, cell: Any) -> Any:
    if cell == NONE and name not in UNLIMITED:
        return None
    return ROWS.get(name, _rate)(cell)


def _plan(plan: Plan, values: Mapping[str, Any]) -> PlanLimits:
    starts = {
        name.removeprefix("starts."): value
        for name, value in values.items()
        if name.startswith("starts.")
    }
    others = {name: value for name, value in values.items() if name in ROWS}
    return PlanLimits(plan=plan, starts=starts, **others)


def _contradictions(values: Mapping[Plan, Mapping[str, Any]]) -> list[str]:
    """A sentence for each cell that fits by itself, and not beside others."""
    found = list[str]()
    for less, more in pairwise(PLANS):
        for name in values[less]:
            if _size(name, values[more][name]) < _size(name, values[less][name]):
                found.append(f"{name}.{more} is less than {name}.{less}, of the plan before it")
    for plan, row in values.items():
        if _size("", row["tokens_month"]) < _size("", row["tokens_day"]):
            found.append(
                f"tokens_month.{plan} is less than tokens_day.{plan}: no day comes to that"
            )
        for name, rate in row.items():
            most = row["requests"]
            if name.startswith("starts.") and rate and most and rate.count > most.count:
                found.append(f"{name}.{plan} is more than requests.{plan}, which ends before it")
    return found


def _size(name: str, value: Any) -> float:
    """How much a cell gives: the rate for long, the number, the rank of a word."""
    if value is None:
        return float("inf")
    if isinstance(value, Rate):
        return value.count / value.seconds
    return RANKS[name].index(value) if name in RANKS else value
