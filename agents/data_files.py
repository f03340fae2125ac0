"""The TOML files that lie in packages, mostly in their folders `data`: kept apart from code."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


def read(package: str, name: str, folder: str = "data") -> dict[str, Any]:
    """What the file of that name (without its ending) in the package's folder holds."""
    source = files(package).joinpath(folder, f"{name}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


@cache
def listed(package: str, name: str, key: str) -> frozenset[str]:
    """The words of a list in such a file: separated by commas, blanks and line ends folded."""
    return frozenset(" ".join(item.split()) for item in read(package, name)[key].split(","))
