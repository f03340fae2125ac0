"""The TOML files that lie in packages, mostly in their folders `data`: kept apart from code."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


def read(package: str, name: str, folder: str = "data") -> dict[str, Any]:
    """What the file of that name (without its ending) in the package's folder holds."""
    source = files(package).joinpath(folder).joinpath(f"{name}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


@cache
def listed(package: str, name: str, key: str) -> frozenset[str]:
    """The words of a list in such a file: separated by commas, blanks and line ends folded."""
    return frozenset(" ".join(item.split()) for item in _kept(package, name)[key].split(","))


@cache
def _kept(package: str, name: str) -> dict[str, Any]:
    """A file of which several lists are asked for, one after the other."""
    return read(package, name)


def names(package: str, folder: str = "data") -> list[str]:
    """The names (without their ending) of the TOML files in the package's folder, in order."""
    found = (source.name for source in files(package).joinpath(folder).iterdir())
    return sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml"))
