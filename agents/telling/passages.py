"""What somebody said, in passages of about a sentence each: verbatim, whoever wrote the signs."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

import msgspec

from agents.evidence.sentences import sentence_spans
from agents.safety.injection import suspicions
from agents.telling.lists import phrases

LONGEST = 240
"""Characters of a quote."""
MOST = 50_000
"""Characters of what was said that are looked at."""
_LONG = 30
"""Words of a sentence without a sign in it that was rather dictated, or typed in one go."""
_PIECE = 7
"""Words at least of a piece of such a sentence."""
_WORD = re.compile(r"\S+")
_PLAIN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "\u00a0": " ", "\u202f": " ", "\t": " "})
_KOREAN_END = re.compile(
    r"(?<=[가-힣])(?:습니다|ㅂ니다|니다|어요|아요|해요|에요|예요|세요|셔요|거든요|더라고요|라고요|고요|네요|잖아요|대요|죠|는데요|래요|돼요|까요|져요|려요|와요|워요|봐요|놔요|써요|커요)"
    r"(?=[\s가-힣\d])(?!\s{0,2}(?:라고|하고|고|라는|만|도)(?![가-힣]))"
)
_BULLET = re.compile(r"^(?:[-*•–·▪◦‣]|\d{1,2}[.)])\s{1,8}")
_HANGUL = re.compile(r"[가-힣]")


class Passage(msgspec.Struct, frozen=True):
    """A verbatim part of a message, about a sentence, and the same in small letters."""

    text: str
    plain: str


def plain(text: str) -> str:
    """The text in small letters with plain signs, each character where it was."""
    signs = text.translate(_PLAIN)
    low = signs.lower()
    if len(low) == len(text):
        return low
    # A letter whose small one is two stays, so that every character is where it was.
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in signs)


def passages(said: Sequence[str]) -> tuple[Passage, ...]:
    """All that was said, in order; what is said twice is there once.

    What talks to the judge is left out.
    """
    found: dict[str, Passage] = {}
    left = MOST
    for message in said:
        heard = message[:left]
        left -= len(heard)
        steered = bool(suspicions({"said": heard}))
        for _, sentence in sentence_spans(heard):
            if steered and suspicions({"said": sentence}):
                continue
            for piece in _pieces(sentence):
                key = "".join(filter(str.isalnum, plain(piece)))
                if key:
                    found.setdefault(key, Passage(piece, plain(piece)))
    return tuple(found.values())


def _pieces(sentence: str) -> Iterator[str]:
    bullet = _BULLET.match(sentence)
    sentence = sentence[bullet.end() :] if bullet else sentence
    korean = len(_HANGUL.findall(sentence)) * 3 > len(sentence)
    for piece in _korean(sentence) if korean else _english(sentence):
        yield from _short(piece)


def _english(sentence: str) -> Iterator[str]:
    """A sentence of many words and few signs is cut where a new statement begins."""
    words = len(_WORD.findall(sentence))
    signs = sum(sentence.count(sign) for sign in ",;:–—")
    if words <= _LONG or words < (signs + 1) * 18:
        yield sentence
        return
    yield from _cut(sentence, (match.start() for match in _starts().finditer(plain(sentence))))


def _korean(sentence: str) -> Iterator[str]:
    """Dictated Korean has no signs: a sentence ends where its verb does."""
    yield from _cut(sentence, (match.end() for match in _KOREAN_END.finditer(sentence)), least=0)


def _cut(sentence: str, places: Iterator[int], least: int = _PIECE) -> Iterator[str]:
    begun = 0
    for place in places:
        if place > begun and len(_WORD.findall(sentence[begun:place])) >= least:
            yield sentence[begun:place].strip()
            begun = place
    yield sentence[begun:].strip()


def _short(piece: str) -> Iterator[str]:
    """A piece in parts that are short enough for a quote, cut at its signs where it has any."""
    while len(piece) > LONGEST:
        head = piece[: LONGEST + 1]
        cut = max(head.rfind(sign) for sign in (", ", "; ", ": ", " – ", " — ", "、", "，"))
        cut = cut + 1 if cut > LONGEST // 4 else head.rfind(" ")
        cut = cut if cut > 0 else LONGEST
        yield piece[:cut].strip()
        piece = piece[cut:].strip()
    yield piece


@cache
def _starts() -> re.Pattern[str]:
    return re.compile(rf"(?<=\s){phrases('en', 'starts').pattern}")
