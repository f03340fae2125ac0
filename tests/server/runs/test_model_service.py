"""Conversations over providers: the server, its gateway, the vendors' SDKs and wires are real."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from agents.gateway.policy import BREAKERS, Limits, Policy
from agents.gateway.routes import TABLE, Route
from agents.models.prices import WINDOW
from server.runs.model_service import policy, prices, provider_keys
from server.settings.document import markdown
from server.settings.plans import default_plans
from server.settings.settings import Settings
from tests.documents import ROOT
from tests.processes import Servers
from tests.server.talk import RUN_S, Talk, provided, talking
from tests.upstream import Answer, Received, Scene, Silent, Status, Tokens, Upstream

TOKENS = [f"word{n} " for n in range(20)]
WHOLE = "".join(TOKENS)
ANSWER = Answer(TOKENS, Tokens(100, 20, cached=30))
HALF = "".join(TOKENS[:10])
QUOTAS = {plan: one.quota for plan, one in default_plans().items()}
MODELS = {
    "gemini": "gemini-3.8-flash",
    "openai": "gpt-6.1-terra",
    "anthropic": "claude-sonnet-5-5",
}


@pytest.fixture(scope="module")
def settings(port: int) -> dict[str, str]:
    """A key for each of the three vendors; what was answered before is asked again."""
    up = Upstream(port)
    return provided(gemini=up, openai=up, anthropic=up) | {
        "CAREERPILOT_CACHE": "off",
        "CAREERPILOT_GUEST_PROVIDERS": "gemini,openai,anthropic,compatible",
    }


@pytest.mark.slow
async def test_answer_comes_token_by_token_with_what_it_took(talk: Talk, up: Upstream) -> None:
    await talk.start("chat", provider="openai")
    more = asyncio.Event()
    up.play(replace(ANSWER, hold=(10, more)))
    await talk.send(talk.message("How do I ask for a raise?"))
    # What was written is there before the rest is.
    await talk.client.until(lambda: "".join(talk.deltas).endswith(HALF))
    more.set()
    finished = await talk.ended()
    assert talk.says[-1] == WHOLE
    assert finished["usage"] == [
        {
            "provider": "openai",
            "model": MODELS["openai"],
            "inputTokens": 100,
            "outputTokens": 20,
            "reasoningTokens": 0,
            "cachedInputTokens": 30,
        }
    ]


@pytest.mark.slow(seconds=2.5)
@pytest.mark.parametrize("provider", MODELS)
async def test_conversation_has_the_provider_that_it_asks_for(
    talk: Talk, up: Upstream, provider: str
) -> None:
    finished = await talk.start("chat", provider=provider)
    assert [(call.dialect, call.model) for call in up.calls] == [(provider, MODELS[provider])]
    assert [used["provider"] for used in finished["usage"]] == [provider]


async def test_provider_that_is_not_set_up_is_named_with_those_that_are(
    talk: Talk, up: Upstream
) -> None:
    failed = await talk.start("chat", provider="compatible")
    assert failed["code"] == "no_provider"
    assert all(name in failed["message"] for name in MODELS)
    assert up.calls == []


async def test_conversation_may_ask_for_the_offline_model(talk: Talk, up: Upstream) -> None:
    finished = await talk.start("chat", provider="offline")
    assert "usage" not in finished
    assert up.calls == []


@pytest.mark.slow(seconds=3)
async def test_cancel_closes_the_connection_to_the_provider(talk: Talk, up: Upstream) -> None:
    await talk.start("chat")
    up.play(Answer(TOKENS, stall_after=10))
    await talk.send(talk.message("Tell me all."))
    await talk.client.until(lambda: "".join(talk.deltas).endswith(HALF))
    finished = await talk.cancel()
    assert finished["outcome"] == {"type": "cancelled"}
    async with asyncio.timeout(RUN_S):
        await up.calls[-1].closed.wait()
    assert not up.calls[-1].completed
    assert talk.says[-1] == HALF


async def test_cancel_is_done_at_once_while_the_provider_is_silent(
    talk: Talk, up: Upstream
) -> None:
    await talk.start("chat")
    up.play(Silent())
    await talk.send(talk.message("Tell me all."))
    call = await up.called(2)
    assert (await talk.cancel())["outcome"] == {"type": "cancelled"}
    async with asyncio.timeout(RUN_S):
        await call.closed.wait()
    assert len(up.calls) == 2


async def test_chain_goes_from_gemini_to_openai_to_claude(talk: Talk, up: Upstream) -> None:
    def only_claude(call: Received) -> Scene:
        return ANSWER if call.dialect == "anthropic" else Status(503)

    up.play(then=only_claude)
    finished = await talk.start("chat")
    assert list(dict.fromkeys(call.dialect for call in up.calls)) == list(MODELS)
    assert [used["provider"] for used in finished["usage"]] == ["anthropic"]
    assert talk.says == [WHOLE]


PROVIDER = '''
"""Ours."""

from agents.models.vendors.openai.adapter import OpenAI


class Ours(OpenAI):
    """One more that speaks chat completions."""

    name = "ours"
    title = "Ours at home"
    key_env = ("OURS_API_KEY",)
    url_env = "OURS_BASE_URL"
    models = dict.fromkeys(("lite", "standard", "thinking", "best"), "ours-7")
'''


@pytest.mark.slow
async def test_provider_that_was_added_as_one_file_serves(
    servers: Servers, up: Upstream, tmp_path: Path
) -> None:
    (tmp_path / "our_models.py").write_text(PROVIDER)
    server = servers.start(
        PYTHONPATH=f"{ROOT}:{tmp_path}",
        CAREERPILOT_PROVIDER_MODULES="our_models",
        OURS_API_KEY="sk-ours",
        OURS_BASE_URL=up.url("openai"),
    )
    up.play(then=ANSWER)
    async with talking(server) as talk:
        finished = await talk.start("chat")
        assert talk.says == [WHOLE]
    assert [(used["provider"], used["model"]) for used in finished["usage"]] == [("ours", "ours-7")]
    assert [call.key for call in up.calls] == ["sk-ours"]


def test_provider_that_was_added_stands_in_the_document_of_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from agents.models import vendors

    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "__init__.py").touch()
    (tmp_path / "ours" / "adapter.py").write_text(PROVIDER)
    monkeypatch.setattr(vendors, "__path__", [*vendors.__path__, str(tmp_path)])
    assert "| Ours at home (`ours`) | `OURS_API_KEY` | `OURS_BASE_URL` | `ours-7`" in markdown()


def test_window_of_a_server_of_ones_own_is_that_of_all_its_models() -> None:
    environ = {
        "CAREERPILOT_COMPATIBLE_URL": "http://127.0.0.1:11434/v1",
        "CAREERPILOT_COMPATIBLE_MODEL": "llama",
        "CAREERPILOT_COMPATIBLE_WINDOW": "16384",
        "CAREERPILOT_PRICES": "compatible/large=0:0@64000",
        "OPENAI_API_KEY": "k",
    }
    settings = Settings.load(environ, None)
    found = prices(settings.models, provider_keys(settings.models))
    assert found.window("compatible", "llama") == 16_384
    assert found.window("compatible", "large") == 64_000
    assert found.window("openai", "unheard-of") == WINDOW


def test_gateway_does_by_default_what_it_does_by_itself_but_for_budgets() -> None:
    assert policy(Settings.load({}, None).models) == Policy(
        day_budget=5_000_000_000,
        guest_budget=2_500_000_000,
        limits=Limits(per_minute=1000),
        quotas=QUOTAS,
    )


def test_gateway_does_what_is_set() -> None:
    environ = {
        "CAREERPILOT_PROVIDERS": "anthropic,openai",
        "CAREERPILOT_ROUTES": "evaluator pro * = best anthropic/claude-opus-5-5",
        "CAREERPILOT_FIRST_TOKEN_SECONDS": "5",
        "CAREERPILOT_STALL_SECONDS": "3",
        "CAREERPILOT_CALL_SECONDS": "60",
        "CAREERPILOT_CALLS_AT_ONCE": "7",
        "CAREERPILOT_CALLS_PER_MINUTE": "100",
        "CAREERPILOT_BUDGET_USD": "1",
        "CAREERPILOT_GUEST_BUDGET_USD": "0.25",
        "CAREERPILOT_USER_BUDGET_USD": "guest=0.01",
        "CAREERPILOT_CACHE": "shared",
        "CAREERPILOT_HEDGE": "true",
        "CAREERPILOT_INJECTION": "refuse",
        "CAREERPILOT_USAGE_DAYS": "7",
        "CAREERPILOT_BREAKER": "simple",
    }
    own = Route(
        task="evaluator", subscription="pro", use="best", via=("anthropic/claude-opus-5-5",)
    )
    assert policy(Settings.load(environ, None).models) == Policy(
        order=("anthropic", "openai"),
        routes=(own, *TABLE),
        quotas=QUOTAS,
        breaker=BREAKERS["simple"],
        limits=Limits(
            first_token=5, first_token_most=5, stall=3, total=60, concurrent=7, per_minute=100
        ),
        day_budget=1_000_000_000,
        guest_budget=250_000_000,
        user_budgets={"guest": 10_000_000},
        share_personal=True,
        hedge=True,
        injection="refuse",
        keep_days=7,
    )


@pytest.mark.parametrize(
    ("given", "first"), [("", 10), ("15", 10), ("12", 10), ("7", 7), ("15.5", 15.5), ("120", 120)]
)
def test_model_of_unknown_pace_is_waited_for_as_long_as_is_set_where_it_is_more(
    given: str, first: float
) -> None:
    limits = policy(Settings.load({"CAREERPILOT_FIRST_TOKEN_SECONDS": given}, None).models).limits
    assert limits.first_token == first
    assert limits.first_token_most == float(given or 15)
