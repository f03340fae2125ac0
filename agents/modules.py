"""Finds classes by looking into modules: those of a package, and others that settings name."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def declared(package: str, modules: Iterable[str], base: type[T]) -> Iterator[type[T]]:
    """The subclasses of `base` that the modules define, not those that they merely import.

    Abstract ones are left out. Raises ImportError.
    """
    for module in (*_modules(package), *modules):
        for member in vars(importlib.import_module(module)).values():
            if (
                inspect.isclass(member)
                and issubclass(member, base)
                and member.__module__ == module
                and not inspect.isabstract(member)
            ):
                yield member


def _modules(package: str) -> list[str]:
    path = importlib.import_module(package).__path__
    return sorted(f"{package}.{module.name}" for module in pkgutil.iter_modules(path))
