"""What a kind's tasks are, told to a model: one text file a task.

A text names the fields of the task's inputs and answer as {name}, by their names on the wire, so
that one which is misspelt, or gone, is found when the class is made.
"""

import re
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any

_WRAP = re.compile(r"(?<!\n)\n(?!\n|- )")
"""The end of a line that a paragraph, or an item of a list, goes on after."""

_PLACE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


@cache
def prompts_in(folder: Path) -> dict[str, str]:
    """The texts that lie in the folder, by name: each is NAME.md. None where there is no folder.

    A file is written in lines of any length: those of a paragraph, or of an item of a list of "- ",
    are joined by blanks. A file whose name begins with an underscore is no task but a passage that
    several share: it stands where they say {_NAME}.
    """
    paths = sorted(folder.glob("*.md"))
    texts = {path.stem: unwrapped(path.read_text(encoding="utf-8")) for path in paths}
    shared = {name: text for name, text in texts.items() if name.startswith("_")}
    return {task: _shared(text, shared) for task, text in texts.items() if task not in shared}


def unwrapped(text: str) -> str:
    """The text with each paragraph in a line."""
    return _WRAP.sub(" ", text.strip())


def misnamed(text: str, names: Collection[str]) -> list[str]:
    """What the text names as a field, and is none."""
    return sorted({name for name in _PLACE.findall(text) if name not in names})


def named(text: str) -> str:
    """The text as a model reads it: a field's name without braces."""
    return _PLACE.sub(r"\1", text)


def field_names(schema: Any) -> set[str]:
    """The names of all properties in a JSON Schema, at any depth."""
    if isinstance(schema, list):
        return set().union(*map(field_names, schema))
    if not isinstance(schema, Mapping):
        return set()
    own = set(schema.get("properties", ()))
    return own.union(*(field_names(part) for part in schema.values()))


def _shared(text: str, shared: dict[str, str]) -> str:
    for name, part in shared.items():
        text = text.replace(f"{{{name}}}", part)
    return text
