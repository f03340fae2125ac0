"""The parts of an answer that code can see, and bands for them. It sees form and facts, no sense.

Doubt goes in favour of whoever answers.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import chain, pairwise

from agents.evidence.text import looks_like_code
from agents.telling import english, korean
from agents.telling.languages import language_of
from agents.telling.passages import Passage, passages, plain
from agents.telling.points import met, touching
from agents.telling.signs import Signs
from agents.telling.types import Band, Observation, Part, Scale, Seen, Subject, Touched

QUOTES = 3
"""Quotes of a scale at most."""
_SAME = 0.8
"""Of the words of a passage, such a share says that it only says again what stands elsewhere."""
_LEAST_SAME = 3
"""Of fewer words that is no wonder."""
_PLACES = 20
_LEAST_KNOWN = 30
"""Letters of a passage that is looked for in what is known: less stands there by chance."""
_KNOWN = 20_000
"""Characters of what is known that are looked at, of each text."""
_EXPLAINED = 8
"""Words that are not said of everything, of an answer that explains something."""
_EARLY = 35
"""Words of the beginning of an answer."""
_FULL = 2 / 3
"""The share of key points that are as good as all."""


def observe(said: Sequence[str], subject: Subject, *, known: Sequence[str] = ()) -> Seen:
    """What code sees in what was answered to one question: the answer, and the replies after it.

    `known` are the résumé and what was answered to earlier questions: what stands there, or in the
    question, is no detail of this answer. Nothing that is added to an answer lowers a band, but
    that of `points` where a known error is met.
    """
    language = language_of("\n".join(said)) or "en"
    reader = korean if language == "ko" else english
    details: Callable[[str], frozenset[str]] = reader.details_of
    asked = details(plain(subject.text))
    background = asked.union(*(details(plain(text[:_KNOWN])) for text in known))
    own = _own(passages(said), asked, [plain(text[:_KNOWN]) for text in known], details)
    row: list[Signs] = []
    narrated = False
    for passage, content in own:
        row.append(reader.read(passage, content - background, narrated))
        last = row[-1]
        narrated = narrated or last.time or (last.told and (bool(last.deeds) or last.shared))
    return _seen(language, said, subject, row, details)


def _own(
    found: Sequence[Passage],
    asked: frozenset[str],
    known: Sequence[str],
    details: Callable[[str], frozenset[str]],
) -> list[tuple[Passage, frozenset[str]]]:
    """The passages that do not only say the question, a known text or an earlier passage again.

    Each with its details.
    """
    kept: list[tuple[Passage, frozenset[str]]] = []
    said: dict[str, list[int]] = {detail: [0] for detail in asked}
    folded = ["".join(filter(str.isalnum, text)) for text in known]
    for number, passage in enumerate(found, 1):
        content = details(passage.plain)
        if _is_said(content, said):
            continue
        key = "".join(filter(str.isalnum, passage.plain)) if folded else ""
        if any(len(key) > _LEAST_KNOWN and key in text for text in folded):
            continue
        kept.append((passage, content))
        for detail in content:
            said.setdefault(detail, []).append(number)
    return kept


def _is_said(content: frozenset[str], said: dict[str, list[int]]) -> bool:
    """Whether nearly all details stand in one place of what was said; `said` tells their places.

    Of a detail that stands everywhere the last places are looked at.
    """
    if len(content) < _LEAST_SAME:
        return False
    places = Counter(chain.from_iterable(said.get(detail, ())[-_PLACES:] for detail in content))
    return bool(places) and max(places.values()) >= _SAME * len(content)


def _seen(
    language: str,
    said: Sequence[str],
    subject: Subject,
    row: Sequence[Signs],
    details: Callable[[str], frozenset[str]],
) -> Seen:
    case = _case(row)
    part = _part(row)
    judgement = _judgement(row, subject)
    outcome = _outcome(row)
    learning = _learning(row)
    touched, missed = _points(row, subject, part, outcome)
    errors = tuple(
        Touched(error.text, quote, error.ask)
        for error in subject.errors
        if (quote := met(error.terms, [one.text for one in row]))
    )
    told = case.band is not None and case.band != "notYet"
    deeds = part.band is not None and part.band != "notYet"
    answer = _answer(language, row, subject, details, told and deeds, bool(touched), said)
    observations: tuple[Observation, ...] = (answer,)
    if subject.style == "story":
        observations = (case, part, judgement, outcome, learning, answer)
    elif subject.style == "knowledge":
        observations = (judgement, answer)
    if subject.points:
        observations += (_touched_band(subject, touched, errors),)
    return Seen(
        language=language,
        words=sum(len(text.split()) for text in said),
        observations=observations,
        parts=_parts(row, case, part, outcome, learning),
        deeds=_unique(deed.quote for one in row for deed in one.deeds),
        shared=_unique(one.text for one in row if one.shared and not one.deeds),
        counted=_unique(one.text for one in row if one.counted),
        plans=_unique(one.text for one in row if one.plan),
        claims=_unique(one.text for one in row if one.claim),
        touched=touched,
        missed=missed,
        errors=errors,
        sensitive=any(one.sensitive for one in row),
    )


def _unique(quotes: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(quotes))  # type: ignore[call-overload]


def _made(scale: Scale, there: Sequence[str], partly: Sequence[str]) -> Observation:
    """A scale with its band: the quotes of what is there first."""
    band: Band = "there" if there else "partly" if partly else "notYet"
    return Observation(scale, band, _unique((*there, *partly))[:QUOTES])


def _case(row: Sequence[Signs]) -> Observation:
    """A time, a person or a thing of its own; two of them, one beside the other, are a case."""
    told = [one for one in row if one.told]
    partly = [one.text for one in told if _kinds(one)]
    there = [one.text for one in told if len(_kinds(one)) > 1]
    for one, following in pairwise(row):
        if one.told and following.told and len(_kinds(one) | _kinds(following)) > 1:
            there += [one.text, following.text]
    return _made("case", there, partly)


def _kinds(one: Signs) -> set[str]:
    kinds = {name for name, found in (("time", one.time), ("person", one.person)) if found}
    return kinds | ({"thing"} if one.details else set())


def _part(row: Sequence[Signs]) -> Observation:
    first: dict[str, str] = {}
    for one in row:
        for deed in one.deeds:
            first.setdefault(deed.verb, deed.quote)
    own = list(first.values())
    partly = own or [one.text for one in row if one.mine or one.shared]
    return _made("part", own if len(own) > 1 else (), partly)


def _judgement(row: Sequence[Signs], subject: Subject) -> Observation:
    """A reason, and another way. Of what is true in general only knowledge gives reasons."""
    counted = [one for one in row if subject.style != "story" or not one.general]
    reasons = [one.text for one in counted if one.reason]
    ways = [one.text for one in counted if one.way]
    return _made("judgement", (*reasons, *ways) if reasons and ways else (), reasons or ways)


def _begun(row: Sequence[Signs]) -> int:
    """Where the first deed stands."""
    return next((at for at, one in enumerate(row) if one.deeds or one.shared or one.mine), len(row))


def _is_end(one: Signs, after: bool) -> bool:
    """Whether a passage tells how something ended; what happens after a deed came of it."""
    if one.plan or one.claim or ((one.general or one.lesson) and not one.marked):
        return False
    happens = one.changed or one.event
    return (after and (happens or (one.marked and one.told))) or (one.marked and happens)


def _outcome(row: Sequence[Signs]) -> Observation:
    begun = _begun(row)
    ends = [
        (at >= begun, one)
        for at, one in enumerate(row)
        if _is_end(one, at >= begun) or (at > begun and one.by_me and one.sized)
    ]
    ends.reverse()
    ranked = [one for _, one in sorted(ends, key=_rank)]
    there = [one.text for one in ranked if one.sized or one.for_whom]
    return _made("outcome", there, [one.text for one in ranked])


def _rank(end: tuple[bool, Signs]) -> tuple[bool, bool, bool, bool]:
    """The best first: what follows the deeds, ended it, is no deed or lesson, is told as an end.

    Of those that are alike the last: an end comes late.
    """
    follows, one = end
    ended = one.for_whom or one.marked or one.changed
    return not follows, not ended, bool(one.deeds) or one.since, not one.marked


def _learning(row: Sequence[Signs]) -> Observation:
    since = [one.text for one in sorted(row, key=lambda one: one.for_whom) if one.since]
    return _made("learning", since, [one.text for one in row if one.lesson])


def _parts(row: Sequence[Signs], *scales: Observation) -> dict[Part, str]:
    """The parts of a story that are told, each with a passage."""
    case, part, outcome, learning = scales
    parts: dict[Part, str] = {}
    if case.quotes:
        parts["situation"] = case.quotes[0]
    if task := next((one.text for one in row if one.task), ""):
        parts["task"] = task
    if part.quotes:
        parts["action"] = part.quotes[0]
    if outcome.quotes:
        parts["result"] = outcome.quotes[0]
    if learning.quotes:
        parts["lesson"] = learning.quotes[0]
    return parts


def _points(
    row: Sequence[Signs], subject: Subject, part: Observation, outcome: Observation
) -> tuple[tuple[Touched, ...], tuple[str, ...]]:
    """The key points that are touched, and the others. Such as have no words can't be seen."""
    texts = [one.text for one in row]
    signs = {
        "@deed": next((deed.quote for one in row for deed in one.deeds), ""),
        "@result": next(iter(outcome.quotes), ""),
    }
    touched, missed = [], []
    for point in subject.points:
        if not point.terms:
            continue
        quote = touching(point.terms, texts) or next(
            (signs[term] for term in point.terms if signs.get(term)), ""
        )
        if quote:
            touched.append(Touched(point.text, quote))
        else:
            missed.append(point.text)
    return tuple(touched), tuple(missed)


