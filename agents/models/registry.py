"""Finds the providers: `adapter.py` of each folder in `vendors`, and modules that settings name."""

from collections.abc import Iterable
from typing import get_args

from agents.errors import AgentError
from agents.models.provider import Provider
from agents.models.request import Tier
from agents.modules import declared


def providers(modules: Iterable[str] = ()) -> dict[str, type[Provider]]:
    """Every provider by its name; no vendor's SDK is imported.

    Raises AgentError where two share a name, and where one has no model for a tier.
    """
    found: dict[str, type[Provider]] = {}
    for provider in declared("agents.models.vendors", "adapter", modules, Provider):  # type: ignore[type-abstract]
        if provider.name in found:
            raise AgentError(f"two providers are named {provider.name!r}")
        if provider.model_env is None and set(provider.models) != set(get_args(Tier)):
            raise AgentError(f"{provider.name!r} does not name a model for each tier")
        found[provider.name] = provider
    return found
