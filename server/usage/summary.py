"""What a user has used, summed up by day, by kind of session or by model."""

from collections.abc import Iterable
from typing import Literal

import msgspec

from store.usage.types import Used
from store.usage.usage import Usage

NANO = 1_000_000_000

By = Literal["day", "kind", "model"]


class UsedTokens(msgspec.Struct):
    """What models have read and written for it."""

    input: int
    output: int


class UsageEntry(msgspec.Struct, omit_defaults=True):
    """What was used on a `day` (UTC), for a `kind` of session or of a `model`: one of them is said.

    `calls` are of models; a run may have several, or none. Of a model no `runs` are told. `cost` is
    in USD, as far as prices are known.
    """

    calls: int
    tokens: UsedTokens
    cost: float
    runs: int | None = None
    day: str | None = None
    kind: str | None = None
    model: str | None = None


async def as_file(usage: Usage, user: str) -> bytes | None:
    """All that is known of what a user has used, each day by itself; None where that is nothing."""
    rows = await usage.everything(user)
    return msgspec.json.format(msgspec.json.encode(rows)) if rows else None


def summed(rows: Iterable[Used], by: By) -> list[UsageEntry]:
    """The sums: days in their order, the dearest kinds and models first."""
    sums: dict[str, list[int]] = {}
    for row in rows:
        if by == "model" and not row.model:
            continue
        found = sums.setdefault(getattr(row, by), [0, 0, 0, 0, 0])
        is_run = not row.model
        added = (
            row.times * is_run, row.times * (not is_run),
            row.input_tokens, row.output_tokens, row.cost,
        )  # fmt: skip
        for place, number in enumerate(added):
            found[place] += number
    ordered = sorted(sums.items(), key=lambda one: one[0] if by == "day" else (-one[1][4], one[0]))
    return [_entry(by, name, *numbers) for name, numbers in ordered]


def _entry(
    by: By, name: str, runs: int, calls: int, read: int, written: int, cost: int
) -> UsageEntry:
    entry = UsageEntry(calls, UsedTokens(read, written), cost / NANO)
    setattr(entry, by, name)
    if by != "model":
        entry.runs = runs
    return entry
