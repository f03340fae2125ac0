"""What a kind is called, and what it offers and does, in the languages of its catalogue.

A kind brings texts in a folder `texts` beside its module, one file `LANGUAGE.json` each: `title`,
`description`, `actions.NAME`, `tasks.NAME`, and what else it says. One without is in the plain
words of its class, whatever is spoken.
"""

import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from agents.errors import MachineError
from agents.kind.table import Action
from agents.kind.task import Task
from protocol.catalogue import Catalogue, Said

NAMES = ("title", "description")


def texts_of(kind: Any) -> Catalogue | None:
    """The catalogue beside the kind, or else beside what it is made from. Raises MachineError."""
    for owner in kind.__mro__:
        path = getattr(sys.modules.get(owner.__module__), "__file__", None)
        folder = Path(path or ".").parent / "texts"
        if path and folder.is_dir():
            try:
                return _catalogue(folder)
            except ValueError as error:
                raise MachineError(f"{kind.__name__}: {folder}: {error}") from error
    return None


@cache
def _catalogue(folder: Path) -> Catalogue:
    return Catalogue(folder)


def wording(
    kind: Any,
    texts: Catalogue | None,
    actions: Iterable[Action],
    tasks: Iterable[Task[Any, Any]],
) -> dict[str, Said]:
    """What stands for each name: the class's own words, else the catalogue's, else its parent's."""
    said: dict[str, Said] = dict(getattr(super(kind, kind), "wording", {}))
    own = {name: vars(kind)[name] for name in NAMES if name in vars(kind)}
    titles = {f"actions.{action.name}": action.title for action in actions}
    titles |= {f"tasks.{task.name}": task.title for task in tasks}
    if texts is not None:
        said |= {key: texts.text(key) for key in texts.keys if key in titles or key in NAMES}
    return said | own | {key: title for key, title in titles.items() if title.strip()}


def problems(
    kind: Any, actions: Iterable[Action], tasks: Iterable[Task[Any, Any]]
) -> Iterator[str]:
    """What has no title, and what the kind's texts have that it has not."""
    names = {f"actions.{action.name}": f"action {action.name!r}" for action in actions}
    names |= {f"tasks.{task.name}": f"task {task.name!r}" for task in tasks}
    yield from (f"{names[key]}: it has no title" for key in names if key not in kind.wording)
    texts = kind.texts
    if texts is None or getattr(super(kind, kind), "texts", None) is texts:
        return
    yield from (f"its texts have no {name!r}" for name in NAMES if name not in kind.wording)
    for key in texts.keys:
        if key.startswith(("actions.", "tasks.")) and key not in names:
            yield f"its texts have {key!r}, and it has not"