def _touched_band(
    subject: Subject, touched: Sequence[Touched], errors: Sequence[Touched]
) -> Observation:
    """How many of the points are touched. Whether what is said of them is right no code tells."""
    known = sum(bool(point.terms) for point in subject.points)
    if not known:
        return Observation("points")
    quotes = [one.quote for one in touched]
    full = len(touched) >= _FULL * known and not errors
    return _made("points", quotes if full else (), quotes)


def _answer(
    language: str,
    row: Sequence[Signs],
    subject: Subject,
    details: Callable[[str], frozenset[str]],
    is_story: bool,
    touches: bool,
    said: Sequence[str],
) -> Observation:
    """Whether it shares anything with the question, and names what was asked at its beginning.

    A story that is told shares that it is one, where one is asked for.
    """
    reader = korean if language == "ko" else english
    topic = reader.asked(plain(" ".join((subject.text, *subject.topic))))
    close = topic | reader.related(topic)
    sharing = [one.text for one in row if reader.shares(plain(one.text), close)]
    first = _beginning(row)
    # What is said of oneself, or of everything, names no answer of one's own.
    own = {one.text for one in row if subject.style != "story" or one.content}
    there = [text for text in first if text in sharing and text in own]
    partly = list(sharing)
    if not partly and row:
        told = sum(len(details(plain(one.text))) for one in row)
        fits = {
            "story": is_story,
            "knowledge": told >= _EXPLAINED,
            "algorithm": told >= _EXPLAINED or any(map(looks_like_code, said)),
            "facts": True,
        }
        partly = first[:1] if touches or fits[subject.style] else []
    return _made("answer", there, partly)


def _beginning(row: Sequence[Signs]) -> list[str]:
    """The first two sentences; of short ones as many as there are in as many words."""
    first: list[str] = []
    for one in row:
        if len(first) > 1 and sum(len(text.split()) for text in first) >= _EARLY:
            break
        first.append(one.text)
    return first
