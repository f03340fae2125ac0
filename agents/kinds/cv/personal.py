"""What a CV does not say by itself: birth, family, looks, numbers of identity. Pure.

Law keeps employers from deciding by most of it, and in some countries from asking for it; so it
stands in no form but by the person's own wish.
"""

import re
from functools import cache

from agents.data_files import listed
from agents.kinds.cv.pieces import Piece

_APART = re.compile(r"[|·;\t]|\s{3,9}")
_LABEL = re.compile(r"([^:：\d]{1,40}?)\s{0,3}(?:[:：]|(?=\s\d)|$)")
_NUMBER = re.compile(r"(?<!\d)\d{6}\s?-\s?[1-8]\d{6}(?!\d)|\(?만\s?\d{2}\s?세\)?")
"""A Korean number of identity, and an age."""
_MOST = 160
"""Characters of a line that tells it; longer ones tell something else."""
_SECTIONS = frozenset({"basics", "other", "interests", "references"})


def is_personal(text: str) -> bool:
    """Whether a line tells such a thing, or a part of it does."""
    return any(_is_personal(part) for part in parts(text))


def parts(text: str) -> list[str]:
    """The parts of a line that stand side by side."""
    return [part.strip() for part in _APART.split(text) if part.strip()]


def _is_personal(part: str) -> bool:
    if _NUMBER.search(part):
        return True
    if len(part) > _MOST:
        return False
    plain = " ".join(part.casefold().split())
    label = _LABEL.match(plain)
    if label and label[1].strip(" .-–*•") in _listed("labels"):
        return True
    return _pattern("words").search(plain) is not None


def says_nothing(text: str) -> bool:
    """Whether a line says only that there are references."""
    return len(text) <= _MOST and _pattern("references").search(text.casefold()) is not None


def is_image(piece: Piece) -> bool:
    """Whether it is a photo."""
    return piece.key == ("basics", "image")


def may_be_personal(piece: Piece) -> bool:
    """Whether it stands where such a thing is told: what somebody did elsewhere is none."""
    return piece.section in _SECTIONS


def _listed(key: str) -> frozenset[str]:
    return listed(__package__, "personal", key)


@cache
def _pattern(key: str) -> re.Pattern[str]:
    """Any of the words; those of Latin letters as whole words."""
    words = sorted(_listed(key), key=lambda word: (-len(word), word))
    return re.compile("|".join(_word(word) for word in words if word))


def _word(word: str) -> str:
    return rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word)
