"""Whether an answer begins with what says nothing; and sayings that answers are full of."""

import re

from agents.data_files import read

_FILE = read(__package__, "openings")
_PATTERNS = tuple(
    re.compile("".join(_FILE[language]["pattern"].splitlines())) for language in ("en", "ko")
)
_SAYINGS = tuple(
    re.compile(
        "|".join(r"\s?".join(map(re.escape, word.split())) for word in listed.split(",")),
        re.IGNORECASE,
    )
    for listed in _FILE["sayings"].values()
)
_LOOKED_AT = 300


def is_empty(sentence: str) -> bool:
    """Whether a first sentence says nothing: what anybody is, a saying, a greeting, a childhood."""
    return any(pattern.search(sentence[:_LOOKED_AT]) for pattern in _PATTERNS)


def sayings(text: str) -> list[str]:
    """The sayings of a text as they stand there."""
    return [match.group() for pattern in _SAYINGS for match in pattern.finditer(text)]
