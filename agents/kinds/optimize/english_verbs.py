"""Forms of the English verbs that items of résumés begin with."""

from functools import cache
from typing import NamedTuple

from agents.data_files import listed, read

_VOWELS = "aeiou"


class Forms(NamedTuple):
    """A verb: "plan", "plans", "planning", "planned"."""

    base: str
    third: str
    gerund: str
    past: str


def forms_of(word: str) -> Forms | None:
    """The verb that this is a form of, in whatever case; None where no list knows it."""
    return _by_form().get(word.lower())


def deed_of(noun: str) -> Forms | None:
    """The verb of a noun for what somebody does: "maintenance" is of "maintain"."""
    base = _data()["deeds"].get(noun.lower())
    return _by_form().get(base) or _forms(base) if base else None


@cache
def _data() -> dict[str, dict[str, str]]:
    return read(__package__, "verbs")


@cache
def _by_form() -> dict[str, Forms]:
    names = listed(__package__, "verbs", "regular") | listed(__package__, "verbs", "doubling")
    made = [_forms(base) for base in sorted(names | set(_data()["past"]))]
    found: dict[str, Forms] = {}
    for forms in made:
        for form in forms:
            found.setdefault(form, forms)
    return found


def _forms(base: str) -> Forms:
    irregular = _data()["past"]
    doubles = base in listed(__package__, "verbs", "doubling")
    stem = base + base[-1] if doubles else base
    silent = base.endswith("e") and not base.endswith(("ee", "oe", "ye"))
    by_y = base.endswith("y") and base[-2:-1] not in _VOWELS
    gerund = (base[:-1] if silent else stem) + "ing"
    past = f"{base[:-1]}ied" if by_y else f"{base}d" if silent else f"{stem}ed"
    if by_y:
        third = f"{base[:-1]}ies"
    elif base.endswith(("s", "x", "z", "ch", "sh")) or base == "do":
        third = f"{base}es"
    else:
        third = f"{base}s"
    return Forms(base, third, gerund, irregular.get(base, past))
