"""Finds classes by looking into modules: those of a folder, and others that settings name."""

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


def declared(package: str, part: str, modules: Iterable[str], base: type[T]) -> Iterator[type[T]]:
    """The subclasses of `base` that modules define, not those that they merely import.

    Looked into are the module `part` of each package in `package`, and `modules`, which may be
    packages that import it from within themselves. Abstract ones are left out. Raises ImportError,
    whatever a module raises.
    """
    for module in (*_parts(package, part), *modules):
        for member in vars(_imported(module)).values():
            if (
                inspect.isclass(member)
                and issubclass(member, base)
                and f"{member.__module__}.".startswith(f"{module}.")
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


def _parts(package: str, part: str) -> list[str]:
    path = importlib.import_module(package).__path__
    packages = (module.name for module in pkgutil.iter_modules(path) if module.ispkg)
    return sorted(f"{package}.{name}.{part}" for name in packages)
