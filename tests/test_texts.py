"""What holds for every text that people read: it stands in a catalogue, and code names its key."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from agents.errors import AgentError, MachineError
from agents.kind.kind import Kind
from agents.kind.loader import load
from protocol.catalogue import CATALOGUE, LANGUAGES, Catalogue
from protocol.errors import RemoteProtocolError
from server.reading.sandbox import ReadingBusy
from tests.documents import ROOT

PACKAGES = ("protocol", "store", "agents", "server")

FOR_OPERATORS = {"AgentError", "MachineError", "KindChanged", "StoreUnavailable", "StoreFull"}
"""Errors whose argument nobody reads but who runs the server, or writes a kind."""

OF_THE_PAGE = "page."
"""Its keys are named by the page's own files."""


def below(root: Any) -> set[str]:
    """The names of a class and of all that are made from it."""
    return {root.__name__}.union(*(below(child) for child in root.__subclasses__()))


TOLD = (below(RemoteProtocolError) | below(AgentError) | below(ReadingBusy)) - FOR_OPERATORS
TOLD -= below(MachineError)
TOLD |= {"http_problem", "refusal", "refused", "_fail"}
"""What is called with something that people are told."""


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


SOURCES = dict(sources())


def name_of(call: ast.Call) -> str:
    """What is called, without what it belongs to."""
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def is_sentence(node: ast.expr) -> bool:
    """Whether it is a string in code that has several words."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and " " in node.value.strip()
    if isinstance(node, ast.JoinedStr):
        return any(is_sentence(part) for part in node.values) or len(node.values) > 1
    if isinstance(node, ast.BinOp):
        return is_sentence(node.left) or is_sentence(node.right)
    if isinstance(node, ast.Subscript):
        return is_sentence(node.value)
    if isinstance(node, ast.IfExp):
        return is_sentence(node.body) or is_sentence(node.orelse)
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and is_sentence(node.func.value)
    return False


def assigned(tree: ast.Module) -> dict[str, list[ast.expr]]:
    """What each name of a module may be."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(node.value)
    return found


def sentences(tree: ast.Module) -> list[int]:
    """The lines in which people are told a sentence that stands in code."""
    names = assigned(tree)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name_of(node) in TOLD:
            for given in node.args:
                may_be = names.get(given.id, []) if isinstance(given, ast.Name) else [given]
                found += [node.lineno for one in may_be if is_sentence(one)]
    return found


def test_nobody_is_told_a_sentence_that_stands_in_code() -> None:
    found = {str(path): lines for path, tree in SOURCES.items() if (lines := sentences(tree))}
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "raise Malformed('This is wrong.')",
        "raise NotFound(f'There is no {name}')",
        "raise NotFound('There is no ' + name)",
        "raise NotFound('There is no {}'.format(name))",
        "raise errors.ReadingError('damaged', 'It is broken.')",
        "raise Malformed(f'It is no {name}: {why}'[:300])",
        "why = f'not {now}'\nraise RunFailure(why)",
        "WHY = 'Not now'\nraise ModelError(WHY, 'code')",
        "answer = refusal(scope, status, 'Not here')",
        "raise Rejected('No way' if no else 'No')",
    ],
)
def test_sentence_that_is_planted_is_found(line: str) -> None:
    assert len(sentences(ast.parse(line))) == 1


@pytest.mark.parametrize(
    "line",
    [
        "raise ModelError(Text('models.no_answer'), 'bad_output')",
        "raise MachineError('what an author reads')",
        "log.warning('what an operator reads')",
        "raise KeyError('no error of ours')",
    ],
)
def test_what_is_no_sentence_for_people_is_not_found(line: str) -> None:
    assert sentences(ast.parse(line)) == []


class Naming(NamedTuple):
    """A place in code that names a text: by its key, or by what its key begins with."""

    at: str
    key: str
    whole: bool
    places: frozenset[str] | None
    """None where they are not known before it runs."""


def namings(tree: ast.Module, path: Path, function: str) -> Iterator[Naming]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name_of(node) == function and node.args:
            at = f"{path.relative_to(ROOT)}:{node.lineno}"
            keys = [keyword.arg for keyword in node.keywords]
            places = None if None in keys else frozenset(filter(None, keys))
            for key, whole in named(node.args[0]):
                yield Naming(at, key, whole, places)
        elif isinstance(node, ast.JoinedStr) and function == "Text":
            yield from (Naming(str(path), key, whole, None) for key, whole in named(node))


def named(node: ast.expr) -> Iterator[tuple[str, bool]]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value, True
    elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        yield str(node.values[0].value), False
    elif isinstance(node, ast.IfExp):
        yield from named(node.body)
        yield from named(node.orelse)


def wrong(catalogue: Catalogue, found: list[Naming]) -> list[str]:
    """Where a text is named that there is not, or with other places than it has."""
    whole = [one for one in found if one.whole]
    return [f"{one.at}: no {one.key}" for one in whole if one.key not in catalogue] + [
        f"{one.at}: {one.key} has other places"
        for one in whole
        if one.key in catalogue and one.places not in (None, catalogue.places(one.key))
    ]


def unused(catalogue: Catalogue, found: list[Naming]) -> list[str]:
    keys = {one.key for one in found if one.whole}
    starts = tuple(one.key for one in found if not one.whole and one.key.endswith("."))
    return [key for key in catalogue.keys if key not in keys and not key.startswith(starts)]


def test_every_text_that_code_names_is_in_the_catalogue() -> None:
    found = [one for path, tree in SOURCES.items() for one in namings(tree, path, "Text")]
    assert wrong(CATALOGUE, found) == []
    left = [key for key in unused(CATALOGUE, found) if not key.startswith(OF_THE_PAGE)]
    assert left == []


OURS = [kind for kind in load().values() if type(kind).__module__.startswith("agents.kinds.")]


@pytest.mark.parametrize("kind", OURS, ids=lambda kind: kind.name)
def test_kind_of_ours_has_its_texts_in_every_language_and_says_them_all(kind: Kind) -> None:
    texts = kind.texts
    assert texts is not None
    assert texts.languages == LANGUAGES
    own, *bases = [ROOT / Path(*of.__module__.split(".")[:-1]) for of in type(kind).__mro__[:-1]]
    found = [one for path, tree in below_of(own) for one in namings(tree, path, "text")]
    assert wrong(texts, found) == []
    # What it is made from may name texts that its kinds bring.
    named = [
        one for home in bases for at in below_of(home) for one in namings(at[1], at[0], "text")
    ]
    assert [key for key in unused(texts, [*found, *named]) if key not in kind.wording] == []


def below_of(home: Path) -> list[tuple[Path, ast.Module]]:
    """What lies in a folder of code."""
    return [(path, tree) for path, tree in SOURCES.items() if home in path.parents]
