"""Words by which employers, their departments, and times without one are told."""

import re
from functools import cache, lru_cache

from agents.career.titles import ends_in_title, title_words
from agents.data_files import listed
from agents.resume.lines import fold
from agents.resume.patterns import pattern

_PARTNERSHIP = pattern(__name__, "partnership")
_SIGNS = " \t,;:·|–—-−~/*_•&"


def is_break(text: str, *, begins: bool = False) -> bool:
    """Whether it tells of a time without a job: "parental leave", "육아휴직".

    `begins`: whether that is what it begins with.
    """
    plain = fold(text)
    found = {_stands(word, plain) for word in folded("breaks") if word in plain}
    return 0 in found if begins else max(found, default=-1) >= 0


def _stands(word: str, text: str) -> int:
    """Where a word stands in a text first, not as part of another; -1 if nowhere.

    In a script without blanks any part counts.
    """
    at = text.find(word)
    while at >= 0 and word[-1] < "\u1100":
        is_cut = text[at - 1 : at].isalpha() or text[at + len(word) : at + len(word) + 1].isalpha()
        if not is_cut:
            break
        at = text.find(word, at + 1)
    return at


def is_own_business(text: str) -> bool:
    """Whether it says that somebody works for themselves."""
    return fold(text.strip(_SIGNS)) in folded("own")


def is_unpaid(text: str) -> bool:
    """Whether it says that work was not paid, and nothing else: "volunteer", "자원봉사"."""
    return fold(text.strip(_SIGNS + "()[]")) in folded("unpaid")


@lru_cache(maxsize=2048)
def company_score(text: str) -> int:
    """How plainly a name says that it is one of a company, school or office; 0: not at all."""
    plain = fold(text)
    if plain.startswith(_ends("beginnings")) or _PARTNERSHIP.search(plain):
        return 3
    words = [word.strip(".,()'’") for word in plain.split()]
    words = [word for word in words if word]
    if not words or all(word in _generic() or word == "&" for word in words):
        return 0
    scores = [_word_score(word, last=at == len(words) - 1) for at, word in enumerate(words)]
    is_led = len(words) > 1 and words[0] in folded("leading") and words[1] not in _generic()
    found = max(scores) or 2 * is_led or int("&" in words)
    is_title = ends_in_title(text) or title_words(words[0])
    return 0 if is_title and found < 3 else found


def _word_score(word: str, *, last: bool) -> int:
    if word in folded("legal"):
        return 3 if last else 1
    if word in folded("company"):
        return (2 if last else 0) if word in folded("weak") else 2 if last else 1
    return 2 if len(word) > 2 and word.endswith(_ends("endings")) else 0


@lru_cache(maxsize=2048)
def is_department(text: str) -> bool:
    """Whether the name is one of a department, ward or region, which employs nobody."""
    plain = fold(text)
    words = [word.strip(".,()&-") for word in re.split(r"[\s/]+", plain)]
    words = [word for word in words if word]
    if not words or all(word in folded("trade") for word in words):
        return True
    units = folded("unit_words")
    if (
        words[0] in units
        or words[-1] in units
        or any(plain.startswith(f"{u} ") for u in units if " " in u)
    ):
        return True
    ends = _ends("departments")
    return (
        len(words) == 1
        and len(words[0]) > 1
        and words[0].endswith(ends)
        and not company_score(text)
    )


def is_legal_form(text: str) -> bool:
    """Whether it is the form of a company, and nothing else."""
    return fold(text).strip(". ") in folded("legal")


@cache
def _generic() -> frozenset[str]:
    return folded("trade") | folded("weak")


@cache
def folded(key: str) -> frozenset[str]:
    """A list of such words, as texts are compared."""
    return frozenset(map(fold, listed(__package__, "employers", key)))


@cache
def _ends(key: str) -> tuple[str, ...]:
    return tuple(folded(key))
