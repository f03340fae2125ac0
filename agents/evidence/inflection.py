"""The forms of regular English words, for lists that name the base alone."""

import re
from collections.abc import Iterator

_CONSONANT_Y = re.compile(r"[^aeiou]y$")
_HISSES = ("s", "x", "z", "ch", "sh", "o")
_ISE = re.compile(r"(.{3,40})is(e|es|ed|ing|ation)$")


_BE = dict.fromkeys(("was", "were", "been"), "past") | {"is": "s", "am": "base", "are": "base"}


def forms(entry: str) -> dict[str, str]:
    """The forms of a verb and what each is: "base", "s", "past" or "ing".

    The entry is the base, behind slashes the forms that don't follow from it. A form in "-is-" that
    may be spelt with a z is there in both spellings.
    """
    base, *irregular = entry.split("/")
    found = {base: "base", _third(base): "s"}
    given = {form: "ing" if form.endswith("ing") else "past" for form in irregular}
    found |= given
    if base == "be":
        return found | _BE
    if "past" not in given.values():
        found[_past(base)] = "past"
    if "ing" not in given.values():
        found[_gerund(base)] = "ing"
    return {spelt: form for word, form in found.items() for spelt in spellings(word)}


def spellings(word: str) -> Iterator[str]:
    """A word, and the same with a z where it has an s in British English."""
    yield word
    if match := _ISE.fullmatch(word):
        yield f"{match[1]}iz{match[2]}"


def _third(base: str) -> str:
    if _CONSONANT_Y.search(base):
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(_HISSES) else "s")


def _past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    return base[:-1] + "ied" if _CONSONANT_Y.search(base) else base + "ed"


def _gerund(base: str) -> str:
    if base.endswith("e") and not base.endswith(("ee", "ye", "oe")) and len(base) > 2:
        return base[:-1] + "ing"
    return base + "ing"
