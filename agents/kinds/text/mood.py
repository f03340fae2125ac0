"""The mood of a text, as far as words can tell it: by what judges in it, and is not negated."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias

from agents.evidence.claims import word_count
from agents.kinds.text.lists import phrases, words
from agents.kinds.text.passages import Passage
from agents.kinds.text.ranking import is_boilerplate

Label: TypeAlias = Literal["positive", "neutral", "negative", "mixed"]
Confidence: TypeAlias = Literal["high", "low"]
Side: TypeAlias = Literal["positive", "negative"]

_BEFORE = 24
"""Characters before a word in which what negates it stands, within its clause."""
_AFTER = 8
_CLAUSE = re.compile(r"[,;:.!?()–—]|\bbut\b|\baber\b|지만|는데", re.IGNORECASE)
_LEAST_MIXED = 2
_SHARE_MIXED = 0.34
"""Of all that judges so much speaks for the weaker side where a text is mixed."""
_LEAST, _MARGIN = 2, 3
"""So many words of one side, and so many times as many as of the other, are plain."""
_NEUTRAL, _PLAINLY_NEUTRAL = 0.8, 0.35
"""Words that judge, of a hundred: up to so many a text is neutral, up to so many plainly so."""
_DENSE = 2.0
_LEAST_WORDS = 12
_HANGUL = re.compile(r"[가-힣]")


class Judged(NamedTuple):
    """A word that judges, and where it stands."""

    side: Side
    word: str
    passage: int
    start: int


class Mood(NamedTuple):
    """What a text's mood is, None where words can't tell, and what that is seen by."""

    label: Label | None
    confidence: Confidence
    positive: tuple[str, ...]
    negative: tuple[str, ...]
    is_short: bool = False


def mood(found: Sequence[Passage]) -> Mood:
    """The mood of what somebody has written: it is told only where it is plain."""
    own = [one for one in found if one.sort not in {"code", "meta"} and not _is_beside(one)]
    judged = [word for at, one in enumerate(own) for word in judging(one.text, at)]
    positive = tuple(dict.fromkeys(one.word for one in judged if one.side == "positive"))
    negative = tuple(dict.fromkeys(one.word for one in judged if one.side == "negative"))
    count = sum(word_count(one.text) for one in own)
    label, confidence = _label(judged, own, count)
    return Mood(label, confidence, positive, negative, count < _LEAST_WORDS)


def _is_beside(one: Passage) -> bool:
    """Whether a passage has nothing to do with what the text speaks of."""
    return is_boilerplate(one) or phrases("weights", "aside").search(one.text) is not None


def _label(
    judged: Sequence[Judged], own: Sequence[Passage], count: int
) -> tuple[Label | None, Confidence]:
    good = sum(_weight(one) for one in judged if one.side == "positive")
    total = sum(_weight(one) for one in judged)
    bad = total - good
    dense = 100 * total / max(1, count)
    if dense <= _NEUTRAL and count >= _LEAST_WORDS:
        return "neutral", "high" if dense <= _PLAINLY_NEUTRAL else "low"
    if count < _LEAST_WORDS and not judged:
        return None, "low"
    weaker, stronger = sorted((good, bad))
    if weaker >= _LEAST_MIXED and weaker >= _SHARE_MIXED * total and dense >= _NEUTRAL:
        is_turned = any(phrases("mood", "contrast").search(one.text) for one in own)
        if is_turned or weaker > _LEAST_MIXED:
            return "mixed", "high" if is_turned and dense >= _DENSE else "low"
    if stronger >= _LEAST and stronger >= _MARGIN * weaker and dense >= _DENSE:
        sure = weaker == 0 or stronger >= 2 * _MARGIN * weaker
        return ("positive" if good > bad else "negative"), "high" if sure else "low"
    return None, "low"


def _weight(one: Judged) -> float:
    return 0.5 if one.word.casefold() in words("mood", "weak") else 1.0


def judging(text: str, passage: int) -> Iterator[Judged]:
    """The words of a passage that judge, each on the side that it is on where it is negated."""
    sides: tuple[tuple[Side, Side], ...] = (("positive", "negative"), ("negative", "positive"))
    korean = _HANGUL.search(text) is not None
    taken: list[tuple[int, int]] = []
    for side, other in sides:
        name = f"ko_{side}" if korean else side
        for match in phrases("mood", name).finditer(text):
            if any(match.start() < end and begun < match.end() for begun, end in taken):
                continue
            taken.append(match.span())
            negated = _negated_in_korean(text, match) if korean else _negated(text, match)
            if negated and not korean and side == "negative":
                # "Not bad" praises little: it is on no side.
                continue
            yield Judged(other if negated else side, match.group(), passage, match.start())


def _negated(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - _BEFORE) : match.start()]
    clause = _CLAUSE.split(before)[-1]
    return phrases("mood", "negation").search(clause) is not None or "n't" in clause.replace(
        "’", "'"
    )


def _negated_in_korean(text: str, match: re.Match[str]) -> bool:
    after = text[match.start() : match.end() + _AFTER]
    before = text[max(0, match.start() - 3) : match.start()]
    is_behind = phrases("mood", "ko_negation").search(after) is not None
    return is_behind or before.endswith(("안 ", "못 "))
