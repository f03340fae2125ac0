"""Finds classes by looking into modules: those of a package, and others that settings name."""

import importlib
import inspect
import pkgutil
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from protocol.errors import CareerPilotError

T = TypeVar("T")


def declared(package: str, modules: Iterable[str], base: type[T]) -> Iterator[type[T]]:
    """The subclasses of `base` that the modules define, not those that they merely import.

    Abstract ones are left out. Raises ImportError, whatever a module raises.
    """
    for module in (*_modules(package), *modules):
        for member in vars(_imported(module)).values():
            if (
                inspect.isclass(member)
                and issubclass(member, base)
                and member.__module__ == module
                and not inspect.isabstract(member)
            ):
                yield member


def _imported(name: str) -> ModuleType:
    """The module. Its author may have made any mistake, and is told where."""
    try:
        return importlib.import_module(name)
    except (ImportError, CareerPilotError):
        raise
    except Exception as exc:
        raise ImportError(f"{name}: {type(exc).__name__}: {exc}{_place(exc)}") from exc


def _place(exc: Exception) -> str:
    if isinstance(exc, SyntaxError):
        return ""  # it has named it
    last = traceback.extract_tb(exc.__traceback__)[-1]
    return f" ({Path(last.filename).name}, line {last.lineno})"


def _modules(package: str) -> list[str]:
    path = importlib.import_module(package).__path__
    return sorted(f"{package}.{module.name}" for module in pkgutil.iter_modules(path))
