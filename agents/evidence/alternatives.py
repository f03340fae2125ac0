"""One pattern for many words, which costs as much as the longest of them and not as all."""

import re
from collections.abc import Iterable
from typing import Any

_END = ""


def alternatives(words: Iterable[str]) -> str:
    """The body of a pattern that finds the longest of the words; a blank in one is any white space.

    The letters that words begin with in common stand there once.
    """
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for letter in " ".join(word.split()):
            node = node.setdefault(letter, {})
        node[_END] = {}
    return _body(root)


def _body(node: dict[str, Any]) -> str:
    ways = [
        (r"\s{1,9}" if letter == " " else re.escape(letter)) + _body(rest)
        for letter, rest in sorted(node.items())
        if letter != _END
    ]
    if not ways:
        return ""
    if len(ways) == 1 and _END not in node:
        return ways[0]
    return f"(?:{'|'.join(ways)})" + ("?" if _END in node else "")
