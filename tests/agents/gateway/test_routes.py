"""Which model is asked for what."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.gateway.policy import Policy
from agents.gateway.provider_keys import ProviderKeys
from agents.gateway.routes import TABLE, TIERS, Route, candidates, parse, up_to
from agents.models.request import Caller, Request, Subscription, Tier
from agents.models.vendors.anthropic.adapter import Anthropic
from agents.models.vendors.gemini.adapter import Gemini
from agents.models.vendors.openai.adapter import OpenAI
from tests.agents.gateway.lab import KEY, request

PROVIDERS = [ProviderKeys(provider(), [KEY]) for provider in (Anthropic, OpenAI, Gemini)]


def asked(
    tier: Tier = "standard", subscription: Subscription = "pro", **changes: object
) -> Request:
    return request(tier=tier, caller=Caller(subscription=subscription), **changes)


def routed(
    wanted: Request, table: tuple[Route, ...] = TABLE, first: str | None = None
) -> list[tuple[str, str]]:
    found = candidates(wanted, PROVIDERS, table, Policy().order, first)
    return [(candidate.keys.name, candidate.model) for candidate in found]


def models(*providers: type, tier: Tier) -> list[tuple[str, str]]:
    return [(provider.name, provider.models[tier]) for provider in providers]


@pytest.mark.parametrize("tier", TIERS)
def test_pro_user_gets_the_tier_that_is_wanted_in_the_order_of_the_chain(tier: Tier) -> None:
    assert routed(asked(tier))[:3] == models(Gemini, OpenAI, Anthropic, tier=tier)


@pytest.mark.parametrize(
    ("subscription", "wanted", "given"),
    [
        ("guest", "best", "thinking"),
        ("guest", "thinking", "thinking"),
        ("guest", "lite", "lite"),
        ("free", "best", "thinking"),
        ("free", "standard", "standard"),
    ],
)
def test_subscription_that_pays_less_gets_less(
    subscription: Subscription, wanted: Tier, given: Tier
) -> None:
    found = candidates(asked(wanted, subscription), PROVIDERS, TABLE, Policy().order)
    assert {candidate.tier for candidate in found} == {given}
    assert routed(asked(wanted, subscription))[:3] == models(Gemini, OpenAI, Anthropic, tier=given)


def test_plans_say_which_tier_is_the_strongest_and_own_rows_go_before_them() -> None:
    assert up_to({"guest": "thinking", "free": "thinking", "pro": "best"}) == TABLE
    table = up_to({"guest": "lite", "pro": "best"}, parse("evaluator guest * = best"))
    found = candidates(asked("thinking", "guest"), PROVIDERS, table, ())
    assert {one.tier for one in found[:3]} == {"lite"}
    assert candidates(asked("best", "pro"), PROVIDERS, table, ())[0].tier == "best"
    own = asked("lite", "guest", role="evaluator")
    assert candidates(own, PROVIDERS, table, ())[0].tier == "best"


def test_other_tiers_follow_the_weaker_first() -> None:
    found = routed(asked("standard"))
    assert found[3:5] == [("gemini", Gemini.models["lite"]), ("openai", OpenAI.models["lite"])]
    assert found[-1] == ("anthropic", Anthropic.models["best"])


def test_no_model_comes_twice() -> None:
    found = routed(asked("thinking"))
    assert len(found) == len(set(found))


def test_provider_that_the_conversation_asks_for_comes_first() -> None:
    found = routed(asked(), first="anthropic")
    assert [name for name, _ in found[:3]] == ["anthropic", "gemini", "openai"]


def test_provider_that_the_order_does_not_name_comes_last() -> None:
    found = candidates(asked(), PROVIDERS, TABLE, ("openai",))
    assert [candidate.keys.name for candidate in found[:3]] == ["openai", "anthropic", "gemini"]


def test_settings_rows_come_before_the_tables() -> None:
    table = parse("evaluator pro * = best anthropic/claude-opus-5 openai; * guest * = lite")
    judged = routed(asked("thinking", role="evaluator"), table)
    assert judged[:3] == [
        ("anthropic", "claude-opus-5"),
        ("openai", OpenAI.models["best"]),
        ("gemini", Gemini.models["best"]),
    ]
    assert routed(asked("best", "guest"), table)[0] == ("gemini", Gemini.models["lite"])
    assert routed(asked("best"), table)[0] == ("gemini", Gemini.models["best"])


def test_row_can_be_for_one_task_of_a_role() -> None:
    table = parse("generator:reply * * = anthropic")
    assert routed(asked(), table)[0] == ("anthropic", Anthropic.models["standard"])
    assert routed(asked(task="question"), table)[0][0] == "gemini"


@pytest.mark.parametrize(
    "text", ["generator", "a b = lite", "* * * =", "* king * = lite", "* * great = lite"]
)
def test_row_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is n"):
        parse(text)


def test_no_rows_are_the_table() -> None:
    assert parse(" ; ") == TABLE


@given(
    st.sampled_from(TIERS),
    st.sampled_from(["guest", "free", "pro"]),
    st.dictionaries(st.sampled_from(TIERS), st.sampled_from(["a", "b", "c"]), min_size=1),
)
def test_every_model_of_a_provider_is_a_candidate_once(
    tier: Tier, subscription: Subscription, own: Mapping[Tier, str]
) -> None:
    keys = ProviderKeys(OpenAI(), [KEY], own)
    found = candidates(asked(tier, subscription), [keys], TABLE, ())
    assert sorted(candidate.model for candidate in found) == sorted(set(own.values()))
