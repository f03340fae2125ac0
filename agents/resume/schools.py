"""Schools and degrees, told by the words and endings that name them in many languages."""

from functools import cache

from agents.data_files import listed
from agents.resume.lines import fold


def names_school(text: str) -> bool:
    """Whether the text names a school or university."""
    words = [word.strip(".,()'’") for word in fold(text).split()]
    endings = _ends("school_endings")
    return any(
        word in _folded("schools")
        or (word.endswith(endings) and (len(word) > 3 or not word.isascii()))
        for word in words
    )


def names_degree(text: str) -> bool:
    """Whether the text names a degree, or a certificate that ends a school."""
    plain = fold(text)
    words = [word.strip(",()'’:") for word in plain.split()]
    joined = [" ".join(words[at : at + 2]) for at in range(len(words))]
    known, endings = _folded("degrees"), _ends("degree_endings")
    # "be", "as", "ma" and "ba" are words, too, unless they are written in capitals
    short = {w.strip(",()") for w in text.split() if len(w.strip(".,()")) <= 2 and not w.isupper()}
    leading = _folded("leading")
    return any(
        (word in leading and at == 0)
        or (word in known and word not in {s.lower() for s in short})
        or word.rstrip(".") in known - {s.lower() for s in short}
        or (word.endswith(endings) and (len(word) > 3 or not word.isascii()))
        for at, word in enumerate([*words, *joined])
    )


def is_degree(text: str) -> bool:
    """Whether the text is a degree's name, and nothing else."""
    return fold(text) in _folded("degrees")


@cache
def _folded(key: str) -> frozenset[str]:
    return frozenset(map(fold, listed(__package__, "education", key)))


@cache
def _ends(key: str) -> tuple[str, ...]:
    return tuple(_folded(key))
