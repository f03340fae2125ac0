"""The words of an analysis: what speaks for somebody, what a reader may ask, what to do first.

Rules have words for all of it. A model may find better ones; where it says more than was found or
given, the rules' own stay.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated

from msgspec import Meta, Struct

from agents.data_files import listed
from agents.delivery.roles import validator
from agents.evidence.hollow import hollow
from agents.evidence.sources import Source, find_quote
from agents.evidence.support import unsupported
from agents.evidence.text import clip
from agents.evidence.word_lists import is_korean
from agents.kind import Check, Issue, Judging, Review, Revision, Task, Verdict
from agents.results.types import Evidence, Finding

MOST = 5
"""Findings of one sort."""
MOST_ISSUES = 20

MOST_SENTENCE = 400

FEW, FEW_KOREAN = 5, 3
"""So many words are a statement also where nothing ends them as a sentence."""
_ENDS = (".", "!", "?", "。", "다", "요", "음", "함", "됨", "임")

Sentence = Annotated[str, Meta(min_length=1, max_length=MOST_SENTENCE)]
Quote = Annotated[str, Meta(max_length=MOST_SENTENCE)]


class Noted(Struct, frozen=True):
    """Something found, and the words of the résumé that show it; "" where none do."""

    text: Sentence
    quote: Quote = ""


class Words(Struct, frozen=True):
    """The words of an analysis. Recommendations are those that were found, in their order."""

    strengths: Annotated[tuple[Noted, ...], Meta(max_length=MOST)] = ()
    weaknesses: Annotated[tuple[Noted, ...], Meta(max_length=MOST)] = ()
    recommendations: Annotated[tuple[Sentence, ...], Meta(max_length=3)] = ()


class Asked(Struct, frozen=True):
    """What is asked for, and what the text shows of it."""

    text: str
    kind: str
    status: str
    quotes: tuple[str, ...]


class Brief(Struct, frozen=True):
    """What was found by rules, in their words, and what it was found in."""

    role: str
    asked: tuple[Asked, ...]
    own: Words
    resume: str
    job: str | None
    language: str | None
    revision: Revision | None = None


def own_words(given: Brief) -> Words:
    """The words of rules."""
    return given.own


def told_amiss(judging: Judging) -> Verdict:
    """What code finds wrong with words: what nothing holds, what was not found, what is not said.

    The rules' own words are as they should be.
    """
    given, draft = judging.given, judging.draft
    if draft == given.own:
        return Verdict("approve")
    found = [
        *_unfounded(draft, given),
        *_misquoted(draft, given),
        *_forbidden(draft),
        *_headings(draft),
    ]
    if len(draft.recommendations) != len(given.own.recommendations):
        count = len(given.own.recommendations)
        found.append(Issue("/recommendations", f"There are {count} of them, in that order."))
    if not found:
        return Verdict("approve")
    return Verdict("revise", None, tuple(found[:MOST_ISSUES]), AS_FOUND)


AS_FOUND = "Say what was found, in plain words; add nothing to it."


def sources(given: Brief) -> list[Source]:
    """What was given, and what rules have said of it."""
    own = [*(one.text for one in (*given.own.strengths, *given.own.weaknesses))]
    told = "\n".join([*own, *given.own.recommendations, *(one.text for one in given.asked)])
    job = [Source("job", given.job)] if given.job else []
    return [Source("resume", given.resume), Source("text", told), *job]


def _unfounded(draft: Words, given: Brief) -> list[Issue]:
    """What nothing holds. What somebody is advised to do is no claim that they have done it."""
    known = sources(given)
    found = []
    for where, said in _texts(draft).items():
        advises = not where.startswith("/strengths")
        found += [
            Issue(where, one.why, one.quote)
            for one in unsupported(said, known)
            if not (advises and one.kind == "deed")
        ]
        empty = dict.fromkeys(hollow(said, given.language))
        found += [Issue(where, f"{word!r} is hollow: leave it out.", word) for word in empty]
    return found


def _texts(draft: Words) -> Mapping[str, str]:
    found = {f"/strengths/{n}/text": one.text for n, one in enumerate(draft.strengths)}
    found |= {f"/weaknesses/{n}/text": one.text for n, one in enumerate(draft.weaknesses)}
    return found | {f"/recommendations/{n}": one for n, one in enumerate(draft.recommendations)}


def _misquoted(draft: Words, given: Brief) -> list[Issue]:
    resume = [Source("resume", given.resume)]
    found = []
    for name, parts in (("strengths", draft.strengths), ("weaknesses", draft.weaknesses)):
        for number, one in enumerate(parts):
            if one.quote and find_quote(one.quote, resume) is None:
                where = f"/{name}/{number}/quote"
                found.append(Issue(where, "The résumé does not say this.", one.quote))
            elif not one.quote and name == "strengths":
                where = f"/{name}/{number}/quote"
                found.append(Issue(where, "What speaks for somebody has a quote that shows it."))
    return found


def _forbidden(draft: Words) -> list[Issue]:
    words = listed(__package__, "never", "words")
    return [
        Issue(where, f"{word!r} is never said.", text)
        for where, text in _texts(draft).items()
        for word in sorted(words)
        if word in text.casefold()
    ]


def _headings(draft: Words) -> list[Issue]:
    """What says nothing: a few words without a sentence's end, or a quote once more."""
    quotes = {
        f"/{name}/{number}/text": one.quote
        for name, parts in (("strengths", draft.strengths), ("weaknesses", draft.weaknesses))
        for number, one in enumerate(parts)
    }
    return [
        Issue(where, "This is a heading: say in a sentence what the words show.", text)
        for where, text in _texts(draft).items()
        if _is_heading(text) or _folded(text) == _folded(quotes.get(where, ""))
    ]


