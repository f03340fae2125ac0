"""Finds the kinds: every module of `agents.kinds`, and those that the settings name."""

from collections.abc import Iterable

from agents.errors import MachineError
from agents.machine import Kind
from agents.modules import declared


def load(modules: Iterable[str] = ()) -> dict[str, Kind]:
    """Every kind by its name. Raises MachineError where two share one."""
    kinds: dict[str, Kind] = {}
    for kind in declared("agents.kinds", modules, Kind):
        if kind.name in kinds:
            raise MachineError(f"two kinds are named {kind.name!r}")
        kinds[kind.name] = kind()
    return kinds
