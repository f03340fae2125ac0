"""What a plan says: its texts, for functions that have no kind at hand, and the words of tasks."""

import re
from functools import cache
from importlib.resources import files
from typing import Any

from agents.data_files import read
from agents.evidence.particles import filled
from agents.evidence.text import clip
from protocol.catalogue import Catalogue, lookup

TEXTS = Catalogue(files(__package__).joinpath("texts"))
_HANGUL = re.compile(r"[가-힣]")
MOST = 200
"""Characters of a line in a result."""


def spoken(language: str | None) -> str:
    """The language of the two that the words are in."""
    return lookup(language or "", ("en", "ko")) or "en"


def spoken_in(text: str) -> str | None:
    """Korean where a text is in Hangul; None where nothing tells."""
    return "ko" if _HANGUL.search(text) else None


@cache
def _tasks() -> dict[str, Any]:
    return read(__package__, "tasks")


def words(language: str | None, *path: str) -> Any:
    """The words of a kind of task: a template, or several."""
    found = _tasks()[spoken(language)]
    for part in path:
        found = found[part]
    return found


def line(template: str, **values: str) -> str:
    """A template with its places filled, particles as they fit, in a line."""
    return clip(filled(template, values), MOST)
