"""What each model can, as far as its vendor's models differ: `capabilities.toml` of the vendor.

A file has a row `[[models]]` for each family of models: `name` is a regular expression that the
beginning of their names fits, and the other keys are the fields of the adapter's `Capability`. The
first row that fits holds; what stands in none has the fields' defaults. A new model that can what
its forerunner could needs no row, and one that can't needs nothing but a row.
"""

import re
import tomllib
from typing import Any, Generic, TypeVar

import msgspec

from agents import data_files
from agents.errors import AgentError


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the models can whose names begin with what fits `name`. Adapters add the rest."""

    name: str


R = TypeVar("R", bound=Row)


class Capabilities(Generic[R]):
    """A vendor's rows, in their order, and what holds for models that stand in none."""

    def __init__(self, rows: list[R], otherwise: R) -> None:
        self._rows = [(re.compile(row.name), row) for row in rows]
        self._otherwise = otherwise

    def of(self, model: str) -> R:
        """What the model can."""
        found = (row for pattern, row in self._rows if pattern.match(model))
        return next(found, self._otherwise)


def read(package: str, row: type[R]) -> Capabilities[R]:
    """The package's `capabilities.toml`. Raises AgentError where there is a mistake in it."""
    try:
        given = data_files.read(package, "capabilities", folder="")
        return Capabilities(_rows(given, row), row(name=""))
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, re.error) as error:
        raise AgentError(f"capabilities.toml of {package}: {error}") from error


def _rows(given: dict[str, Any], row: type[R]) -> list[R]:
    if set(given) != {"models"}:
        raise msgspec.ValidationError("it has rows [[models]], and nothing else")
    return [msgspec.convert(one, row) for one in given["models"]]
