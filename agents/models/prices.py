"""What a call costs: the prices that `genai-prices` brings, or those of the settings.

Money is counted in nano-USD (1e-9 USD), rounded up. Nothing is fetched from anywhere.
"""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any

import msgspec

from agents.models.prompt import tokens
from agents.models.provider import Prompt
from agents.models.request import Usage

WINDOW = 128_000
"""The context window of a model of which none is known, in tokens."""

MARGIN_PERCENT = 125
"""What a reservation makes of an estimate: numbers and code have more tokens than the rule says."""

_HOUR_MS = 3_600_000
_PICO = 1_000_000
"""Pico-USD a token in one USD a million tokens."""
_Usd = Annotated[float, msgspec.Meta(ge=0)]

_log = logging.getLogger(__name__)


class Price(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A price of the operator's own, in USD per million tokens, and the model's context window.

    Without prices of their own, tokens read from or written to a cache cost what input does.
    """

    input: _Usd
    output: _Usd
    cached_input: _Usd | None = None
    cache_write: _Usd | None = None
    window: Annotated[int, msgspec.Meta(ge=1)] | None = None


Rate = tuple[tuple[int, int], ...]
"""Pico-USD a token: each from more input tokens than the first number says, rising."""


class Card(msgspec.Struct, frozen=True):
    """A model's prices and its context window, None where that is not known."""

    input: Rate
    output: Rate
    cached: Rate
    written: Rate
    window: int | None


class Prices:
    """The prices of every model, by our providers' names.

    `known_as` is what `genai-prices` calls each provider (`Provider.prices`). `overrides` go
    by "provider/model", and come first. `windows` are those of a provider's models of which no
    other is known. The first look-up imports the tables, which takes some
    0.2 s; the later ones come from memory.
    """

    def __init__(
        self,
        known_as: Mapping[str, str | None],
        overrides: Mapping[str, Price] | None = None,
        windows: Mapping[str, int] | None = None,
        *,
        now_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    ) -> None:
        self._known_as = dict(known_as)
        self._own = {name: _own(price) for name, price in (overrides or {}).items()}
        self._windows = dict(windows or {})
        self._now_ms = now_ms
        self._missed: set[tuple[str, str]] = set()

    def knows(self, provider: str, model: str) -> bool:
        """Whether there is a price; a model that has none costs 0."""
        return self._find(provider, model) is not None

    def cost(self, usage: Usage) -> int:
        """What the call cost, in nano-USD. Classes that were not counted cost nothing."""
        card = self._card(usage.provider, usage.model)
        if card is None:
            return 0
        total = max(0, usage.input_tokens or 0)
        cached = min(max(0, usage.cached_input_tokens or 0), total)
        written = min(max(0, usage.cache_write_input_tokens or 0), total - cached)
        pico = (
            (total - cached - written) * _at(card.input, total)
            + cached * _at(card.cached, total)
            + written * _at(card.written, total)
            + max(0, usage.output_tokens or 0) * _at(card.output, total)
        )
        return _nano(pico)

    def ceiling(self, prompt: Prompt, provider: str) -> int:
        """What the call may cost at most, in nano-USD, as far as an estimate can tell.

        All input at its dearest, as if it were written to a cache, and the longest answer.
        """
        card = self._card(provider, prompt.model)
        if card is None:
            return 0
        total = tokens.of(prompt) * MARGIN_PERCENT // 100
        dearest = max(_at(card.input, total), _at(card.written, total))
        return _nano(total * dearest + prompt.max_output_tokens * _at(card.output, total))

    def window(self, provider: str, model: str) -> int:
        """How many tokens the model takes, prompt and answer together."""
        return self.known_window(provider, model) or WINDOW

    def known_window(self, provider: str, model: str) -> int | None:
        """The same; None where it is not known, and WINDOW assumed."""
        card = self._card(provider, model)
        return (card and card.window) or self._windows.get(provider)

    def _find(self, provider: str, model: str) -> Card | None:
        own = self._own.get(f"{provider}/{model}")
        known = self._known_as.get(provider)
        return own or (known and _listed(known, model, self._now_ms() // _HOUR_MS)) or None

    def _card(self, provider: str, model: str) -> Card | None:
        card = self._find(provider, model)
        if card is None and (provider, model) not in self._missed:
            self._missed.add((provider, model))
            _log.warning("no price is known for %s/%s: it counts as 0", provider, model)
        return card


@lru_cache(maxsize=256)
def _listed(provider: str, model: str, hour: int) -> Card | None:
    """The price in that hour since 1970: prices change on dates, and some with the time of day."""
    from genai_prices import Usage as Counted
    from genai_prices import calc_price

    at = datetime.fromtimestamp(hour * _HOUR_MS / 1000, UTC)
    try:
        found = calc_price(Counted(), model, provider_id=provider, genai_request_timestamp=at)
    except LookupError:
        return None
    prices = found.model_price
    plain = _rate(prices.input_mtok)
    return Card(
        input=plain,
        output=_rate(prices.output_mtok),
        cached=_rate(prices.cache_read_mtok, plain),
        written=_rate(prices.cache_write_mtok, plain),
        window=found.model.context_window,
    )


def _rate(price: Any, otherwise: Rate = ((-1, 0),)) -> Rate:
    """A price of the list, which may have tiers; `otherwise` where it has none."""
    if price is None:
        return otherwise
    if isinstance(price, Decimal):
        return ((-1, _pico(price)),)
    tiers = ((tier.start, _pico(tier.price)) for tier in price.tiers)
    return ((-1, _pico(price.base)), *tiers)


def _own(price: Price) -> Card:
    def flat(usd: float) -> Rate:
        return ((-1, _pico(Decimal(str(usd)))),)

    plain = flat(price.input)
    return Card(
        input=plain,
        output=flat(price.output),
        cached=plain if price.cached_input is None else flat(price.cached_input),
        written=plain if price.cache_write is None else flat(price.cache_write),
        window=price.window,
    )


def _at(rate: Rate, total: int) -> int:
    """The price of a token where the input has so many: it goes for all of them alike."""
    return next(price for start, price in reversed(rate) if total > start)


def _pico(usd: Decimal) -> int:
    return int(usd * _PICO)


def _nano(pico: int) -> int:
    return -(-pico // 1000)
