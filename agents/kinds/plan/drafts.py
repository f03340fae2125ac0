"""What the words of a plan's tasks are written from, and what is written: words, and no hours."""

from typing import Annotated, TypeAlias

from msgspec import Meta, Struct

from agents.kinds.plan.ways import ways
from agents.kinds.plan.wording import line, spoken, words
from agents.kinds.plan.works import Stage, Work

MOST_WORKS = 25
"""So many things are worded by a model at a time: those that come first."""
_CASES = frozenset({"people", "hands", "supervised", "knowledge"})
"""Ways whose work leaves nothing that one may show: a case is told instead."""
Words: TypeAlias = Annotated[str, Meta(min_length=1, max_length=180)]


class Brief(Struct, frozen=True):
    """Something that is to be learnt, or shown: what it is, and how rules would put it."""

    key: str
    skill: str
    stage: Stage
    known: bool
    learn: tuple[str, ...]
    practise: tuple[str, ...]
    build: str
    proof: str


class Wanted(Struct, frozen=True, rename="camel"):
    """The things whose tasks are to be worded, for a role; what was given, to hold words to."""

    role: str
    briefs: tuple[Brief, ...]
    sources: tuple[str, ...]
    language: str | None


class Worded(Struct, frozen=True):
    """The words for one thing: what to read, what to try, what to make, and what shows it."""

    key: Annotated[str, Meta(max_length=20)]
    learn: Annotated[tuple[Words, ...], Meta(max_length=3)]
    practise: Annotated[tuple[Words, ...], Meta(max_length=3)]
    build: Words
    proof: Words


class Drafts(Struct, frozen=True):
    """The words for each, in the order in which they were wanted."""

    tasks: Annotated[tuple[Worded, ...], Meta(max_length=MOST_WORKS)] = ()


def by_rules(work: Work, language: str | None) -> Worded:
    """The words that rules have for a work."""

    def said(template: str) -> str:
        return line(template, skill=work.label)

    if work.stage == "write":
        write, proof = words(language, "write"), words(language, "write_proof")
        return Worded(work.key, (), (), said(write), said(proof))
    if work.stage == "prove":
        what = "prove_case" if work.way in _CASES else "prove"
        return Worded(
            work.key,
            (),
            (said(words(language, "tell")),),
            said(words(language, what)),
            said(words(language, f"{what}_proof")),
        )
    texts = ways()[work.way].texts[spoken(language)]
    first = 1 if work.deeper else 0
    return Worded(
        work.key,
        tuple(map(said, texts["learn"][first:] or texts["learn"])),
        tuple(map(said, texts["practise"][first:] or texts["practise"])),
        said(texts["build"]),
        said(texts["proof"]),
    )


def brief_of(work: Work, language: str | None) -> Brief:
    """What a model is told of a work."""
    own = by_rules(work, language)
    return Brief(
        work.key, work.label, work.stage, work.skill is not None,
        own.learn, own.practise, own.build, own.proof,
    )  # fmt: skip


def draft(given: Wanted) -> Drafts:
    """The words of rules, as they were given."""
    return Drafts(
        tuple(
            Worded(one.key, one.learn, one.practise, one.build, one.proof) for one in given.briefs
        )
    )
