"""What a job asks for that a question can be built on, and what the résumé shows of it."""

from collections.abc import Sequence

import msgspec

from agents.assessment.shown import Shown
from agents.career.skills import skills
from agents.data_files import listed
from agents.evidence.text import clip, content, one_line
from agents.kinds.questions.bank import KOREAN, spoken
from agents.kinds.questions.drafts import Need
from agents.kinds.questions.material import may_be_asked
from agents.postings.asked import Asked
from agents.results.types import Requirement

MOST = 20
_TOPICS = frozenset({"skill", "experience"})
"""What a question may be on; whether conditions are met is asked on the telephone."""
_LONGEST = 140


class Needs(msgspec.Struct, frozen=True):
    """What can be asked about, and how each of it stands."""

    needs: tuple[Need, ...] = ()
    requirements: tuple[Requirement, ...] = ()


def needs_of(found: Sequence[Shown], resume: str, language: str | None, *, of_a_job: bool) -> Needs:
    """What is asked for and not shown, or in part, musts first; of a role only what is not shown.

    `found` is what the résumé shows of what is asked for. Conditions (licences, permits, places,
    hours) and numbers of years are left out.
    """
    said = content(resume)
    kept = [one for one in found if _is_open(one, said, of_a_job=of_a_job)]
    kept.sort(key=lambda one: (one.asked.kind != "must", one.status != "notShown"))
    pairs = [(one, _need(one, language, of_a_job=of_a_job)) for one in kept]
    pairs = [(one, need) for one, need in pairs if may_be_asked(need.text)][:MOST]
    return Needs(
        tuple(need for _, need in pairs), tuple(_requirement(one, need) for one, need in pairs)
    )


def _is_open(one: Shown, said: set[str], *, of_a_job: bool) -> bool:
    asked = one.asked
    if asked.knockout or asked.topic not in _TOPICS or asked.years is not None:
        return False
    if not of_a_job and any(_is_soft(name) for name in asked.skills):
        return False
    if len(asked.text) > _LONGEST:
        return False
    if one.status == "notShown":  # unless its words are there, in whatever place
        return not content(asked.text) or not content(asked.text) <= said
    return of_a_job and one.status == "partly"


def _is_soft(name: str) -> bool:
    """Whether a skill is one that everybody says of themselves."""
    skill = skills().get(name)
    return skill is not None and skill.category in listed(__package__, "tools", "untold")


def _need(one: Shown, language: str | None, *, of_a_job: bool) -> Need:
    # Between quotation marks there are the posting's own words.
    words = one_line(one.asked.quote or one.asked.text)
    text = clip(words, _LONGEST).rstrip(".;,:")
    if not of_a_job:
        return Need(one.asked.id, _named(one.asked, language), "usual")
    return Need(one.asked.id, text, "need" if one.status == "notShown" else "part")


def _named(asked: Asked, language: str | None) -> str:
    """What a role asks for, by its name in the language."""
    skill = skills().get(asked.skills[0]) if asked.skills else None
    if skill and spoken(language) == KOREAN and skill.korean:
        return skill.korean
    return skill.name if skill else asked.text


def _requirement(one: Shown, need: Need) -> Requirement:
    asked = one.asked
    return Requirement(
        asked.id,
        need.text if asked.quote is None else asked.text,
        asked.kind,
        asked.knockout,
        one.status,
        one.evidence[:10],
    )
