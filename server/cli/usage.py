"""`careerpilot usage`: what a day's calls of models were, and what they cost."""

from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec

from store.model_gate.model_gate import ModelGate

PAGE = 1000
"""Records that are read at once."""

HEAD = ("provider", "model", "calls", "failed", "cached", "input", "output", "USD")


class Call(msgspec.Struct):
    """What is read of a usage record (agents.gateway.usage_log.UsageRecord)."""

    outcome: str
    provider: str = ""
    model: str = ""
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost: int = 0


class Sum(msgspec.Struct):
    """What the calls of one model come to. `cost` is in nano-USD."""

    calls: int = 0
    failed: int = 0
    cached: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: int = 0

    def add(self, call: Call) -> None:
        """One more call."""
        self.calls += 1
        self.failed += call.outcome == "failed"
        self.cached += call.outcome == "cached"
        self.input_tokens += call.input_tokens or 0
        self.output_tokens += call.output_tokens or 0
        self.cost += call.cost


def today() -> str:
    """The day (UTC) that it is."""
    return datetime.now(UTC).date().isoformat()


class Sums:
    """A day's calls, summed up as they are read: a day may have more than memory has room for."""

    def __init__(self) -> None:
        self.of_model: dict[tuple[str, str], Sum] = {}
        self.of_all = Sum()

    def add(self, call: Call) -> None:
        """One more call."""
        self.of_model.setdefault((call.provider or "-", call.model or "-"), Sum()).add(call)
        self.of_all.add(call)


async def read(gate: ModelGate, day: str) -> Sums:
    """What the calls of a day (`2026-11-21`) come to. Raises StoreUnavailable."""
    sums = Sums()
    decoder = msgspec.json.Decoder(Call)
    while raws := await gate.usage(day, sums.of_all.calls, sums.of_all.calls + PAGE - 1):
        for raw in raws:
            sums.add(decoder.decode(raw))
    return sums


def table(sums: Sums) -> Iterator[str]:
    """Lines: a sum for each model, the dearest first, and one for all."""
    rows = sorted(sums.of_model.items(), key=lambda row: -row[1].cost)
    lines = [HEAD, *(_cells(*name, row) for name, row in rows), _cells("all", "", sums.of_all)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        yield "  ".join(
            cell.ljust(width) if place < 2 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()


def _cells(provider: str, model: str, row: Sum) -> tuple[str, ...]:
    counts = (row.calls, row.failed, row.cached, row.input_tokens, row.output_tokens)
    return (provider, model, *map("{:,}".format, counts), f"{row.cost / 1e9:.4f}")
