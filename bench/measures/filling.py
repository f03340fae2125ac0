"""What an answer costs that is shown in the result while it is written, and how late it is seen."""

import asyncio
import itertools

import msgspec

from bench import answers
from bench.filling import PER_SECOND
from bench.filling_run import FULL_SPEED, Form, follow
from bench.lab import Lab
from bench.table import Row, compared

ROUNDS = 5
SMALL, LARGE = 24, 192
"""The sizes, in KB, between which CPU per KB should not grow."""

PLAN: Form = "plan"


def plan(size: int) -> dict[str, object]:
    """A plan of at least so many bytes as compact JSON."""
    plans = (answers.weeks(count) for count in itertools.count(4, 4))
    return next(plan for plan in plans if len(msgspec.json.encode(plan)) >= size)


async def measure(lab: Lab) -> list[Row]:
    """In virtual time, in a loop and a thread of its own; no server is needed."""
    return await asyncio.to_thread(_rows)


def _rows() -> list[Row]:
    letter = answers.prose()(8 * 1024)
    documents: list[tuple[str, Form, object]] = [
        ("a text of 8 KB", "letter", letter),
        ("the same as a typed field", "field", {"text": letter}),
        (f"a plan of {SMALL} KB", PLAN, plan(SMALL * 1024)),
    ]
    rows = []
    for name, form, value in documents:
        shown = follow(form, value)
        rows += [
            compared(f"filling, {name}, bytes of its events", "B", shown.size,
                     shown.factor * shown.size, "ratio <= 3"),
            Row("  from written to seen, longest", "s", shown.longest_delay, target="ours <= 0.5"),
        ]  # fmt: skip
    paces = (("at full speed", FULL_SPEED), (f"at {PER_SECOND:g} tokens/s", PER_SECOND))
    for pace, per_second in paces:
        small, large = (_cpu_per_kb(size, per_second) for size in (SMALL, LARGE))
        name = f"filling, CPU per KB of {LARGE} over of {SMALL} KB, {pace}"
        rows.append(compared(name, "ms", small, large, "ratio <= 1.5"))
    return rows


def _cpu_per_kb(size: int, per_second: float) -> float:
    """The least of some rounds: what else the machine does makes them longer, and none shorter."""
    value = plan(size * 1024)
    shown = [follow(PLAN, value, per_second) for _ in range(ROUNDS)]
    return min(one.cpu_s * 1e6 / one.size for one in shown) * 1.024
