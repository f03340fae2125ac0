"""Pieces of Markdown that the reference documents are made of."""

from collections.abc import Iterable


def head(title: str, source: str) -> str:
    """The beginning of a document: its title, and what it is made from."""
    return f"# {title}\n\n<!-- Written by `make docs` from {source}. -->"


def rows(columns: str, cells: Iterable[tuple[str, ...]]) -> str:
    """A table; the names of its columns are parted by `|`."""
    names = columns.split("|")
    lines = [names, ["---"] * len(names), *cells]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def said(thing: type) -> str:
    """The first sentence of its docstring."""
    words = " ".join((thing.__doc__ or "").split("\n\n")[0].split())
    return words.replace("retry_ms", "retryMs")
