"""What was given: whether rules can read it at all. Pure."""

from collections import Counter
from collections.abc import Collection
from typing import Literal

from agents.evidence.language import is_english
from agents.resume.language import language

LEAST_LETTERS = 60
"""Letters that a text has in which anything can be found; a syllable of Hangul counts for two."""
MOST_LOOKED_AT = 20_000
"""Characters by which it is told."""

Fault = Literal["too_short", "language"]


def fault(text: str, least: int, languages: Collection[str] | None) -> Fault | None:
    """Why a text can't be read; None where it can.

    It has fewer than `least` letters, or is in none of these `languages` (codes of ISO 639-1; None
    is any). Where nothing tells its language, it may be one of them.
    """
    looked_at = text[:MOST_LOOKED_AT]
    if _letters(looked_at) < least:
        return "too_short"
    if languages is None:
        return None
    told = language(looked_at, Counter())
    unknown = told is not None and told not in languages
    return "language" if unknown and not is_english(looked_at) else None


def _letters(text: str) -> int:
    return sum(2 if "\uac00" <= char <= "\ud7a3" else 1 for char in text if char.isalpha())
