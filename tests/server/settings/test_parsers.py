"""What the texts of settings mean, and which are refused."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.gateway.policy import BREAKERS
from agents.models.prices import Price, Prices
from agents.models.request import Usage
from server.settings import parsers

PARSERS: list[Callable[[str], Any]] = [
    parsers.api_url,
    parsers.breaker,
    parsers.directory,
    parsers.flag,
    parsers.host,
    parsers.long_text,
    parsers.models,
    parsers.names,
    parsers.networks,
    parsers.origins,
    parsers.places,
    parsers.subscription_budgets,
    parsers.prices,
    parsers.redis_url,
    parsers.routes,
    parsers.seconds,
    parsers.usd,
    parsers.odd(9)[0],
    parsers.whole(1, 9)[0],
    parsers.choice("a", "b")[0],
    parsers.words,
]

PIECES = "openai / = , : @ 1 - . e400 nan inf * ; lite guest share http:// redis:// [ ] \x00 \ud800"
REFUSED: list[tuple[Callable[[str], Any], list[str]]] = [
    (parsers.usd, ["-1", "nan", "inf", "1e9", "a lot"]),
    (parsers.subscription_budgets, ["gold=1", "guest=x", "guest="]),
    (parsers.seconds, ["0", "-1", "nan", "inf", "3601", "soon"]),
    (parsers.odd(5)[0], ["0", "2", "4", "6", "7", "-1", "one"]),
    (parsers.models, ["openai=x", "openai/huge=x", "openai/lite", "openai/lite="]),
    (parsers.prices, ["x=1:2", "openai/x=1", "openai/x=1:2:3:4:5", "openai/x=-1:2"]),
    (parsers.prices, ["openai/x=inf:1", "openai/x=nan:1", "openai/x=1:2@0", "openai/x=1:2@x"]),
    (parsers.api_url, ["ftp://h", "http://", "//h/v1", "http://h/v1?key=x", "http://h/#x"]),
    (parsers.routes, ["* gold * = best", "* * huge = best", "* * = best", "* * * =", "* * *"]),
    (parsers.origins, ["https://", "https://:443", "https://h:x", "https://h/x", "ftp://h", "h"]),
    (parsers.origins, ["https://user@h", "https://user:x@h", "https://h:", "https://h..x"]),
    (parsers.breaker, ["strict", "share=0", "share", "cooldown_ms=1"]),
    (parsers.places, ["10.0.0.1/8", "wiki", "wiki:", ":80", "wiki:0", "wiki:65536", "a b:80"]),
    (parsers.places, ["::1:80x", "[::g]:80", "[::1]", "http://wiki:80", "user@wiki:80"]),
    (parsers.host, ["a..b", ".a", "a" * 64, "h.example.."]),
    (parsers.directory, ["~nobody.here", "~nobody.here/x"]),
]


def takes(parse: Callable[[str], Any], text: str) -> bool:
    """Whether the parser takes the text; if it does not, it says so as parsers do."""
    try:
        parse(text)
    except (ValueError, LookupError):
        return False
    return True


@pytest.mark.parametrize("parse", PARSERS, ids=lambda parse: parse.__name__)
@given(text=st.text() | st.lists(st.sampled_from(PIECES.split()), max_size=12).map("".join))
def test_parser_takes_a_text_or_says_that_it_does_not(
    parse: Callable[[str], Any], text: str
) -> None:
    takes(parse, text)


@pytest.mark.parametrize(
    ("parse", "text"), [(parse, text) for parse, texts in REFUSED for text in texts]
)
def test_text_that_makes_no_sense_is_refused(parse: Callable[[str], Any], text: str) -> None:
    assert not takes(parse, text)


def test_amounts_are_nano_usd() -> None:
    assert parsers.usd("0.000001") == 1_000
    assert parsers.subscription_budgets("2") == dict.fromkeys(
        ("guest", "free", "pro", "enterprise"), 2_000_000_000
    )
    assert parsers.subscription_budgets("guest=1, pro=2.5") == {
        "guest": 10**9,
        "pro": 2_500_000_000,
    }


def test_models_go_by_provider_and_tier() -> None:
    assert parsers.models("openai/lite=gpt-x, anthropic/best=claude=y") == {
        ("openai", "lite"): "gpt-x",
        ("anthropic", "best"): "claude=y",
    }


def test_prices_have_cached_input_and_a_window_where_they_are_given() -> None:
    assert parsers.prices("openai/x=1:2, ours/a/b=0:0.5:0.1:1.25@8192") == {
        "openai/x": Price(1.0, 2.0),
        "ours/a/b": Price(0.0, 0.5, 0.1, 1.25, 8192),
    }


@given(
    st.lists(st.sampled_from(["1", "0.5", "1e6", "1e400", "inf", "nan"]), min_size=2, max_size=4)
)
def test_price_that_is_taken_can_be_counted_with(amounts: list[str]) -> None:
    try:
        given_prices = parsers.prices(f"openai/x={':'.join(amounts)}")
    except ValueError:
        return
    assert Prices({}, given_prices).cost(Usage("openai", "x", 10**6, 10**6)) > 0


def test_breaker_goes_by_name_or_by_values() -> None:
    assert parsers.breaker("simple") is BREAKERS["simple"]
    assert parsers.breaker("share=60").share == 60


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("https://Example.com", "https://example.com"),
        ("https://app.example.com:443", "https://app.example.com"),
        ("http://app.example.com:80/", "http://app.example.com"),
        ("HTTP://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("https://example.com:80", "https://example.com:80"),
        ("https://[::1]:443", "https://[::1]"),
        ("https://[::1]:8443", "https://[::1]:8443"),
        ("https://example.com:0443", "https://example.com"),
        ("https://B\u00fcro.example", "https://xn--bro-hoa.example"),
        ("https://\u4f8b.\u30c6\u30b9\u30c8:8443", "https://xn--fsq.xn--zckzah:8443"),
    ],
)
def test_origin_is_what_a_browser_sends(text: str, sent: str) -> None:
    assert parsers.origins(text) == (sent,)
    assert parsers.origins(sent) == (sent,)


def test_url_loses_its_last_slash() -> None:
    assert parsers.api_url("https://h.example/v1/") == "https://h.example/v1"
