"""What a row of the table of settings is, and what is wrong with a value that does not fit."""

from collections.abc import Callable
from dataclasses import Field, field, fields
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")


class Unfit(ValueError):
    """A value that does not fit; the message says why, and repeats nothing of a secret."""


def _home() -> Path:
    """This user's home directory; the root where there is none, as containers have it."""
    try:
        return Path.home()
    except RuntimeError:
        return Path("/")


HOME = _home()


def setting(
    env: str,
    default: T,
    parse: Callable[[str], T],
    expected: str,
    help: str,
    *,
    secret: bool = False,
    policy: str = "",
) -> T:
    """A row of the table. Typed as its value, as dataclasses.field is.

    `policy` is the field of agents.gateway.policy.Policy that the value becomes, where it does.
    """
    metadata = {
        "env": env,
        "parse": parse,
        "expected": expected,
        "help": help,
        "secret": secret,
        "policy": policy,
    }
    return field(default=default, metadata=metadata, repr=not secret)


def rows(section: Any) -> list[Field[Any]]:
    """The rows of a section, in their order."""
    return [row for row in fields(section) if row.metadata]


def wrong(row: Field[Any], text: str) -> str:
    """A sentence for a value that does not fit; it holds no secret's value."""
    shown = "has a value that is wrong" if row.metadata["secret"] else f"is {text[:80]!r}"
    return f"{row.metadata['env']} {shown}. Expected: {row.metadata['expected']}."
