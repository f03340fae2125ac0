"""Korean particles by the last sound of the word before: "SQL을", "3을", "파이썬을", "React를"."""

import re
from functools import partial

_PAIRS = ("을/를", "이/가", "은/는", "과/와", "으로/로", "이라고/라고", "이라는/라는")
"""Each pair as templates write it: the form after a consonant, and the form after a vowel."""
PARTICLE = "|".join(_PAIRS)
"""A pattern for any of them."""

_FIRST, _LAST = 0xAC00, 0xD7A3
"""The syllables of Hangul (Unicode, section 3.12): each first vowel of 28 endings has none."""
_ENDINGS, _RIEUL = 28, 8
_DIGITS = dict(zip("0123456789", "공일이삼사오육칠팔구", strict=True))
_NAMED = dict(zip("LMNRlmnr", "엘엠엔알" * 2, strict=True))
"""Letters whose names end in a consonant, where a word is spelt out or ends in such a sound."""
_STOPS = re.compile(r"(?i)[aeiou](?:ck|[ckpt])$|ng$")
"""Ends of short English words that Korean writes with a consonant below: "Slack", "internet"."""
_SPELT = re.compile(r"[A-Z]{1,5}")
_WORD = re.compile(r"[^\W_]+")
_BRACKETED = re.compile(r"\s?\([^()]*\)$")
_PLACE = re.compile(rf"\{{(\w+)\}}(\W?)({PARTICLE})?")


def particle(word: str, pair: str) -> str:
    """The form of a pair that follows the word: `particle("SQL", "을/를")` is "을".

    What stands in brackets at its end is not spoken. Of a word in other letters the last sound is
    guessed by its spelling.
    """
    after_consonant, after_vowel = pair.split("/")
    ending = _ending(_BRACKETED.sub("", word))
    if ending == _RIEUL and after_consonant == "으로":
        return after_vowel
    return after_consonant if ending else after_vowel


def _ending(word: str) -> int:
    """Which of Hangul's final consonants the word is spoken with; 0 is none."""
    words = _WORD.findall(word)
    if not words:
        return 0
    last = words[-1]
    sign = last[-1]
    if sign in _DIGITS:
        sign = _DIGITS[sign] if not last.endswith("0") else _zeros(last)
    elif sign.isascii() and sign.isalpha():
        sign = _letter(last)
    return (ord(sign) - _FIRST) % _ENDINGS if _FIRST <= ord(sign) <= _LAST else 0


def _zeros(number: str) -> str:
    """The last syllable of a number that ends in noughts: 10 십, 100 백, 1000 천, 10000 만."""
    count = len(number) - len(number.rstrip("0"))
    if count == len(number):
        return "영"
    return "십백천만십백천억"[min(count, 8) - 1]


def _letter(word: str) -> str:
    """A syllable with the ending that a word in Latin letters has, as Korean says it."""
    if _SPELT.fullmatch(word):
        return _NAMED.get(word[-1], "가")
    if word[-1] in _NAMED:
        return _NAMED[word[-1]] if word[-1] not in "rR" else "가"
    return "각" if len(word) <= 6 and _STOPS.search(word) else "가"


def filled(text: str, values: dict[str, str]) -> str:
    """The text with its places `{name}` filled, each particle in the form that fits the word before
    it: "{tool}을/를" becomes "SQL을"."""
    return _PLACE.sub(partial(_fill, values=values), text)


def _fill(found: re.Match[str], values: dict[str, str]) -> str:
    name, between, pair = found.groups()
    value = values[name]
    return f"{value}{between}{particle(value, pair) if pair else ''}"
