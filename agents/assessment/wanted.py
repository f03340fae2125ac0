"""What a requirement asks for, taken apart: skills, concepts and words, and which stand for each
other."""

import re
from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from agents.assessment.concepts import Found, Token, concepts, is_wide, tokens, words_of
from agents.assessment.words import pattern
from agents.career.skills import skills
from agents.postings.asked import Asked
from agents.resume.lines import Slice
from agents.resume.skills import mentions

_OR, _ONLY_OR, _ASIDE = pattern("or"), pattern("only_or"), pattern("aside")
_NAME = re.compile(r"[A-Z][A-Za-z\d+#&.-]+")
_SPECIFIC = re.compile(r"^\s?\([A-Z\d+#-]{2,12}\)")
"""A name in brackets that says what just is meant: "health care customers (HIPAA)"."""
_ATTITUDE = pattern("attitude")
_BARE_OR = re.compile(r"[\s,]*(?:(?:or|또는|혹은)\s+)?|\s*/\s*")
_WORD_WEIGHT = 0.5
NAMED_TOOLS = frozenset({
    "tool", "platform", "system", "framework", "programming_language", "database", "office",
    "infrastructure", "certificate", "language",
})  # fmt: skip
"""Categories of skills that have names of their own, which mean nothing else."""


class Group(Struct, frozen=True):
    """Things of which each does: "Kotlin or Java". `is_wide`: they say where somebody works."""

    any_of: tuple[tuple[str, str], ...]
    weight: float
    is_wide: bool

    @property
    def skills(self) -> tuple[str, ...]:
        """The names of its skills."""
        return tuple(name for sort, name in self.any_of if sort == "skill")


class Wanted(Struct, frozen=True):
    """A requirement as groups, all of which are asked for."""

    groups: tuple[Group, ...]

    @property
    def weight(self) -> float:
        """What its groups weigh together."""
        return sum(group.weight for group in self.groups)


def wanted(asked: Asked) -> Wanted:
    """What an entry asks for. Without anything that could be found, it has no groups.

    What is said beside it, a reason or an example, counts where nothing else is left alone.
    """
    aside = _ASIDE.search(asked.text)
    if aside:
        core = _wanted(asked.text[: aside.start()], ())
        if any(not _is_bare(group) for group in core.groups):
            return Wanted(_with_examples(core.groups, asked, asked.text[aside.start() :]))
    return _wanted(asked.text, asked.skills)


def _with_examples(groups: tuple[Group, ...], asked: Asked, aside: str) -> tuple[Group, ...]:
    """The groups, where skills in brackets behind the last are what it may be: "a tool (X, Y)"."""
    named = {name for group in groups for name in group.skills}
    others = [("skill", name) for name in asked.skills if name not in named]
    if not others or not aside.lstrip().startswith("("):
        return groups
    if len(others) == 1 and _SPECIFIC.search(aside):
        return (*groups, Group(tuple(others), 1.0, False))
    at = max(n for n, group in enumerate(groups) if not _is_bare(group))
    last = groups[at]
    widened = Group((*last.any_of, *others), last.weight, False)
    return (*groups[:at], widened, *groups[at + 1 :])


def _is_bare(group: Group) -> bool:
    return all(sort == "word" for sort, _ in group.any_of)


@lru_cache(maxsize=1024)
def _wanted(text: str, names: tuple[str, ...]) -> Wanted:
    said = tokens(text)
    named = [
        Found("skill", mention.skill.name, mention.said.start, mention.said.end)
        for mention in mentions([Slice(text, 0)], sure=True)
        if mention.skill
    ]
    # What the posting was read as asking for, and its words do not spell as the list does.
    missing = [name for name in names if name not in {one.name for one in named}]
    # Who wants somebody to be keen on something does not ask that they have done it.
    ideas = [] if _ATTITUDE.search(text) else _widest(named, concepts(said, named=True), said)
    covered = [(one.start, one.end) for one in (*named, *ideas)]
    words = [
        one
        for one in words_of(said)
        if not any(first <= one.start < last for first, last in covered)
    ]
    found = sorted([*named, *ideas, *words], key=lambda one: (one.start, -one.end))
    groups = list(dict.fromkeys(_joined(found, text)))
    if missing:
        groups.append(Group(tuple(("skill", name) for name in missing), 1.0, False))
    return Wanted(tuple(groups))


def _widest(named: Sequence[Found], ideas: Sequence[Found], said: Sequence[Token]) -> list[Found]:
    """The concepts that are not only a part of the name of a tool, or of another concept."""
    return [
        one
        for one in ideas
        if not any(_holds(other, one) for other in ideas)
        and not any(_holds(skill, one) and not _means(skill, one, said) for skill in named)
    ]


def _holds(outer: Found, inner: Found) -> bool:
    """Whether one stands inside of another that says more."""
    is_inside = outer.start <= inner.start and inner.end <= outer.end
    return is_inside and outer.end - outer.start > inner.end - inner.start


def _means(skill: Found, idea: Found, said: Sequence[Token]) -> bool:
    """Whether a concept in a skill's name says what the skill does: one of where somebody works
    alone says too little ("marketing" for "search engine marketing")."""
    if skills()[skill.name].category in NAMED_TOOLS:
        return False
    if not is_wide(idea.name):
        return True
    rest = [
        token
        for token in said
        if skill.start <= token.start < skill.end and not idea.start <= token.start < idea.end
    ]
    others = [one for one in concepts(rest) if one.name != idea.name]
    covered = [(one.start, one.end) for one in others]
    return not any(
        all(not first <= word.start < last for first, last in covered) for word in words_of(rest)
    )


def _joined(found: Sequence[Found], text: str) -> list[Group]:
    """Groups of what stands for each other: it overlaps, or only an "or" stands between."""
    runs: list[list[Found]] = []
    end = -1
    has_or = bool(_OR.search(text))
    for one in found:
        if runs and (one.start < end or (has_or and _is_or(text, end, one.start, runs[-1], one))):
            runs[-1].append(one)
        else:
            runs.append([one])
        end = max(end, one.end)
    return [_group(run) for run in runs]


def _is_or(text: str, end: int, start: int, run: Sequence[Found], one: Found) -> bool:
    between = text[end:start]
    if not _ONLY_OR.match(between):
        return False
    # A comma alone lists what an "or" ends; else all of it is asked for.
    rest = text[start:]
    is_or = bool(_OR.search(f" {between} ")) or ("," in between and bool(_OR.search(rest)))
    if len({other.sort == "concept" and is_wide(other.name) for other in (*run, one)}) > 1:
        return False
    alike = (one.sort == "word") == all(other.sort == "word" for other in run)
    return is_or and (alike or bool(_BARE_OR.fullmatch(between)))


def _group(run: Sequence[Found]) -> Group:
    any_of = tuple(dict.fromkeys((one.sort, one.name) for one in run))
    words = all(sort == "word" for sort, _ in any_of)
    wide = all(sort == "concept" and is_wide(name) for sort, name in any_of)
    return Group(any_of, _WORD_WEIGHT if words else 1.0, wide)
