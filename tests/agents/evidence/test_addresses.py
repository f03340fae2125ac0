"""Addresses of the web."""

import pytest

from agents.evidence.addresses import names_address


@pytest.mark.parametrize(
    "text", ["see https://a.example", "www.a.example", "go to Coursera.org today", "naver.co.kr"]
)
def test_address_is_seen(text: str) -> None:
    assert names_address(text)


@pytest.mark.parametrize("text", ["Node.js and ASP.NET", "5S, etc. and so on", "e.g. a list"])
def test_what_only_has_a_dot_is_none(text: str) -> None:
    assert not names_address(text)
