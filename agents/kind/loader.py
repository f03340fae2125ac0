"""Finds the kinds: `kind.py` of each folder in `agents/kinds`, and modules that settings name."""

from collections.abc import Iterable

from agents.errors import MachineError
from agents.kind.kind import Kind
from agents.modules import declared


def load(modules: Iterable[str] = ()) -> dict[str, Kind]:
    """Every kind by its name. Raises MachineError where two share one."""
    kinds: dict[str, Kind] = {}
    for kind in declared("agents.kinds", "kind", modules, Kind):
        if kind.name in kinds:
            raise MachineError(f"two kinds are named {kind.name!r}")
        kinds[kind.name] = kind()
    return kinds
