"""The forms of a CV, and which sections stand first in each. Pure."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import cast

from msgspec import Struct, convert

from agents.data_files import read
from agents.kinds.cv.inputs import Form, Paper
from agents.kinds.cv.memory import Emphasis

_LETTER = frozenset({"US", "CA", "MX", "CL", "CO", "PH"})
"""Countries whose paper is Letter."""


class FormOf(Struct, frozen=True):
    """What a form is: see `data/forms.toml`."""

    names: tuple[str, ...]
    sections: tuple[str, ...]
    pages: int
    fixed: bool
    nouns: bool
    without: frozenset[str]
    closing: dict[str, str] = {}
    tools: dict[str, str] = {}


@cache
def forms() -> Mapping[Form, FormOf]:
    """The forms by their names."""
    return {
        cast("Form", name): convert(
            {
                **form,
                "names": [" ".join(one.split()) for one in form["names"].split(",")],
                "sections": form["sections"].split(),
                "without": form["without"].split(),
            },
            FormOf,
        )
        for name, form in read(__package__, "forms").items()
    }


def form_meant(wish: str) -> Form | None:
    """The form that a wish names, by the longest of its names."""
    said = wish.casefold()
    found = [
        (len(name), form) for form, known in forms().items() for name in known.names if name in said
    ]
    return max(found)[1] if found else None


def in_language(texts: Mapping[str, str], language: str | None) -> str | None:
    """The text in a language (BCP 47), else in English; None where there is none."""
    return texts.get((language or "en").split("-")[0].lower(), texts.get("en"))


def paper_of(country: str | None) -> Paper:
    """The paper of a country (ISO 3166)."""
    return "letter" if country in _LETTER else "a4"


def sections_of(
    form: Form, there: Iterable[str], worth: Mapping[str, float], emphasis: Emphasis
) -> list[str]:
    """The sections that are there, in the order of the form; those that it does not know last.

    Where the form leaves it open, work comes first if it shows anything of what is asked for, then
    the others by how much they show.
    """
    known = forms()[form]
    names = [name for name in known.sections if name in there]
    names += sorted(name for name in there if name not in (*known.sections, "basics", "meta"))
    if known.fixed:
        return names
    shows = worth.get("work", 0.0) > 0 or not any(worth.get(name) for name in names)

    def rank(name: str) -> tuple[int, float, int]:
        at = names.index(name)
        if name == "skills" and emphasis == "skills":
            return (-1, 0.0, at)
        if name == "work" and shows:
            return (0, 0.0, at)
        return (1, -worth.get(name, 0.0), at)

    return sorted(names, key=rank)
