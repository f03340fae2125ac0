"""What a year of somebody's use takes in Redis, and what it costs to count a call."""

import random
import time
from datetime import UTC, datetime, timedelta

from bench.lab import Lab
from bench.table import Row, quantile
from store import keys
from store.redis.scripts import command
from store.store import Store
from store.usage.types import Used

DAYS = 365
KINDS = ("interview", "analysis")
MODELS = ("openai/gpt-6.1-terra", "gemini/gemini-3.8-flash", "")
"""Of each kind on each day; with "" the runs."""
HABITS = {"once a week": 7, "every third day": 3, "every day": 1}


async def measure(lab: Lab) -> list[Row]:
    """Users of different habits, a year of each."""
    store, taken = Store(lab.redis.socket_url), list[float]()
    try:
        rows = [
            Row(f"a user's usage of a year, {habit}", "bytes", await _year(store, habit, taken))
            for habit in HABITS
        ]
    finally:
        await store.close()
    return [*rows, Row("counting a call: p50", "ms", quantile(taken, 0.5))]


async def _year(store: Store, user: str, taken: list[float]) -> int:
    numbers = random.Random(1)
    first = datetime.now(UTC).date() - timedelta(days=DAYS - 1)
    months = set[str]()
    for number in range(0, DAYS, HABITS[user]):
        day = str(first + timedelta(days=number))
        months.add(day[:7])
        for kind in KINDS:
            for model in MODELS:
                most = (100_000, 10_000, 100_000_000) if model else (1, 1, 1)
                used = Used(day, kind, model, *map(numbers.randrange, most))
                begun = time.perf_counter()
                await store.usage.count(user, f"{day} {kind} {model}", used, guest=False)
                taken.append((time.perf_counter() - begun) * 1000)
    places = [keys.used(user, month) for month in months]
    sizes = await store.route.run(
        [command(place, "MEMORY", "USAGE", place, "SAMPLES", 0) for place in places]
    )
    return sum(sizes)
