"""No regular expression of ours takes much longer than its text is long.

`re` holds the interpreter's lock while it matches, so one text that makes a pattern look back
from every place at all the rest would hold up everybody on the worker.
"""

import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator
from itertools import groupby, zip_longest
from random import Random
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from tests.growth import MOST, growth
from tests.soak import at_length

PACKAGES = ("agents", "protocol", "server", "store")
AFTER = ("", " ", "\n", "@", "a")
"""What may stand between two copies of a piece."""
MOST_PIECES = 100
ALWAYS = ("a", "a@", "a0", "1,", " ", "\t", "\n", "- ", "Aa ", "a.", "eyJ-", "*a")

CLASSES = {
    op.CATEGORY_DIGIT: "1",
    op.CATEGORY_WORD: "a",
    op.CATEGORY_SPACE: " ",
    op.CATEGORY_NOT_DIGIT: "a",
    op.CATEGORY_NOT_WORD: "-",
    op.CATEGORY_NOT_SPACE: "a",
}
REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)

Node = tuple[Any, Any]


def patterns() -> dict[str, re.Pattern[str]]:
    """Every pattern for text that a module of ours holds, once, by where it is found first."""
    found: dict[str, re.Pattern[str]] = {}
    seen: set[re.Pattern[str]] = set()
    for package in PACKAGES:
        path = importlib.import_module(package).__path__
        for info in pkgutil.walk_packages(path, f"{package}."):
            if not info.name.endswith("__main__"):
                module = importlib.import_module(info.name)
                for name, value in vars(module).items():
                    for number, one in enumerate(held(value)):
                        if one not in seen:
                            found[f"{info.name}.{name}.{number}"] = one
                        seen.add(one)
    return found


def held(value: object, depth: int = 3) -> Iterator[re.Pattern[str]]:
    """The patterns in a value, or in the containers that it is made of."""
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif depth and isinstance(value, dict):
        yield from held((*value, *value.values()), depth - 1)
    elif depth and isinstance(value, tuple | list | frozenset | set):
        for one in value:
            yield from held(one, depth - 1)


def pieces(pattern: re.Pattern[str]) -> set[str]:
    """Short texts that parts of the pattern match, to be repeated.

    Of a long list of words they are those of some, always the same; in a soak those of all.
    """
    found: set[str] = set()
    for nodes in parts(parser.parse(pattern.pattern, pattern.flags)):
        for pick in (0, 1):
            text = matched(nodes, pick)
            if 0 < len(text) < 40:
                found |= {text + after for after in AFTER}
    most = min(at_length(MOST_PIECES, len(found)), len(found))
    return {*Random(0).sample(sorted(found), most), *ALWAYS}


def parts(nodes: Iterable[Node]) -> Iterator[list[Node]]:
    """One node, or two neighbours, anywhere in the pattern's tree. A word counts as one node."""
    row = [list(run) for _, run in groupby(nodes, key=_word)]
    for one, following in zip_longest(row, row[1:], fillvalue=[]):
        yield one
        yield one + following
        for inner in within(one[0]):
            yield from parts(inner)


def _word(node: Node) -> object:
    """The same for letters in a row, and another for each other node."""
    return op.LITERAL if node[0] is op.LITERAL else id(node)


def within(node: Node) -> list[Iterable[Node]]:
    """The rows of nodes that a node holds."""
    kind, value = node
    if kind in REPEATS:
        return [value[2]]
    if kind is op.SUBPATTERN:
        return [value[3]]
    if kind is op.BRANCH:
        return list(value[1])
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return [value[1]]
    return [value] if kind is op.ATOMIC_GROUP else []


def matched(nodes: Iterable[Node], pick: int) -> str:
    """A short text that the nodes match; `pick` chooses among alternatives."""
    return "".join(_matched(node, pick) for node in nodes)


def _matched(node: Node, pick: int) -> str:
    kind, value = node
    if kind is op.LITERAL:
        return chr(value)
    if kind is op.IN:
        return _of_class(value, pick)
    if kind in (op.ANY, op.NOT_LITERAL):
        return "x"
    if kind in REPEATS:
        return matched(value[2], pick) * max(value[0], 1)
    if kind is op.BRANCH:
        return matched(value[1][pick % len(value[1])], pick)
    return "".join(matched(row, pick) for row in within(node) if kind is not op.ASSERT_NOT)


def _of_class(items: list[Node], pick: int) -> str:
    """A character of a class, or of what it leaves out."""
    named = [
        CLASSES.get(value, "a")
        if kind is op.CATEGORY
        else chr(value if kind is op.LITERAL else value[0])
        for kind, value in items
        if kind is not op.NEGATE
    ]
    if items[0][0] is op.NEGATE:
        named = [char for char in "a -1\n" if char not in named] or ["é"]
    return named[pick % len(named)]


def slow(pattern: re.Pattern[str]) -> str | None:
    """A piece whose repetition costs the pattern more than its length; None if there is none."""

    def look(text: str) -> None:
        for _ in pattern.finditer(text):
            pass

    return next((piece for piece in sorted(pieces(pattern)) if growth(look, piece) > MOST), None)


PATTERNS = patterns()


@pytest.mark.soak
@pytest.mark.slow
@pytest.mark.parametrize("name", PATTERNS)
def test_pattern_takes_a_time_that_grows_with_its_text_alone(name: str) -> None:
    pattern = PATTERNS[name]

    assert slow(pattern) is None, pattern.pattern


@pytest.mark.parametrize(
    "pattern", [r"\b(?=[a@]*b)[a@]{4,}", r"\s*\S+", r"from .+ to", r"(?:CTO)\w*x", r"(?m)^\s*-"]
)
def test_pattern_that_looks_back_from_everywhere_is_found(pattern: str) -> None:
    """The check itself: these are quadratic."""
    assert slow(re.compile(pattern)) is not None
