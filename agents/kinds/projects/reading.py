"""What is known of what somebody aims at and can do: the field of work, and each skill."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from msgspec import Struct

from agents.career.roles import Level as Depth
from agents.career.roles import Required
from agents.career.skills import Skill, skills
from agents.data_files import read
from agents.evidence.alternatives import alternatives
from agents.evidence.instructions import is_instruction
from agents.evidence.text import clip, one_line
from agents.kinds.projects.inputs import Level
from agents.kinds.projects.patterns import Spoken
from agents.kinds.projects.wording import text
from agents.postings.role_titles import role_of
from agents.resume.lines import Slice
from agents.resume.skills import mentions, skill_of
from protocol.catalogue import Said, told

MOST_NAME = 60
"""Characters of a skill as it is named in a project."""
MOST_LISTED = 5
MOST_WISH = 400
"""Characters of a wish that are looked at."""
_LEAST_LETTERS = 1
_RATHER = re.compile(r"(?i)\brather than\b|\binstead of\b|, not\b|\band not\b")
_NOT_BUT = re.compile(r"말고|대신|아니라")


class Able(Struct, frozen=True):
    """Something that somebody can do: as it is called in a project, and the name in the list of
    skills, with its category; None where no list knows it."""

    label: str
    name: str | None = None
    category: str | None = None


class Known(Struct, frozen=True):
    """What projects are chosen by.

    `role` is in the words of who asked. `field` is the one that patterns are of; None where nothing
    tells it. `assumed` says what was not, in the language.
    """

    role: str
    field: str | None
    able: tuple[Able, ...]
    language: Spoken
    assumed: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """The names of all skills that are known, those that they imply included."""
        known = skills()
        found: set[str] = set()
        waiting = [one.name for one in self.able if one.name]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += known[name].implies if name in known else ()
        return frozenset(found)


def known_of(target_role: str, given: Sequence[str], level: Level, language: Spoken) -> Known:
    """What there is to go by. The same for the same input."""
    role = clip(one_line(target_role), 100)
    found = role_of(role)
    named = [one for one in map(one_line, given) if _is_skill(one)]
    able = _able(named, language)
    assumed: list[Said] = []
    field = found.field if found else _field(able)
    if found is None:
        assumed.append(text("assumed.role" if field else "assumed.nothing", role=role))
    if not able and found:
        wanted = [one for one in found.required if _asked(one, level)]
        able = _able([one.skill for one in wanted], language)
        assumed.append(text("assumed.no_skills"))
    unknown = [one.label for one in able if one.name is None]
    if unknown:
        names = ", ".join(unknown[:MOST_LISTED])
        assumed.append(text("assumed.unknown", names=names))
    return Known(role, field, able, language, tuple(told(one, language) for one in assumed))


def field_meant(wish: str) -> str | None:
    """The field of work that a wish names, by a role, a skill, or an everyday word.

    Of "food rather than apps" it is that of food, of "앱 말고 요리" that of 요리.
    """
    said = one_line(wish[:MOST_WISH])
    said = _RATHER.split(said)[0]
    said = _NOT_BUT.split(said)[-1]
    for name, words in _field_words().items():
        if words.search(said.casefold()):
            return name
    role = role_of(said)
    if role is not None:
        return role.field
    named = [one.skill for one in mentions([Slice(said, 0)], sure=True) if one.skill]
    return next((one.fields[0] for one in named if one.fields[0] != "general"), None)


@cache
def _field_words() -> dict[str, re.Pattern[str]]:
    """Everyday words for each field."""
    listed = read(__package__, "fields")
    return {
        name: re.compile(rf"(?<![a-z]){alternatives(words.split(','))}(?![a-z])")
        for name, words in listed.items()
    }


def _is_skill(said: str) -> bool:
    letters = sum(char.isalpha() for char in said)
    return letters >= _LEAST_LETTERS and not is_instruction(said)


def _able(given: Sequence[str], language: Spoken) -> tuple[Able, ...]:
    """What is said to be known, each once."""
    found: dict[str, Able] = {}
    for said in given:
        skill = _skill(said)
        if skill is None:
            found.setdefault(said.casefold(), Able(clip(said, MOST_NAME)))
        else:
            label = (language == "ko" and skill.korean) or _spelled(said, skill)
            found.setdefault(skill.name, Able(clip(label, MOST_NAME), skill.name, skill.category))
    return tuple(found.values())


def _skill(said: str) -> Skill | None:
    """The skill that a text names, whole or somewhere in it."""
    whole = skill_of(said)
    if whole is not None:
        return whole
    found = mentions([Slice(said, 0)], sure=True)
    return next((one.skill for one in found if one.skill), None)


def _spelled(said: str, skill: Skill) -> str:
    """What the person calls it, where that is one of its names; else its name."""
    own = {spelling.text.casefold() for spelling in skill.spellings}
    return said if said.casefold() in own else skill.name


def _field(able: Sequence[Able]) -> str | None:
    """The field of most of what is known, what fits any apart."""
    known = skills()
    count = Counter(known[one.name].fields[0] for one in able if one.name)
    del count["general"]
    found = count.most_common(1)
    return found[0][0] if found else None


def _asked(one: Required, level: Level) -> Depth | None:
    asked: Depth | None = getattr(one, level)
    return asked
