"""Finds the providers: every module of `agents.models`, and those that the settings name."""

from collections.abc import Iterable

from agents.errors import AgentError
from agents.models.provider import Provider
from agents.modules import declared


def providers(modules: Iterable[str] = ()) -> dict[str, type[Provider]]:
    """Every provider by its name; no vendor's SDK is imported. AgentError where two share one."""
    found: dict[str, type[Provider]] = {}
    for provider in declared("agents.models", modules, Provider):  # type: ignore[type-abstract]
        if provider.name in found:
            raise AgentError(f"two providers are named {provider.name!r}")
        found[provider.name] = provider
    return found
