"""A text in sentences: what each of them is good for in an answer, and where it stands."""

import re
from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from agents.evidence.counting import normalised
from agents.evidence.hollow import hollow
from agents.evidence.quantities import quantities
from agents.evidence.sentences import sentence_spans
from agents.telling import english, korean
from agents.telling.languages import language_of
from agents.telling.passages import Passage, plain
from agents.telling.signs import Signs

MOST_SENTENCES = 200
"""Of a text, as many are told apart; what is behind them counts as background."""
_LOOKED_AT = 600
"""Characters of a sentence that are looked at."""
HEADING, RESULT, COUNTED, DEED, SAID, BACKGROUND, EMPTY = 6, 5, 4, 3, 2, 1, 0
"""What a sentence is worth where not all have room: its rank. `COUNTED` is a deed with a number."""

_HEADING = re.compile(r"\[[^\[\]\n]{1,80}\]")
_STILL = re.compile(r"(?i)\b(?:was|were|had been|stuck|stayed) (?:stuck |still )?at\b|그대로")
"""What says how it was before anything was done."""
_WAY = re.compile(
    r"(?i)\bfrom [^.!?]{0,12}?\d[^!?]{0,20}? to [^.!?]{0,6}?\d|\d\S{0,4} to \d"
    r"|\d\S{0,6}에서 [^.!?]{0,6}?\d\S{0,6}로|\d\S{0,6}\s?(?:→|->)\s?\d"
)
"""A number that became another."""
_I = re.compile(r"(?i)\b(?:i|we|my|our|me|us)\b|[가-힣]")
_KOREAN_END = re.compile(r"(?<=[가-힣]다\.)(?=[가-힣])")


class Sentence(Struct, frozen=True):
    """A sentence as it stands, the white space before it, its rank, and what is seen in it."""

    text: str
    gap: str
    rank: int
    signs: Signs
    numbers: int = 0


@lru_cache(maxsize=64)
def told(text: str, asked: str = "", planned: bool = False) -> tuple[Sentence, ...]:
    """The sentences of a text, in order; `asked` is the question, whose words are no details.

    `planned`: the question asks for plans, which then are worth as much as deeds.
    """
    text = normalised(text).strip()
    reader = korean if speaks_korean(text) else english
    background = reader.details_of(plain(asked))
    found: list[Sentence] = []
    end, narrated = 0, False
    spoken = reader is english and _I.search(text) is not None
    for start, sentence in _spans(text):
        looked_at = sentence[:_LOOKED_AT]
        passage = Passage(looked_at, plain(looked_at))
        signs = reader.read(passage, reader.details_of(passage.plain) - background, narrated)
        narrated = narrated or signs.time or (signs.told and bool(signs.deeds or signs.shared))
        numbers = sum(not one.spelled and not one.is_year for one in quantities(looked_at))
        rank = _rank(looked_at, signs, numbers, planned, spoken)
        found.append(Sentence(sentence, text[end:start], rank, signs, numbers))
        end = start + len(sentence)
    return tuple(found)


def is_change(text: str) -> bool:
    """Whether a text has a number that became another."""
    return _WAY.search(text) is not None


def speaks_korean(text: str) -> bool:
    """Whether most of a text is Korean."""
    return language_of(text) == "ko"


def joined(sentences: Sequence[Sentence]) -> str:
    """The sentences as a text, with the white space that stands before each."""
    return "".join(one.gap + one.text for one in sentences).strip()


def _spans(text: str) -> list[tuple[int, str]]:
    """The sentences with their places; Korean ones also where no blank stands between them."""
    found: list[tuple[int, str]] = []
    for start, sentence in sentence_spans(text):
        begun = 0
        for match in _KOREAN_END.finditer(sentence):
            found.append((start + begun, sentence[begun : match.start()]))
            begun = match.start()
        found.append((start + begun, sentence[begun:]))
    if len(found) > MOST_SENTENCES:
        last = found[MOST_SENTENCES - 1][0]
        found[MOST_SENTENCES - 1 :] = [(last, text[last:].strip())]
    return found


def _rank(text: str, signs: Signs, numbers: int, planned: bool, spoken: bool) -> int:
    if _HEADING.fullmatch(text):
        return HEADING
    later = (signs.since or signs.lesson) and not numbers
    ended = (signs.final or signs.changed) and not (signs.task or later)
    counted = numbers or signs.counted or signs.marked
    if signs.told and not _STILL.search(text) and ((ended and counted) or _WAY.search(text)):
        return RESULT
    if signs.deeds and signs.content and not (spoken and not _I.search(text)):
        return COUNTED if numbers and (signs.mine or not signs.task) else DEED
    if planned and (signs.plan or numbers):
        return DEED
    if numbers or signs.by_me or signs.reason or signs.lesson or signs.since or signs.way:
        return SAID
    return EMPTY if hollow(text) or signs.claim else BACKGROUND
