"""What was given: whether rules can read it at all. Pure."""

from collections import Counter
from collections.abc import Collection
from typing import Literal

from agents.evidence.language import is_english
from agents.evidence.text import clip
from agents.resume.language import language
from agents.resume.parse import instruction_warnings
from protocol.catalogue import Text

LEAST_LETTERS = 60
"""Letters that a text has in which anything can be found; a syllable of Hangul counts for two."""
MOST_LOOKED_AT = 20_000
"""Characters by which it is told."""

MOST_QUOTED = 80

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


def addressed_to_models(resume: str, job: str | None) -> list[Text]:
    """What is said of words that talk to a model, in a résumé and in a posting: they are ignored.

    Each text is told of once, with the first of them.
    """
    found = []
    for what, text in (("resume", resume), ("job", job or "")):
        for warning in instruction_warnings(text):
            quote = clip(" ".join((warning.quotes or ("",))[0].split()), MOST_QUOTED)
            found.append(Text(f"delivery.instructions.{what}", quote=quote))
    return found
