"""`careerpilot doctor --models`: asks each configured key for the smallest answer."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import TYPE_CHECKING

from agents.models.faults import Fault
from agents.models.prices import WINDOW, Prices
from agents.models.provider import Prompt
from agents.models.request import Line, Tier, Usage
from server.cli.doctor import Finding
from server.runs.model_service import prices, provider_keys, window_setting
from server.settings.settings import Settings

if TYPE_CHECKING:
    from agents.gateway.provider_keys import ProviderKeys

PATIENCE_S = 30.0
TIER: Tier = "lite"
TOKENS = 16
"""The longest answer that is asked for. A model that thinks may not even begin to speak: that will
do, too."""


async def check_models(settings: Settings) -> AsyncIterator[Finding]:
    """A finding for each key of each provider, as it comes in; one where there is none."""
    found = provider_keys(settings.models)
    known = prices(settings.models, found)
    for keys in found:
        try:
            for fingerprint in keys.fingerprints:
                yield await _check(keys, fingerprint, known)
        finally:
            await keys.provider.close()
    if not found:
        yield Finding("models", "no key is set, so the offline model answers")


async def _check(keys: "ProviderKeys", fingerprint: str, known: Prices) -> Finding:
    prompt = Prompt(
        model=keys.models[TIER],
        tier=TIER,
        system="Answer with one word.",
        turns=(Line("user", "Say: ready"),),
        max_output_tokens=TOKENS,
    )
    subject = f"{keys.title}, key {fingerprint}"
    # What it takes to load the vendor's SDK is not the provider's latency.
    await keys.provider.warm(keys.secret(fingerprint))
    begun = time.perf_counter()
    try:
        async with asyncio.timeout(PATIENCE_S):
            usage = await _ask(keys, fingerprint, prompt)
    except TimeoutError:
        return Finding(subject, f"{prompt.model} is silent", "try again; see the provider's status")
    except Fault as fault:
        return Finding(subject, f"{prompt.model}: {fault}", _advice(keys, fault))
    took_ms = (time.perf_counter() - begun) * 1000
    cost = f"{known.cost(usage) / 1e9:.6f} USD" if usage else "cost not reported"
    found = f"{prompt.model} answered in {took_ms:.0f} ms, {cost}"
    return Finding(subject, found + _assumed(keys, prompt.model, known))


def _assumed(keys: "ProviderKeys", model: str, known: Prices) -> str:
    """What is taken for granted of a model's context window, if anything."""
    setting = window_setting(known, keys.name, model)
    return f"; taken to hold {WINDOW:,} tokens, {setting} says how many" if setting else ""


async def _ask(keys: "ProviderKeys", fingerprint: str, prompt: Prompt) -> Usage | None:
    usage = None
    async with aclosing(keys.provider.stream(prompt, keys.secret(fingerprint))) as deltas:
        async for delta in deltas:
            usage = delta if isinstance(delta, Usage) else usage
    return usage


def _advice(keys: "ProviderKeys", fault: Fault) -> str:
    provider = keys.provider
    if fault.cause in ("auth", "forbidden", "quota"):
        return f"replace the key in {provider.key_env[0]}, or see the account at the provider"
    if fault.cause == "connection":
        return f"see whether the provider can be reached from here, and {provider.url_env}"
    if fault.cause == "invalid":
        return f"see CAREERPILOT_MODELS and {provider.url_env}"
    return "try again; see the provider's status"