def _is_heading(text: str) -> bool:
    plain = text.rstrip("\"'”’»)] ")
    few = FEW_KOREAN if is_korean(plain) else FEW
    return not plain.endswith(_ENDS) and len(plain.split()) < few


def _folded(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .")


def kept(words: Words, given: Brief) -> Words:
    """The words without those that something is wrong with: the rules' own stand for them."""
    verdict = told_amiss(Judging(given, words))
    wrong = {
        issue.where.rsplit("/", 1)[0] if issue.where.endswith(("/text", "/quote")) else issue.where
        for issue in verdict.issues
    }
    if not wrong:
        return words
    return Words(
        _kept("strengths", words.strengths, given.own.strengths, wrong),
        _kept("weaknesses", words.weaknesses, given.own.weaknesses, wrong),
        _recommended(words.recommendations, given.own.recommendations, wrong),
    )


def _kept(
    name: str, said: Sequence[Noted], own: Sequence[Noted], wrong: set[str]
) -> tuple[Noted, ...]:
    good = tuple(one for number, one in enumerate(said) if f"/{name}/{number}" not in wrong)
    return good or tuple(own)


def _recommended(said: Sequence[str], own: Sequence[str], wrong: set[str]) -> tuple[str, ...]:
    if "/recommendations" in wrong:
        return tuple(own)
    return tuple(
        own[number] if f"/recommendations/{number}" in wrong else one
        for number, one in enumerate(said)
    )


def found(said: Sequence[Noted], own: Sequence[Finding], resume: str) -> list[Finding]:
    """The findings that words tell: with the evidence of rules where they say the same."""
    known = dict(zip(noted(own), own, strict=False))
    return [known.get(one) or Finding(one.text, _evidence(one.quote, resume)) for one in said]


def _evidence(quote: str, resume: str) -> tuple[Evidence, ...]:
    place = find_quote(quote, [Source("resume", resume)]) if quote else None
    if place is None:
        return ()
    span = place[1]
    return (Evidence(" ".join(resume[slice(*span)].split()), "resume", None, span),)


WORDS: Task[Brief, Words] = Task(
    "generator", "words", inputs=Brief, output=Words, offline=own_words
)
REVIEW = Review(WORDS, checks=(Check("claims", told_amiss),), judges=(validator(),), revisions=1)


def noted(findings: Sequence[Finding]) -> tuple[Noted, ...]:
    """Findings of rules as words."""
    return tuple(
        Noted(
            clip(one.text, MOST_SENTENCE),
            clip(one.evidence[0].quote, MOST_SENTENCE) if one.evidence else "",
        )
        for one in findings[:MOST]
    )
