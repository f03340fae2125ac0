"""Questions as rules write them: templates around passages of the résumé and what is asked."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from agents.evidence.particles import filled
from agents.evidence.text import content
from agents.kinds.questions import bank
from agents.kinds.questions.bank import Template, spoken
from agents.kinds.questions.drafts import Draft, Drafts, Need, Wanted
from agents.kinds.questions.material import Passage
from agents.kinds.questions.results import Difficulty, Type
from agents.kinds.questions.sameness import Marked, is_same, key_of

LEVELS: dict[Difficulty, tuple[Difficulty, ...]] = {
    "easy": ("easy", "medium", "hard"),
    "medium": ("medium", "easy", "hard"),
    "hard": ("hard", "medium", "easy"),
}
"""Which levels are taken where one is wanted, the best first."""
_TELLING = (
    "result", "need", "change", "choice", "part", "team", "usual", "duty", "claim", "listed",
    "stay",
)  # fmt: skip
"""What a question is best built on, best first."""
_MOST_PREPARED = 2
_NEAR = 2
"""Words that a passage has in common with another that it goes with."""


class _Candidate(msgspec.Struct, frozen=True):
    template: Template
    about: Passage | Need
    shape: str


class Used:
    """What was asked so far, so that the next question is about something else."""

    def __init__(self, wanted: Wanted) -> None:
        keys = [*wanted.keys, *[""] * (len(wanted.asked) - len(wanted.keys))]
        self.marks = [Marked(*pair) for pair in zip(wanted.asked, keys, strict=True)]
        self.shapes: Counter[str] = Counter()
        self.abouts: Counter[str] = Counter()
        self.templates: Counter[str] = Counter()

    def add(self, draft: Draft, mark: Marked) -> None:
        """Remember a question."""
        self.marks.append(mark)
        self.abouts[draft.quote or draft.requirement or ""] += 1


def written(wanted: Wanted) -> Drafts:
    """One question for each of the wanted types of which there is another to ask."""
    used, drafts = Used(wanted), []
    for type in wanted.types:
        draft = next_draft(wanted, type, used)
        if draft is not None:
            drafts.append(draft)
            used.add(draft, mark_of(draft, wanted))
    return Drafts(tuple(drafts))


def next_draft(wanted: Wanted, type: Type, used: Used) -> Draft | None:
    """Another question of a type; None where there is none. The same wish gives the same."""
    chance = random.Random(f"{wanted.variation}/{type}/{len(used.marks)}")  # noqa: S311 - variety
    found = [(chance.random(), one) for one in _candidates(wanted, type)]
    found.sort(key=lambda pair: (_order(pair[1], wanted, used), pair[0]))
    for noise, candidate in found:
        draft = _draft(candidate, wanted, int(noise * 1_000_000))
        if not is_same(mark_of(draft, wanted), used.marks):
            used.shapes[candidate.shape] += 1
            used.templates[candidate.template.text["en"]] += 1
            return draft
    return None


def mark_of(draft: Draft, wanted: Wanted) -> Marked:
    """The mark by which a question is known again."""
    need = next((need.text for need in wanted.needs if need.id == draft.requirement), "")
    return Marked(draft.text, key_of(draft.type, draft.quote or need))


def _candidates(wanted: Wanted, type: Type) -> Iterator[_Candidate]:
    for template in bank.templates(type):
        needs_tool = "{tool}" in template.text["en"]
        for passage in wanted.passages:
            shapes = [shape for shape in _TELLING if shape in passage.shapes]
            shape = next((one for one in shapes if one in template.shapes), None)
            if shape and not (needs_tool and passage.tool is None):
                yield _Candidate(template, passage, shape)
        for need in wanted.needs:
            if need.form in template.shapes:
                yield _Candidate(template, need, need.form)


def _order(one: _Candidate, wanted: Wanted, used: Used) -> tuple[int, ...]:
    about = one.about.quote if isinstance(one.about, Passage) else one.about.id
    level = LEVELS[wanted.difficulty].index(one.template.level)
    return (
        used.templates[one.template.text["en"]],
        4 * used.shapes[one.shape] + 3 * used.abouts[about] + 2 * level + _TELLING.index(one.shape),
    )


def _draft(one: _Candidate, wanted: Wanted, variation: int) -> Draft:
    language, template = spoken(wanted.language), one.template
    about = one.about
    listened = bank.looks_for()
    values = {"said": lead(one.shape, about, language, variation)}
    if isinstance(about, Passage) and about.tool:
        values["tool"] = about.tool
    prepare = prepared(about, wanted.passages)
    return Draft(
        text=filled(template.text[language], values),
        type=template.type,
        category=template.category,
        difficulty=template.level,
        why=bank.leads().why[one.shape][language],
        looks_for=tuple(listened[name][language] for name in template.looks_for),
        follow_up=template.follow[language],
        quote=about.quote if isinstance(about, Passage) else None,
        requirement=about.id if isinstance(about, Need) else None,
        prepare=tuple(passage.quote for passage in prepare),
    )


def lead(shape: str, about: Passage | Need, language: str, variation: int) -> str:
    """What stands before the question: the words that it is about."""
    forms = bank.leads().before
    form = shape if shape in forms else "line"
    told = forms[form][language]
    values: dict[str, str] = {}
    if isinstance(about, Need):
        values["need"] = about.text
    else:
        values |= {"quote": one_breath(about.quote), "months": str(about.months)}
    return filled(told[variation % len(told)], values)


def one_breath(quote: str) -> str:
    """A quote as it is said: its white space folded."""
    return " ".join(quote.split())


def prepared(about: Passage | Need, passages: Sequence[Passage]) -> list[Passage]:
    """What of the résumé to have ready: the passage itself, and the others nearest to it."""
    told = [one for one in passages if not {"listed", "stay"} & {*one.shapes}]
    words = content(about.quote if isinstance(about, Passage) else about.text)
    own = [about] if isinstance(about, Passage) else []
    shared = {one: len(words & content(one.quote)) for one in told if one is not about}
    near = sorted(
        (one for one, count in shared.items() if count >= _NEAR),
        key=lambda one: (-shared[one], one.span),
    )
    return [*own, *near][:_MOST_PREPARED]
