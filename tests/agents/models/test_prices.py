"""Money: the arithmetic of genai-prices, without its cost."""

import logging
import socket
from datetime import UTC, datetime
from decimal import Decimal

import genai_prices
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.models.prices import WINDOW, Price, Prices, _listed
from agents.models.prompt import tokens
from agents.models.provider import Prompt
from agents.models.request import Line, Usage

KNOWN = {"openai": "openai", "anthropic": "anthropic", "gemini": "google", "compatible": None}
MODELS = [
    *(("openai", model) for model in ("gpt-6-luna", "gpt-6.1-terra", "gpt-6.1-sol")),
    ("anthropic", "claude-haiku-5-5"),
    ("anthropic", "claude-sonnet-5-5"),
    ("anthropic", "claude-opus-5-5"),
    *(("gemini", model) for model in ("gemini-3.5-flash-lite", "gemini-3.8-flash")),
    ("gemini", "gemini-2.5-pro"),
]
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def at(when: datetime = NOW, **overrides: Price) -> Prices:
    return Prices(KNOWN, overrides, now_ms=lambda: int(when.timestamp() * 1000))


def usd(nano: int) -> Decimal:
    return Decimal(nano) / 10**9


@pytest.mark.parametrize(("provider", "model"), MODELS)
@given(
    plain=st.integers(0, 1_500_000),
    cached=st.integers(0, 400_000),
    written=st.integers(0, 400_000),
    output=st.integers(0, 100_000),
)
def test_cost_is_what_genai_prices_reckons_to_the_nano(
    provider: str, model: str, plain: int, cached: int, written: int, output: int
):
    usage = Usage(
        provider=provider,
        model=model,
        input_tokens=plain + cached + written,
        cached_input_tokens=cached,
        cache_write_input_tokens=written,
        output_tokens=output,
        reasoning_tokens=output // 2,
    )
    theirs = genai_prices.calc_price(
        genai_prices.Usage(
            input_tokens=plain + cached + written,
            cache_read_tokens=cached,
            cache_write_tokens=written,
            output_tokens=output,
            output_reasoning_tokens=output // 2,
        ),
        model,
        provider_id=KNOWN[provider],
        genai_request_timestamp=NOW,
    ).total_price
    assert theirs <= usd(at().cost(usage)) < theirs + Decimal("1e-9")


def test_reasoning_is_part_of_the_output_and_paid_once():
    counted = Usage(provider="openai", model="gpt-6.1-sol", input_tokens=0, output_tokens=1_000)
    thought = msgspec.structs.replace(counted, reasoning_tokens=900)
    assert at().cost(thought) == at().cost(counted) == 10_000_000


def test_price_is_that_of_the_hour():
    usage = Usage(provider="gemini", model="gemini-3.8-flash", input_tokens=1_000_000)
    before, after = datetime(2026, 12, 31, 23, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    assert usd(at(before).cost(usage)) == Decimal("0.75")
    assert usd(at(after).cost(usage)) == Decimal("1.5")


def test_more_cached_tokens_than_input_cost_no_more_than_the_input():
    usage = Usage(
        provider="openai",
        model="gpt-6.1-sol",
        input_tokens=100,
        cached_input_tokens=10**9,
        cache_write_input_tokens=10**9,
        output_tokens=-5,
    )
    assert 0 < at().cost(usage) <= 100 * 2_000


def test_model_without_a_price_costs_nothing_and_is_logged_once(
    caplog: pytest.LogCaptureFixture,
):
    prices = at()
    usage = Usage(provider="compatible", model="llama", input_tokens=10, output_tokens=10)
    with caplog.at_level(logging.WARNING):
        assert [prices.cost(usage) for _ in range(3)] == [0, 0, 0]
    assert [record.getMessage() for record in caplog.records] == [
        "no price is known for compatible/llama: it counts as 0"
    ]
    assert not prices.knows("compatible", "llama")
    assert not prices.knows("openai", "no-such-model")
    assert not prices.knows("no-such-provider", "gpt-6.1-sol")
    assert prices.knows("openai", "gpt-6.1-sol")


def test_price_of_the_settings_comes_first():
    prices = at(
        **{
            "compatible/llama": Price(1.0, 2.0, window=8_192),
            "openai/gpt-6.1-sol": Price(10, 20, cached_input=1, cache_write=15),
        }
    )
    own = Usage(provider="compatible", model="llama", input_tokens=1_000, output_tokens=500)
    assert prices.cost(own) == 2_000_000
    assert prices.window("compatible", "llama") == 8_192
    mixed = Usage(
        provider="openai",
        model="gpt-6.1-sol",
        input_tokens=100,
        cached_input_tokens=50,
        cache_write_input_tokens=10,
        output_tokens=10,
    )
    assert prices.cost(mixed) == (40 * 10 + 50 * 1 + 10 * 15 + 10 * 20) * 1_000


@pytest.mark.parametrize("raw", ['{"input":-1,"output":1}', '{"input":1}', '{"inputs":1}'])
def test_price_that_makes_no_sense_is_refused(raw: str):
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(raw, type=Price)


def test_window_is_the_known_one_or_else_the_default():
    assert at().window("anthropic", "claude-sonnet-5-5") == 1_000_000
    assert at().window("compatible", "llama") == WINDOW
    assert at().known_window("compatible", "llama") is None


def test_window_of_a_provider_is_that_of_models_of_which_no_other_is_known():
    overrides = {"compatible/large": Price(0, 0, window=64_000), "compatible/paid": Price(1, 2)}
    prices = Prices(KNOWN, overrides, {"compatible": 16_000, "openai": 1})
    assert prices.window("compatible", "llama") == prices.window("compatible", "paid") == 16_000
    assert prices.window("compatible", "large") == 64_000
    assert prices.window("openai", "gpt-6.1-sol") > 1


@pytest.mark.parametrize(("provider", "model"), MODELS)
def test_ceiling_covers_what_the_prompt_can_cost_even_when_written_to_a_cache(
    provider: str, model: str
):
    prompt = Prompt(
        model=model,
        tier="standard",
        system="x" * 4_000,
        turns=(Line("user", "y" * 40_000),),
        max_output_tokens=2_000,
    )
    taken = tokens.of(prompt)
    dearest = Usage(
        provider=provider,
        model=model,
        input_tokens=taken,
        cache_write_input_tokens=taken,
        output_tokens=2_000,
    )
    assert at().cost(dearest) <= at().ceiling(prompt, provider) <= at().cost(dearest) * 3 // 2
    assert at().ceiling(prompt, "compatible") == 0


def test_price_is_looked_up_once_an_hour_and_without_a_network(monkeypatch: pytest.MonkeyPatch):
    def refused(*_: object) -> None:
        raise AssertionError("asked the network")

    monkeypatch.setattr(socket, "socket", refused)
    prices = at(datetime(2026, 5, 5, tzinfo=UTC))
    usage = Usage(provider="openai", model="gpt-6.1-terra", input_tokens=1_000, output_tokens=1)
    assert prices.cost(usage)
    looked_up = _listed.cache_info().misses
    for _ in range(5):
        prices.cost(usage)
    assert _listed.cache_info().misses == looked_up
