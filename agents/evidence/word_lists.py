"""The lists of words by which statements are told apart."""

import re
from functools import cache

from agents.data_files import listed, read
from agents.evidence.alternatives import alternatives

_FILE = "statements"
_PACKAGE = "agents.evidence"
_HANGUL = re.compile(r"[가-힣]")


def is_korean(text: str) -> bool:
    """Whether there is Korean in it."""
    return _HANGUL.search(text) is not None


@cache
def words(language: str, key: str) -> frozenset[str]:
    """A list of words of a language."""
    text = read(_PACKAGE, _FILE)[language][key]
    return frozenset(" ".join(item.split()) for item in text.split(",") if item.strip())


@cache
def phrases(language: str, key: str) -> re.Pattern[str]:
    """A pattern that finds any of a list: whole words of English, parts of Korean ones."""
    if language == "ko":
        text = read(_PACKAGE, _FILE)[language][key]
        # "안 " is the word only with its blank, and not the end of another: "동안 ".
        items = [item.strip("\n").removeprefix(" ") for item in text.split(",")]
        words_first = [
            (r"(?<![가-힣])" if item.endswith(" ") and len(item) == 2 else "") + re.escape(item)
            for item in sorted(items, key=len)[::-1]
            if item
        ]
        return re.compile("|".join(words_first))
    plain = words(language, key)
    both = plain | {phrase.replace("'", "’") for phrase in plain}
    return re.compile(rf"(?i)(?<![\w'’-])(?:{alternatives(both)})(?![\w-])")


@cache
def ranked(key: str) -> dict[str, int]:
    """Names with their ranks, from a table of `claims`."""
    table = read(_PACKAGE, "credentials")[key]
    return {
        " ".join(item.split()): int(level)
        for level, names in table.items()
        for item in names.split(",")
        if item.strip()
    }


def credential_words(key: str) -> frozenset[str]:
    """A list of words of credentials."""
    return listed(_PACKAGE, "credentials", key)


def credential_text(key: str) -> str:
    """A list of credentials as it stands in the file."""
    return str(read(_PACKAGE, "credentials")[key])
