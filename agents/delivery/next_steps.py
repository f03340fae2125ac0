"""Where one goes on from a result: other kinds, with their input filled in."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.util import find_spec
from typing import Any

import msgspec

from agents.results.types import Next
from protocol.catalogue import Said, Text

MOST = 3
MOST_PASSED = 10_000
"""Characters of a text that is passed on: a longer one would be kept three times over."""


class NextStep(msgspec.Struct, frozen=True):
    """A kind to go on with, its input by names as on the wire, and a title of its own, if any."""

    kind: str
    input: Mapping[str, Any]
    title: Said | None = None


def next_steps(steps: Iterable[NextStep], told: Callable[[Said], str]) -> list[Next]:
    """The first three of them whose kinds there are.

    A field that is null, or a text too long to be passed on, is left out of the input.
    """
    possible = [step for step in steps if exists(step.kind)][:MOST]
    return [
        Next(
            step.kind,
            told(step.title or Text(f"delivery.next.{step.kind}")),
            _passed(step.input),
        )
        for step in possible
    ]


@cache
def exists(kind: str) -> bool:
    """Whether there is a kind of that name."""
    try:
        return find_spec(f"agents.kinds.{kind}.kind") is not None
    except ModuleNotFoundError:
        return False


def _passed(given: Mapping[str, Any]) -> dict[str, Any]:
    found = msgspec.to_builtins(dict(given))
    return {
        name: value
        for name, value in found.items()
        if value is not None and not (isinstance(value, str) and len(value) > MOST_PASSED)
    }
