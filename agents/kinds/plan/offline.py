"""How the tasks of a plan are worded without a model: by rule, from the data."""

from agents.kinds.plan.drafts import Brief, Drafts, Wanted, Worded
from agents.kinds.plan.ways import ways
from agents.kinds.plan.wording import line, spoken, words
from agents.kinds.plan.works import Work

_CASES = frozenset({"people", "hands", "supervised", "knowledge"})
"""Ways whose work leaves nothing that one may show: a case is told instead."""


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
