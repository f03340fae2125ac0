"""What judging an answer takes where a model does: calls, tokens, money and time."""

import asyncio
import time
from collections.abc import AsyncGenerator
from functools import partial

from agents.kind import Services
from agents.models.prices import Prices
from agents.models.prompt import tokens
from agents.models.prompt.build import build
from agents.models.registry import providers
from agents.models.request import Delta, Request, Usage
from agents.testing import Conversation
from bench.lab import Lab
from bench.table import Row, median
from tests.agents.kinds.interview.judges import COMPETENCIES, GIVEN, Judges
from tests.agents.kinds.interview.wired import WINDOW, Wired
from tests.forms import filled, pieces, schema_of
from tests.upstream import Answer, Received, Upstream
from tests.wires import Tokens

AFTER_S = 0.2
"""What a call takes until it begins to answer."""
ROUNDS = 5
WRITTEN = 120
"""Tokens of a judgement: a quote, a rating, a sentence."""
VENDORS = {"openai": "openai", "anthropic": "anthropic", "gemini": "google"}
QUOTE = "I stopped them at the gate"


class Counted(Wired):
    """Counts the tokens of what it is asked."""

    def __init__(self, name: str, upstream: Upstream) -> None:
        super().__init__(name, upstream)
        self.tokens: list[int] = []

    async def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        """The answer as it comes over the wire."""
        self.tokens.append(tokens.of(build(request, "m", WINDOW)))
        async for delta in super().stream(request):
            yield delta


async def measure(lab: Lab) -> list[Row]:
    """An answer judged on six scales, by one judge and by three.

    In a loop of its own: the played provider is written for that of the standard library.
    """
    return await asyncio.to_thread(_run)


def _run() -> list[Row]:
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        return runner.run(_all())


async def _all() -> list[Row]:
    rows: list[Row] = []
    async with Upstream() as upstream:
        upstream.play(then=_says)
        for judges in (1, 3):
            rows += await _judged(upstream, judges)
    return rows


async def _judged(upstream: Upstream, judges: int) -> list[Row]:
    took, asked = [], list[int]()
    lend = partial(Services, judges=judges)
    for _ in range(ROUNDS):
        model = Counted("openai", upstream)
        one = Conversation(Judges(), GIVEN, model=model, services=lambda m: lend(model=m))
        begun = time.perf_counter()
        await one.start()
        took.append((time.perf_counter() - begun) * 1e3)
        asked = model.tokens
        await model.close()
        await asyncio.sleep(0)
    name = f"judging on {len(COMPETENCIES)} scales by {judges}"
    return [
        Row(f"{name}: calls", "", len(asked)),
        Row("  tokens of the prompts, estimated", "", sum(asked)),
        Row("  time, where each call begins to answer after 200 ms", "ms", median(took)),
        *(Row(f"  {vendor}", "cent", _cents(vendor, asked)) for vendor in VENDORS),
    ]


def _cents(vendor: str, asked: list[int]) -> float:
    """By list prices, nothing of it from a cache."""
    prices = Prices(VENDORS)
    model = providers()[vendor].models["standard"]
    return sum(prices.cost(Usage(vendor, model, one, WRITTEN)) for one in asked) / 1e7


def _says(call: Received) -> Answer:
    schema = schema_of(call)
    assert schema
    said = filled(schema, {"quote": QUOTE, "rating": 4, "why": "No cost is told."})
    return Answer(pieces(said), Tokens(900, WRITTEN), first_after_s=AFTER_S)
