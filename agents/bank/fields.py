"""Which field of work somebody is asked about: never another's. In doubt none."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Literal, NamedTuple, get_args

from agents.bank.types import Field
from agents.career.roles import roles
from agents.career.titles import ends_in_title
from agents.data_files import read
from agents.evidence.text import one_line
from agents.resume.facts import Reading

_FIELDS: tuple[Field, ...] = get_args(Field)
_FOR_ALL = frozenset({"general", "administration"})
"""Fields of the list of skills that are everybody's: a spreadsheet is nobody's trade."""
_MOST_TITLE = 120
"""Characters of a title. A longer one is none."""
_TITLE = slice(3)
"""Of a posting, the first lines: one of them is its title."""
_PARTS = re.compile(r"\s[-–—|/]\s|[,(|/–—]|\s(?:at|for|in|of|with)\s")
"""What a title is divided by: what stands first says more."""
_LEAST = 3
"""Skills, or names of a role, by which a field can be told without a title."""
_MOST_LOOKED_AT = 4_000
"""Characters of a text."""
_WORD = re.compile(r"[a-z][\w&+#.’'-]*|[가-힣]+|\d+")

_Told = Literal["none", "unknown", "nothing"]
"""A role for which there are no questions, one that no list knows, and words that say nothing of a
field."""
_VAGUE = ("unknown", "nothing")
_HEAD = slice(1, 4)
"""The lines below the name, of which one may say what somebody is."""


def field_of(role: str | None, resume: str, job: str) -> Field | None:
    """The field of the role that is aimed at, else of the posting, else of the résumé.

    None where that can't be told, or where the bank has no questions for it.
    """
    for title in (role or "", *_first_lines(job, _TITLE)):
        told = _of_title(title)
        if told != "nothing":
            return _as_field(told)
    return _of_resume(resume) if resume.strip() else None


def may_ask(skill_fields: Iterable[str], field: Field | None) -> bool:
    """Whether one asks somebody of the field about a skill of those fields of agents/career."""
    found = frozenset(skill_fields)
    return field is None or bool(found & (_careers(field) | _near(field) | _FOR_ALL))


def _first_lines(text: str, which: slice) -> list[str]:
    lines = [line for line in map(one_line, text[:_MOST_LOOKED_AT].splitlines()) if line]
    return [line for line in lines[which] if len(line) <= _MOST_TITLE]


def _as_field(told: str) -> Field | None:
    return next((field for field in _FIELDS if field == told), None)


def _of_resume(resume: str) -> Field | None:
    """By the latest job's title, or else by most of the skills, or of the roles that it names."""
    reading = Reading(resume)
    told = next(
        (one for one in map(_of_title, _titles_in(resume, reading)) if one not in _VAGUE), ""
    )
    if told == "none":
        return None
    skills = {one.skill.name: one.skill for one in reading.skills() if one.skill}
    fields = [skill.fields[0] for skill in skills.values()]
    counted = Counter(one for name in fields for one in _FIELDS if name in _careers(one))
    field = _as_field(told)
    if field is None:
        return _most(counted) or _most(Counter(one.told for one in _matches(_beginning(resume))))
    # A job beside one's studies says less than what is learnt there.
    agrees = bool({*fields} & (_careers(field) | _near(field)))
    return field if agrees or max(counted.values(), default=0) < _LEAST else None


def _most(counted: Counter[Field] | Counter[Field | Literal["none"]]) -> Field | None:
    """What is found often, and twice as often as anything else."""
    first, second = (*counted.most_common(2), ("", 0), ("", 0))[:2]
    return _as_field(first[0]) if first[1] >= max(_LEAST, 2 * second[1]) else None


def _beginning(text: str) -> str:
    return text[:_MOST_LOOKED_AT].casefold()


def _titles_in(resume: str, reading: Reading) -> Iterator[str]:
    """The titles of the jobs, the latest first, and what stands below the name."""
    yield from (job.title.text for job in reading.jobs if job.title)
    for line in _first_lines(resume, _HEAD):
        text = _PARTS.split(line.casefold())[0]
        if ends_in_title(text) or any(one.end == len(text) for one in _matches(text)):
            yield line


class _Found(NamedTuple):
    end: int
    length: int
    told: Field | Literal["none"]


def _of_title(title: str) -> Field | _Told:
    """What a title says. Its first part decides; in a part, the word that ends last."""
    text = one_line(title).casefold()
    if not text or len(text) > _MOST_TITLE:
        return "nothing"
    crossing = [
        one for one in _matches(text) if _PARTS.search(text[one.end - one.length : one.end])
    ]
    if crossing:
        return max(crossing).told
    informative = False
    for part in _PARTS.split(text):
        found = [*_matches(part)]
        if found:
            return max(found).told
        informative = informative or bool(set(_WORD.findall(part)) - _listed("generic"))
    return "unknown" if informative else "nothing"


def _matches(part: str) -> Iterator[_Found]:
    names: tuple[Field | Literal["none"], ...] = (*_FIELDS, "none")
    for name in names:
        for match in _pattern(name).finditer(part):
            yield _Found(match.end(), match.end() - match.start(), name)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """The names of a field's roles; the longest that fits is found. In Korean, parts of words."""
    known = {title for title, field in _titles().items() if field == name}
    names = sorted({*_listed(name), *known}, key=lambda one: (-len(one), one))
    latin = "|".join(re.escape(one) for one in names if one.isascii())
    other = "|".join(re.escape(one) for one in names if not one.isascii())
    return re.compile(rf"(?<![\w-])(?:{latin})s?(?![\w-])|{other}")


@cache
def _titles() -> dict[str, Field | Literal["none"]]:
    """The names of the roles that are known."""
    single, careers = _data()["roles"], _data()["career"]
    found: dict[str, Field | Literal["none"]] = {}
    for role in roles().values():
        said = single.get(role.name, careers.get(role.field, ""))
        field = _as_field(said) or "none"
        for name in (role.name, role.korean, *role.titles):
            found[name.casefold()] = field
    return found


@cache
def _careers(field: Field) -> frozenset[str]:
    """The fields of agents/career of which a field of the bank is."""
    return frozenset(name for name, to in _data()["career"].items() if to == field)


@cache
def _near(field: Field) -> frozenset[str]:
    return frozenset(one_line(one) for one in _data()["near"][field].split(","))


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(one_line(one) for one in _data()["words"][name].split(",") if one.strip())


@cache
def _data() -> dict[str, Any]:
    return read(__package__, "fields")
