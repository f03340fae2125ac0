"""What a kind's tasks are, told to a model: one text file a task."""

import re
from importlib.resources import files

_WRAP = re.compile(r"(?<!\n)\n(?!\n|- )")
"""The end of a line that a paragraph, or an item of a list, goes on after."""


def prompts_of(package: str) -> dict[str, str]:
    """The prompts that lie in the package's folder `prompts`, by task: each is NAME.md.

    A file is written in lines of any length: those of a paragraph, or of an item of a list of "- ",
    are joined by blanks. A file whose name begins with an underscore is no task but a passage that
    several share: it stands where they say {_NAME}.
    """
    folder = files(package).joinpath("prompts")
    texts = {
        entry.name.removesuffix(".md"): _unwrapped(entry.read_text(encoding="utf-8"))
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".md")
    }
    shared = {name: text for name, text in texts.items() if name.startswith("_")}
    return {task: _filled(text, shared) for task, text in texts.items() if task not in shared}


def _unwrapped(text: str) -> str:
    return _WRAP.sub(" ", text.strip())


def _filled(text: str, shared: dict[str, str]) -> str:
    for name, part in shared.items():
        text = text.replace(f"{{{name}}}", part)
    return text
