"""Finds the providers: every module of `agents.models`, and those that the settings name."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterable

from agents.errors import AgentError
from agents.models.provider import Provider


def providers(modules: Iterable[str] = ()) -> dict[str, type[Provider]]:
    """Every provider by its name; no vendor's SDK is imported. AgentError where two share one."""
    found: dict[str, type[Provider]] = {}
    for module in (*_own(), *modules):
        for provider in _declared(module):
            if provider.name in found:
                raise AgentError(f"two providers are named {provider.name!r}")
            found[provider.name] = provider
    return found


def _own() -> list[str]:
    package = importlib.import_module("agents.models")
    return sorted(f"{package.__name__}.{m.name}" for m in pkgutil.iter_modules(package.__path__))


def _declared(module: str) -> list[type[Provider]]:
    """The providers that are defined in the module, not those it merely imports."""
    members = vars(importlib.import_module(module)).values()
    return [
        member
        for member in members
        if isinstance(member, type)
        and issubclass(member, Provider)
        and member.__module__ == module
        and not inspect.isabstract(member)
    ]
