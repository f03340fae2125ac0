"""The checklists: from an answer to a rating of 1–5 with the passage that shows it, or to none.

What words can show is rated. Whether a statement is correct is not: that needs a model.
"""

import re
from collections.abc import Callable

import msgspec

from agents.evidence.answer import SHORT, STAR_PARTS, Answer, quote

CAP = 2
"""The most that a few words, a list of terms, or what leaves most of it open can be rated."""
PLAIN = 3
"""The most that a story is rated for its form where it names nothing and counts nothing."""

_FILLER = re.compile(
    r"(?i)\b(?:um+|uh+|like,|you know|kind of|sort of|basically|actually|literally|stuff)\b"
)
_LEADS = re.compile(
    r"(?i)\b(?:first|firstly|then|next|after that|because|so that|therefore|finally|as a result|"
    r"in the end|for example|however|instead|second|afterwards|which meant|so i|so we)\b"
)
_REASON = re.compile(
    r"(?i)\b(?:because|since|so (?:that|it|we|i|you|they|the|a|an|no|nothing|each|every|both|all)"
    r"(?:['’]\w{1,2})?|therefore|the reason|due to|which means|that way)\b"
)
_OTHER = re.compile(
    r"(?i)\b(?:instead of|rather than|alternativ\w+|either|or we could|compared|versus|vs"
    r"|another (?:way|option))\b"
)
_WEIGH = re.compile(
    r"(?i)\b(?:trade-?offs?|however|but|depends|the price|downside|costs?|on the other hand|at "
    r"the expense)\b"
)
_EXAMPLE = re.compile(
    r"(?i)\b(?:for example|for instance|e\.g\.|in my last|at my|in one (?:case|project)|once"
    r"|when (?:i|we)|such as)\b"
)
_BIG_O = re.compile(
    r"(?i)\bO\s?\([^)\n]{1,20}\)|\b(?:linear|constant|quadratic|logarithmic|exponential)\b"
)
_TIME = re.compile(r"(?i)\btime\b|\bruntime\b|\bruns? in\b|\bper (?:operation|number)\b")
_SPACE = re.compile(r"(?i)\b(?:space|memory)\b")
_SPEED = re.compile(r"(?i)\b(?:fast|faster|slow|slower|efficient|quick)\b")
_EDGE = re.compile(
    r"(?i)\b(?:empty|null|none|zero|negative|duplicates?|single|one element|overflow|odd|even|"
    r"no (?:solution|answer|pair|way)|not found|already sorted|all (?:the )?same|boundary|out "
    r"of range|"
    r"unicode|self-loop|disconnected|touching|cycle)\b"
)
_EDGES = re.compile(r"(?i)\b(?:edge|corner|special) cases?\b")


class Mark(msgspec.Struct, frozen=True):
    """A rating, the passage that shows it, and why in a few words."""

    rating: int
    quote: str
    why: str


def rate(key: str, answer: Answer) -> Mark | None:
    """The mark on one competency, or None where nothing in the answer shows any."""
    mark = _CHECKS[key](answer)
    if mark is None or not mark.quote:
        return None
    capped = answer.is_brief or answer.is_list_of_terms or answer.misses_most
    rating = min(mark.rating, CAP) if capped else mark.rating
    return Mark(max(1, min(5, rating)), quote(mark.quote), mark.why)


def states_cost(answer: Answer) -> bool:
    """Whether a measure of the cost is named."""
    return answer.first(_BIG_O) is not None


def states_edges(answer: Answer) -> bool:
    """Whether any special case is named."""
    return answer.first(_EDGE) is not None


def _star(answer: Answer) -> Mark | None:
    found = answer.star
    if not found:
        return None
    missing = [part for part in STAR_PARTS if part not in found]
    why = f"missing: {', '.join(missing)}" if missing else "all four parts are there"
    shown = found.get("result") or next(iter(found.values()))
    return Mark(_in_form(1 + len(found), answer), shown, why)


def _ownership(answer: Answer) -> Mark | None:
    deeds, shared = answer.deeds, answer.shared_deeds
    if deeds:
        rating = 2 + min(3, len(deeds)) - (len(shared) > 2 * len(deeds))
        why = f"{len(deeds)} thing(s) done in the first person"
        return Mark(_in_form(rating, answer), deeds[0], why)
    return Mark(2, shared[0], "only 'we'") if shared else None


