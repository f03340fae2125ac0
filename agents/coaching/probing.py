"""The follow-up to an answer: on what is really open, in the person's own words, or none."""

from collections.abc import Iterator, Sequence

from agents.coaching.open_points import (
    Open,
    is_delicate,
    is_full,
    is_looked_at,
    language_of,
    more_of,
    open_points,
    text_of,
    told_before,
)
from agents.coaching.phrases import fresh, heard_in
from agents.coaching.snippets import OWN, snippet
from agents.coaching.types import FollowUp, Round

MOST = 2
"""Follow-ups to one question; one where the answer was full, and in gentle practice."""

_NOT_GENTLE = frozenset(("F10", "F12", "F13", "F16"))
"""What presses, and is left out in gentle practice."""
_PLAIN = "_plain"


def follow_up(current: Round, earlier: Sequence[Round], *, gentle: bool) -> FollowUp | None:
    """What is asked on an answer; None where nothing is open, or enough was asked.

    `earlier` are the rounds before this one. Nothing is asked that stands in an answer, or that was
    asked before; no phrasing comes twice.
    """
    if current.skipped or not is_looked_at(current):
        return None
    full = is_full(current) and current.subject.style != "facts"
    if len(current.probed) >= (1 if gentle or full else MOST):
        return None
    asked = [text for one in (*earlier, current) for text in one.probed]
    heard, here = heard_in(asked, "ask."), heard_in(current.probed, "ask.")
    known = {_base(name) for name in here}
    used = [*asked, current.subject.text]
    told = [one for one in (told_before(current, earlier),) if one]
    more = _more(current, used) if full else open_points(current, earlier, used=used)
    for one in (*told, *more):
        if _base(one.name) in known or (gentle and one.code in _NOT_GENTLE):
            continue
        if one.words:
            return FollowUp(one.code, one.words)
        if text := fresh(f"ask.{one.name}", heard, **one.places):
            return FollowUp(one.code, text)
    return None


def _base(name: str) -> str:
    """What is asked, in whatever phrasing: `ask.own_plain.2` asks the same as `own`."""
    bare = name.removeprefix("ask.").rstrip("0123456789").removesuffix(".")
    return bare.removesuffix(_PLAIN).partition(".")[0]


def _more(current: Round, used: Sequence[str]) -> Iterator[Open]:
    """What one may like to hear more of where nothing is open."""
    seen = current.seen
    if seen is None or is_delicate(current):
        return
    if current.subject.style != "story":
        yield from open_points(current, (), used=used)
        return
    # A deed with its reason, rather than the one that it began with.
    weighed = [deed for deed in seen.deeds if deed in seen.quotes("judgement")]
    passages = (*weighed, *seen.deeds[1:], *seen.deeds[:1])
    quote = snippet(passages or (text_of(current),), language_of(current), used=used, wanted=OWN)
    if quote:
        aspects = list(more_of(current))
        begin = current.number % max(1, len(aspects))
        yield from (
            Open("F18", f"more.{aspect}", "judgement", {"quote": quote})
            for aspect in (*aspects[begin:], *aspects[:begin])
        )
