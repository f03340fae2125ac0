"""What was given: whether rules can read it, and what is said of it in any case. Pure."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Literal

from agents.assessment.shown import Shown
from agents.evidence.language import is_english
from agents.evidence.text import clip
from agents.postings.asked import Posting
from agents.postings.target import NearRole, Target, nearest_roles
from agents.resume.facts import Facts
from agents.resume.language import language
from agents.resume.parse import instruction_warnings
from protocol.catalogue import Text, lookup

LEAST_LETTERS = 60
"""Letters that a text has in which anything can be found; a syllable of Hangul counts for two."""
MOST_LOOKED_AT = 20_000
"""Characters by which it is told."""

MOST_QUOTED = 80
MOST_NEAREST = 3

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


def remarks(resume: str, posting: Posting | None, facts: Facts) -> list[Text]:
    """What is said of the texts: words that talk to a model, and that one is no résumé at all."""
    found = addressed_to_models(resume, posting.text if posting else None)
    if not (facts.jobs or facts.education or facts.skills):
        found.append(Text("delivery.no_resume"))
    return found


def overlaps(found: Sequence[Shown]) -> bool:
    """Whether a résumé shows anything of what is asked for, conditions apart, or nothing is."""
    abilities = [one.status for one in found if not one.asked.knockout]
    return not abilities or not {"shown", "partly"}.isdisjoint(abilities)


def apart(target: Target, found: Sequence[Shown], facts: Facts, language: str | None) -> list[Text]:
    """What is said where a résumé shows nothing of what is asked for: what is near, where to go."""
    if overlaps(found):
        return []
    told = [Text("delivery.no_overlap", role=clip(target.title, MOST_QUOTED))]
    nearest = nearest_roles(facts, MOST_NEAREST)
    if nearest:
        names = ", ".join(role_name(one, language) for one in nearest)
        told.append(Text("delivery.nearest", names=names))
    return [*told, Text("delivery.door")]


def role_name(near: NearRole, language: str | None) -> str:
    """What a role is called in a language."""
    korean = lookup(language or "", ("ko", "en")) == "ko"
    return near.role.korean if korean else near.role.name


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
