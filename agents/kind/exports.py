"""The forms in which a session can be had as a file, and what each of them is made of."""

from collections.abc import Sequence
from typing import Any, Literal, TypeAlias, get_args

Format: TypeAlias = Literal["json", "md", "html", "docx", "ics", "csv", "resume.json", "pdf"]

ALWAYS: tuple[Format, ...] = ("json", "md")
"""Every session has these, with or without a result; all others are made of a result."""

HANDED_IN: Format = "docx"
"""What has this is handed in: it is made of the document alone that a result is."""
SHAPES = ("resume", "paragraphs", "items")
"""The fields of a result of which that is made: a CV, a letter, or the answers of a form."""
SET_HERE: Format = "pdf"
"""What is handed in also comes so where a server can set it; no kind names it."""

FIELDS: dict[str, str] = {"resume.json": "resume"}
"""Of which field of the result a form is made, where it is not of the whole."""


def problems(exports: Sequence[str], result: Any) -> list[str]:
    """What is wrong with the exports that a kind declares, whose result has this JSON Schema."""
    others = [name for name in get_args(Format) if name not in (*ALWAYS, SET_HERE)]
    found = [
        f"{name!r} is no export that a kind can have" for name in exports if name not in others
    ]
    if len(set(exports)) < len(exports):
        found.append("an export is named twice")
    if exports and result is None:
        return [*found, "exports are made of a result, and it has none"]
    fields = (result or {}).get("properties", {})
    needed = {name: FIELDS[name] for name in exports if name in FIELDS}
    if HANDED_IN in exports and not any(field in fields for field in SHAPES):
        found.append(f"what is handed in needs one of {', '.join(SHAPES)} in the result")
    return found + [
        f"the export {name!r} needs the field {field!r} in the result"
        for name, field in needed.items()
        if field not in fields
    ]
