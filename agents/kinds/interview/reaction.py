"""What a model says to an answer: what to keep, what to change, one thing more, and a retelling.

Code looks up what can be looked up: nothing is quoted that was not said, nothing asked that was
told, and a retelling has the person's own facts.
"""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from agents.errors import ModelError
from agents.evidence.brackets import without_brackets
from agents.evidence.checking import unheld
from agents.evidence.claims import misquoted
from agents.evidence.sources import Source
from agents.evidence.support import unsupported
from agents.evidence.text import content, one_line
from agents.kind import Partly, Task, Turn
from agents.kinds.interview.judging import within
from agents.kinds.interview.question_checks import (
    follow_up_faults,
    is_same,
    never_judged,
    not_to_person,
    ours,
    says_back,
    says_nothing,
    speaks_of_person,
    spoken_otherwise,
)
from agents.kinds.interview.scales import Size, size
from agents.kinds.interview.unsaid import unsaid
from agents.telling.types import Seen

MOST = 300
"""Characters of what to keep, or to change: a sentence."""
MOST_RETOLD = 2_500
MAX_OUTPUT = 2_500
"""Tokens of a reaction, reasoning included: somebody waits for it."""
LEAST_OWN = 0.5
"""The share of a retelling's words that are the person's: others join them."""

Sentence = Annotated[str, Meta(max_length=MOST)]


class Reacting(msgspec.Struct, frozen=True, rename="camel"):
    """All that was said to a question, and what of it a follow-up need not ask for.

    `told` names what can be seen to be told; `before` is what was said to earlier answers.
    """

    question: str
    follow_ups: tuple[str, ...]
    answers: tuple[str, ...]
    language: str | None
    size: Size
    told: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    may_ask: bool = True


class ReactionDraft(msgspec.Struct, frozen=True, rename="camel"):
    """One thing to keep and one to change, in a sentence each; what to ask on, if anything; and the
    answer told in better order, with gaps as "[how many?]"."""

    keep: Sentence | None = None
    change: Sentence | None = None
    follow_up: Sentence | None = None
    retold: Annotated[str, Meta(max_length=MOST_RETOLD)] = ""


class Known(msgspec.Struct, frozen=True):
    """What a reaction may speak of besides the answer: all that was given or said before, and what
    was seen in the answer."""

    interview: str
    given: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    seen: Seen | None = None


def unmoved(given: Reacting) -> ReactionDraft:
    """What the task comes to without a model: the rules of coaching say it better."""
    return ReactionDraft()


REACTION = Task(
    "evaluator",
    "reaction",
    inputs=Reacting,
    output=ReactionDraft,
    offline=Partly(unmoved),
    tier="standard",
    documents=True,
    max_output=MAX_OUTPUT,
    keep_s=2 * 3600,
)


def reacting(
    question: str,
    probed: Sequence[str],
    answers: Sequence[str],
    *,
    language: str | None,
    level: str,
    seen: Seen | None = None,
    before: Sequence[str] = (),
    may_ask: bool = True,
) -> Reacting:
    """The inputs of a reaction."""
    there = (one.scale for one in seen.observations if one.band == "there") if seen else ()
    return Reacting(
        question=question,
        follow_ups=tuple(probed),
        answers=within(answers),
        language=language,
        size=size(level),
        told=tuple(there),
        before=tuple(before),
        may_ask=may_ask,
    )


async def reacted(turn: Turn[Any, Any], given: Reacting, known: Known) -> ReactionDraft:
    """What a model says to an answer, as far as it holds; nothing where none answers."""
    try:
        draft = await turn.ask(REACTION, given, check=partial(reaction_faults, given, known))
    except ModelError:
        return ReactionDraft()
    return await turn.compute(held_reaction, draft, given, known)


def reaction_faults(given: Reacting, known: Known, draft: ReactionDraft) -> list[str]:
    """What is wrong with a reaction, in words that its writer can act on."""
    found = _faults(draft, given, known)
    return [f"{field}: {what}" for field, issues in found.items() for what in issues]


def held_reaction(draft: ReactionDraft, given: Reacting, known: Known) -> ReactionDraft:
    """The reaction without the parts that do not hold."""
    found = _faults(draft, given, known)
    return ReactionDraft(
        keep=None if found["keep"] else _said(draft.keep),
        change=None if found["change"] else _said(draft.change),
        follow_up=None if found["followUp"] or not given.may_ask else _said(draft.follow_up),
        retold="" if found["retold"] or says_nothing(draft.retold) else draft.retold.strip(),
    )


def _said(text: str | None) -> str | None:
    return None if says_nothing(text or "") else one_line(text or "")


def _faults(draft: ReactionDraft, given: Reacting, known: Known) -> dict[str, list[str]]:
    """What is wrong, by field."""
    return {
        "keep": _of_keep(draft.keep or "", given, known),
        "change": _of_change(draft.change or "", given, known),
        "followUp": _of_follow_up(draft.follow_up or "", given, known),
        "retold": _of_retelling(draft.retold, given, known),
    }


def _texts(given: Reacting, known: Known) -> list[str]:
    return [*given.answers, given.question, *given.follow_ups, *known.given, *known.asked]


def _sources(texts: Sequence[str]) -> list[Source]:
    return [Source("answer", text) for text in texts if text.strip()]


def _of_keep(text: str, given: Reacting, known: Known) -> list[str]:
    if says_nothing(text):
        return []
    quotes = misquoted(text, given.answers)
    told = [one.quote for one in unheld(text, _sources(_texts(given, known)))]
    found = [f"nobody said {what!r}." for what in dict.fromkeys([*quotes, *told])]
    return [*found, *_wording(text, given)]


def _of_change(text: str, given: Reacting, known: Known) -> list[str]:
    if says_nothing(text):
        return []
    texts = _texts(given, known)
    untold = dict.fromkeys([*misquoted(text, texts), *unsaid(text, _sources(texts))])
    return [*(f"nobody said {what!r}." for what in untold), *_wording(text, given)]


def _wording(text: str, given: Reacting) -> list[str]:
    again = any(is_same(text, one) for one in given.before)
    found = ["that was said to an earlier answer: say it of this one."] if again else []
    if says_back(text, given.answers):
        found.append("it only says the answer back: say what to keep, or to change, and why.")
    person = not_to_person(text, given.language)
    style = never_judged(text, (given.question, *given.answers))
    return [*found, *ours(text), *person, *style, *spoken_otherwise(text, given.language)]


def _of_follow_up(text: str, given: Reacting, known: Known) -> list[str]:
    if says_nothing(text):
        return []
    return follow_up_faults(
        text,
        language=given.language,
        said=given.answers,
        given=known.given,
        asked=(given.question, *given.follow_ups, *known.asked),
        interview=known.interview,
        seen=known.seen,
    )


def _of_retelling(text: str, given: Reacting, known: Known) -> list[str]:
    """A retelling holds nothing but what was told: the question and the résumé are no facts."""
    if says_nothing(text):
        return []
    sources = _sources([*given.answers, *known.given])
    found = [f"nobody told {one.quote!r}." for one in unsupported(text, sources)]
    plain = without_brackets(text)
    own, told = content(plain), content(" ".join(given.answers))
    if len(own & told) < LEAST_OWN * len(own):
        found.append("it is not the person's own story in their own words.")
    if speaks_of_person(plain):
        found.append('tell it as the person would: "I".')
    wording = [*ours(plain), *spoken_otherwise(plain, given.language)]
    return [*dict.fromkeys(found), *wording]
