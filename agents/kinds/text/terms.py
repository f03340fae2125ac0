"""The words of a passage that carry meaning, and whether two of them are of one kin.

English and Korean words lose their endings; those of other languages their last letters. What is
written without blanks is taken in pairs of characters.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from agents.data_files import read
from agents.evidence.support.words import korean_stem
from agents.evidence.text import STOPWORDS, stem
from agents.kinds.text.lists import words

_TOKEN = re.compile(
    r"[가-힣]+|[\u3040-\u30ff\u3400-\u9fff]+|\d{1,3}(?:,\d{3})+(?![\d,])|\d+(?:[.:]\d+)*|(?:(?![가-힣\u3040-\u30ff\u3400-\u9fff])[^\W\d_])"
    r"(?:(?:(?![가-힣\u3040-\u30ff\u3400-\u9fff])[^\W_]|['’.&-](?=[^\W_]))*(?:(?![가-힣\u3040-\u30ff\u3400-\u9fff])[^\W_]))?"
)
_HANGUL = re.compile(r"[가-힣]")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_PARTICLES = "은는이가을를의에도만로와과"
_VERBAL = re.compile(
    r"(?:다|요|까|나|고|며|서|면|지|는|던|니|자|게|해|한|된|할|될|함|됨|했|됐|었|았|였|왔|갔|냈|섰|졌|렸|켰|쳤|웠|린|ㄴ|ㄹ)$"
)
_LEAST_SHARED = 0.7
"""Of the longer of two stems so much is shared where they are of one kin: "approv", "approval"."""
_DOERS = ("er", "or")
_CLOSING = {0x11A8: 0x1100, 0x11AB: 0x1102, 0x11AE: 0x1103, 0x11AF: 0x1105, 0x11B7: 0x1106}
_CLOSING |= {0x11B8: 0x1107, 0x11BA: 0x1109, 0x11BC: 0x110B}
SAME, GROUP, KIN = 1.0, 0.9, 0.8


class Term(NamedTuple):
    """A word that carries meaning: its stem, how it is written, and where it begins."""

    stem: str
    said: str
    start: int

    @property
    def is_name(self) -> bool:
        """Whether it is written as names are."""
        return self.said[0].isupper()

    @property
    def is_number(self) -> bool:
        """Whether it is one in digits."""
        return self.said[0].isdigit()


def terms(text: str) -> tuple[Term, ...]:
    """The words of a text that carry meaning, in its order."""
    found: list[Term] = []
    for match in _TOKEN.finditer(text):
        said = match.group()
        if _UNSPACED.match(said):
            found += [
                Term(said[at : at + 2], said[at : at + 2], match.start() + at)
                for at in range(max(1, len(said) - 1))
            ]
        elif root := root_of(said):
            found.append(Term(root, said, match.start()))
    return tuple(found)


def stems(text: str) -> frozenset[str]:
    """The stems of the words of a text that carry meaning."""
    return frozenset(term.stem for term in terms(text))


@lru_cache(maxsize=32_768)
def root_of(word: str) -> str | None:
    """A word without its ending; None of one that carries no meaning."""
    if word[0].isdigit():
        return re.sub(r"[.,](?=\d{3}(?!\d))", "", word)
    if _HANGUL.match(word):
        return _korean(word)
    plain = word.lower().replace("’", "'")
    if word.isupper() and len(word) > 1:
        return None if len(plain) > 3 and plain in _function_words() else plain
    base = re.sub(r"'s?$", "", plain)
    if base in _function_words() or re.sub(r"n't$|'(?:m|ve|re|ll|d|s|t)$", "", plain) in STOPWORDS:
        return None
    if base in _spelled():
        return _spelled()[base]
    if len(base) < 2:
        return None
    return _latin(base)


def _korean(word: str) -> str | None:
    if word in words("words", "ko_function"):
        return None
    if len(word) == 1:
        return word
    found = korean_stem(word)
    return found if found and found not in words("words", "ko_function") else None


def _latin(word: str) -> str:
    plain = word if word.isascii() else _folded(word)
    root = stem(plain)
    if len(root) > 4 and root.endswith(("y", "i")):
        root = root[:-1]
    if len(root) > 3 and root[-1] == root[-2] and root[-1] not in "aeiou":
        root = root[:-1]
    return root


@cache
def _function_words() -> frozenset[str]:
    """The words that carry the grammar, of all languages of Latin letters."""
    lines = read("agents.resume", "small_words").values()
    small = {word for line in lines for word in line.split()}
    ours = small - words("words", "also_meaning")
    return STOPWORDS | ours | words("words", "function")


@cache
def _spelled() -> dict[str, str]:
    counted = read(__package__, "words")["numbers"].split()
    return {word: str(number) for number, word in enumerate(counted, 1)}


@lru_cache(maxsize=8_192)
def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.casefold())
    return "".join(char for char in plain if not "\u0300" <= char <= "\u036f")


@cache
def _groups() -> dict[str, frozenset[int]]:
    """The groups of words that say nearly the same which a stem is in."""
    found: dict[str, set[int]] = {}
    lines = [line for text in read(__package__, "synonyms").values() for line in text.splitlines()]
    for number, line in enumerate(lines):
        for word in line.split():
            found.setdefault(root_of(word) or word, set()).add(number)
    return {root: frozenset(numbers) for root, numbers in found.items()}


@lru_cache(maxsize=131_072)
def alike(one: str, other: str) -> float:
    """How far two stems are of one kin, from 0 (not at all) to 1 (the same)."""
    if one == other:
        return SAME
    if one[0].isdigit() or other[0].isdigit():
        return 0.0
    groups = _groups()
    if one in groups and other in groups and groups[one] & groups[other]:
        return GROUP
    if _HANGUL.match(one):
        return _alike_in_korean(one, other, groups) if _HANGUL.match(other) else 0.0
    if one[0] != other[0]:
        return 0.0
    short, long = sorted((one, other), key=len)
    if len(short) < 4 or (long.startswith(short) and long[len(short) :] in _DOERS):
        return 0.0
    return KIN if _shared(short, long) >= max(4, _LEAST_SHARED * len(long)) else 0.0


def _alike_in_korean(one: str, other: str, groups: dict[str, frozenset[int]]) -> float:
    short, long = sorted((one, other), key=len)
    if len(short) > 1 and (long.startswith(short) or long.endswith(short)):
        return KIN
    if len(long) <= 2 and short[0] == long[0] and all(s[1:] in _PARTICLES for s in (short, long)):
        return KIN
    shared = _shared(_letters(one), _letters(other))
    if _VERBAL.search(one) or _VERBAL.search(other):
        # Two syllables, of the second perhaps not what closes it: "열리나요", "열립니다".
        if shared >= len(_letters(short[:2])) - 1 > 3:
            return KIN
        # One, of a short verb: "쉬는", "쉰다".
        both = _VERBAL.search(one) and _VERBAL.search(other)
        if both and len(long) <= 3 and shared >= 3 and shared > len(_letters(short[0])) - 1:
            return KIN
    return max(
        (GROUP for known in _begun(one) for mine in _begun(other) if groups[known] & groups[mine]),
        default=0.0,
    )


@lru_cache(maxsize=32_768)
def _letters(word: str) -> str:
    """The letters of Korean syllables, one that closes a syllable as one that opens it."""
    return unicodedata.normalize("NFD", word).translate(_CLOSING)


@lru_cache(maxsize=8_192)
def _begun(word: str) -> tuple[str, ...]:
    """The words of groups that a Korean word begins with."""
    groups = _groups()
    return tuple(word[:n] for n in range(2, len(word) + 1) if word[:n] in groups)


def _shared(one: str, other: str) -> int:
    length = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        length += 1
    return length


def nearest(stem: str, others: Iterable[str]) -> float:
    """How far the nearest of some stems is of one kin with this one."""
    best = 0.0
    for other in others:
        best = max(best, alike(stem, other))
        if best == SAME:
            break
    return best
