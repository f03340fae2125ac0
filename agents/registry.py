"""Finds the kinds: every module of `agents.kinds`, and those that the settings name."""

import importlib
import pkgutil
from collections.abc import Iterable

from agents.errors import MachineError
from agents.machine import Kind


def load(modules: Iterable[str] = ()) -> dict[str, Kind]:
    """Every kind by its name. Raises MachineError where two share one."""
    kinds: dict[str, Kind] = {}
    for module in (*_own(), *modules):
        for kind in _declared(module):
            if kind.name in kinds:
                raise MachineError(f"two kinds are named {kind.name!r}")
            kinds[kind.name] = kind
    return kinds


def _own() -> list[str]:
    package = importlib.import_module("agents.kinds")
    return sorted(f"{package.__name__}.{m.name}" for m in pkgutil.iter_modules(package.__path__))


def _declared(module: str) -> list[Kind]:
    """The kinds that are defined in the module, not those it merely imports."""
    members = vars(importlib.import_module(module)).values()
    return [
        member()
        for member in members
        if isinstance(member, type) and issubclass(member, Kind) and member.__module__ == module
    ]
