"""What settings can say about the gateway."""

import pytest

from agents.gateway.policy import BREAKERS, Breaker, Policy, breaker


@pytest.mark.parametrize("name", ["simple", "development", "production"])
def test_preset_of_a_breaker_goes_by_its_name(name: str) -> None:
    assert breaker(name) is BREAKERS[name]
    assert BREAKERS[name].cooldown_ms >= 30_000


def test_own_values_of_a_breaker_stand_in_for_those_of_production() -> None:
    own = breaker("share=60, minimum=10,cooldown_ms=45000")
    usual = BREAKERS["production"]
    assert own == Breaker(
        share=60, minimum=10, window_ms=usual.window_ms, cooldown_ms=45_000, probes=usual.probes
    )


@pytest.mark.parametrize(
    "text",
    ["", "strict", "share=0", "share=101", "minimum=0", "cooldown_ms=29999", "share=x", "colour=1"],
)
def test_breaker_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - several, each with a text of its own
        breaker(text)


def test_default_chain_is_gemini_openai_claude() -> None:
    assert Policy().order[:3] == ("gemini", "openai", "anthropic")
