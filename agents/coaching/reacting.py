"""One thing to keep and one to change, each in a sentence on what was said; never a mark."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import accumulate, repeat

import msgspec

from agents.coaching.open_points import (
    hangs_together,
    is_full,
    is_looked_at,
    is_self_praise,
    language_of,
    open_points,
    text_of,
)
from agents.coaching.phrases import fresh, name_of, nth, quote_of
from agents.coaching.signs import code, shows
from agents.coaching.snippets import FIGURE, OWN, has_figure, is_whole_sentence, snippet
from agents.coaching.types import Reaction, Round
from agents.evidence.sentences import sentence_spans
from agents.telling.types import Scale, Seen
from protocol.catalogue import Text

_BY_SIGN = {"price": "admitted", "reason": "why", "outcome": "ended", "learnt": "taken"}
"""What is kept only in the words that say it, and by which sign these are known."""
_MOST_WORDS = {"en": 16, "ko": 11}
"""Words of theirs that are said back where nothing is asked."""
_NAMES: dict[Scale, str] = {
    "judgement": "reason", "outcome": "outcome", "learning": "learnt", "case": "scene",
}  # fmt: skip
"""What can be kept of a scale, by its name in the texts; a part has its own way."""
_MOST_MESSAGES = 4
"""Messages to one question of which it is known that something was said to them."""
_LEAST = {"en": 12, "ko": 6}
"""Words of an answer in which there can be something to keep."""


class _So(msgspec.Struct, frozen=True):
    """What an interview has heard so far: phrasings, quotes, whether a whole sentence came back."""

    reaction: Reaction = Reaction()
    heard: frozenset[str] = frozenset()
    quoted: tuple[str, ...] = ()
    whole: bool = False


class Kept(msgspec.Struct, frozen=True):
    """Something told that can honestly be kept: its name in the texts, and the words."""

    name: str
    quote: str


def reaction(current: Round, earlier: Sequence[Round]) -> Reaction:
    """One thing to keep and one to change in an answer; each is None where there is none.

    Nothing that was not told is praised, and what one knows never: whether it is right, code can't
    tell. The same rounds give the same sentences, so that what an interview has heard before is
    known from its rounds: no phrasing comes twice as long as there is another thing to say, and a
    whole sentence is said back once at most. Cost: linear in the number of rounds.
    """
    # To each of its messages something was said before.
    rounds = [
        one
        for each in (*earlier, current)
        for one in repeat(each, min(max(len(each.said), 1), _MOST_MESSAGES))
    ]
    *_, last = accumulate(range(len(rounds)), lambda so, n: _next(so, rounds, n), initial=_So())
    return last.reaction


def kept(current: Round, *, used: Sequence[str] = (), whole: bool = True) -> Iterator[Kept]:
    """What can be kept of an answer, the best first; nothing of nonsense, padding, self-praise."""
    seen = current.seen
    if seen is None or not is_looked_at(current) or not _is_told(current, seen):
        return
    language = language_of(current)
    for name, passages, wanted in _worth_keeping(current, seen):
        sign = _BY_SIGN.get(name)
        by_sign = partial(shows, sign=sign, language=language) if sign else None
        having = has_figure if wanted == FIGURE else by_sign
        quote = snippet(
            passages, language, used=used, wanted=wanted, having=having, most=_MOST_WORDS
        )
        if quote and (whole or not is_whole_sentence(quote, current.said)):
            yield Kept(name, quote)


def _next(so: _So, rounds: Sequence[Round], at: int) -> _So:
    """What is said to a round, and what has been heard by then."""
    current, earlier = rounds[at], rounds[:at]
    used = [*so.quoted, *(text for one in (*earlier, current) for text in one.probed)]
    keep, quote = _keep(current, so, used)
    change = _change(current, earlier, so, [*used, quote] if quote else used)
    said = [text for text in (keep, change) if text is not None]
    quotes = [quote for text in said if (quote := quote_of(text))]
    return _So(
        Reaction(keep, change),
        so.heard.union(map(name_of, said)),
        (*so.quoted, *quotes),
        so.whole or any(is_whole_sentence(one, current.said) for one in quotes),
    )


def _keep(current: Round, so: _So, used: Sequence[str]) -> tuple[Text | None, str]:
    for one in kept(current, used=used, whole=not so.whole):
        if text := fresh(f"keep.{one.name}", so.heard, quote=one.quote):
            return text, one.quote
    return None, ""


def _change(current: Round, earlier: Sequence[Round], so: _So, used: Sequence[str]) -> Text | None:
    if current.skipped or current.seen is None or not is_looked_at(current):
        return None
    full = is_full(current)
    for name, places in _changes(current, earlier, used, full=full):
        if text := fresh(f"change.{name}", so.heard, **places):
            return text
    return nth(f"change.{_more(current)}", len(earlier)) if full else None


def _more(current: Round) -> str:
    """What is said where nothing is open; of what one knows not that nothing is."""
    return "polish" if current.subject.style == "story" else "simpler"


_AS_CHANGE = {
    "unknown": "would", "general_plain": "general", "outcome_plain": "outcome",
    "reason": "reason", "reason_plain": "reason", "since": "learning", "start": "detail",
    "restate": "example", "property": "example", "structure": "example", "condition": "limits",
}  # fmt: skip
"""What is open, by the name of what is said on it where that has another."""
_WITHOUT_QUOTE = frozenset(("general", "outcome", "reason"))


def _changes(
    current: Round, earlier: Sequence[Round], used: Sequence[str], *, full: bool
) -> Iterator[tuple[str, dict[str, str]]]:
    """What can be said of what is open, in the order of need; of a full answer nothing is open."""
    seen = current.seen
    if seen is None:
        return
    opened = [] if full else list(open_points(current, earlier, used=used))
    points = iter(seen.missed)
    for one in opened:
        if one.scale == "points" and one.code == "F15" and (point := next(points, None)):
            yield "point", {"point": point.rstrip(".")}
        name = _AS_CHANGE.get(one.name, one.name)
        yield name, {} if name in _WITHOUT_QUOTE else one.places
    if current.subject.style != "story":
        yield from (("point", {"point": point.rstrip(".")}) for point in points)
    if full:
        yield _more(current), {}
    elif current.subject.style == "story":
        yield from _weaker(seen)


def _weaker(seen: Seen) -> Iterator[tuple[str, dict[str, str]]]:
    """What is only told in part, where nothing else is open."""
    names: dict[Scale, str] = {
        "learning": "learning", "judgement": "reason", "outcome": "outcome",
    }  # fmt: skip
    for scale, name in names.items():
        if seen.band(scale) == "notYet":
            yield name, {}


def _is_told(current: Round, seen: Seen) -> bool:
    """Whether an answer tells something at all."""
    if current.subject.style == "facts":
        return bool(seen.counted) or bool(seen.deeds)
    if (
        current.subject.style != "story"
        or not (seen.deeds or seen.shared)
        or seen.words < _LEAST[code(language_of(current))]
    ):
        return False
    if seen.band("answer") == "notYet" or seen.band("case") == "notYet":
        return False
    return not is_self_praise(seen) and hangs_together(current)


def _worth_keeping(current: Round, seen: Seen) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """What is told: its name, the passages, and what the words should have in them.

    A figure is worth it where it tells what came of it, or where it counts something in a story
    with an own deed; a number alone is none.
    """
    if current.subject.style == "facts":
        yield "fact", seen.counted, FIGURE
        return
    there = {scale for scale in ("case", "part", "judgement", "outcome", "learning")
             if seen.band(scale) == "there"}  # fmt: skip
    outcome = seen.quotes("outcome")
    if "outcome" in there and not seen.sensitive:
        yield "figure", tuple(one for one in outcome if _is_counted(one, seen)), FIGURE
    if there & {"outcome", "part"}:
        yield "price", _admitted(current), ""
    if "part" in there:
        yield "own", seen.deeds, OWN
    for scale, name in _NAMES.items():
        if scale in there and (seen.deeds or scale in ("outcome", "case")):
            yield name, seen.quotes(scale), ""
    # A modest answer has something to keep, too: what is told in part, as long as one acts in it.
    if seen.deeds and not there & {"part"}:
        yield "own", seen.deeds, OWN
    if seen.band("outcome") == "partly" and (seen.deeds or seen.shared):
        yield "outcome", outcome, ""


def _is_counted(passage: str, seen: Seen) -> bool:
    return any(one in passage or passage in one for one in seen.counted)


def _admitted(current: Round) -> tuple[str, ...]:
    """The sentences in which it is said openly that something did not go well."""
    language = language_of(current)
    sentences = (sentence for _, sentence in sentence_spans(text_of(current)))
    return tuple(one for one in sentences if shows(one, "admitted", language))
