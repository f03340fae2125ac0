"""Which types of interview questions fit which field of work, as data."""

from functools import cache

from agents.data_files import read


def question_types(field: str | None) -> tuple[str, ...]:
    """The types that fit a field, those that say most of somebody first; a default for no field."""
    table = _table()
    return table.get(field or "", table["default"])


@cache
def _table() -> dict[str, tuple[str, ...]]:
    written = read(__package__, "question_types")
    return {field: tuple(types.split(", ")) for field, types in written.items()}
