"""Places in a session's state, and in its result."""

from collections.abc import Sequence

from agents.errors import MachineError

Path = tuple[int | str, ...]
"""A place in the state."""


def pointer(path: Path) -> str:
    """The JSON Pointer (RFC 6901) of a place."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)


def state_path(into: str, at: Sequence[int | str]) -> Path:
    """A pointer into the result as a place of the state. Raises MachineError for a wrong `at`."""
    given = iter(at)
    path: list[int | str] = ["result"]
    for part in into.split("/")[1:]:
        try:
            path.append(next(given) if part == "*" else part.replace("~1", "/").replace("~0", "~"))
        except StopIteration:
            raise MachineError(f"{into!r} has more places than {list(at)}") from None
    if next(given, None) is not None:
        raise MachineError(f"{into!r} has fewer places than {list(at)}")
    return tuple(path)
