"""Open places of a text, which only the person can fill: "[how many?]"."""

import re

_OPEN = re.compile(r"\[(?=[^\[\]\n]{0,300}[^\W\d_])[^\[\]\n]{1,300}\](?!\()")
"""Not the number of a note, nor the words of a link in Markdown."""


def brackets(text: str) -> list[str]:
    """The open places in a text, each with its brackets, in order."""
    return _OPEN.findall(text)


def without_brackets(text: str) -> str:
    """The text with blanks for its open places, so that everything else stands where it stood."""
    return _OPEN.sub(lambda match: " " * len(match.group()), text)
