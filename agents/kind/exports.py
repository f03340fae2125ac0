"""The forms in which a session can be had as a file, and what each of them is made of."""

from collections.abc import Sequence
from typing import Any, Literal, TypeAlias, get_args

Format: TypeAlias = Literal["json", "md", "html", "docx", "ics", "csv", "resume.json"]

ALWAYS: tuple[Format, ...] = ("json", "md")
"""Every session has these, with or without a result; all others are made of a result."""

FIELDS: dict[str, str] = {"resume.json": "resume"}
"""Of which field of the result a form is made, where it is not of the whole."""


def problems(exports: Sequence[str], result: Any) -> list[str]:
    """What is wrong with the exports that a kind declares, whose result has this JSON Schema."""
    others = [name for name in get_args(Format) if name not in ALWAYS]
    found = [
        f"{name!r} is no export that a kind can have" for name in exports if name not in others
    ]
    if len(set(exports)) < len(exports):
        found.append("an export is named twice")
    if exports and result is None:
        return [*found, "exports are made of a result, and it has none"]
    fields = (result or {}).get("properties", {})
    needed = {name: FIELDS[name] for name in exports if name in FIELDS}
    return found + [
        f"the export {name!r} needs the field {field!r} in the result"
        for name, field in needed.items()
        if field not in fields
    ]
