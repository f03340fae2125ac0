"""The passage of a text that answers a question, and nothing where none plainly does.

A passage answers where it, with what it stands below, has nearly all that the question is about,
all that the question names, and something of the kind that it asks for. What is not said is no
answer: rather none than a wrong one.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from agents.evidence.instructions import is_instruction
from agents.kinds.text.asked import Asked, Wanted, asked, denies
from agents.kinds.text.lists import pattern, phrases, words
from agents.kinds.text.passages import Passage
from agents.kinds.text.ranking import leans
from agents.kinds.text.terms import Term, alike, terms

_OWN, _HEADED, _BEFORE, _SUBJECT = 1.0, 0.85, 0.7, 0.6
"""How much a word counts that stands in the passage, above it, before it, or in its subject."""
_LEAST, _SURE = 0.72, 0.88
_LEAST_OWN, _LEAST_OWN_ROW = 0.42, 0.2
"""Of what a question is about so much is covered, and by the passage itself."""
_GENERIC = 0.6
"""So much counts a word for the text itself, or for what all of it is about."""
_UNKNOWN = 0.6
"""A word that the text does not have counts as one that stands in so many passages."""
_HOPS = 2
"""So many passages back a pronoun may point."""
_NEAR = 5
"""Words between a number and what it counts."""
_NAME = re.compile(r"(?<![\w'’])[A-ZÀ-Þ][\w'’-]+(?:\s(?:[A-ZÀ-Þ][\w'’.-]*|de|van|von|der|la)){0,3}")
_PLACED = re.compile(r"(?i)\b(?:at|in|on|near|through|across|to|into)\s(?:the\s)?$|\bfor\sthe\s$")
_DOES = re.compile(
    r"(?:\s(?:is|was|will|has|had|can|may|must|should|and\s[A-Z]|[a-z]{2,}(?:ed|s))\b"
    r"|['’]s\s|,\s(?:who|the|a|an)\s|\s\()"
)
_WILL = re.compile(r"(?i)\b(?:will|going\sto|wird|werden)\b|[할될]\s?(?:예정|것|건)")
_SINCE = re.compile(r"(?i)\b(?:since|seit)\s(?:\w+\s)?$")
_CLAUSE = re.compile(r"[,;:()–—]|\s(?:and|but|or|und|aber|oder)\s|(?<=[가-힣](?:고|며|만|서|데))\s")
_ME = re.compile(
    r"(?i)(?<![\w'’])(?:i|i['’](?:ll|ve|m|d)|me|my|mine)(?![\w])|제가|저는|내가|나는|저도|제\s"
)
_KOREAN_NAME = re.compile(r"[가-힣]{2,12}(?:은|는|이|가|께서|와|과|의|에게|,|\s)")
_HANGUL = re.compile(r"[가-힣]")

_KINDS: Mapping[Wanted, tuple[str, ...]] = {
    "when": ("when",),
    "money": ("money",),
    "duration": ("duration", "length"),
    "percent": ("percent",),
    "number": ("number",),
    "size": ("size",),
    "where": ("where",),
    "why": ("reason",),
    "often": ("number",),
}
"""The patterns of which a passage has one that answers such a question."""


_OPENING = 3
"""So many passages say what a text is about."""
_LEAST_UNNAMED = 0.6
"""Of what is asked beside names so much is covered: names alone answer nothing."""
_LIGHT = 0.3
"""How much a word counts that says little."""
_IMPLIED = ("money", "when", "duration")


class Answer(NamedTuple):
    """The passage that answers a question."""

    passage: Passage
    confidence: Literal["high", "low"]


class _Text(NamedTuple):
    """A text as it is looked through."""

    passages: Sequence[Passage]
    terms: Sequence[tuple[Term, ...]]
    kin: Mapping[str, Mapping[str, float]]
    """Of each stem of the question those of the text that are of one kin with it, and how far."""
    counts: Mapping[str, int]
    """In how many passages something of one kin with a stem of the question stands."""
    subject: frozenset[str]


def answered(question: str, found: Sequence[Passage]) -> Answer | None:
    """What answers the question; None where the text does not plainly say it."""
    about = asked(question)
    if not about.terms:
        return None
    text = _looked_through(about, found)
    best: tuple[float, int] | None = None
    for at, passage in enumerate(found):
        if passage.sort in {"heading", "question", "meta"} or _is_head(passage):
            continue
        score = _covered(about, text, at)
        if score is None or not _gives(about, text, at):
            continue
        if (best is None or score > best[0] + 1e-9) and not is_instruction(passage.text):
            best = score, at
    if best is None:
        return None
    return Answer(found[best[1]], "high" if best[0] >= _SURE else "low")


def _is_head(passage: Passage) -> bool:
    return passage.sort == "row" and passage.head is None


def _looked_through(about: Asked, found: Sequence[Passage]) -> _Text:
    said = [terms(passage.text) for passage in found]
    distinct = {term.stem for some in said for term in some}
    kin = {
        one.stem: {stem: value for stem in distinct if (value := alike(one.stem, stem))}
        for one in about.terms
    }
    counts: Counter[str] = Counter()
    for some in said:
        stems = {term.stem for term in some}
        counts.update(one for one, related in kin.items() if not stems.isdisjoint(related))
    first = next((at for at, one in enumerate(found) if one.sort != "meta"), 0)
    titled = {term.stem for some in said[first : first + _OPENING] for term in some}
    subject = {
        one for one, related in kin.items() if counts[one] > 1 and not titled.isdisjoint(related)
    }
    return _Text(found, said, kin, counts, frozenset(subject))


def _covered(about: Asked, text: _Text, at: int) -> float | None:
    """How much of what the question is about a passage covers, from 0 to 1; None: too little."""
    passage = text.passages[at]
    if not any(
        _best_of(text, at, one.stem) or _implied(about, passage, one) for one in about.terms
    ):
        return None
    above = [(number, _HEADED) for number in _above(text, at)]
    others = [*above, *_before(text, at)]
    # Of all words, of those that are no names, and of all by the passage itself.
    total = covered = unnamed = unnamed_covered = by_itself = 0.0
    for one in about.terms:
        weight = _weight(about, text, one)
        own = max(_best_of(text, at, one.stem) * _OWN, _implied(about, passage, one))
        value = max([own, *(share * _best_of(text, n, one.stem) for n, share in others)])
        value = value or _taken_for_granted(about, text, one)
        if value == 0 and one.stem in about.demanded:
            return None
        total += weight
        covered += weight * value
        by_itself += weight * own
        if one.stem not in about.demanded:
            unnamed += weight
            unnamed_covered += weight * value
    least_own = _LEAST_OWN if passage.head is None else _LEAST_OWN_ROW
    if unnamed_covered < _LEAST_UNNAMED * unnamed or by_itself < least_own * total:
        return None
    if covered < _LEAST * total or not _has_quoted(about, text, at, [n for n, _ in others]):
        return None
    near = (at, *(number for number, _ in above))
    if about.sort is not None and not any(_best_of(text, n, about.sort) for n in near):
        return None
    return covered / total + 0.02 * by_itself / total


def _taken_for_granted(about: Asked, text: _Text, one: Term) -> float:
    """What a word counts that a passage need not have: for the text, or for its subject."""
    if one.stem in about.demanded:
        return 0.0
    if _is_generic(one):
        return _GENERIC
    return _SUBJECT if one.stem in text.subject else 0.0


def _has_quoted(about: Asked, text: _Text, at: int, others: Sequence[int]) -> bool:
    """Whether all that the question has between quotation marks stands there."""
    near = [_folded(text.passages[number].text) for number in (at, *others)]
    return all(any(_folded(quote) in said for said in near) for quote in about.quoted)


def _weight(about: Asked, text: _Text, one: Term) -> float:
    """How much a word of the question counts: the more, the rarer it is in the text."""
    weight = about.weights[one.stem]
    if weight < 1 or _is_generic(one):
        return min(weight, _LIGHT)
    return weight * math.log(1 + len(text.passages) / (text.counts[one.stem] or _UNKNOWN))


def _is_generic(one: Term) -> bool:
    return one.said.lower() in words("words", "generic") or one.stem in words("words", "generic")


def _implied(about: Asked, passage: Passage, term: Term) -> float:
    """What a word counts that only says of what sort the answer is: an amount is what it costs."""
    kinds = _KINDS.get(about.wants, ())
    known = words("words", f"implied_{about.wants}") if about.wants in _IMPLIED else ()
    if term.said.lower() not in known and term.stem not in known:
        return 0.0
    return _HEADED if any(pattern(name).search(passage.text) for name in kinds) else 0.0


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _best_of(text: _Text, at: int, stem: str) -> float:
    related = text.kin[stem]
    if not related:
        return 0.0
    said = text.terms[at]
    found = max((related.get(term.stem, 0.0) for term in said), default=0.0)
    speaker = text.passages[at].speaker
    if not speaker:
        return found
    return max([found, *(related.get(term.stem, 0.0) for term in terms(speaker))])


def _above(text: _Text, at: int) -> Iterator[int]:
    """What a passage stands below: headings, the head of its table, the question it answers."""
    passage = text.passages[at]
    yield from passage.headings[-2:]
    if passage.head is not None:
        yield passage.head
    for number in range(at - 1, max(-1, at - 8), -1):
        if text.passages[number].sort in {"heading", "meta"}:
            break
        if text.passages[number].sort == "question":
            if text.passages[number].headings == passage.headings:
                yield number
            break


def _before(text: _Text, at: int) -> Iterator[tuple[int, float]]:
    """The passages that one goes on from, as its pronouns say, and how much they count."""
    for hop in range(1, _HOPS + 1):
        said = text.passages[at]
        if at == 0 or not (leans(said.text) or pattern("pronoun").search(said.text)):
            return
        before = text.passages[at - 1]
        if before.paragraph < said.paragraph - 1 or before.sort not in {"sentence", "item"}:
            return
        at -= 1
        yield at, _BEFORE**hop


def _gives(about: Asked, text: _Text, at: int) -> bool:
    """Whether a passage has what is asked for, and says it of what the question names."""
    said = text.passages[at].text
    if not _is_of_named(about, text, at):
        return False
    if about.wants in {"what", "how", "polar"} and not _has_two(about, text, at):
        return False
    if about.wants == "polar":
        return True
    if about.wants in {"what", "how"}:
        denied = about.wants == "how" and denies(said) and not about.denied
        is_new = any(not _is_asked(about, text, term) for term in text.terms[at])
        return is_new and not denied
    found = [span for span in _candidates(about, text, at) if _is_new(about, said, span)]
    if about.wants == "why":
        return bool(found)
    return any(
        (about.denied or not _is_denied(said, span)) and not _is_past(about, said, span)
        for span in found
    )


def _has_two(about: Asked, text: _Text, at: int) -> bool:
    """Whether a passage and what it stands below have two words of the question, or its only one.

    Where anything may be the answer, one word in common shows little.
    """
    near = [at, *_above(text, at), *(number for number, _ in _before(text, at))]
    known = sum(any(_best_of(text, n, one.stem) for n in near) for one in about.terms)
    return known >= min(2, len(about.terms))


def _candidates(about: Asked, text: _Text, at: int) -> list[tuple[int, int]]:
    """What a passage has of the kind that is asked for."""
    passage = text.passages[at]
    said = passage.text
    if about.counter:
        counter = re.compile(rf"(?:\d|[한두세네섯덟홉열곱백천만])\s?{about.counter}")
        return [match.span() for match in counter.finditer(said)]
    if about.wants == "who":
        return _people(passage, about, text)
    kinds = _KINDS[about.wants]
    if passage.head is not None and about.wants not in {"where", "why"}:
        kinds = (*kinds, "number")
    found = [match.span() for name in kinds for match in pattern(name).finditer(said)]
    if about.wants == "often":
        found += [match.span() for match in phrases("words", "often").finditer(said)]
    if about.counted is not None:
        found = [span for span in found if _counts(about, text, at, span)]
    return found if passage.head is None else _in_cells(about, text, at, found)


def _is_asked(about: Asked, text: _Text, term: Term) -> bool:
    return any(term.stem in text.kin[one.stem] for one in about.terms)


def _is_new(about: Asked, said: str, span: tuple[int, int]) -> bool:
    """Whether what was found is no part of the question itself."""
    return _folded(said[slice(*span)]) not in _folded(about.text)


def _is_denied(said: str, span: tuple[int, int]) -> bool:
    """Whether the clause that it stands in says that it is not so."""
    begun, end = 0, len(said)
    for match in _CLAUSE.finditer(said):
        if match.end() <= span[0]:
            begun = match.end()
        elif match.start() >= span[1]:
            end = match.start()
            break
    clause = said[begun:end]
    if "no later than" in clause.lower() or "not later than" in clause.lower():
        return False
    within = said[slice(*span)]
    return denies(clause.replace(within, " "))


def _in_cells(
    about: Asked, text: _Text, at: int, found: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """What stands in the cells of a row that are asked for, by their words or by their heads."""
    passage = text.passages[at]
    head = text.passages[passage.head or 0].text
    sign = max("\t|;,", key=head.count)
    heads, begun = head.split(sign), 0
    wanted = list[tuple[int, int]]()
    for number, cell in enumerate(passage.text.split(sign)):
        titled = heads[number] if number < len(heads) else ""
        words_of_cell = [*terms(cell), *terms(titled)]
        for one in about.terms:
            related = text.kin[one.stem]
            if one.stem in about.demanded and number == 0:
                continue
            if any(term.stem in related for term in words_of_cell):
                wanted.append((begun, begun + len(cell)))
        begun += len(cell) + len(sign)
    if not wanted:
        return found
    return [span for span in found if any(a <= span[0] and span[1] <= b for a, b in wanted)]


def _is_past(about: Asked, said: str, span: tuple[int, int]) -> bool:
    """Whether it says since when something is so, where one asks when it will be."""
    return bool(_WILL.search(about.text)) and bool(_SINCE.search(said[: span[0]]))


def _counts(about: Asked, text: _Text, at: int, span: tuple[int, int]) -> bool:
    """Whether a number stands beside what is counted."""
    passage = text.passages[at]
    if passage.head is not None:
        return True
    related = text.kin[about.counted or ""]
    for term in text.terms[at]:
        if term.stem not in related:
            continue
        low, high = sorted((span, (term.start, term.start + len(term.said))))
        if len(passage.text[low[1] : high[0]].split()) <= _NEAR:
            return True
    return False


def _people(passage: Passage, about: Asked, text: _Text) -> list[tuple[int, int]]:
    """The names, and the words for people, of a passage."""
    said = passage.text
    lists = ("people", "bodies")
    found = [m.span() for name in lists for m in phrases("words", name).finditer(said)]
    found += [match.span() for match in _names(said)]
    if _HANGUL.search(said):
        found += [match.span() for match in phrases("words", "ko_people").finditer(said)]
        if passage.headings or passage.sort in {"item", "row"}:
            found += [match.span() for match in _KOREAN_NAME.finditer(said)]
    if passage.speaker and _ME.search(said):
        found.append((0, len(passage.speaker)))
    asks_of = {one.stem for one in about.terms}
    return [
        span
        for span in found
        if any(
            not any(alike(term.stem, one) for one in asks_of) for term in terms(said[slice(*span)])
        )
    ]


def _names(said: str) -> Iterator[re.Match[str]]:
    """What is written as a name; a word that only begins the sentence is none."""
    for match in _NAME.finditer(said):
        before = said[: match.start()]
        if _PLACED.search(before):
            continue
        first = not before.strip(" \"'“‘*•-")
        if not first or " " in match.group() or _DOES.match(said, match.end()):
            yield match


def _is_of_named(about: Asked, text: _Text, at: int) -> bool:
    """Whether a passage is about those whom the question names, and not about others.

    Who is named has to stand in the passage or above it; where they only stand before it, the
    passage names nobody else. What people are counts as a name does: "tenant", "landlord".
    """
    roles = phrases("words", "people")
    named = [
        one
        for one in about.terms
        if (one.stem in about.demanded and one.is_name) or roles.fullmatch(one.said)
    ]
    above = list(_above(text, at))
    missing = [
        one
        for one in named
        if not _best_of(text, at, one.stem)
        and not any(_best_of(text, number, one.stem) for number in above)
    ]
    if not missing:
        return True
    if about.wants == "who":
        return all(not one.is_name for one in missing)
    return not any(
        (_is_name(term) or roles.fullmatch(term.said)) and not _is_asked(about, text, term)
        for term in text.terms[at]
    )


def _is_name(term: Term) -> bool:
    return term.is_name and term.start > 0 and not _is_common(term)


def _is_common(term: Term) -> bool:
    return term.said.lower() in words("words", "capitals")
