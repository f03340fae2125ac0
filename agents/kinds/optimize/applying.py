"""Changes of a résumé, applied: which come of any set of them, in whatever order it was chosen."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from agents.evidence.brackets import brackets
from agents.kinds.optimize.types import Change, number_of
from agents.resume.pointers import Key, key_of, value_at

_BEFORE_BRACKET = re.compile(r"[\s:,;–—-]{1,20}$")
_BLANKS = re.compile(r"[ \t]{2,}")


def applied(resume: Mapping[str, Any], changes: Iterable[Change]) -> dict[str, Any]:
    """The résumé with these changes, which it itself and any other order of them leave the same.

    Every path is one of the résumé as it is given. Of two texts for one place the one with the
    higher number stands; what is taken out is out. Only the places of the changes, and their
    lists, differ from what is given.
    """
    made: dict[str, Any] = deepcopy(dict(resume))
    lists: dict[Key, list[tuple[Change, Key]]] = defaultdict(list)
    for change in sorted(changes, key=lambda one: number_of(one.id)):
        key = key_of(change.path, resume)
        if key is None:
            continue
        if isinstance(value_at(resume, key[:-1]), list):
            lists[key[:-1]].append((change, key))
        else:
            _set(made, key, change)
    # Lists within others first: numbers of entries are those that were given.
    for place in sorted(lists, key=len, reverse=True):
        values = value_at(made, place)
        values[:] = _listed(values, lists[place], resume)
    return made


def settled(before: str | None, after: str) -> str:
    """A text without the open places that `before` does not have."""
    own = brackets(before or "")
    for place in brackets(after):
        if place in own:
            continue
        head, _, rest = after.partition(place)
        cut = _BEFORE_BRACKET.sub("", head)
        joint = "" if not rest or rest[0] in ".,;:!?)\n" else " "
        after = f"{cut}{joint}{rest.lstrip(' ')}" if rest.strip() else cut
    return _BLANKS.sub(" ", after).strip(" ,;:")


def open_places(change: Change) -> list[str]:
    """What of a change's text only the person can say, in brackets, in its order."""
    own = brackets(change.before or "")
    return [place for place in brackets(change.after or "") if place not in own]


def _set(made: dict[str, Any], key: Key, change: Change) -> None:
    parent = value_at(made, key[:-1])
    name = key[-1]
    if not isinstance(parent, dict):
        return
    if change.op == "remove":
        parent.pop(name, None)
    elif change.op in ("replace", "add") and change.after is not None:
        text = settled(change.before, change.after)
        if text:
            parent[name] = text


def _listed(
    values: list[Any], changes: list[tuple[Change, Key]], resume: Mapping[str, Any]
) -> list[Any]:
    """A list with the changes of its entries."""
    replaced: dict[int, list[Any]] = {}
    added: dict[int, list[Any]] = defaultdict(list)
    removed: set[int] = set()
    order = list(range(len(values)))
    for change, key in changes:
        at = key[-1]
        if not isinstance(at, int):
            continue
        there = at < len(values)
        if change.op == "add" and change.after is not None:
            added[at] += _lines(settled(None, change.after))
        elif change.op == "replace" and there and change.after is not None:
            text = settled(change.before, change.after)
            replaced[at] = _lines(text) if text else [values[at]]
        elif change.op == "remove" and there:
            removed.add(at)
        elif change.op == "move" and there and isinstance(change.to, str):
            goal = key_of(change.to, resume)
            if goal and goal[:-1] == key[:-1] and isinstance(goal[-1], int):
                order.remove(at)
                order.insert(min(goal[-1], len(values) - 1), at)
    made = list[Any]()
    for at in order:
        made += added.get(at, [])
        if at not in removed:
            made += replaced.get(at, [values[at]])
    return made + added.get(len(values), [])


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]
