"""How items of a resume begin: with what somebody did, or with words that leave it open."""

from functools import cache

from agents.data_files import listed
from agents.resume.lines import fold


def weak_opening(text: str) -> str | None:
    """The words by which an item leaves open what somebody did, as they stand there.

    "Responsible for the till" does, "Ran the till" does not. In Korean and Japanese they end it.
    """
    bare = text.strip(" .。")
    plain = fold(bare)
    for words in _longest_first("weak"):
        if plain.startswith(words) and not plain[len(words) : len(words) + 1].isalpha():
            return bare[: len(words)]
    for words in _longest_first("weak_ends"):
        if plain.endswith(words):
            return bare[-len(words) :]
    return None


@cache
def _longest_first(key: str) -> tuple[str, ...]:
    found = (fold(words) for words in listed(__package__, "wording", key))
    return tuple(sorted(found, key=len, reverse=True))