def _in_form(rating: int, answer: Answer) -> int:
    """The rating of a form that anybody can fill with words that say nothing."""
    return rating if answer.numbers or answer.names else min(rating, PLAIN)


def _specifics(answer: Answer) -> Mark | None:
    result = answer.star.get("result")
    numbers, measured = answer.numbers, [s for s in answer.numbers if s == result]
    if measured:
        return Mark(
            5 if len(numbers) > 1 else 4, measured[0], f"{len(numbers)} sentence(s) with numbers"
        )
    if numbers:
        return Mark(3, numbers[0], "a number, though not for the result")
    if answer.names:
        return Mark(2, answer.names[0], "a name, and no number")
    return Mark(1, answer.sentences[0], "no name and no number") if answer.sentences else None


def _coverage(answer: Answer) -> Mark | None:
    share, covered = answer.coverage, answer.covered
    if share is None or not covered:
        return None
    rating = 5 if share == 1 else 4 if share >= 2 / 3 else 3 if share > 1 / 3 else 2
    total = len(covered) + len(answer.missed)
    return Mark(
        rating, next(iter(covered.values())), f"touches {len(covered)} of {total} key points"
    )


def _communication(answer: Answer) -> Mark | None:
    if not answer.sentences:
        return None
    count = len(answer.words)
    leads = [s for s in answer.sentences if _LEADS.search(s)]
    shown = leads[0] if leads else answer.sentences[0]
    if answer.is_list_of_terms:
        return Mark(1, shown, "a list of terms rather than sentences")
    rating, why = _clarity(answer, count)
    lead = min(2, len(leads)) if rating == 3 else 0
    return Mark(rating + lead, shown, f"{why}, {len(leads)} sentence(s) that lead on")


def _clarity(answer: Answer, count: int) -> tuple[int, str]:
    """Length and readability: 3 where nothing is amiss."""
    if count < 15:
        return 1, f"{count} words"
    if count < SHORT:
        return 2, f"short: {count} words"
    if count > 700:
        return 2, f"long: {count} words"
    if len(_FILLER.findall(answer.text)) / count > 0.03:
        return 2, "many fillers"
    if count / len(answer.sentences) > 40:
        return 2, "very long sentences"
    return 3, f"{count} words"


def _reasoning(answer: Answer) -> Mark | None:
    reasons, others, weighed = (
        [s for s in answer.sentences if p.search(s)] for p in (_REASON, _OTHER, _WEIGH)
    )
    shown = [*others, *weighed, *reasons]
    if not shown:
        return Mark(1, answer.sentences[0], "no reason is given") if answer.sentences else None
    rating = 1 + bool(reasons) + bool(others) + bool(weighed)
    rating += rating == 4 and len(set(shown)) >= 4
    return Mark(rating, shown[0], f"{len(reasons)} reason(s), {len(others)} alternative(s)")


def _examples(answer: Answer) -> Mark | None:
    example, numbers = answer.first(_EXAMPLE), answer.numbers
    if example:
        return Mark(3 + min(2, len(numbers)), example, f"an example, {len(numbers)} with numbers")
    if numbers:
        return Mark(3, numbers[0], "a number, and no example")
    if answer.names:
        return Mark(2, answer.names[0], "a name, and no example")
    return Mark(1, answer.sentences[0], "general statements") if answer.sentences else None


def _complexity(answer: Answer) -> Mark | None:
    stated = answer.first(_BIG_O)
    if stated:
        named = [bool(p.search(answer.text)) for p in (_TIME, _SPACE)]
        return Mark(3 + sum(named), stated, "cost stated")
    vague = answer.first(_SPEED)
    return Mark(2, vague, "no measure of the cost") if vague else None


def _edges(answer: Answer) -> Mark | None:
    cases = {hit.lower() for s in answer.sentences for hit in _EDGE.findall(s)}
    shown = answer.first(_EDGE)
    if shown:
        return Mark(2 + min(3, len(cases)), shown, f"{len(cases)} special case(s)")
    vague = answer.first(_EDGES)
    return Mark(2, vague, "no special case is named") if vague else None


_CHECKS: dict[str, Callable[[Answer], Mark | None]] = {
    "star": _star,
    "ownership": _ownership,
    "specifics": _specifics,
    "coverage": _coverage,
    "communication": _communication,
    "reasoning": _reasoning,
    "examples": _examples,
    "complexity": _complexity,
    "edges": _edges,
}
