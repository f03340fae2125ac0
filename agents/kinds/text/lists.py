"""The lists of words by which texts are read, of all languages that there are."""

import re
from functools import cache

from agents.data_files import read
from agents.evidence.alternatives import alternatives

_HANGUL = re.compile(r"[가-힣]")


@cache
def pattern(name: str) -> re.Pattern[str]:
    """What `data/patterns.toml` has under that name, whatever the capitals."""
    return re.compile(read(__package__, "patterns")[name].strip(), re.IGNORECASE | re.VERBOSE)


@cache
def phrases(file: str, name: str) -> re.Pattern[str]:
    """Finds any phrase of a list: whole words, and of Korean ones the beginnings of words.

    A phrase that ends in `*` is any word that begins so.
    """
    parts = [" ".join(part.split()) for part in read(__package__, file)[name].split(",")]
    korean = [part for part in parts if _HANGUL.search(part)]
    begun = [part.rstrip("*") for part in parts if part.endswith("*") and part not in korean]
    whole = [part for part in parts if part and part not in korean and not part.endswith("*")]
    found = []
    if korean:
        found.append(alternatives(part.rstrip("*") for part in korean))
    if whole:
        both = {*whole, *(part.replace("'", "’") for part in whole)}
        found.append(rf"(?<![\w'’])(?:{alternatives(both)})(?![\w])")
    if begun:
        found.append(rf"(?<![\w'’])(?:{alternatives(begun)})\w*")
    return re.compile("|".join(f"(?:{one})" for one in found), re.IGNORECASE)


@cache
def words(file: str, name: str) -> frozenset[str]:
    """A list of words, as they stand there."""
    text = read(__package__, file)[name]
    return frozenset(" ".join(part.split()) for part in text.split(",") if part.strip())
